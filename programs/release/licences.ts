import satisfies from 'spdx-satisfies';

/**
 * Licences of packages that we may redistribute. The Mozilla licence is among them because its conditions cover only
 * changes to the licensed files themselves.
 */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'PostgreSQL',
  'Unlicense',
];

/**
 * Licences of packages whose package.json states no valid SPDX expression. We found these licences in the packages'
 * LICENSE files.
 */
const READ: Readonly<Record<string, string>> = { 'htmx.org': '0BSD' };

/** The parts that we read of a software bill of materials, as written by `npm sbom --sbom-format cyclonedx`. */
export interface Sbom {
  readonly bomFormat: string;
  readonly components?: readonly Component[];
}

interface Component {
  readonly name: string;
  readonly version: string;
  readonly licenses?: readonly {
    readonly expression?: string;
    readonly license?: { readonly id?: string; readonly name?: string };
  }[];
}

/** A package, and the SPDX expression of its licence. */
export interface LicensedPackage {
  readonly name: string;
  readonly version: string;

  /** Empty if the package does not state a licence. */
  readonly licence: string;
}

/** The packages in a bill of materials, sorted by name. If a package lists several licences, all of them apply. */
export function licensedPackages({ components = [] }: Sbom): LicensedPackage[] {
  return components
    .map(({ name, version, licenses = [] }) => {
      const named = licenses.flatMap(({ expression, license }) => expression ?? license?.id ?? license?.name ?? []);
      const stated = named.map((one) => (named.length > 1 ? `(${one})` : one)).join(' AND ');
      return { name, version, licence: stated === '' ? (READ[name] ?? '') : stated };
    })
    .sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** Packages that must not be redistributed, because their licence is unknown or not allowed. */
export function refusedPackages(packages: readonly LicensedPackage[]): LicensedPackage[] {
  return packages.filter(({ licence }) => !isAllowed(licence));
}

function isAllowed(licence: string): boolean {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    return false; // not an SPDX expression, such as "SEE LICENSE IN …"
  }
}
