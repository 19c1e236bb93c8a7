import type { Construct } from 'constructs';

/** A user-assigned identity, created here or supplied from outside. */
export interface ManagedIdentity extends Pick<Construct, 'node'> {
  readonly id: string;
  readonly name: string;

  /** Client id, with which a program asks for tokens. */
  readonly clientId: string;

  /** Object id of its service principal, to which rights are granted. */
  readonly principalId: string;
}
