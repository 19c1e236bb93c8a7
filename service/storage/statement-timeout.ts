import { StoreUnavailable } from '../directory/store';

/** PostgreSQL gave up a statement that ran longer than it may: it looks at too much, or waits for others. */
export class StatementTimeout extends StoreUnavailable {}
