import { basename, resolve } from 'node:path';

import ts from 'typescript';

/** The exports of a library's entry point, with their docstrings. */
export class Library {
  /** Source of the library's examples, by class. The key of the example for the whole library is ''. */
  readonly examples: ReadonlyMap<string, string>;

  /** Exported classes. */
  readonly classes: readonly string[];

  /** Names of all exports. */
  readonly exports: readonly string[];

  /** Optional props of exported interfaces whose docstrings have no `@default`. */
  readonly withoutDefault: readonly string[];

  constructor(entry: string) {
    const program = ts.createProgram([resolve(entry)], compilerOptions());
    const checker = program.getTypeChecker();
    const source = program.getSourceFile(resolve(entry));
    const module = source && checker.getSymbolAtLocation(source);
    if (!source || !module) throw new Error(`${entry} exports nothing`);

    const symbols = checker
      .getExportsOfModule(module)
      .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol));
    const classes = symbols.filter((symbol) => symbol.flags & ts.SymbolFlags.Class);
    this.exports = symbols.map(({ name }) => name);
    this.classes = classes.map(({ name }) => name);
    this.examples = new Map([
      ...(source.statements[0] ? [['', examplesAt(source.statements[0])] as const] : []),
      ...classes.map(
        ({ name, valueDeclaration }) => [name, valueDeclaration ? examplesAt(valueDeclaration) : ''] as const,
      ),
    ]);
    this.withoutDefault = symbols
      .filter((symbol) => symbol.flags & ts.SymbolFlags.Interface)
      .flatMap((symbol) =>
        checker
          .getDeclaredTypeOfSymbol(symbol)
          .getProperties()
          .filter((prop) => prop.flags & ts.SymbolFlags.Optional)
          .filter((prop) => !prop.getJsDocTags(checker).some(({ name }) => name === 'default'))
          .map(({ name }) => `${symbol.name}.${name}`),
      );
  }
}

/**
 * Errors of the compiler in source texts, which may import libraries by package name.
 *
 * @param libraries entry points by import name.
 */
export function compile(texts: ReadonlyMap<string, string>, libraries: Readonly<Record<string, string>>): string[] {
  const files = new Map([...texts].map(([name, text]) => [resolve('test', `${name}.example.ts`), text]));
  const options = compilerOptions();
  options.paths = Object.fromEntries(Object.entries(libraries).map(([name, entry]) => [name, [resolve(entry)]]));
  const host = ts.createCompilerHost(options);
  const [readFile, fileExists] = [host.readFile.bind(host), host.fileExists.bind(host)];
  host.readFile = (path) => files.get(path) ?? readFile(path);
  host.fileExists = (path) => files.has(path) || fileExists(path);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => `${basename(path)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

/** Combines examples into one source text, with the imports that they need, between `before` and `after`. */
export function exampleModule(examples: readonly string[], modules: Modules, [before, after] = ['', '']): string {
  const body = examples.join('\n');
  const used = (module: object) => Object.keys(module).filter((name) => new RegExp(`\\b${name}\\b`).test(body));
  const imports = Object.entries(modules).map(
    ([path, module]) => `import { ${used(module).join(', ')} } from '${path}';`,
  );
  return [...imports, before, body, after].join('\n');
}

/** Compiles a source text, runs it as Node.js would, and returns its exports. */
export function run(text: string, modules: Modules): Readonly<Record<string, unknown>> {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exports = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- an example of ours, compiled before
  new Function('require', 'exports', outputText)((path: string) => modules[path], exports);
  return exports;
}

/** The imports of examples, by path. */
type Modules = Readonly<Record<string, object>>;

function examplesAt(node: ts.Node): string {
  return ts
    .getJSDocTags(node)
    .filter(({ tagName }) => tagName.text === 'example')
    .map(({ comment }) => ts.getTextOfJSDocComment(comment) ?? '')
    .join('\n');
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', ts.sys.readFile.bind(ts.sys)) as { config: object };
  return {
    ...ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, resolve('.')).options,
    noUnusedLocals: false,
  };
}
