import type { Profile } from '../scim/profile';
import type { ResourceType } from '../scim/resource-type';

import type { Notice } from './notice';

/**
 * Returns a copy of a profile that reports each attribute that it ignores. A report contains the attribute's name,
 * never its value.
 */
export function tellingProfile(profile: Profile, type: ResourceType, notice: Notice): Profile {
  const onPassedOver = (path: string) => {
    notice(type.ignored.includes(path) ? ignored(path, type) : unknown(path, type));
  };
  // Uses Object.assign, because this runs for each request, and object spread would take four times as long.
  return Object.assign({}, profile, { onPassedOver });
}

function ignored(name: string, { name: kind }: ResourceType): string {
  const remedy = 'give roles in the product, or assign them to users in Entra';
  return `${name} of ${kind.toLowerCase()}s are not synchronized: ${remedy}`;
}

function unknown(path: string, { name: kind }: ResourceType): string {
  const remedy = 'remove the mapping, or map to an attribute of /Schemas';
  return `a ${kind.toLowerCase()} has no attribute ${nameOf(path)}, so the value is ignored: ${remedy}`;
}

/** Maximum length of an attribute name in a report. */
const NAME_LENGTH = 200;

/**
 * The attribute name in a path, without the values in brackets. A string that does not look like a name is not
 * reported, because it might be data about a person.
 */
function nameOf(path: string): string {
  const name = path.replace(/\[.*\]/s, '[…]');
  return name.length <= NAME_LENGTH && /^[\w$:.-]+(\[…\])?[\w$.-]*$/.test(name)
    ? `'${name}'`
    : 'with the name that was sent';
}
