/** Classes of changes, worst first. The class says how much attention a change needs from its reviewer. */
export const CHANGE_CLASSES = ['destructive', 'risky', 'routine'] as const;

export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/** The consequence of a kind of change. */
export interface Consequence {
  readonly class: ChangeClass;

  /** Description of the change in general, used as the heading above all changes of the kind. */
  readonly title: string;

  /** The reason why changes of this kind belong to the class. */
  readonly reason: string;

  /**
   * The action that Entra takes next. For changes that Entra does not see, the action that Azure or the service takes
   * next.
   */
  readonly next: string;
}

/** The signature of the functions `destructive`, `risky` and `routine`. */
type Define = (title: string, reason: string, next: string) => Consequence;

const ofClass =
  (severity: ChangeClass): Define =>
  (title, reason, next) => ({ class: severity, title, reason, next });

export const destructive = ofClass('destructive');
export const risky = ofClass('risky');
export const routine = ofClass('routine');

/** Describes Entra's behavior while the service is unavailable. */
export const DOWN = 'Entra gets errors, tries again at every cycle, and slows down to once a day while they last.';

/** The worst of several classes. Undefined for an empty list. */
export function worst(classes: readonly ChangeClass[]): ChangeClass | undefined {
  return CHANGE_CLASSES.find((candidate) => classes.includes(candidate));
}
