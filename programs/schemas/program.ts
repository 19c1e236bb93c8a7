import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';
import { jsonSchemas } from '../../fleet/schemas/json-schemas';

const FOLDER = 'schemas';

/** Writes the JSON Schemas of the configuration. */
export const schemas = program('entra-scim schemas', (command, caller) => {
  command
    .description(
      'Writes the JSON Schemas of the configuration, which editors read. Exit code 1: --check found an old one.',
    )
    .addHelpText(...example('entra-scim schemas --check'))
    .option('--check', 'write nothing; exit with 1 when one is not current')
    .action(({ check }: { check?: boolean }) => {
      for (const { name, text } of jsonSchemas()) {
        const path = join(FOLDER, name);
        const current = existsSync(path) && readFileSync(path, 'utf8') === text;
        if (current) continue;
        if (check) {
          note(caller, `${path} is not current; run \`npm run schemas\` and commit it`);
          caller.exitCode = EXIT.found;
        } else {
          mkdirSync(FOLDER, { recursive: true });
          writeFileSync(path, text);
          print(caller, `${path} is written`);
        }
      }
    });
});
