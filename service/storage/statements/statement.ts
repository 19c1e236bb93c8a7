import { createHash } from 'node:crypto';

import {
  type CompiledQuery,
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
  sql,
} from 'kysely';
import type { QueryConfig } from 'pg';

/** A statement that is built and compiled once. PostgreSQL plans it once per connection. */
export interface Statement<Arguments extends object> {
  /** The statement with values, ready to run. */
  with(values: Arguments): QueryConfig;
}

/** A placeholder for a value that is given when the statement runs. */
export type Parameter<Arguments extends object> = <Name extends keyof Arguments & string>(
  name: Name,
) => RawBuilder<Arguments[Name]>;

class Placeholder {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/**
 * @param name name under which PostgreSQL keeps the plan; unique among all statements.
 * @param build builds the statement, with placeholders for its values.
 */
export function statement<Arguments extends object>(
  name: string,
  build: (parameter: Parameter<Arguments>) => RawBuilder<unknown>,
): Statement<Arguments> {
  const placeholders = new Map<string, Placeholder>();
  const placeholderOf = (key: string) => {
    const known = placeholders.get(key) ?? new Placeholder(key);
    placeholders.set(key, known);
    return known;
  };
  const compiled = build((key) => sql`${placeholderOf(key)}`).compile(sqlBuilder);
  const { text, parameters } = eachOnce(compiled);
  const values = parameters.map((value) =>
    value instanceof Placeholder ? (given: Arguments) => given[value.name as keyof Arguments] : () => value,
  );
  return { with: (given) => ({ name, text, values: values.map((read) => read(given)) }) };
}

/**
 * The same statement, but planned each time it runs. A cached plan might come from a time when the tables were small,
 * and would then scan all users for each member.
 */
export function plannedEachTime<Arguments extends object>(prepared: Statement<Arguments>): Statement<Arguments> {
  return {
    with: (given) => {
      const { text, values } = prepared.with(given);
      return { text, values };
    },
  };
}

/** Gives each distinct parameter one number, so that a value that is used several times is sent only once. */
function eachOnce({ sql: text, parameters }: CompiledQuery): { text: string; parameters: readonly unknown[] } {
  const distinct = [...new Set(parameters)];
  const number = (parameter: string) => `$${distinct.indexOf(parameters[Number(parameter) - 1]) + 1}`;
  return { text: text.replace(/\$(\d+)/g, (_, parameter: string) => number(parameter)), parameters: distinct };
}

/** Prefix for the names of composed statements. A connection keeps only some of these statements prepared. */
export const SHAPE = 'shape-';

/**
 * Maximum length of a composed statement that is kept prepared. The limit is needed because a plan takes about ten
 * times as much memory as the statement's text, on each connection.
 */
const SHAPE_LENGTH_MAX = 2_000;

/**
 * Maximum number of shapes to remember. A shape is the text of a statement without its values. Clients use only a few.
 */
const SHAPES_MAX = 100;

/** Statement names by shape. The most recently used shape comes last. Undefined for a shape that was used only once. */
const shapes = new Map<string, string | undefined>();

/**
 * Compiles a statement that was composed for a client's request. It is prepared if it is short and its shape has been
 * used before. Statements that are fixed in the code are always prepared.
 */
export function composed(query: RawBuilder<unknown>): QueryConfig {
  const { sql: text, parameters } = query.compile(sqlBuilder);
  const name = text.length > SHAPE_LENGTH_MAX ? undefined : nameOf(text);
  return { name, text, values: [...parameters] };
}

/** The statement name for a shape. Undefined if the shape has not been used before. */
function nameOf(text: string): string | undefined {
  const isKnown = shapes.has(text);
  const name = isKnown
    ? (shapes.get(text) ?? SHAPE + createHash('sha256').update(text).digest('hex').slice(0, 32))
    : undefined;
  shapes.delete(text);
  shapes.set(text, name);
  if (shapes.size > SHAPES_MAX) {
    const [oldest = ''] = shapes.keys();
    shapes.delete(oldest);
  }
  return name;
}

/** Builds statements but never runs them, because only `Database` runs statements. */
const sqlBuilder = new Kysely<never>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});
