import { Refusal } from '../refusal';

/** What Azure answers instead of doing as it is told. */
export class AzureRefusal extends Refusal {}
