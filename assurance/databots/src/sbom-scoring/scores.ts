/** The scores of the bills of one type, as long as each of them can be scored. */

import { type FeedStore, readSbom, type SbomScore, scoreSbom } from '@sallyport/assurance-posture';
import { isSallyportError } from '@sallyport/core';
import type { BotContext } from '../bot-module.ts';
import type { Bill } from './bills.ts';

/** Of a type whose worst bill cannot be told. */
export interface NoScores {
  /** The bill that is to blame. */
  readonly sbom?: string;
  /** Where it is not for what is in the bill, but something failed. */
  readonly error?: unknown;
}

/** @throws E_POSTURE_FEED_STORE, which concerns every type */
export async function scoresOf(
  bills: readonly Bill[],
  feeds: FeedStore,
  context: BotContext,
): Promise<{ readonly scores: readonly SbomScore[] } | NoScores> {
  const scores: SbomScore[] = [];
  for (const bill of bills) {
    try {
      const score = await scoreOf(bill, feeds, context);
      if (score === undefined) return { sbom: bill.digest };
      scores.push(score);
    } catch (error) {
      if (isSallyportError(error, 'E_POSTURE_FEED_STORE')) throw error;
      return { sbom: bill.digest, error };
    }
  }
  return { scores };
}

async function scoreOf(
  { digest, isVouchedFor }: Bill,
  feeds: FeedStore,
  { material, now }: BotContext,
): Promise<SbomScore | undefined> {
  const bytes = await material('sbom', digest);
  if (bytes === undefined) return undefined;
  try {
    const sbom = readSbom(bytes);
    // Other bytes than those that were claimed prove nothing.
    if (sbom.digest !== digest) return undefined;
    return scoreSbom(sbom, feeds, { at: new Date(now), fromManufacturer: isVouchedFor });
  } catch (thrown) {
    if (isSallyportError(thrown) && thrown.fault !== 'environment' && thrown.fault !== 'internal') return undefined;
    throw thrown;
  }
}
