import project from '../../package.json';

/**
 * The `package.json` of a team's repository. It asks for the release that makes it or a later one that is compatible, so
 * that an upgrade is `npm install entra-scim@latest`, and for what that release works with.
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
