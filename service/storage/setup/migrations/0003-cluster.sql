-- On a cluster, unlike on a server, the number of a row of the provisioning log is drawn in the name of who inserts it.
grant usage on sequence provisioning_log_id_seq to scim_runtime;
