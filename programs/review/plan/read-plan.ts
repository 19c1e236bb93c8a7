import { isAscii } from 'node:buffer';
import { readFileSync } from 'node:fs';

import { shapeFlaw } from './plan-shape';
import { isObject, type TerraformPlan } from './terraform-plan';

/**
 * Thrown if a file cannot be reviewed. The message names the file, the problem, and the command that writes a plan as
 * JSON.
 */
export class UnusablePlan extends Error {
  override readonly name = 'UnusablePlan';

  constructor(file: string, fault: string) {
    super(`${file} ${fault}`);
  }
}

const REMEDY = 'write it with: terraform show -json tfplan > plan.json';

/**
 * Reads a file that `terraform show -json` wrote for a plan.
 *
 * @throws {UnusablePlan} if the file contains no Terraform plan, or if this review does not understand the plan.
 */
export function readPlan(file: string): TerraformPlan {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new UnusablePlan(file, code === 'ENOENT' ? `does not exist; ${REMEDY}` : `cannot be read (${code})`);
  }
  return parsePlan(file, bytes);
}

/** Parses a plan's JSON. @param file name of the file, for error messages. */
export function parsePlan(file: string, bytes: Buffer): TerraformPlan {
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') {
    throw new UnusablePlan(file, `is the plan file itself; ${REMEDY.replace('tfplan', file)}`);
  }
  const document = parseJson(file, textOf(bytes));

  if (!isObject(document)) throw new UnusablePlan(file, `is not a plan document; ${REMEDY}`);
  const version = document['format_version'];
  if (typeof version !== 'string') {
    throw new UnusablePlan(file, `is not a plan document, since it has no 'format_version'; ${REMEDY}`);
  }
  if (!/^1(\.|$)/.test(version)) {
    const remedy = 'use a Terraform whose format version is 1.x, or a newer version of this program';
    throw new UnusablePlan(
      file,
      `has the format version '${version.slice(0, 20)}', of which only 1.x is known; ${remedy}`,
    );
  }
  if (!('planned_values' in document) && !('resource_changes' in document)) {
    throw new UnusablePlan(file, `describes a state and not a plan; ${REMEDY}`);
  }
  const flaw = shapeFlaw(document);
  if (flaw !== undefined) {
    throw new UnusablePlan(file, `is damaged, or newer than this program: ${flaw}; ${REMEDY}`);
  }
  return document as unknown as TerraformPlan;
}

/**
 * Decodes the content of a file. PowerShell writes UTF-16. PowerShell and some editors write a byte order mark at the
 * beginning.
 */
function textOf(bytes: Buffer): string {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(utf16 ? 'utf16le' : isAscii(bytes) ? 'latin1' : 'utf8'); // decoding ASCII as Latin-1 gives the same result faster
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message quotes the input, which may contain a secret.
    const log = text.startsWith('{"@level"');
    const what = log ? 'is the log of `terraform plan -json` and not a plan document' : 'is not valid JSON';
    throw new UnusablePlan(file, `${what}; ${REMEDY}`);
  }
}
