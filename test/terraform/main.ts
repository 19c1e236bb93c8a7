import { testTerraform } from './program';

void testTerraform(process.argv.slice(2), process);
