/** An error that Terraform tells. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail?: string;

  /** What it was busy with, for example `data.azurerm_key_vault.Vault`. */
  readonly address?: string;
}

/** A line of what Terraform writes with `-json`. */
interface Message {
  readonly type?: string;
  readonly diagnostic?: Diagnostic & { readonly severity: 'error' | 'warning' };
}

/** The errors among the lines that a command of Terraform has written with `-json`. */
export function errorsIn(output: string): Diagnostic[] {
  return output.split('\n').flatMap((line) => {
    const { type, diagnostic } = parsed(line);
    return type === 'diagnostic' && diagnostic?.severity === 'error' ? [diagnostic] : [];
  });
}

/** In which words the provider says that something is not there, and not, say, that it may not be read. */
const MISSING = /\b(does not exist|was not found)\b/;

/** Whether a data source of one of these types did not find what it looks up. */
export function isLookedUpInVain(
  types: readonly string[],
  { summary, detail = '', address = '' }: Diagnostic,
): boolean {
  return types.some((type) => address.startsWith(`data.${type}.`)) && MISSING.test(`${summary}\n${detail}`);
}

/** Nothing for a line that is no message: a provider may write what it likes. */
function parsed(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}
