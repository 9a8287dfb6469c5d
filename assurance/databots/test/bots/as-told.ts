/** Gives what its settings say. */

import type { BotOutput, BotRun } from '@sallyport/assurance-databots';

export const run: BotRun = async ({ query }) => {
  const { answers } = await query('wanted(Output)');
  return answers.map(({ Output }): BotOutput => JSON.parse(String(Output)));
};
