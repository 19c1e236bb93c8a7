import { stringify } from 'yaml';

import type { JsonSchema } from './layer-schema';

/**
 * Markdown tables of the keys that files may have. Each map has its own table, which comes after the table of the map
 * that contains it. Maps with the same keys share one table, to which the later maps link.
 */
export class KeyTables {
  readonly #anchors = new Map<string, string>();

  /**
   * @param file prefix of the anchors in this file's tables.
   * @param schema the file's schema as `inputOf` returns it, before `asLayer` changes it.
   */
  of(file: string, schema: JsonSchema): string {
    return this.table(file, '', schema).join('\n');
  }

  /** The table of a map's keys. Sections for nested maps that have no table yet follow the table. */
  private table(file: string, base: string, { properties = {}, required = [] }: JsonSchema): string[] {
    const keys = Object.entries(properties)
      .map(([key, schema]) => ({ key, path: `${base}${key}`, schema: schema as JsonSchema }))
      .filter(({ schema }) => schema.not === undefined);
    const fresh = keys.filter(({ path, schema }) => {
      const maps = mapsOf(schema).map(identityOf);
      const isFresh = maps.some((map) => !this.#anchors.has(map));
      for (const map of maps) this.#anchors.set(map, this.#anchors.get(map) ?? anchorOf(file, path));
      return isFresh;
    });
    const rows = keys.map(({ key, schema }) => this.row(key, schema, required.includes(key)));
    return [
      ...markdownTable(['key', 'form', 'default', 'meaning'], rows),
      ...fresh.flatMap(({ path, schema }) => this.section(file, path, schema)),
    ];
  }

  private row(key: string, schema: JsonSchema, isRequired: boolean): string[] {
    const { meaning, unless } = told(schema);
    const [map] = mapsOf(schema);
    const link = map && `#${this.#anchors.get(identityOf(map)) ?? ''}`;
    return [
      `\`${key}\``,
      link ? mapForm(schema, link) : formOf(schema),
      isRequired ? '**required**' : (unless ?? defaultOf(schema, link)),
      link ? firstSentence(meaning) : [meaning, ...wordsOf(schema)].join('<br>'),
    ];
  }

  /**
   * A section about a key whose values are maps. It contains the key's description and each form that the values may
   * have.
   */
  private section(file: string, path: string, schema: JsonSchema): string[] {
    const forms = formsOf(schema);
    const heading = '#'.repeat(Math.min(path.split('.').length + 2, 5));
    return [
      '',
      `${heading} <a id="${anchorOf(file, path)}"></a>\`${path}\``,
      '',
      told(schema).text,
      ...forms.flatMap((form) => [
        ...(forms.length > 1 ? ['', `**${lead(form)}** – ${[told(form).text, ...wordsOf(form)].join('<br>')}`] : []),
        ...(form.properties ? ['', ...this.table(file, `${path}${schema.items ? '[]' : ''}.`, form)] : []),
      ]),
    ];
  }
}

/** Lines of a Markdown table. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [head, head.map(() => '---'), ...rows].map(
    (cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
}

/** The allowed forms of a value. For a list, the allowed forms of its entries. */
function formsOf({ anyOf, items, ...schema }: JsonSchema): JsonSchema[] {
  if (items) return formsOf(items as JsonSchema);
  return anyOf ? anyOf.flatMap((form) => formsOf(form)) : [schema];
}

function mapsOf(schema: JsonSchema): JsonSchema[] {
  return formsOf(schema).filter(({ properties }) => properties !== undefined);
}

function identityOf({ properties }: JsonSchema): string {
  return JSON.stringify(properties);
}

function anchorOf(file: string, path: string): string {
  return `${file}-${path}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** Splits a description into two parts: the meaning of the key, and its default in words. */
function told({ description = '' }: JsonSchema): { text: string; meaning: string; unless: string | undefined } {
  const [, meaning = '', unless] = /^([^]*?)(?: ?Default: ([^]*)\.)?$/.exec(description) ?? [];
  return { text: description, meaning, unless };
}

function firstSentence(text: string): string {
  return /^[^]*?\.(?= |$)/.exec(text)?.[0] ?? text;
}

/** Describes the form of a value, in the words of the value's error message. */
function formOf({ format, type, enum: words, errorMessage }: JsonSchema): string {
  if (format === 'uuid') return 'GUID';
  if (words && type === 'string') return list(words, ' or ');
  return String(errorMessage)
    .replace(/^must (be )?((an?|the) )?/, '')
    .replace(/, because .*/, '');
}

function mapForm(schema: JsonSchema, link: string): string {
  const words = formsOf(schema)
    .filter(({ properties }) => properties === undefined)
    .flatMap(wordsOfForm)
    .map(quoted);
  return joined([...words, schema.items ? `list of [maps](${link})` : `[map](${link})`], ' or ');
}

/**
 * The first lines of a section about one form of a value. They list the words that are allowed as the value or, for a
 * map, the required keys.
 */
function lead(form: JsonSchema): string {
  const { properties, required = [] } = form;
  if (properties) return required.length > 0 ? `A map with ${list(required)}` : 'A map';
  return list(wordsOfForm(form), ' or ');
}

function wordsOfForm({ const: word, enum: words }: JsonSchema): readonly unknown[] {
  return words ?? [word];
}

function list(words: readonly unknown[], last = ' and '): string {
  return joined(words.map(quoted), last);
}

function quoted(word: unknown): string {
  return `\`${String(word)}\``;
}

function joined(texts: readonly string[], last: string): string {
  return [...(texts.length > 1 ? [texts.slice(0, -1).join(', ')] : []), texts.at(-1)].join(last);
}

/** Allowed words with their descriptions. Words without a description are omitted. */
function wordsOf({ enum: words = [], enumDescriptions = [] }: JsonSchema): string[] {
  return (enumDescriptions as string[]).map((what, index) => `\`${String(words[index])}\` – ${what}`);
}

/** The default of a key. For a map without a default of its own, a link to the defaults of its keys. */
function defaultOf({ default: value }: JsonSchema, link: string | undefined): string {
  if (value === undefined) return '';
  const text = stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trim();
  return link && text === '{}' ? `[see there](${link})` : `\`${text}\``;
}
