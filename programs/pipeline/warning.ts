/** Lines that warn of something that the step passes, so that the run of a CI shows it: GitHub's, or Azure DevOps'. */
export function warningLines(text: string, { GITHUB_ACTIONS, TF_BUILD }: NodeJS.ProcessEnv): string[] {
  if (GITHUB_ACTIONS) return [`::warning::${text}`];
  if (TF_BUILD) return [`##vso[task.logissue type=warning]${text}`, '##vso[task.complete result=SucceededWithIssues;]'];
  return [text];
}
