import { Token } from 'cdktf';
import type { Construct } from 'constructs';

/** A rule about a set of props. Returns a complaint if the props break the rule, and undefined otherwise. */
export type Rule<Props> = (props: Props) => string | undefined;

/**
 * Throws one error that lists all mistakes in `props`.
 *
 * Call this before the first resource is defined, so that nothing invalid can reach a plan.
 */
export function validate<Props>(scope: Construct, props: Props, rules: readonly Rule<Props>[]): void {
  const complaints = rules.map((rule) => rule(props)).filter((complaint) => complaint !== undefined);
  if (complaints.length > 0) {
    throw new Error([`invalid props for '${scope.node.path}':`, ...complaints].join('\n  - '));
  }
}

/** True for a plain value, false for a reference that Terraform resolves later. */
export function isLiteral(value: unknown): boolean {
  return !Token.isUnresolved(value);
}
