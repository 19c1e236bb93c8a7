import { pipeline } from '../../programs/pipeline/program';

// `entra-scim pipeline` as a separate file, which Node.js loads faster than the whole command line.
void pipeline(process.argv.slice(2), process);
