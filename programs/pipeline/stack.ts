import { join } from 'node:path';

import { readOutputOf, StepError } from './step';

/** CDKTF's output folder. */
export const SYNTH_FOLDER = 'cdktf.out';

/** A synthesized stack. */
export interface Stack {
  readonly name: string;

  /** The folder in which Terraform runs. */
  readonly folder: string;

  /** Names of the stacks that must be deployed before this one. */
  readonly dependencies: readonly string[];
}

interface Manifest {
  readonly stacks: Readonly<
    Record<string, { readonly name: string; readonly workingDirectory: string; readonly dependencies: string[] }>
  >;
}

/** All synthesized stacks, by name. */
export function readStacks(): Map<string, Stack> {
  const path = join(SYNTH_FOLDER, 'manifest.json');
  const { stacks } = readOutputOf('synth', path) as Manifest;
  return new Map(
    Object.values(stacks).map(({ name, workingDirectory, dependencies }) => [
      name,
      { name, folder: join(SYNTH_FOLDER, workingDirectory), dependencies },
    ]),
  );
}

/** The stacks with these names, or all stacks if no names are given. */
export function chosenStacks(stacks: ReadonlyMap<string, Stack>, names: readonly string[]): Stack[] {
  if (names.length === 0) return [...stacks.values()];
  const unknown = names.filter((name) => !stacks.has(name));
  if (unknown.length > 0) {
    throw new StepError(`there is no stack ${unknown.join(', ')}; known are ${[...stacks.keys()].join(', ')}`);
  }
  return names.flatMap((name) => stacks.get(name) ?? []);
}
