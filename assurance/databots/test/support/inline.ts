/** Databots without threads, for tests of when they run: what each run gives is in the hand of the test. */

import type { BotEars, BotOutput, StartBot } from '@sallyport/assurance-databots';

export interface InlineRuns {
  readonly start: StartBot;
  /** How many began. */
  readonly begun: number;
  /** Ends the oldest run under way with these outputs. */
  give(outputs: readonly BotOutput[]): void;
  fail(reason: string): void;
}

export function inlineRuns(): InlineRuns {
  const under: BotEars[] = [];
  let begun = 0;
  const next = (): BotEars => {
    const ears = under.shift();
    if (ears === undefined) throw new TypeError('no run is under way');
    return ears;
  };
  return {
    get begun() {
      return begun;
    },
    start: (_job, _memory, ears) => {
      begun++;
      under.push(ears);
      return { post: () => undefined, end: async () => undefined };
    },
    give: (outputs) => next().message({ kind: 'done', outputs }),
    fail: (reason) => next().message({ kind: 'failed', reason }),
  };
}

export const scoreOf = (deviceType: string, score: number, validFor?: number): BotOutput => ({
  type: 'VulnerabilityScore',
  subject: { deviceType, score, computed: '2026-01-01T00:00:00Z' },
  ...(validFor === undefined ? {} : { validFor }),
});

export const vulnerabilityOf = (deviceType: string, vulnerability: string, score: number): BotOutput => ({
  type: 'Vulnerability',
  subject: { deviceType, vulnerability, score },
});
