import project from '../../package.json';

/**
 * The `package.json` of a team's repository. It depends on the release of this package that creates the repository, or
 * a compatible later release, and on the packages with which this release works. `npm install entra-scim@latest`
 * upgrades it.
 *
 * @param name name of the repository.
 */
export function teamPackage(name: string): object {
  const { version, engines, peerDependencies, allowScripts } = project;
  return {
    name,
    private: true,
    description: 'Access from Microsoft Entra ID: the people who get it, and the infrastructure for it.',
    engines,
    dependencies: { ...peerDependencies, 'entra-scim': `^${version}` },
    devDependencies: { 'cdktf-cli': peerDependencies.cdktf },
    allowScripts,
  };
}
