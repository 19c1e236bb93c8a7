import { StoreUnavailable } from '../../directory/store';

/** PostgreSQL cancelled a statement that ran too long, because it read too much or waited for other transactions. */
export class StatementTimeout extends StoreUnavailable {}
