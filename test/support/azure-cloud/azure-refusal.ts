import { Refusal } from '../refusal';

/** Azure's answer when it refuses a request. */
export class AzureRefusal extends Refusal {}
