/** How much attention a change needs from its reviewer, worst first. */
export const CHANGE_CLASSES = ['destructive', 'risky', 'routine'] as const;

export type ChangeClass = (typeof CHANGE_CLASSES)[number];

/** The consequence of a kind of change. */
export interface Consequence {
  readonly class: ChangeClass;

  /** What happens in general, as the heading above all changes of the kind. */
  readonly title: string;

  /** Why the change has its class. */
  readonly reason: string;

  /** What Entra does next or, for changes that Entra does not see, what Azure or the service does. */
  readonly next: string;
}

/** As `risky(title, reason, next)`. */
type Define = (title: string, reason: string, next: string) => Consequence;

const ofClass =
  (severity: ChangeClass): Define =>
  (title, reason, next) => ({ class: severity, title, reason, next });

export const destructive = ofClass('destructive');
export const risky = ofClass('risky');
export const routine = ofClass('routine');

/** What Entra does while the service does not answer. */
export const DOWN = 'Entra gets errors, tries again at every cycle, and slows down to once a day while they last.';

/** The worst of some classes. Undefined when there are none. */
export function worst(classes: readonly ChangeClass[]): ChangeClass | undefined {
  return CHANGE_CLASSES.find((candidate) => classes.includes(candidate));
}
