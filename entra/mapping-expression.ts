/**
 * An expression in Entra's mapping language. It is an attribute in brackets, a quoted string, a number, a function
 * call, or a comparison of two expressions, as in `IIF([country] = "USA", [state], [country])`. An argument may be
 * empty, as in `Switch([IsSoftDeleted], , "False", "True", "True", "False")`.
 */
export type MappingExpression =
  | { readonly type: 'attribute'; readonly name: string }
  | { readonly type: 'constant'; readonly value: string }
  | { readonly type: 'function'; readonly name: string; readonly arguments: readonly MappingExpression[] }
  | {
      readonly type: 'comparison';
      readonly operator: string;
      readonly left: MappingExpression;
      readonly right: MappingExpression;
    }
  | { readonly type: 'empty' };

/** Thrown if an expression has a syntax error. The message says what was expected, and at which character. */
export class MappingExpressionError extends Error {
  override readonly name = 'MappingExpressionError';
}

const EMPTY: MappingExpression = { type: 'empty' };

/** @throws {MappingExpressionError} when `text` is not a valid expression. */
export function parseMappingExpression(text: string): MappingExpression {
  let position = 0;

  const expression = readExpression();
  skipSpace();
  if (position < text.length) throw failure('the end');
  if (expression.type === 'empty') throw failure('an attribute, a string or a function');
  return expression;

  function readExpression(): MappingExpression {
    const left = readOperand();
    const [operator] = take(/<>|<=|>=|[=<>]/y) ?? [];
    if (operator === undefined) return left;
    const right = readOperand();
    if (left.type === 'empty' || right.type === 'empty') throw failure(`something to compare with '${operator}'`);
    return { type: 'comparison', operator, left, right };
  }

  function readOperand(): MappingExpression {
    const attribute = take(/\[([A-Za-z_][\w.]*)\]/y);
    if (attribute) return { type: 'attribute', name: attribute[1] ?? '' };

    const constant = take(/"((?:[^"\\]|\\.)*)"/y);
    if (constant) return { type: 'constant', value: (constant[1] ?? '').replace(/\\(.)/g, '$1') };

    const bare = take(/-?\d+(?:\.\d+)?|&H[\dA-F]+|vb(?:Text|Binary)Compare/iy);
    if (bare) return { type: 'constant', value: bare[0] };

    const call = take(/([A-Za-z]\w*)\s*\(/y);
    if (call) return { type: 'function', name: call[1] ?? '', arguments: readArguments() };

    return EMPTY;
  }

  function readArguments(): MappingExpression[] {
    if (take(/\)/y)) return [];
    const found = [readExpression()];
    while (take(/,/y)) found.push(readExpression());
    if (!take(/\)/y)) throw failure("',' or ')'");
    return found;
  }

  function take(pattern: RegExp): RegExpExecArray | null {
    skipSpace();
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match) position = pattern.lastIndex;
    return match;
  }

  function skipSpace(): void {
    while (/\s/.test(text.charAt(position))) position++;
  }

  function failure(expected: string): MappingExpressionError {
    return new MappingExpressionError(`expected ${expected} at character ${position + 1} of '${text}'`);
  }
}
