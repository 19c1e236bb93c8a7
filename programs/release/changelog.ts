/**
 * The entry of a version in the changelog: the text below its heading, `## 0.2.0` or `## 0.2.0 – 2026-11-30`. Undefined
 * if the heading is missing, or if there is no text below the heading.
 */
export function notesOf(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((text) => headingOf(text).split(/[ –—-]*[ \n]/, 1)[0] === version);
  return section?.slice(headingOf(section).length).trim() || undefined;
}

function headingOf(section: string): string {
  return section.split('\n', 1)[0] ?? '';
}
