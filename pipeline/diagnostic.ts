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

/** As Terraform shows it to a person, without the line of code, which says nothing to who wrote YAML. */
export function renderDiagnostic({ summary, detail, address }: Diagnostic): string {
  return [`Error: ${summary}`, ...(address ? [`  with ${address}`] : []), ...(detail ? [detail] : [])].join('\n');
}

/** Nothing for a line that is no message: a provider may write what it likes. */
function parsed(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}
