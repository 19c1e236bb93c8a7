import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';
import { withTables } from '../../fleet/schemas/configuration-page';
import { jsonSchemas } from '../../fleet/schemas/json-schemas';

/** The page that explains the configuration, if it exists. */
const PAGE = 'docs/configuration.md';

/** Writes the JSON Schemas of the configuration. */
export const schemas = program('entra-scim schemas', (command, caller) => {
  command
    .description(
      `Writes the JSON Schemas of the configuration, which editors read, and the tables of ${PAGE}. Exit code 1: --check found an old one.`,
    )
    .addHelpText(...example('entra-scim schemas --check'))
    .option('--check', 'write nothing; exit with 1 when one is not current')
    .action(({ check }: { check?: boolean }) => {
      const page = read(PAGE);
      const files = [
        ...jsonSchemas().map(({ name, text }) => ({ path: join('schemas', name), text })),
        ...(page === undefined ? [] : [{ path: PAGE, text: withTables(page) }]),
      ];
      for (const { path, text } of files.filter((file) => read(file.path) !== file.text)) {
        if (check) {
          note(caller, `${path} is not current; run \`npx entra-scim schemas\` and commit it`);
          caller.exitCode = EXIT.found;
        } else {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
          print(caller, `${path} is written`);
        }
      }
    });
});

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
