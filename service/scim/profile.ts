/**
 * Settings for the client of a tenant. They decide which requests the service accepts in addition to those that the RFC
 * requires.
 */
export interface Profile {
  readonly name: 'entra' | 'rfc';

  /**
   * Whether writing to `emails[type eq "work"].value` creates the element if it is missing, and whether removing the
   * value of a missing element does nothing. If false, the service answers both requests with 400 `noTarget`, and gives
   * the same answer when a client removes a member that the group does not have.
   */
  readonly createsMissingElements: boolean;

  /**
   * Whether a PATCH without operations is accepted and changes nothing. If false, it is answered with 400
   * `invalidSyntax`.
   */
  readonly takesEmptyPatch: boolean;

  /**
   * Whether a POST may restore an existing, inactive user. If false, a POST always creates a new user (RFC 7644 §3.3).
   */
  readonly restoresByPost: boolean;

  /**
   * Whether two elements of the same type, such as two work addresses, count as the same element. If so, the later
   * element wins.
   */
  readonly uniqueTypes: boolean;

  /**
   * Whether the service ignores unknown attributes, and unknown sub-attributes that arrive together with known ones. If
   * false, a request with such attributes is answered with 400.
   */
  readonly passesOverUnknown: boolean;

  /**
   * Whether a value of the wrong type is converted: `"True"` to true, `""` to no value, a list of one element to that
   * element, a single element to a list, a string to the `value` of an object, and a string that contains a JSON object
   * to that object. If false, such values are refused.
   */
  readonly coercesTypes: boolean;

  /**
   * Whether the `schemas` of a message or resource must contain the URN of that message or resource type, and no
   * unrelated URNs (RFC 7643 §3, RFC 7644 §3.5.2). Entra and its validators sometimes omit `schemas`, or list
   * extensions without sending any of their attributes.
   */
  readonly requiresSchemas: boolean;

  /**
   * Whether an unquoted word in a filter counts as a string, as in `userName sw O`. Microsoft's own requests contain
   * such words.
   */
  readonly takesBareWords: boolean;

  /**
   * How to answer a PATCH of a group when the client states no preference. Entra advises against returning all members.
   */
  readonly groupPatchAnswers: 'minimal' | 'representation';

  /** Called for each ignored attribute of a request, with its path as the client wrote it. */
  readonly onPassedOver?: (path: string) => void;
}

/**
 * Accepts the requests of Entra, in both of the formats that Entra uses, and the requests of Microsoft's validators.
 */
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

/** Follows RFC 7644 to the letter. */
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
