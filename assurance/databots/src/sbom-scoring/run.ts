/** The module of the databot, in its worker. */

import { FeedStore } from '@sallyport/assurance-posture';
import { z } from 'zod';
import type { BotOutput, BotRun } from '../bot-module.ts';
import { billsByType } from './bills.ts';
import { knownFindings } from './known.ts';
import { scoresOf } from './scores.ts';
import { knownOutputs, unknownOutput } from './statements.ts';

const SETTINGS = z.strictObject({ feeds: z.string().min(1), issuer: z.string(), lifetime: z.number().min(1000) });

export const run: BotRun = async (context) => {
  const { feeds: path, issuer, lifetime } = SETTINGS.parse(context.settings);
  const feeds = FeedStore.open(path);
  try {
    const outputs: BotOutput[] = [];
    const unknown: string[] = [];
    const errors: unknown[] = [];
    const types = await billsByType(context);
    for (const [deviceType, bills] of types) {
      const result = bills === undefined ? {} : await scoresOf(bills, feeds, context);
      if ('scores' in result) {
        outputs.push(...knownOutputs(deviceType, result.scores, lifetime));
        continue;
      }
      unknown.push(deviceType);
      outputs.push(unknownOutput(deviceType, context.now, result.sbom));
      if (result.error !== undefined) errors.push(result.error);
    }
    // Then it is not for a type that it failed.
    if (errors.length > 0 && errors.length === types.size) throw errors[0];
    outputs.push(...(await knownFindings(unknown, issuer, context)));
    return outputs;
  } finally {
    feeds.close();
  }
};
