/**
 * A condition that stops the plan if the credentials belong to another directory.
 *
 * @param caller how the condition refers to the client configuration: by its Terraform address, or as `self`.
 */
export function ofDirectory(caller: string, directoryId: string): { condition: string; errorMessage: string } {
  return {
    condition: `\${${caller}.tenant_id == "${directoryId}"}`,
    errorMessage: `The credentials do not belong to directory ${directoryId}; sign in to that directory.`,
  };
}
