/**
 * Queries over the service's log, in the query language of Azure Monitor (KQL). The service writes a line of JSON for
 * each request, which Azure stores as text.
 */

/** Fewest requests for which a percentage or a percentile is meaningful. */
const FEWEST_REQUESTS = 20;

/** All requests to an app: when, from which tenant, with which token, to which route, with which status, how long. */
export function requests(appName: string): string {
  return [
    lines(appName, 'request'),
    '| project TimeGenerated, tenant = tostring(line.tenant), token = tostring(line.token), route = tostring(line.route),',
    '    status = toint(line.status), ms = todouble(line.ms)',
  ].join('\n');
}

/** One row for each tenant that has not called at all. */
export function silentTenants(appName: string, tenants: readonly string[]): string {
  return `${expected(tenants)}
| join kind=leftanti (
${requests(appName)}
) on tenant
| project tenant`;
}

/** One row for each request whose token was refused. Their senders are unknown. */
export function unauthorizedRequests(appName: string): string {
  return `${requests(appName)}
| where status == 401`;
}

/** Per tenant, the percentage of requests that failed through the service's fault, as `percent`. */
export function serverErrors(appName: string): string {
  return `${requests(appName)}
| where isnotempty(tenant)
| summarize failed = countif(status >= 500), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, percent = 100.0 * failed / total`;
}

/** Per tenant, the time within which 95 % of the requests were answered, as `p95`. */
export function slowRequests(appName: string): string {
  return `${requests(appName)}
| where isnotempty(tenant)
| summarize p95 = percentile(ms, 95), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, p95`;
}

/** Per tenant, the number of minutes in which it met a limit of the service, as `minutes`. */
export function limitedTenants(appName: string): string {
  return `${lines(appName, 'limit met')}
| extend tenant = tostring(line.tenant)
| where isnotempty(tenant)
| summarize minutes = dcount(bin(TimeGenerated, 1m)) by tenant
| project tenant, minutes`;
}

/** One row per tenant, even for one that has not called. */
export function tenantTable(appName: string, tenants: readonly string[]): string {
  return `${expected(tenants)}
| join kind=leftouter (
${requests(appName)}
| where isnotempty(tenant)
| summarize
    lastCall = max(TimeGenerated),
    calls = count(),
    usersCreated = countif(route == 'POST /Users' and status == 201),
    usersChanged = countif(route == 'PATCH /Users/{id}' and status < 300),
    usersDeleted = countif(route == 'DELETE /Users/{id}' and status < 300),
    groupsChanged = countif(route in ('POST /Groups', 'PATCH /Groups/{id}', 'DELETE /Groups/{id}') and status < 300),
    refused = countif(status between (400 .. 499)),
    failed = countif(status >= 500),
    p95 = percentile(ms, 95),
    tokens = strcat_array(make_set(token), ', ')
  by tenant
) on tenant
| project Tenant = tenant, ['Last call'] = lastCall, Calls = coalesce(calls, 0), ['Users created'] = usersCreated,
    ['Users changed'] = usersChanged, ['Users deleted'] = usersDeleted, ['Groups changed'] = groupsChanged,
    Refused = refused, Failed = failed, ['p95 (ms)'] = round(p95, 1), Tokens = tokens
| order by Tenant asc`;
}

/** Lines of an app's log with a certain message, as `line`. */
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
