import type { Construct } from 'constructs';

/** A user-assigned identity, made here or given. */
export interface ManagedIdentity extends Pick<Construct, 'node'> {
  readonly id: string;
  readonly name: string;

  /** By which a program asks for its tokens. */
  readonly clientId: string;

  /** By which it is granted rights: the object id of its service principal. */
  readonly principalId: string;
}
