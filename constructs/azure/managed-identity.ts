import type { Construct } from 'constructs';

/** A user-assigned identity, created here or supplied from outside. */
export interface ManagedIdentity extends Pick<Construct, 'node'> {
  readonly id: string;
  readonly name: string;

  /** Client id, which a program needs to request tokens. */
  readonly clientId: string;

  /** Object id of the identity's service principal. Roles are assigned to this id. */
  readonly principalId: string;
}
