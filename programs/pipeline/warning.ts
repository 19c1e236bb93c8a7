/**
 * Returns lines that GitHub or Azure DevOps shows as a warning on the page of the run. Such a warning reports a problem
 * that does not make the step fail.
 */
export function warningLines(text: string, { GITHUB_ACTIONS, TF_BUILD }: NodeJS.ProcessEnv): string[] {
  if (GITHUB_ACTIONS) return [`::warning::${text}`];
  if (TF_BUILD) return [`##vso[task.logissue type=warning]${text}`, '##vso[task.complete result=SucceededWithIssues;]'];
  return [text];
}
