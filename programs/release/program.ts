import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { type Caller, note, print } from '../../command-line/caller';
import { EXIT } from '../../command-line/exit-code';
import { program } from '../../command-line/program';
import { UsageError } from '../../command-line/usage-error';
import project from '../../package.json';

import { notesOf } from './changelog';
import { publishImage } from './image';
import { licensedPackages, refusedPackages, type Sbom } from './licences';

/** The steps of a release, for the release workflow. They are not part of the package. */
export const release = program('release', (command, caller) => {
  command.description('The steps of a release. Exit code 0: done; 1: something must not be redistributed; 2: failure.');

  command
    .command('check')
    .description('Fails unless the tag matches the version and the changelog has an entry for the version.')
    .argument('<tag>', 'such as v0.2.0')
    .action((tag: string) => {
      notes(tag);
      print(caller, `${tag} is what package.json and CHANGELOG.md say`);
    });

  command
    .command('notes')
    .description('Prints the entry of a version in the changelog, and the address of its image.')
    .argument('<tag>', 'such as v0.2.0')
    .requiredOption('--image <image>', 'image of the service, by digest')
    .action((tag: string, { image }: { image: string }) => {
      print(caller, `${notes(tag)}\n\n**Image of the service**, for \`platform.yaml\`:\n\n    image: ${image}`);
    });

  command
    .command('licences')
    .description('Lists the licences of the packages in a release, and fails on any licence that is not allowed.')
    .argument('<sbom.json>', 'output of `npm sbom --sbom-format cyclonedx --omit dev`')
    .action((file: string) => {
      listLicences(file, caller);
    });

  command
    .command('image')
    .description('Builds the image of the service and pushes it. Prints its name and digest, as outputs of the step.')
    .argument('<name>', 'such as ghcr.io/acme/entra-scim')
    .action((name: string) => {
      const digest = publishImage({ name, version: project.version, run });
      for (const line of [`name=${name}`, `digest=${digest}`, `image=${name}@${digest}`]) print(caller, line);
    });
});

/**
 * Returns the entry of the changelog for a release.
 *
 * @throws {UsageError} if the tag does not match the version, or if the changelog has no entry for the version.
 */
function notes(tag: string): string {
  const { version } = project;
  if (tag !== `v${version}`)
    throw new UsageError(`the tag must be v${version}, the version in package.json; got '${tag}'`);
  const text = notesOf(readFileSync('CHANGELOG.md', 'utf8'), version);
  if (text === undefined) throw new UsageError(`CHANGELOG.md has no heading '## ${version}' with text below it`);
  return text;
}

function listLicences(file: string, caller: Caller): void {
  const packages = licensedPackages(JSON.parse(readFileSync(file, 'utf8')) as Sbom);
  // An empty list would always pass the check.
  if (packages.length === 0)
    throw new UsageError(`${file} lists no packages; it must be a bill of materials in CycloneDX format`);
  for (const { name, version, licence } of packages) print(caller, `${name} ${version}: ${licence || 'none'}`);
  const refused = refusedPackages(packages);
  if (refused.length === 0) return;
  for (const { name, licence } of refused)
    note(caller, `${name} must not be redistributed: its licence is '${licence}'`);
  caller.exitCode = EXIT.found;
}

/** Runs a program. Its error output goes to the log of the step. */
function run(command: string, args: readonly string[]): string {
  return execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
