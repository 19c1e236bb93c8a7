import { Token } from 'cdktf';
import type { Construct } from 'constructs';

/** One thing that must hold for a set of props: the complaint when it does not, else nothing. */
export type Rule<Props> = (props: Props) => string | undefined;

/**
 * Throws one error that lists everything wrong with `props`.
 *
 * Call it before the first resource is defined: what was not defined can reach no plan.
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
