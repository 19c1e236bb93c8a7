import type { Consequence } from './consequence';

/** What happens to those who are assigned. */
export const ASSIGNMENTS = {
  'assignment-destroyed': {
    class: 'destructive',
    title: 'An assignment is destroyed',
    reason: 'Everybody who holds no other assignment falls out of the scope of provisioning.',
    next: 'At the next cycle, within 40 minutes, Entra disables everybody who is left without a role. Assigning them again restores them.',
  },
  'assignment-role-unknown': {
    class: 'risky',
    title: 'Assignments are replaced because their role id is not known yet',
    reason:
      "The role comes from the application's computed map of ids, which any change of a role makes unknown. Terraform " +
      'then destroys every such assignment before it creates it again.',
    next:
      'A cycle that runs in between disables them; the next one restores them. Give the assignments the literal ids of ' +
      'their roles, and the plan leaves them alone.',
  },
  'assignment-replaced': {
    class: 'risky',
    title: 'An assignment is replaced',
    reason: 'It ends before it begins again, or Graph refuses the second one of the same kind.',
    next:
      'A cycle that runs in between disables them; the next one restores them. Where the file only names the ' +
      "same group or user otherwise, 'was' with the former name leaves the assignment alone.",
  },
  'role-swapped-with-gap': {
    class: 'risky',
    title: 'A role is taken away before the new one is given',
    reason: 'The assignment is destroyed first, so for a moment nobody in it is in scope.',
    next: 'A cycle that runs in between disables them; the next one restores them with the new role.',
  },
  'role-swapped': {
    class: 'routine',
    title: 'A role is exchanged for another',
    reason: 'The new assignment is made before the old one ends, so nobody is without one.',
    next: 'At the next cycle Entra sends the new role.',
  },
  'assignment-created': {
    class: 'routine',
    title: 'An assignment is created',
    reason: 'Somebody gains access; nobody loses any.',
    next: 'At the next cycle Entra creates or updates them in the product, with the role.',
  },
  'assignment-adopted': {
    class: 'routine',
    title: 'An assignment that stands already is adopted',
    reason: 'Terraform looks after it from now on: once its line goes from the file, a plan ends it.',
    next: 'Nothing changes.',
  },
  'assignment-forgotten': {
    class: 'risky',
    title: 'An assignment is forgotten',
    reason: 'Terraform no longer looks after it, but it stays in Entra.',
    next: 'Nothing changes until somebody removes it in the portal.',
  },
  'principal-destroyed': {
    class: 'destructive',
    title: 'A user or group of the directory is destroyed or replaced',
    reason: 'Its assignments and memberships go with it, whatever the plan says of them.',
    next: 'At the next cycle, within 40 minutes, Entra disables who was assigned by it alone.',
  },
} as const satisfies Record<string, Consequence>;
