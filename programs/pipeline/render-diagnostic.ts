import type { Diagnostic } from './diagnostic';
import { diagnosticRemedy } from './diagnostic-remedy';

/** As Terraform shows it to a person, without the line of code, which says nothing to who wrote YAML; and what to do. */
export function renderDiagnostic(error: Diagnostic): string {
  const { summary, detail, address } = error;
  const lines = [`Error: ${summary}`, address && `  with ${address}`, detail, diagnosticRemedy(error)];
  return lines.filter(Boolean).join('\n');
}
