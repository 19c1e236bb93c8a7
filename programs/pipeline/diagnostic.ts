import { guestRemedy } from '../../entra/guest-name';

/** An error that Terraform reports. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail?: string;

  /** The object it concerns, for example `data.azurerm_key_vault.Vault`. */
  readonly address?: string;
}

/** A line that Terraform writes with `-json`. */
interface Message {
  readonly type?: string;
  readonly diagnostic?: Diagnostic & { readonly severity: 'error' | 'warning' };
}

/** The errors among the lines that a Terraform command wrote with `-json`. */
export function errorsIn(output: string): Diagnostic[] {
  return output.split('\n').flatMap((line) => {
    const { type, diagnostic } = parsed(line);
    return type === 'diagnostic' && diagnostic?.severity === 'error' ? [diagnostic] : [];
  });
}

/** Nothing for a line that is not a message, since a provider may write anything. */
function parsed(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}

/** The provider's words for something that is missing, rather than forbidden to read. */
const MISSING = /\b(does not exist|was not found|No applications found)\b/;

/** Whether a data source of one of these types failed to find its object. */
export function isFailedLookup(types: readonly string[], { summary, detail = '', address = '' }: Diagnostic): boolean {
  return types.some((type) => address.startsWith(`data.${type}.`)) && MISSING.test(`${summary}\n${detail}`);
}

/**
 * The error as Terraform shows it to a person, with a remedy, but without the line of code, which means nothing to
 * authors of YAML.
 */
export function renderDiagnostic(error: Diagnostic): string {
  const { summary, detail, address } = error;
  const lines = [`Error: ${summary}`, address && `  with ${address}`, detail, remedyFor(error)];
  return lines.filter(Boolean).join('\n');
}

/** Resources that a tenant's stack looks up in Azure. The platform's stack creates all of it. */
const OF_THE_PLATFORM = ['azurerm_container_app_environment', 'azurerm_key_vault', 'azurerm_key_vault_secret'];

/**
 * What to do about an error. Terraform itself cannot say it, because a data source that finds nothing fails before any
 * condition on it is evaluated. Undefined if the provider's message must suffice.
 */
function remedyFor(error: Diagnostic): string | undefined {
  if (isFailedLookup(OF_THE_PLATFORM, error)) {
    return 'The platform makes it, the token of a new generation too: deploy the platform first, then plan this stack again.';
  }
  if (isFailedLookup(['azuread_application'], error)) {
    return "The stack 'console' makes it: deploy that first, then plan this stack again.";
  }
  if (isFailedLookup(['azuread_user'], error)) {
    const [, name = ''] = /"([^"]+)"/.exec(error.summary) ?? [];
    const remedy = guestRemedy(name);
    return remedy && `Correct the name in the tenant's file; ${remedy}.`;
  }
  return undefined;
}
