import type { Request } from 'express';

import type { ResourceDirectory } from '../directory/resource-directory';
import type { Group, User } from '../directory/store';
import { entityTag } from '../scim/entity-tag';
import type { Resource } from '../scim/resource';
import { GROUP, USER } from '../scim/resource-type';
import { ENTERPRISE_USER_SCHEMA } from '../scim/schemas/enterprise-user';

import { renderGroup, renderUser, userTag } from './render';
import type { Endpoint } from './resource-routes';

/** The directories of the tenant that a request concerns. */
export interface Directories {
  readonly users: (req: Request) => ResourceDirectory<User>;
  readonly groups: (req: Request) => ResourceDirectory<Group>;
}

/** Describes the endpoints for users and groups. */
export function endpointsOf({ users, groups }: Directories): readonly Endpoint<Resource>[] {
  return [
    {
      type: USER,
      directoryOf: users,
      render: renderUser,
      tagOf: userTag,
      relatedAttribute: 'groups',
      referringMember: ENTERPRISE_USER_SCHEMA.id,
      patchAnswers: () => 'representation',
    } satisfies Endpoint<User>,
    {
      type: GROUP,
      directoryOf: groups,
      render: renderGroup,
      tagOf: ({ version }) => entityTag(version),
      relatedAttribute: 'members',
      patchAnswers: ({ groupPatchAnswers }) => groupPatchAnswers,
    } satisfies Endpoint<Group>,
  ] as readonly Endpoint<Resource>[];
}
