/**
 * Queries over the service's log, in the query language of Azure Monitor (KQL). The service writes a line of JSON for
 * each request, which Azure stores as text.
 */

/** Fewest requests for which a percentage or a percentile is meaningful. */
const FEWEST_REQUESTS = 20;

/**
 * Entra quarantines a job in which 5,000 users and groups have failed, and these are more than 40 % of all. An alert
 * comes at half of both, while there is still time.
 */
const QUARANTINE_RISK = { failures: 2_500, percent: 20 };

/** The requests that are Entra's: a line of an older service has no scope. */
const OF_ENTRA = "| where isnotempty(tenant) and scope != 'read'";

/** All requests to an app: when, from which tenant, with which token, to which route, with which status, how long. */
export function requests(appName: string): string {
  return [
    lines(appName, 'request'),
    '| project TimeGenerated, tenant = tostring(line.tenant), token = tostring(line.token), scope = tostring(line.scope),',
    '    route = tostring(line.route), status = toint(line.status), ms = todouble(line.ms)',
  ].join('\n');
}

/** One row for each tenant whose Entra has not called at all. A reader's calls are no sign of it. */
export function silentTenants(appName: string, tenants: readonly string[]): string {
  return `${expected(tenants)}
| join kind=leftanti (
${requests(appName)}
${OF_ENTRA}
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

/** Per tenant, the percentage of Entra's requests that were refused, other than for their number, as `percent`. */
export function refusals(appName: string): string {
  return `${requests(appName)}
${OF_ENTRA}
| summarize refused = countif(status between (400 .. 499) and status != 429), total = count() by tenant
| where total >= ${FEWEST_REQUESTS}
| project tenant, percent = 100.0 * refused / total`;
}

/**
 * One row for each tenant whose job Entra is about to quarantine: so many of its requests fail, or one was answered 403,
 * which Entra takes for wrong credentials. Entra counts users and groups, of which this knows the requests only.
 */
export function quarantineRisks(appName: string): string {
  return `${requests(appName)}
${OF_ENTRA}
| summarize failed = countif(status >= 400), forbidden = countif(status == 403), total = count() by tenant
| where forbidden > 0 or (failed >= ${QUARANTINE_RISK.failures} and 100.0 * failed / total > ${QUARANTINE_RISK.percent})
| project tenant`;
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
    lastCall = maxif(TimeGenerated, scope != 'read'),
    calls = countif(scope != 'read'),
    reads = countif(scope == 'read'),
    usersCreated = countif(route == 'POST /Users' and status == 201),
    usersChanged = countif(route == 'PATCH /Users/{id}' and status < 300),
    usersDeleted = countif(route == 'DELETE /Users/{id}' and status < 300),
    groupsChanged = countif(route in ('POST /Groups', 'PATCH /Groups/{id}', 'DELETE /Groups/{id}') and status < 300),
    refused = countif(status between (400 .. 499) and scope != 'read'),
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
