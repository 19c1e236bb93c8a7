import { StoreUnavailable } from '../directory/store';

/** PostgreSQL cancelled a statement that ran too long: it looks at too much, or waits for others. */
export class StatementTimeout extends StoreUnavailable {}
