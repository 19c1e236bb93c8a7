/** A comment, a text, a text between dollars, the end of a statement, or anything else. */
const TOKEN = /--[^\n]*|'[^']*'|\$(\w*)\$[^]*?\$\1\$|;|[^;'$-]+|[^]/g;

/**
 * The statements of a script, one by one. Citus passes some statements on as the text that they came in, which must hold
 * no other statement then.
 */
export function statementsOf(script: string): string[] {
  const statements = [''];
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ';') statements.push('');
    else if (!token.startsWith('--')) statements.push(`${statements.pop() ?? ''}${token}`);
  }
  return statements.map((text) => text.trim()).filter((text) => text !== '');
}
