/** How far a tenant's client departs from the RFC, and how far the service goes to meet it. */
export interface Profile {
  readonly name: 'entra' | 'rfc';

  /**
   * Whether writing to `emails[type eq "work"].value` makes the element that is missing, and removing it does nothing.
   * Else both answer 400 `noTarget`, and so does removing a member who is none.
   */
  readonly createsMissingElements: boolean;

  /** Whether a PATCH without operations is a change of nothing, or answers 400 `invalidSyntax`. */
  readonly takesEmptyPatch: boolean;

  /** Whether a POST may bring back a user who exists but is inactive, or always makes a new one (RFC 7644 §3.3). */
  readonly restoresByPost: boolean;

  /** Whether elements of one type, such as two work addresses, are one: the later. */
  readonly uniqueTypes: boolean;

  /** Whether unknown attributes and parts are passed over where they come beside known ones, or answer 400. */
  readonly passesOverUnknown: boolean;

  /**
   * Whether a value of another type is taken for what it means: `"True"` for true, `""` for none, a list of one for its
   * element and an element for a list of it, a text for the `value` of an object, JSON in a text for the object itself.
   * Else all of them are of the wrong type.
   */
  readonly coercesTypes: boolean;

  /**
   * Whether `schemas` of a message or resource has to name what it is, and nothing else (RFC 7643 §3, RFC 7644 §3.5.2).
   * Entra and its validators leave it out now and then, and list schemas that they send nothing of.
   */
  readonly requiresSchemas: boolean;

  /** Whether a word without quotes in a filter is a text, as in `userName sw O`: Microsoft's own requests have them. */
  readonly takesBareWords: boolean;

  /** What a PATCH of a group answers when the client does not say. Entra advises against sending it all members. */
  readonly groupPatchAnswers: 'minimal' | 'representation';

  /** Told what is passed over of a request, by its path as the client wrote it. */
  readonly onPassedOver?: (path: string) => void;
}

/** What Entra sends in either of its dialects, and Microsoft's validators with it. */
export const ENTRA_PROFILE: Profile = {
  name: 'entra',
  createsMissingElements: true,
  takesEmptyPatch: true,
  restoresByPost: true,
  uniqueTypes: true,
  passesOverUnknown: true,
  coercesTypes: true,
  requiresSchemas: false,
  takesBareWords: true,
  groupPatchAnswers: 'minimal',
};

/** RFC 7644 to the letter. */
export const RFC_PROFILE: Profile = {
  name: 'rfc',
  createsMissingElements: false,
  takesEmptyPatch: false,
  restoresByPost: false,
  uniqueTypes: false,
  passesOverUnknown: false,
  coercesTypes: false,
  requiresSchemas: true,
  takesBareWords: false,
  groupPatchAnswers: 'representation',
};
