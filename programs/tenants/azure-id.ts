/**
 * Patterns of the ids with which azurerm imports resources, by resource type. A name in braces stands for an argument
 * of the resource. There are two more placeholders: `{subscription}`, and `{group}` for the id of the resource group.
 * `<id>` marks a part that Azure generates.
 */
export const AZURE_IDS: Readonly<Record<string, string>> = {
  azurerm_application_insights_workbook: '{group}/providers/Microsoft.Insights/workbooks/{name}',
  azurerm_container_app: '{group}/providers/Microsoft.App/containerApps/{name}',
  azurerm_container_app_custom_domain: '{container_app_id}/customDomainName/{name}',
  azurerm_container_app_environment: '{group}/providers/Microsoft.App/managedEnvironments/{name}',
  azurerm_container_app_environment_certificate: '{container_app_environment_id}/certificates/{name}',
  azurerm_container_app_job: '{group}/providers/Microsoft.App/jobs/{name}',
  azurerm_dns_a_record: '{group}/providers/Microsoft.Network/dnsZones/{zone_name}/A/{name}',
  azurerm_dns_cname_record: '{group}/providers/Microsoft.Network/dnsZones/{zone_name}/CNAME/{name}',
  azurerm_dns_txt_record: '{group}/providers/Microsoft.Network/dnsZones/{zone_name}/TXT/{name}',
  azurerm_key_vault: '{group}/providers/Microsoft.KeyVault/vaults/{name}',
  azurerm_key_vault_secret: '<id>',
  azurerm_log_analytics_workspace: '{group}/providers/Microsoft.OperationalInsights/workspaces/{name}',
  azurerm_management_lock: '{scope}/providers/Microsoft.Authorization/locks/{name}',
  azurerm_monitor_action_group: '{group}/providers/Microsoft.Insights/actionGroups/{name}',
  azurerm_monitor_diagnostic_setting: '{target_resource_id}|{name}',
  azurerm_monitor_metric_alert: '{group}/providers/Microsoft.Insights/metricAlerts/{name}',
  azurerm_monitor_scheduled_query_rules_alert_v2: '{group}/providers/Microsoft.Insights/scheduledQueryRules/{name}',
  azurerm_postgresql_flexible_server: '{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{name}',
  azurerm_postgresql_flexible_server_active_directory_administrator:
    '{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{server_name}/administrators/<id>',
  azurerm_postgresql_flexible_server_database: '{server_id}/databases/{name}',
  azurerm_postgresql_flexible_server_firewall_rule: '{server_id}/firewallRules/{name}',
  azurerm_private_dns_zone: '{group}/providers/Microsoft.Network/privateDnsZones/{name}',
  azurerm_private_dns_zone_virtual_network_link:
    '{group}/providers/Microsoft.Network/privateDnsZones/{private_dns_zone_name}/virtualNetworkLinks/{name}',
  azurerm_private_endpoint: '{group}/providers/Microsoft.Network/privateEndpoints/{name}',
  azurerm_resource_group: '/subscriptions/{subscription}/resourceGroups/{name}',
  azurerm_resource_group_template_deployment: '{group}/providers/Microsoft.Resources/deployments/{name}',
  azurerm_role_assignment: '{scope}/providers/Microsoft.Authorization/roleAssignments/<id>',
  azurerm_subnet: '{group}/providers/Microsoft.Network/virtualNetworks/{virtual_network_name}/subnets/{name}',
  azurerm_user_assigned_identity: '{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}',
  azurerm_virtual_network: '{group}/providers/Microsoft.Network/virtualNetworks/{name}',
};
