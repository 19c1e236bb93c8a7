import { type Attribute, attribute, complex, text, values } from '../attribute';
import type { Schema } from '../schema';

/**
 * Maximum length of an indexed string. The length is limited because an index entry contains the string and the tenant,
 * and must not become too large.
 */
const KEY_LENGTH = 512;

/**
 * Maximum length of a picture, which may be a data URL (RFC 2397): 100 KB, the maximum that Active Directory stores,
 * encoded in base64.
 */
const PICTURE_LENGTH = 140_000;

/**
 * Maximum length of a certificate in base64: enough for a long chain of names and extensions, or for a key of 16,384
 * bits.
 */
const CERTIFICATE_LENGTH = 16_384;

/** The core User of RFC 7643 §4.1. */
export const USER_SCHEMA: Schema = {
  id: 'urn:ietf:params:scim:schemas:core:2.0:User',
  name: 'User',
  description: 'A person who uses the product.',
  attributes: [
    text('userName', 'Name that the user signs in with, unique among the users of the tenant.', {
      required: true,
      uniqueness: 'server',
      maxLength: KEY_LENGTH,
    }),
    complex('name', 'Parts of the name of the user.', [
      text('formatted', 'Full name, ready to be shown.'),
      text('familyName', 'Family name.'),
      text('givenName', 'Given name.'),
      text('middleName', 'Middle names.'),
      text('honorificPrefix', 'Title before the name.'),
      text('honorificSuffix', 'Title after the name.'),
    ]),
    text('displayName', 'Name shown to other users.'),
    text('nickName', 'Casual name.'),
    attribute('profileUrl', 'reference', 'Page about the user.', { referenceTypes: ['external'] }),
    text('title', 'Job title.'),
    text('userType', 'Relation of the user to the organization.'),
    text('preferredLanguage', 'Language in which the user reads, as in Accept-Language.'),
    text('locale', 'Locale for dates, numbers and currency.'),
    text('timezone', 'Time zone, as in the IANA database.'),
    attribute(
      'active',
      'boolean',
      'Whether the user may use the product. True for a new user unless the client sends a value. It cannot be removed: ' +
        'a removal would not tell whether an inactive user may use the product again.',
    ),
    text('password', 'Accepted but not stored: people sign in through Entra.', {
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    values('emails', 'E-mail addresses.', ['work', 'home', 'other'], {
      value: text('value', 'E-mail address.', { maxLength: KEY_LENGTH }),
    }),
    values('phoneNumbers', 'Phone numbers.', ['work', 'home', 'mobile', 'fax', 'pager', 'other']),
    values('ims', 'Instant messaging addresses.', []),
    values('photos', 'URLs of pictures.', ['photo', 'thumbnail'], {
      value: attribute('value', 'reference', 'URL of a picture.', {
        referenceTypes: ['external'],
        maxLength: PICTURE_LENGTH,
      }),
    }),
    complex(
      'addresses',
      'Postal addresses.',
      [
        text('formatted', 'Full address, ready to be shown.'),
        text('streetAddress', 'Street, house number and the like.'),
        text('locality', 'City.'),
        text('region', 'State or region.'),
        text('postalCode', 'Postal code.'),
        text('country', 'Country.'),
        text('type', 'What the address is used for.', { canonicalValues: ['work', 'home', 'other'] }),
        attribute('primary', 'boolean', 'Whether this is the preferred address. At most one is.'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'Groups that the user is a member of.',
      [
        text('value', 'Id of the group.', { caseExact: true, mutability: 'readOnly' }),
        attribute('$ref', 'reference', 'URL of the group.', { referenceTypes: ['Group'], mutability: 'readOnly' }),
        text('display', 'Name of the group.', { mutability: 'readOnly' }),
        text('type', 'Kind of membership.', { canonicalValues: ['direct'], mutability: 'readOnly' }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    values('entitlements', 'Things that the user is entitled to.', []),
    values('roles', "The user's role in the account. There is at most one.", [], { maxItems: 1 }),
    values('x509Certificates', 'Certificates of the user.', [], {
      value: attribute('value', 'binary', 'DER-encoded certificate.', {
        caseExact: true,
        maxLength: CERTIFICATE_LENGTH,
      }),
    }),
  ],
};

/**
 * The User schema with the tenant's roles as `canonicalValues` of `roles.value`, so that clients do not have to guess
 * which roles exist.
 */
export function userSchemaWith(roles: readonly string[]): Schema {
  if (roles.length === 0) return USER_SCHEMA;
  const listed = (part: Attribute): Attribute => (part.name === 'value' ? { ...part, canonicalValues: roles } : part);
  return {
    ...USER_SCHEMA,
    attributes: USER_SCHEMA.attributes.map((one) =>
      one.name === 'roles' ? { ...one, subAttributes: one.subAttributes?.map(listed) } : one,
    ),
  };
}
