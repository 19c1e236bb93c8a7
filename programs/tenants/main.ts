import { tenants } from './program';

void tenants(process.argv.slice(2), process);
