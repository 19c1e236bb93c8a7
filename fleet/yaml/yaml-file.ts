import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative } from 'node:path';

import { isMap, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml';

import type { Complaint, Location, Position } from './complaint';
import { shownValue } from './shown-value';

/** Keys and indexes that lead from the top of a file to a value. */
export type Path = readonly PropertyKey[];

/** A parsed YAML file, with the positions of its values. */
export interface YamlFile {
  /** Path of the file relative to the working directory. */
  readonly name: string;

  /** The parsed content. Undefined if the file has syntax errors or cannot be read. */
  readonly data: unknown;

  /** Mistakes that can occur in any kind of file: syntax errors, and strings that Terraform would evaluate. */
  readonly complaints: readonly Complaint[];

  /**
   * Position of the value at `path` or, if the file has no such value, of the innermost value that would contain it.
   */
  locate(path: Path): Location;

  /** A complaint about the value at `path`, with the position that `locate` returns. */
  complain(path: Path, message: string): Complaint;

  /** A complaint about the last key in `path`, rather than about the key's value. */
  complainAboutKey(path: Path, message: string): Complaint;
}

/** Reads and parses a file. If the file cannot be read, the result has one complaint and no data. */
export function readYamlFile(path: string): YamlFile {
  const name = displayPath(path);
  try {
    const found = statSync(path);
    // Reading from a pipe or a device may never end.
    if (!found.isFile() && !found.isDirectory()) throw Object.assign(new Error(), { code: 'no regular file' });
    return parseYamlFile(name, readFileSync(path, 'utf8'));
  } catch (error) {
    return {
      ...parseYamlFile(name, ''),
      complaints: [unreadable(path, error as NodeJS.ErrnoException)],
      data: undefined,
    };
  }
}

/** The complaint about a file or folder that cannot be read. */
export function unreadable(path: string, { code }: NodeJS.ErrnoException): Complaint {
  return { file: displayPath(path), path: '', message: `cannot be read (${code ?? 'unknown'}); check what is there` };
}

/** Makes a path relative to the working directory. Paths outside that directory are returned unchanged. */
export function displayPath(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
}

const TWICE = 'is not valid YAML: this map already has a value for this key; keep one of the two';

export function parseYamlFile(name: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });

  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const place = (path: Path, offset: number | undefined): Location => ({
    file: name,
    ...(offset === undefined ? {} : { position: position(offset) }),
    path: renderPath(path),
  });
  const at = (path: Path, message: string, offset: number | undefined): Complaint => ({
    ...place(path, offset),
    message,
  });

  const syntaxErrors = document.errors.map(({ code, message, pos }) =>
    at([], code === 'DUPLICATE_KEY' ? TWICE : `is not valid YAML: ${message}`, pos[0]),
  );
  const templates: Complaint[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (typeof node.value !== 'string' || !/[$%]\{/.test(node.value)) return;
      const where = pathOf(ancestors, node, key === 'key');
      templates.push(
        at(
          where,
          `must not contain '\${' or '%{', because Terraform would execute it; ${shownValue(where, node.value)}`,
          node.range?.[0],
        ),
      );
    },
  });

  const faults = syntaxErrors.length > 0 ? syntaxErrors : unresolvedAliases();
  const { data, tooMany } = faults.length > 0 ? {} : toData();
  return {
    name,
    data,
    complaints: [...faults, ...(tooMany ?? []), ...templates],
    locate: (path) => place(path, offsetOf(path)),
    complain: (path, message) => at(path, message, offsetOf(path)),
    complainAboutKey: (path, message) => at(path, message, keyOffset(path) ?? offsetOf(path)),
  };

  /**
   * Converts the document to plain data. A few lines of nested aliases can expand to gigabytes, so the parser accepts
   * at most a hundred aliases.
   */
  function toData(): { data?: unknown; tooMany?: Complaint[] } {
    try {
      return { data: document.toJS() as unknown };
    } catch {
      return { tooMany: [at([], 'contains too many aliases; write out the values instead', 0)] };
    }
  }

  function unresolvedAliases(): Complaint[] {
    const found: Complaint[] = [];
    visit(document, {
      Alias(_key, node) {
        if (node.resolve(document)) return;
        found.push(at([], `'*${node.source}' refers to no anchor '&${node.source}' above it`, node.range?.[0]));
      },
    });
    return found;
  }

  function offsetOf(path: Path): number | undefined {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return node.range[0];
    }
    return (document.contents as Node | null)?.range?.[0];
  }

  function keyOffset(path: Path): number | undefined {
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (!isMap(parent)) return undefined;
    const pair = parent.items.find(({ key }) => isScalar(key) && String(key.value) === String(path.at(-1)));
    return (pair?.key as Node | undefined)?.range?.[0];
  }
}

/**
 * File and line of a value, for example `config/tenants/contoso.yaml:7`.
 *
 * The result is part of the synthesized output, and a plan must not depend on the location of the checkout. Therefore,
 * the path of a file outside the working directory is shortened to the last folder and the file's name.
 */
export function placeOf(file: YamlFile, path: Path): string {
  const { file: name, position } = file.locate(path);
  const short = isAbsolute(name) ? join(basename(dirname(name)), basename(name)) : name;
  return position ? `${short}:${position.line}` : short;
}

/** Formats a path, for example as `assignments[0].role`. */
export function renderPath(path: Path): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

/**
 * Path of a scalar. It is determined from the scalar's ancestors: a key-value pair contributes its key, and a sequence
 * contributes an index.
 */
function pathOf(ancestors: readonly unknown[], node: unknown, isKey: boolean): Path {
  const chain = [...ancestors, node];
  return chain.flatMap((ancestor, index): PropertyKey[] => {
    const { key, items } = ancestor as { key?: unknown; items?: unknown[] };
    if (isScalar(key)) return isKey && key === node ? [] : [String(key.value)];
    const next = items?.indexOf(chain[index + 1]);
    return next !== undefined && next >= 0 && !isMap(ancestor) ? [next] : [];
  });
}
