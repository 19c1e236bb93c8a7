/** How a tenant's client departs from the RFC, and how far the service accommodates it. */
export interface Profile {
  readonly name: 'entra' | 'rfc';

  /**
   * Whether writing to a missing `emails[type eq "work"].value` creates the element, and removing one does nothing.
   * Otherwise both are answered 400 `noTarget`, and so is removing somebody who is not a member.
   */
  readonly createsMissingElements: boolean;

  /**
   * Whether a PATCH without operations is accepted and changes nothing. Otherwise it is answered 400 `invalidSyntax`.
   */
  readonly takesEmptyPatch: boolean;

  /**
   * Whether a POST may bring back a user who exists but is inactive. Otherwise it always creates a new user (RFC 7644
   * §3.3).
   */
  readonly restoresByPost: boolean;

  /** Whether elements of one type, such as two work addresses, count as one, of which the later wins. */
  readonly uniqueTypes: boolean;

  /**
   * Whether unknown attributes and sub-attributes next to known ones are passed over. Otherwise they are answered 400.
   */
  readonly passesOverUnknown: boolean;

  /**
   * Whether a value of another type is converted to what it means: `"True"` for true, `""` for none, a list of one for
   * its element and an element for a list of it, a string for the `value` of an object, JSON in a string for the object
   * itself. Otherwise all of these are answered as wrong types.
   */
  readonly coercesTypes: boolean;

  /**
   * Whether `schemas` of a message or resource must name what it is, and nothing else (RFC 7643 §3, RFC 7644 §3.5.2).
   * Entra and its validators sometimes omit it, and list schemas of which they send no attributes.
   */
  readonly requiresSchemas: boolean;

  /** Whether an unquoted word in a filter is taken as a string, as in `userName sw O`. Microsoft's own requests contain such words. */
  readonly takesBareWords: boolean;

  /**
   * How a PATCH of a group is answered when the client has no preference. Entra advises against returning all members.
   */
  readonly groupPatchAnswers: 'minimal' | 'representation';

  /** Called for each attribute of a request that is passed over, with its path as the client wrote it. */
  readonly onPassedOver?: (path: string) => void;
}

/** Accepts what Entra sends in either of its dialects, and what Microsoft's validators send. */
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
