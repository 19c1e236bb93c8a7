import { ApplicationInsightsWorkbook } from '@cdktf/provider-azurerm/lib/application-insights-workbook';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { v5 as uuidv5 } from 'uuid';

import { tenantTable } from './request-queries';
import type { ResourcePlace } from './resource-place';

export interface TenantWorkbookProps extends ResourcePlace {
  /** Name of the app whose log is shown. */
  readonly appName: string;

  /** Id of the workspace with the log. */
  readonly workspaceId: string;

  /** Slugs of the tenants. The page has one row for each. */
  readonly tenants: readonly string[];
}

/** Namespace of the UUIDs in this file. Each UUID is derived from a name, so that it is the same in every plan. */
const WORKBOOKS = 'a2f7c1de-5d0b-4f0c-9a3a-6a54f3a7f9d1';

const HOUR_MS = 3_600_000;
const WORKSPACES = 'microsoft.operationalinsights/workspaces';

/**
 * A page in the Azure portal with one row per tenant: last call, changes to users and groups, failures, and tokens in
 * use.
 */
export class TenantWorkbook extends Construct {
  constructor(scope: Construct, id: string, props: TenantWorkbookProps) {
    super(scope, id);
    const { appName, workspaceId, tenants, resourceGroupName, location } = props;

    new ApplicationInsightsWorkbook(this, 'Workbook', {
      name: uuidv5(appName, WORKBOOKS),
      resourceGroupName,
      location,
      displayName: `SCIM tenants of ${appName}`,
      sourceId: Fn.lower(workspaceId), // in lower case, as Azure returns it; otherwise every plan would show a change
      dataJson: JSON.stringify(page(tenantTable(appName, tenants), workspaceId)),
    });
  }
}

/** The page in the workbook format: the parameters (type 9) and the table (type 3). */
function page(query: string, workspaceId: string): object {
  return {
    version: 'Notebook/1.0',
    items: [
      {
        type: 9,
        name: 'period',
        content: {
          version: 'KqlParameterItem/1.0',
          style: 'pills',
          parameters: [
            {
              id: uuidv5('period', WORKBOOKS),
              version: 'KqlParameterItem/1.0',
              name: 'Period',
              type: 4,
              isRequired: true,
              value: { durationMs: 24 * HOUR_MS },
              typeSettings: {
                selectableValues: [2, 24, 7 * 24, 30 * 24].map((hours) => ({ durationMs: hours * HOUR_MS })),
              },
            },
          ],
        },
      },
      {
        type: 3,
        name: 'tenants',
        content: {
          version: 'KqlItem/1.0',
          title: 'Tenants',
          query,
          timeContextFromParameter: 'Period',
          queryType: 0,
          resourceType: WORKSPACES,
          crossComponentResources: [workspaceId],
          visualization: 'table',
        },
      },
    ],
    fallbackResourceIds: [workspaceId],
    $schema: 'https://github.com/Microsoft/Application-Insights-Workbooks/blob/master/schema/workbook.json',
  };
}
