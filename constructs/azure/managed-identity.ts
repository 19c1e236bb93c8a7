import type { Construct } from 'constructs';

/** A user-assigned identity, which the stack either creates or looks up. */
export interface ManagedIdentity extends Pick<Construct, 'node'> {
  readonly id: string;
  readonly name: string;

  /** Client id, which a program needs to request tokens. */
  readonly clientId: string;

  /** Object id of the identity's service principal. Roles are assigned to this id. */
  readonly principalId: string;
}
