import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { example, program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import { withTables } from '../../fleet/schemas/configuration-page';
import { jsonSchemas } from '../../fleet/schemas/json-schemas';
import project from '../../package.json';

/**
 * In a clone of the repository, the folder that contains the schemas, and the page that documents the configuration.
 */
const FOLDER = 'schemas';
const PAGE = 'docs/configuration.md';

/** `entra-scim schemas`: writes the JSON Schemas of the configuration. */
export const schemas = program('entra-scim schemas', (command, caller) => {
  command
    .description(
      `Writes the JSON Schemas of the configuration into a folder. A repository that init created needs none: its files refer to ` +
        `those in node_modules/${project.name}/${FOLDER}. In a clone, the folder is ${FOLDER} by default, and the tables ` +
        `of ${PAGE} are written too. Exit code 1: --check found an outdated file.`,
    )
    .argument('[folder]', 'folder to write to')
    .addHelpText(...example('entra-scim schemas .vscode/schemas', 'entra-scim schemas --check'))
    .option('--check', 'write nothing; exit with 1 if a file is outdated')
    .action((named: string | undefined, { check }: { check?: boolean }) => {
      for (const { path, text } of filesFor(named).filter((file) => read(file.path) !== file.text)) {
        if (check) {
          note(
            caller,
            `${path} is not current; run \`npx ${['entra-scim schemas', named].join(' ').trim()}\` and commit it`,
          );
          caller.exitCode = EXIT.found;
        } else {
          mkdirSync(dirname(path), { recursive: true });
          writeFileSync(path, text);
          print(caller, `${path} is written`);
        }
      }
    });
});

/**
 * The files to write. They are written to the named folder. If no folder is named, they are written to the current
 * folder, which must be a clone of the repository.
 */
function filesFor(named: string | undefined): { readonly path: string; readonly text: string }[] {
  if (named === undefined && !isClone()) {
    throw new UsageError(
      `the schemas are in node_modules/${project.name}/${FOLDER}, and your files refer to them there; give a ` +
        'folder to write copies elsewhere. Nothing was written',
    );
  }
  const page = named === undefined ? read(PAGE) : undefined;
  return [
    ...jsonSchemas().map(({ name, text }) => ({ path: join(named ?? FOLDER, name), text })),
    ...(page === undefined ? [] : [{ path: PAGE, text: withTables(page) }]),
  ];
}

/** Whether the current folder is a clone of this package's repository. */
function isClone(): boolean {
  try {
    return (JSON.parse(read('package.json') ?? '{}') as { name?: unknown } | null)?.name === project.name;
  } catch {
    return false; // the package.json of this package is readable, so this folder is not a clone
  }
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
