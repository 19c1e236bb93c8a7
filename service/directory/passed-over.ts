import type { Profile } from '../scim/profile';
import type { ResourceType } from '../scim/resource-type';

import type { Notice } from './notice';

/** A profile that reports each attribute that a client sends without effect: its name, never a value. */
export function tellingProfile(profile: Profile, type: ResourceType, notice: Notice): Profile {
  const onPassedOver = (path: string) => {
    notice(type.ignored.includes(path) ? ignored(path, type) : unknown(path, type));
  };
  return Object.assign({}, profile, { onPassedOver }); // made for each request, and a spread takes four times as long
}

function ignored(name: string, { name: kind }: ResourceType): string {
  const remedy = 'give roles in the product, or assign them to users in Entra';
  return `${name} of ${kind.toLowerCase()}s are not synchronized: ${remedy}`;
}

function unknown(path: string, { name: kind }: ResourceType): string {
  const remedy = 'remove the mapping, or map to an attribute of /Schemas';
  return `a ${kind.toLowerCase()} has no attribute ${nameOf(path)}, which is passed over: ${remedy}`;
}

/** Maximum length of a name that is reported. */
const NAME_LENGTH = 200;

/** The attribute name in a path, without the values in its brackets. A text that is not a name may be a value, too. */
function nameOf(path: string): string {
  const name = path.replace(/\[.*\]/s, '[…]');
  return name.length <= NAME_LENGTH && /^[\w$:.-]+(\[…\])?[\w$.-]*$/.test(name)
    ? `'${name}'`
    : 'of the name that it was sent under';
}
