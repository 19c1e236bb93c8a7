import { guestRemedy } from '../../entra/guest-name';

/** An error that Terraform reports. */
export interface Diagnostic {
  readonly summary: string;
  readonly detail?: string;

  /** Address of the object that the error concerns, for example `data.azurerm_key_vault.Vault`. */
  readonly address?: string;
}

/** One line of Terraform's output with `-json`. */
interface Message {
  readonly type?: string;
  readonly diagnostic?: Diagnostic & { readonly severity: 'error' | 'warning' };
}

/** The errors in the output of a Terraform command with `-json`. */
export function errorsIn(output: string): Diagnostic[] {
  return output.split('\n').flatMap((line) => {
    const { type, diagnostic } = parsed(line);
    return type === 'diagnostic' && diagnostic?.severity === 'error' ? [diagnostic] : [];
  });
}

/** Parses a line. Returns an empty object if the line is not JSON, because a provider may write anything. */
function parsed(line: string): Message {
  try {
    return JSON.parse(line) as Message;
  } catch {
    return {};
  }
}

/**
 * Matches provider messages that report a missing object. If the provider has no permission to read the object, its
 * message is different.
 */
const MISSING = /\b(does not exist|was not found|No applications found)\b/;

/** Whether the error says that a data source of one of these types could not find its object. */
export function isFailedLookup(types: readonly string[], { summary, detail = '', address = '' }: Diagnostic): boolean {
  return types.some((type) => address.startsWith(`data.${type}.`)) && MISSING.test(`${summary}\n${detail}`);
}

/**
 * The error as Terraform shows it to people, with a remedy. The line of Terraform code is left out, because it does not
 * help people who write YAML.
 */
export function renderDiagnostic(error: Diagnostic): string {
  const { summary, detail, address } = error;
  const lines = [`Error: ${summary}`, address && `  with ${address}`, detail, remedyFor(error)];
  return lines.filter(Boolean).join('\n');
}

/** Types of resources that other stacks look up in Azure. The platform's stack creates all of them. */
const OF_THE_PLATFORM = [
  'azurerm_container_app_environment',
  'azurerm_key_vault',
  'azurerm_key_vault_secret',
  'azurerm_user_assigned_identity',
];

/** Types of resources that one stack creates and another looks up. */
export const LOOKED_UP: readonly string[] = [...OF_THE_PLATFORM, 'azuread_application'];

/**
 * The remedy for an error. Terraform itself cannot show this remedy: a data source that finds nothing fails before
 * Terraform evaluates any of its conditions. Undefined if there is nothing to add to the provider's message.
 */
function remedyFor(error: Diagnostic): string | undefined {
  if (isFailedLookup(OF_THE_PLATFORM, error)) {
    return 'The platform creates this object, such as the token of a new generation: deploy the platform first, then plan this stack again.';
  }
  if (isFailedLookup(['azuread_application'], error)) {
    return "The stack 'console' creates it: deploy that stack first, then plan this stack again.";
  }
  if (isFailedLookup(['azuread_user'], error)) {
    const [, name = ''] = /"([^"]+)"/.exec(error.summary) ?? [];
    const remedy = guestRemedy(name);
    return remedy && `Correct the name in the tenant's file; ${remedy}.`;
  }
  return undefined;
}
