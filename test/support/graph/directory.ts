import { randomUUID } from 'node:crypto';

import { TEMPLATE_ROLES } from '../../../entra/app-role';

import { GraphRefusal } from './graph-refusal';
import { Provisioning } from './provisioning';

export const NON_GALLERY_TEMPLATE = '8adf8e6e-67b2-4cf2-a259-e3dc5476c621';

type Json = Record<string, any>;

/** An object in a directory, with its properties in Graph and the ids of its owners. */
export interface DirectoryObject {
  readonly id: string;
  properties: Json;
  readonly owners: Set<string>;

  /** Number of further requests that will not find the object, since Graph replicates late. */
  hiddenFor: number;
}

export interface ServicePrincipal extends DirectoryObject {
  readonly appId: string;
  readonly provisioning: Provisioning;
  readonly assignments: Json[];
}

/** The objects of an Entra tenant. Refuses the changes that Graph refuses. */
export class Directory {
  readonly id: string;
  readonly applications = new Map<string, DirectoryObject>();
  readonly servicePrincipals = new Map<string, ServicePrincipal>();
  readonly groups = new Map<string, DirectoryObject>();
  readonly users = new Map<string, DirectoryObject>();

  /** Lines of the provisioning log, in any order. */
  readonly provisioningLog: Json[] = [];

  /** Number of requests for which a new object stays hidden. */
  lag = 0;

  constructor(id: string) {
    this.id = id;
  }

  addGroup(displayName: string): string {
    return this.#add(this.groups, { displayName, securityEnabled: true, mailEnabled: false, groupTypes: [] });
  }

  addUser(userPrincipalName: string, displayName: string): string {
    return this.#add(this.users, { userPrincipalName, displayName, accountEnabled: true });
  }

  /** The object id in a request. For a user, the request may contain the principal name instead. */
  idOf(reference: string): string {
    const user = [...this.users.values()].find(({ properties }) => properties['userPrincipalName'] === reference);
    return user?.id ?? reference;
  }

  /** Creates an application from a template, with its service principal and the template's roles. */
  instantiate(templateId: string, displayName: string): { application: Json; servicePrincipal: Json } {
    if (templateId !== NON_GALLERY_TEMPLATE) throw GraphRefusal.notFound(templateId);
    const appId = randomUUID();
    const appRoles = TEMPLATE_ROLES.map(({ id, displayName: name, description }) => ({
      ...{ id, value: null, displayName: name, description, isEnabled: true, origin: 'Application' },
      allowedMemberTypes: ['User'],
    }));
    const shared = { appId, displayName, applicationTemplateId: templateId, appRoles };
    const applicationId = this.#add(this.applications, {
      ...shared,
      ...{ signInAudience: 'AzureADMyOrg', publisherDomain: 'contoso.example', identifierUris: [], tags: [] },
    });
    const servicePrincipalId = randomUUID();
    this.servicePrincipals.set(servicePrincipalId, {
      id: servicePrincipalId,
      appId,
      properties: {
        ...shared,
        ...{ accountEnabled: true, appRoleAssignmentRequired: true, servicePrincipalType: 'Application' },
        ...{ appOwnerOrganizationId: this.id, servicePrincipalNames: [appId], tags: [] },
      },
      owners: new Set(),
      hiddenFor: this.lag,
      provisioning: new Provisioning(`${this.id.replaceAll('-', '')}.${appId}`),
      assignments: [],
    });
    return {
      application: show(this.applications.get(applicationId)),
      servicePrincipal: show(this.servicePrincipals.get(servicePrincipalId)),
    };
  }

  /** Changes an application. Roles are copied to its service principal. An enabled role cannot be removed. */
  changeApplication(id: string, change: Json): void {
    const application = find(this.applications, id);
    const roles = change['appRoles'] as Json[] | undefined;
    const left = new Set(roles?.map((role) => role['id'] as string));
    const removed = (application.properties['appRoles'] as Json[]).filter((role) => !left.has(role['id']));
    if (roles && removed.some((role) => role['isEnabled'])) {
      throw new GraphRefusal(
        400,
        'CannotDeleteOrUpdateEnabledEntitlement',
        'Property value cannot be deleted unless it is disabled first.',
      );
    }
    Object.assign(application.properties, change);
    for (const { properties } of this.servicePrincipals.values()) {
      if (properties['appId'] !== application.properties['appId']) continue;
      if (roles) properties['appRoles'] = roles;
      if (change['displayName'] !== undefined) properties['displayName'] = change['displayName'];
    }
  }

  deleteApplication(id: string): void {
    const { appId } = find(this.applications, id).properties;
    this.applications.delete(id);
    for (const principal of this.servicePrincipals.values()) {
      if (principal.appId === appId) this.servicePrincipals.delete(principal.id);
    }
  }

  /** Assigns a role of an application to a user or group. */
  assign(servicePrincipalId: string, { principalId, appRoleId }: Json): Json {
    const servicePrincipal = find(this.servicePrincipals, servicePrincipalId);
    const group = this.groups.get(principalId);
    const principal = group ?? this.users.get(principalId);
    if (!principal) throw GraphRefusal.badRequest('Not a valid reference update.');
    if (!(servicePrincipal.properties['appRoles'] as Json[]).some(({ id }) => id === appRoleId)) {
      throw GraphRefusal.badRequest('Permission being assigned was not found on application.');
    }
    const { assignments } = servicePrincipal;
    if (assignments.some((one) => one['principalId'] === principalId && one['appRoleId'] === appRoleId)) {
      throw GraphRefusal.badRequest('Permission being assigned already exists on the object.');
    }
    const assignment = {
      id: Buffer.from(`${principalId}${appRoleId}`).toString('base64url'),
      ...{ appRoleId, principalId, resourceId: servicePrincipalId },
      principalType: group ? 'Group' : 'User',
      principalDisplayName: principal.properties['displayName'] as string,
      resourceDisplayName: servicePrincipal.properties['displayName'] as string,
    };
    assignments.push(assignment);
    return assignment;
  }

  #add(objects: Map<string, DirectoryObject>, properties: Json): string {
    const id = randomUUID();
    objects.set(id, { id, properties, owners: new Set(), hiddenFor: this.lag });
    return id;
  }
}

/** An object as Graph returns it. */
export function show(object: DirectoryObject | undefined): Json {
  return { id: object?.id, ...object?.properties };
}

/** Returns the object with this id. While the object is not replicated, each call fails and counts down `hiddenFor`. */
export function find<Found extends DirectoryObject>(objects: ReadonlyMap<string, Found>, id: string): Found {
  const object = objects.get(id);
  if (!object || object.hiddenFor-- > 0) throw GraphRefusal.notFound(id);
  return object;
}

/** Objects that satisfy all comparisons in `$filter`, such as `displayName eq 'x' and mailEnabled eq true`. */
export function select<Found extends DirectoryObject>(objects: Iterable<Found>, filter: string | undefined): Found[] {
  const clauses = [...(filter ?? '').matchAll(/(\w+) eq (?:'((?:[^']|'')*)'|(\w+))/g)];
  return [...objects].filter((object) =>
    clauses.every(([, name = '', text, word]) => String(show(object)[name]) === (text?.replaceAll("''", "'") ?? word)),
  );
}
