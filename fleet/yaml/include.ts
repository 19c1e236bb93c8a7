import { dirname, resolve } from 'node:path';

import { z } from 'zod';

import type { Complaint } from './complaint';
import { layeredFile } from './layered-file';
import { namedFileFlaw } from './named-file';
import { displayPath, type Path, readYamlFile, type YamlFile } from './yaml-file';

/** Schema of `include`: paths of other files, relative to the file that contains the key. */
export const includeSchema = z
  .union(
    [z.string('must be the path of a file'), z.array(z.string('must be the path of a file'))],
    'must be the path of a file, or a list of paths, relative to this file',
  )
  .optional()
  .describe(
    'Files that this file is layered over, with paths relative to it. A later file overrides an earlier one, ' +
      'and this file overrides them all. Default: none.',
  );

/** The files that a file includes, directly or through other files. */
export interface Inclusion {
  /** The included files. Each file comes after the files that it includes. */
  readonly files: readonly YamlFile[];

  readonly complaints: readonly Complaint[];
}

export interface Layered {
  readonly file: YamlFile;

  /** The lower layers, from lowest to highest. */
  readonly beneath: readonly YamlFile[];

  readonly complaints: readonly Complaint[];
}

/** Reads the files that other files include. Each file is read only once. */
export class IncludedFiles {
  readonly #files = new Map<string, YamlFile>();
  readonly #root: string;

  /** @param root folder that must contain all included files. */
  constructor(root: string) {
    this.#root = root;
  }

  /**
   * The files that `file` includes, directly or through other files. Circular includes and missing files are omitted,
   * and a complaint is added for each.
   */
  of(file: YamlFile, at: Path = ['include']): Inclusion {
    return this.follow(file, at, [file.name]);
  }

  /**
   * Layers `file` over the files that it includes, and layers those files over `lower`. If any file below `file` is
   * broken, the result has no data, since complaints about missing values would be misleading.
   */
  layered(file: YamlFile, lower: readonly YamlFile[] = []): Layered {
    const { files, complaints } = this.of(file);
    const beneath = [...new Set([...lower, ...files])];
    const sound = beneath.every(({ data }) => typeof data === 'object' && data !== null && !Array.isArray(data));
    return { file: sound ? layeredFile(file, beneath) : { ...file, data: undefined }, beneath, complaints };
  }

  /** Whether any file has included the file at `path`. */
  has(path: string): boolean {
    return this.#files.has(displayPath(resolve(path)));
  }

  private follow(file: YamlFile, at: Path, chain: readonly string[]): Inclusion {
    const parts = entries(file, at).map(({ name, path }): Inclusion => {
      const target = displayPath(resolve(dirname(file.locate(path).file), name));
      const refuse = (message: string) => ({ files: [], complaints: [file.complain(path, message)] });
      if (chain.includes(target)) {
        const circle = [...chain.slice(chain.indexOf(target)), target].join(' → ');
        return refuse(`includes itself in a circle, ${circle}; remove one of these includes`);
      }
      const flaw = namedFileFlaw(target, this.#root);
      if (flaw !== undefined) return refuse(flaw);
      const included = this.read(target);
      const beneath = this.follow(included, ['include'], [...chain, target]);
      return { files: [...beneath.files, included], complaints: beneath.complaints };
    });
    return {
      files: parts.flatMap(({ files }) => files),
      complaints: parts.flatMap(({ complaints }) => complaints),
    };
  }

  private read(path: string): YamlFile {
    const file = this.#files.get(path) ?? readYamlFile(path);
    this.#files.set(path, file);
    return file;
  }
}

function entries({ data }: YamlFile, at: Path): { name: string; path: Path }[] {
  const value = at.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], data);
  if (typeof value === 'string') return [{ name: value, path: at }];
  if (!Array.isArray(value)) return []; // the schema complains
  return value.flatMap((name: unknown, index) => (typeof name === 'string' ? [{ name, path: [...at, index] }] : []));
}
