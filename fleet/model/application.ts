import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { z } from 'zod';

import type { Complaint } from '../yaml/complaint';
import { namedFileFlaw } from '../yaml/named-file';
import { placeOf, type YamlFile } from '../yaml/yaml-file';

import { name } from './name';
import { flag } from './option-types';

/** Entra allows 100 owners per application. The identities that deploy count as owners. */
const DEPLOYERS_MAX = 10;
const OWNERS_MAX = 90;

/** Maximum size of a logo that Entra accepts. */
const LOGO_BYTES_MAX = 100 * 1024;

export const applicationSchema = z
  .strictObject({
    deployers: z
      .array(
        z.guid('must be the object id (GUID) of a user or service principal in the directory').toLowerCase(),
        'must be a list of object ids',
      )
      .max(DEPLOYERS_MAX, `must name at most ${DEPLOYERS_MAX} identities`)
      .default([])
      .describe(
        "Identities that deploy, and therefore own, the application: their object ids in the tenant's directory, " +
          `at most ${DEPLOYERS_MAX}. Name them if one identity plans and another applies: otherwise each plan would ` +
          'make its own identity the owner. Default: the identity that runs Terraform.',
      ),
    owners: z
      .array(name('a user by principal name, or a user or service principal by object id'), 'must be a list of owners')
      .max(
        OWNERS_MAX,
        `must name at most ${OWNERS_MAX} owners, because Entra allows 100 with the identities that deploy`,
      )
      .default([])
      .describe(
        `Further owners: principal names of users, or object ids, at most ${OWNERS_MAX}. Owners that are not ` +
          'named here are removed. Default: none.',
      ),
    notes: z
      .string('must be text for admins')
      .max(1024, 'must have at most 1024 characters')
      .optional()
      .describe("Notes for admins, at most 1024 characters; `''` for none. Default: the notes in Entra stay."),
    logo: name('the path of a picture')
      .optional()
      .describe(
        'Path of a picture, relative to this file: PNG, JPEG or GIF of at most 100 KB. Default: the picture in ' +
          'Entra stays.',
      ),
    visible: flag().default(true).describe('Whether assigned users see the application in My Apps.'),
    notificationAddresses: z
      .array(z.email('must be a mail address'), 'must be a list of mail addresses')
      .optional()
      .describe(
        'Addresses that Entra notifies before a signing certificate expires; `[]` for none. Has nothing to do ' +
          'with provisioning. Default: the addresses in Entra stay.',
      ),
    assignmentRequired: flag().default(true).describe('Whether only assigned users can sign in.'),
  })
  .prefault({})
  .describe('The enterprise application in Entra: what admins and users see of it, and who may change it.');

type ApplicationFile = z.output<typeof applicationSchema>;

export interface ApplicationConfig extends Omit<ApplicationFile, 'owners' | 'logo'> {
  readonly owners: readonly OwnerConfig[];

  /** Path of a picture, relative to the working directory. */
  readonly logo: string | undefined;
}

export interface OwnerConfig {
  /** Object id, or a user's principal name. */
  readonly reference: string;

  /** File and line that contain the owner, for example `config/tenants/contoso.yaml:7`. */
  readonly place: string;
}

/** Converts the part of a file that describes the application. Paths are relative to the file that contains them. */
export function resolveApplication(file: YamlFile, application: ApplicationFile): ApplicationConfig {
  const { owners, logo } = application;
  return {
    ...application,
    owners: owners.map((reference, index) => ({ reference, place: placeOf(file, ['application', 'owners', index]) })),
    logo: logo === undefined ? undefined : logoPath(file, logo),
  };
}

/** Complaints about a logo that Entra would refuse. */
export function logoComplaints(file: YamlFile, { logo }: ApplicationFile, root: string): Complaint[] {
  if (logo === undefined) return [];
  const path = logoPath(file, logo);
  const refuse = (message: string) => [file.complain(['application', 'logo'], message)];
  const flaw = namedFileFlaw(path, root);
  if (flaw !== undefined) return refuse(flaw);
  const { size } = statSync(path);
  if (size > LOGO_BYTES_MAX) return refuse(`must be a picture of at most ${LOGO_BYTES_MAX} bytes; ${path} has ${size}`);
  const start = readFileSync(path).subarray(0, 4).toString('latin1');
  const isPicture = start === '\x89PNG' || start === 'GIF8' || start.startsWith('\xff\xd8\xff');
  return isPicture ? [] : refuse(`must be a PNG, JPEG or GIF file; ${path} is not one`);
}

function logoPath(file: YamlFile, logo: string): string {
  return join(dirname(file.locate(['application', 'logo']).file), logo);
}
