import type { PlatformFile } from '../model/platform';
import type { Complaint } from '../yaml/complaint';
import type { YamlFile } from '../yaml/yaml-file';

/** Maximum number of tags. Key Vault secrets and Azure DNS zones can have 15 tags. Other resources can have 50 tags. */
const MOST = 15;

export function tagsAreFew(file: YamlFile, { tags }: PlatformFile): Complaint[] {
  const { length } = Object.keys(tags);
  if (length <= MOST) return [];
  return [file.complain(['tags'], `must be at most ${MOST} tags, the maximum that Key Vault allows; got ${length}`)];
}

/**
 * Rules for tag names: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations
 */
export function tagsAreNamed(file: YamlFile, { tags }: PlatformFile): Complaint[] {
  const names = Object.keys(tags);
  return names.flatMap((name, index) => {
    const flaw = flawOf(name) ?? sameAs(name, names.slice(0, index));
    return flaw === undefined ? [] : [file.complainAboutKey(['tags', name], flaw)];
  });
}

function flawOf(name: string): string | undefined {
  if (!/^[^<>%&\\?/\p{Cc}]{1,256}$/u.test(name)) {
    return 'must be 1 to 256 characters without < > % & \\ ? /, which Azure does not allow in the name of a tag';
  }
  return /^(azure|microsoft|windows)/i.test(name)
    ? "must not begin with 'azure', 'microsoft' or 'windows', which Azure reserves"
    : undefined;
}

function sameAs(name: string, earlier: readonly string[]): string | undefined {
  const first = earlier.find((other) => other.toLowerCase() === name.toLowerCase());
  return first === undefined
    ? undefined
    : `is the same tag as '${first}', because Azure ignores case; remove one of the two`;
}

/** Azure DNS allows fewer characters in tag names than other Azure services do. */
export function tagsFitDns(file: YamlFile, { tags, network, service: { customDomain } }: PlatformFile): Complaint[] {
  const hasZones = typeof network === 'object' && 'addressSpace' in network;
  if (!hasZones && customDomain?.dnsZone === undefined) return [];
  return Object.keys(tags)
    .filter((name) => flawOf(name) === undefined && !/^[A-Za-z][\w.:-]*$/.test(name))
    .map((name) =>
      file.complainAboutKey(
        ['tags', name],
        'must begin with a letter and contain only letters, digits and _ . : -, because the platform creates DNS records or zones, and Azure DNS allows no other names',
      ),
    );
}
