/** Asks for types and scores each by the length of its SBOM. */

import type { BotRun } from '@sallyport/assurance-databots';

export const run: BotRun = async ({ query, material, now }) => {
  const { answers } = await query('sbom(Type, Digest, By)');
  return Promise.all(
    answers.map(async ({ Type, Digest }) => {
      const bytes = await material('sbom', String(Digest));
      return {
        type: 'VulnerabilityScore',
        subject: { deviceType: String(Type), score: bytes?.length ?? 10, computed: new Date(now).toISOString() },
      };
    }),
  );
};
