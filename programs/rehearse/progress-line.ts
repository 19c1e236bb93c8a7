import type { Output } from '../../command-line/caller';

import type { Progress } from './rehearse';

/**
 * Shows the progress of a step. On a terminal, a single line is overwritten repeatedly; elsewhere, a single line is
 * written at the end.
 */
export function progressLine(output: Output): { show: Progress; clear(): void } {
  let shown = 0;
  return {
    show: (step, phase, done, total) => {
      if (!output.isTTY) {
        if (done === total && phase === 'send') output.write(`  ${step}: ${total}\n`);
        return;
      }
      const now = Date.now();
      if (done < total && now - shown < 100) return;
      shown = now;
      output.write(`\r\x1b[K  ${step}${phase === 'compare' ? ', comparing' : ''} ${done}/${total}`);
    },
    clear: () => {
      if (output.isTTY) output.write('\r\x1b[K');
    },
  };
}
