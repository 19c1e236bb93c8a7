import project from '../../package.json';

/**
 * The `package.json` of a team's repository. It depends on the release that makes it, or a compatible later one, and on
 * the packages that this release works with. `npm install entra-scim@latest` upgrades it.
 *
 * @param name of the repository.
 */
export function teamPackage(name: string): object {
  const { version, engines, peerDependencies, allowScripts } = project;
  return {
    name,
    private: true,
    description: 'Who gets access from Microsoft Entra ID, and the infrastructure that gives it.',
    engines,
    dependencies: { ...peerDependencies, 'entra-scim': `^${version}` },
    devDependencies: { 'cdktf-cli': peerDependencies.cdktf },
    allowScripts,
  };
}
