/** Matches a comment, a quoted string, a dollar-quoted string, the end of a statement, or anything else. */
const TOKEN = /--[^\n]*|'[^']*'|\$(\w*)\$[^]*?\$\1\$|;|[^;'$-]+|[^]/g;

/**
 * Splits a script into its statements. For some statements, Citus forwards the whole text to its nodes, so the text
 * must not contain a second statement.
 */
export function statementsOf(script: string): string[] {
  const statements = [''];
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ';') statements.push('');
    else if (!token.startsWith('--')) statements.push(`${statements.pop() ?? ''}${token}`);
  }
  return statements.map((text) => text.trim()).filter((text) => text !== '');
}
