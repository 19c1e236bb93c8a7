import project from '../../package.json';

/**
 * The `package.json` of a team's repository. The repository depends on the current release of this package, or on a
 * compatible later release. It also depends on the peer dependencies of the current release. `npm install
 * entra-scim@latest` upgrades this package.
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
