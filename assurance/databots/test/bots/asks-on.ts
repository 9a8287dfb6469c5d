import type { BotRun } from '@sallyport/assurance-databots';

export const run: BotRun = async ({ material }) => {
  for (;;) await material('sbom', 'the same again');
};
