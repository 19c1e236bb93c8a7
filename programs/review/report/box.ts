import { counted } from '../../../command-line/counted';

import { markdownOf } from './escape-markdown';
import type { Gist } from './gist';

const KINDS = { destructive: 'CAUTION', risky: 'WARNING', routine: 'NOTE' } as const;

/**
 * Maximum length of the sentence about people, maximum length of any other sentence, and maximum number of other
 * sentences.
 */
const SENTENCE_MAX = 600;
const OTHER_MAX = 250;
const OTHERS_MAX = 3;

/**
 * Renders a GitHub alert: one sentence about the people affected, one about what Entra does next, and a list of the
 * other changes that are as severe as the worst one.
 */
export function boxOf({ worst = 'routine', takes, sentence, next, others }: Gist): string[] {
  const more = others.length - OTHERS_MAX;
  const [told, then] = [`**${markdownOf(sentence, SENTENCE_MAX)}.**`, next === '' ? '' : ` ${next}`];
  const also = others.length === 0 ? '' : takes ? ` Also ${worst}:` : ` **But this is ${worst}:**`;
  return [
    `> [!${KINDS[worst]}]`,
    `> ${told}${then}${also}`,
    ...(others.length === 0 ? [] : ['>']),
    ...others.slice(0, OTHERS_MAX).map((other) => `> - ${renderOther(other, worst)}`),
    ...(more > 0 ? [`> - and ${counted(more, `more ${worst} kind`)} of change`] : []),
  ];
}

/**
 * Renders one of the other changes in the alert. In an alert about destructive changes, Entra's next action is left
 * out, because the details below explain it.
 */
function renderOther({ clause, next }: Gist['others'][number], worst: Gist['worst']): string {
  const text = markdownOf(clause, OTHER_MAX);
  return worst === 'destructive' ? text : `${text}. ${next}`;
}
