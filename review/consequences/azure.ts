import type { Consequence } from './consequence';

const DOWN = 'Entra gets errors, tries again at every cycle, and slows down to once a day while they last.';

/** What happens to the service, its data and its surroundings. */
export const AZURE = {
  'database-destroyed': {
    class: 'destructive',
    title: 'The database is destroyed or replaced',
    reason: 'All users, groups and memberships of all tenants are lost, and the backups with the server.',
    next: 'Entra gets 404 for everybody it knows. Each job has to be restarted to provision them again.',
  },
  'vault-destroyed': {
    class: 'destructive',
    title: 'The key vault is destroyed or replaced',
    reason: 'The tokens of all tenants are lost.',
    next: 'Entra goes on with the token that it holds until the service no longer knows it; then it gets 401.',
  },
  'environment-destroyed': {
    class: 'destructive',
    title: 'The Container Apps environment is destroyed or replaced',
    reason: 'The service goes with it, and a new environment has another domain, which is part of the tenant URLs.',
    next: `${DOWN} Tenants without a domain of their own have to be deployed with the new URL.`,
  },
  'resource-group-destroyed': {
    class: 'destructive',
    title: 'The resource group is destroyed or replaced',
    reason: 'Service, database and vault go with it.',
    next: `${DOWN} All data is lost.`,
  },
  'service-destroyed': {
    class: 'destructive',
    title: 'The service is destroyed',
    reason: 'There is nothing left that Entra could provision into.',
    next: DOWN,
  },
  'deletion-protection-off': {
    class: 'destructive',
    title: 'Deletion protection is switched off',
    reason: 'Nothing stops the next deployment, or a click, from destroying what was protected.',
    next: 'Nothing yet.',
  },
  'service-replaced': {
    class: 'risky',
    title: 'The service is replaced',
    reason: 'It is gone until the new one has started.',
    next: DOWN,
  },
  'replicas-to-zero': {
    class: 'risky',
    title: 'The service may scale to zero',
    reason: 'The first request after a pause waits for a cold start.',
    next: 'Entra may run into a timeout at the start of each cycle.',
  },
  'replica-alone': {
    class: 'routine',
    title: 'One replica is left',
    reason: 'A restart of it is a short outage.',
    next: 'Entra tries again what failed.',
  },
  'service-unreachable': {
    class: 'risky',
    title: 'Who may reach the service changes',
    reason: 'Entra calls it from the internet.',
    next: 'Entra is refused if the rules do not let it in.',
  },
  'insecure-connections': {
    class: 'risky',
    title: 'The service answers without TLS',
    reason: 'Tokens and names would travel in clear.',
    next: 'Entra itself insists on TLS.',
  },
  'image-without-digest': {
    class: 'risky',
    title: 'The image is not named by digest',
    reason: 'A tag can move: what runs need not be what was reviewed.',
    next: 'Azure pulls whatever the tag points to when a replica starts.',
  },
  'image-changed': {
    class: 'routine',
    title: 'Another image runs',
    reason: 'A new revision takes over once it is ready.',
    next: 'Azure starts the new revision and then stops the old one.',
  },
  'environment-variables-changed': {
    class: 'routine',
    title: 'Environment variables change',
    reason: 'A new revision takes over once it is ready.',
    next: 'Azure starts the new revision and then stops the old one.',
  },
  'database-public': {
    class: 'risky',
    title: 'The database can be reached from the internet',
    reason: 'It holds names and addresses of everybody.',
    next: 'Anybody can try to sign in to it.',
  },
  'database-password-sign-in': {
    class: 'risky',
    title: 'The database accepts passwords',
    reason: 'A password can leak; the identities that are used now cannot.',
    next: 'Nothing, until somebody uses one.',
  },
  'backup-shortened': {
    class: 'risky',
    title: 'Backups are kept for a shorter time',
    reason: 'Older states of the data can no longer be restored.',
    next: 'Azure deletes the backups that are older.',
  },
  'high-availability-off': {
    class: 'risky',
    title: 'The database loses its standby',
    reason: 'A failure of its zone is an outage.',
    next: 'Azure removes the standby.',
  },
  'database-setting-reset': {
    class: 'risky',
    title: 'A setting of the database goes back to its default',
    reason: 'Azure has a value of its own for it, which the plan does not tell.',
    next: 'Azure may restart the server for it; requests fail for about a minute then.',
  },
  'database-setting-replaced': {
    class: 'risky',
    title: 'A setting of the database is made anew',
    reason: 'In between the server has its default.',
    next: 'Azure may restart the server for it; requests fail for about a minute then.',
  },
  'database-template-changed': {
    class: 'risky',
    title: 'The template of the database cluster changes',
    reason: 'This review does not know what this part of it does.',
    next: 'Azure brings the cluster into line with the template. Read what the plan says about it.',
  },
  'database-upgraded': {
    class: 'risky',
    title: 'The database changes its version',
    reason: 'A major upgrade stops the server and cannot be undone.',
    next: `The service is down while Azure upgrades. ${DOWN}`,
  },
  'database-resized': {
    class: 'routine',
    title: 'The database server is resized',
    reason: 'No data is lost.',
    next: 'Azure restarts the server; requests fail for about a minute.',
  },
  'vault-public': {
    class: 'risky',
    title: 'The key vault can be reached from more networks',
    reason: 'It holds the tokens of all tenants.',
    next: 'Who has the right to read a secret can do so from there.',
  },
  'vault-rights-changed': {
    class: 'risky',
    title: 'The key vault looks at another kind of rights',
    reason: 'It goes by grants or by access policies, never by both: what was granted in the one way counts no more.',
    next: 'Who deploys a tenant may no longer read its token, and somebody else may.',
  },
  'identity-lost': {
    class: 'risky',
    title: 'An identity is destroyed or replaced',
    reason: 'What was granted to it, in Azure and in the database, is not granted to the new one.',
    next: 'The service cannot sign in until the grants are made again.',
  },
  'rights-granted-widely': {
    class: 'risky',
    title: 'Wide rights are granted',
    reason: 'The role can change everything in its scope, or the scope is a whole subscription.',
    next: 'The identity can use the rights at once.',
  },
  'rights-granted': {
    class: 'routine',
    title: 'Rights are granted',
    reason: 'An identity may do more than before. Wide rights are told besides.',
    next: 'The identity can use them after a few minutes.',
  },
  'rights-removed': {
    class: 'risky',
    title: 'Rights are taken away',
    reason: 'Who relied on them fails.',
    next: 'Azure refuses the identity after a few minutes.',
  },
  'network-lost': {
    class: 'risky',
    title: 'A part of the network is destroyed or replaced',
    reason: 'The service reaches its database through it.',
    next: DOWN,
  },
  'address-lost': {
    class: 'risky',
    title: 'A domain or a DNS record of the service goes or changes',
    reason: 'The tenant URL depends on it.',
    next: `${DOWN} A new certificate takes minutes to be issued.`,
  },
  'watch-lost': {
    class: 'risky',
    title: 'Something that watches the service is destroyed or replaced',
    reason: 'A failure goes unnoticed, or its traces are lost.',
    next: 'Nothing that Entra would see.',
  },
} as const satisfies Record<string, Consequence>;
