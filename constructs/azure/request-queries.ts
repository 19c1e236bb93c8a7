/**
 * Queries over the service's log, in the query language of Azure Monitor (KQL). The service logs each request as a line
 * of JSON, which Azure stores as a string.
 */

/** Minimum number of requests for which a percentage or a percentile is meaningful. */
const FEWEST_REQUESTS = 20;

/**
 * Entra quarantines a job when at least 5,000 users and groups have failed, and these make up more than 40 % of all
 * users and groups. The alert is raised at half of each of these values, while there is still time to act.
 */
const QUARANTINE_RISK = { failures: 2_500, percent: 20 };

/**
 * Restricts a query to requests from Entra. Requests from clients with a read-only token have the scope `read`. Log
 * lines from older versions of the service have no scope, and count as requests from Entra.
 */
const OF_ENTRA = "| where isnotempty(tenant) and scope != 'read'";

/**
 * Condition for refused requests. It leaves out reads of a user or group that does not exist, because Entra uses such
 * reads to find out whether the user or group exists.
 */
const IS_REFUSED =
  "status between (400 .. 499) and not(status == 404 and route startswith 'GET ' and route endswith '/{id}')";

/** All requests to an app, with time, tenant, token, scope, route, status and duration. */
export function requests(appName: string): string {
  return [
    lines(appName, 'request'),
    '| project TimeGenerated, tenant = tostring(line.tenant), token = tostring(line.token), scope = tostring(line.scope),',
    '    route = tostring(line.route), status = toint(line.status), ms = todouble(line.ms)',
  ].join('\n');
}

/**
 * One row for each tenant whose Entra directory has not called the service. Requests from clients with read access do
 * not count.
 */
export function silentTenants(appName: string, tenants: readonly string[]): string {
  return `${expected(tenants)}
| join kind=leftanti (
${requests(appName)}
${OF_ENTRA}
) on tenant
| project tenant`;
}

/**
 * One row for each request whose token was refused. The query cannot name tenants, since nobody knows who sent these
 * requests.
 */
export function unauthorizedRequests(appName: string): string {
  return `${requests(appName)}
| where status == 401`;
}

/** The percentage of each tenant's requests that failed because of a server error. The column is `percent`. */
export function serverErrors(appName: string): string {
  return `${requests(appName)}
| where isnotempty(tenant)
| summarize failed = countif(status >= 500), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, percent = 100.0 * failed / total`;
}

/**
 * The percentage of each tenant's requests from Entra that the service refused. The column is `percent`. Throttled
 * requests (429) do not count.
 */
export function refusals(appName: string): string {
  return `${requests(appName)}
${OF_ENTRA}
| summarize refused = countif(${IS_REFUSED} and status != 429), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, percent = 100.0 * refused / total`;
}

/**
 * One row for each tenant whose job Entra may soon quarantine. Either too many of the tenant's requests failed, or at
 * least one was answered with 403, which Entra interprets as wrong credentials. Entra counts failed users and groups;
 * this query can only count requests.
 */
export function quarantineRisks(appName: string): string {
  return `${requests(appName)}
${OF_ENTRA}
| summarize failed = countif(status >= 400), forbidden = countif(status == 403), total = count() by tenant
| where forbidden > 0 or (failed >= ${QUARANTINE_RISK.failures} and 100.0 * failed / total > ${QUARANTINE_RISK.percent})
| project tenant`;
}

/** The time, in milliseconds, within which 95 % of each tenant's requests were answered. The column is `p95`. */
export function slowRequests(appName: string): string {
  return `${requests(appName)}
| where isnotempty(tenant)
| summarize p95 = percentile(ms, 95), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, p95`;
}

/** For each tenant, the number of minutes in which it reached a limit of the service. The column is `minutes`. */
export function limitedTenants(appName: string): string {
  return `${lines(appName, 'limit met')}
| extend tenant = tostring(line.tenant)
| where isnotempty(tenant)
| summarize minutes = dcount(bin(TimeGenerated, 1m)) by tenant
| project tenant, minutes`;
}

/**
 * One row each time that a stream ended, for example because its receiver answered 410 or accepted nothing for three
 * days. The columns are `TimeGenerated`, `tenant` and `stream`.
 */
export function endedStreams(appName: string): string {
  return `${lines(appName, 'a stream has ended: its receiver gets no more events until an operator resumes or replays it')}
| project TimeGenerated, tenant = tostring(line.tenant), stream = tostring(line.stream)`;
}

/** One row per tenant, including tenants that have not called the service. */
export function tenantTable(appName: string, tenants: readonly string[]): string {
  return `${expected(tenants)}
| join kind=leftouter (
${requests(appName)}
| where isnotempty(tenant)
| summarize
    lastCall = maxif(TimeGenerated, scope != 'read'),
    calls = countif(scope != 'read'),
    reads = countif(scope == 'read'),
    usersCreated = countif(route == 'POST /Users' and status == 201),
    usersChanged = countif(route == 'PATCH /Users/{id}' and status < 300),
    usersDeleted = countif(route == 'DELETE /Users/{id}' and status < 300),
    groupsChanged = countif(route in ('POST /Groups', 'PATCH /Groups/{id}', 'DELETE /Groups/{id}') and status < 300),
    refused = countif(${IS_REFUSED} and scope != 'read'),
    failed = countif(status >= 500),
    p95 = percentile(ms, 95),
    tokens = strcat_array(make_set(token), ', ')
  by tenant
) on tenant
| project Tenant = tenant, ['Last call'] = lastCall, Calls = coalesce(calls, 0), ['Users created'] = usersCreated,
    ['Users changed'] = usersChanged, ['Users deleted'] = usersDeleted, ['Groups changed'] = groupsChanged,
    Refused = refused, Failed = failed, Reads = coalesce(reads, 0), ['p95 (ms)'] = round(p95, 1), Tokens = tokens
| order by Tenant asc`;
}

/** The lines of an app's log that have a certain message, parsed as `line`. */
function lines(appName: string, message: string): string {
  return [
    'ContainerAppConsoleLogs',
    `| where ContainerAppName == '${appName}'`,
    '| extend line = parse_json(Log)',
    `| where line.msg == '${message}'`,
  ].join('\n');
}

function expected(tenants: readonly string[]): string {
  return `datatable(tenant: string) [${tenants.map((slug) => `'${slug}'`).join(', ')}]`;
}
