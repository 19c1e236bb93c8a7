import { Refusal } from '../refusal';

/** Azure's error response to a request. */
export class AzureRefusal extends Refusal {}
