/** The module of the databot, in its worker. */

import type { SubjectOf } from '@sallyport/assurance-claims';
import {
  FeedStore,
  readSbom,
  type SbomScore,
  scoreSbom,
  vulnerabilityScoreSubject,
  vulnerabilitySubjects,
} from '@sallyport/assurance-posture';
import { isSallyportError, type JsonObject } from '@sallyport/core';
import { z } from 'zod';
import type { BotContext, BotOutput, BotRun } from '../bot-module.ts';
import { fail } from '../errors.ts';

const SETTINGS = z.strictObject({ feeds: z.string().min(1), issuer: z.string() });
const BILL = z.object({ Type: z.string(), Digest: z.string(), By: z.string() });
const FINDING = z.object({ Id: z.string(), Score: z.number(), Component: z.string().nullable() });
const UNKNOWN = 10;

/** A bill of a type, and whether its manufacturer vouches for it. */
interface Bill {
  readonly digest: string;
  isVouchedFor: boolean;
}

export const run: BotRun = async (context) => {
  const { feeds: path, issuer } = SETTINGS.parse(context.settings);
  const feeds = FeedStore.open(path);
  try {
    const outputs: BotOutput[] = [];
    for (const [deviceType, bills] of await billsByType(context)) {
      outputs.push(...(await outputsOf(deviceType, bills, feeds, issuer, context)));
    }
    return outputs;
  } finally {
    feeds.close();
  }
};

async function billsByType({ query }: BotContext): Promise<ReadonlyMap<string, readonly Bill[]>> {
  const all = await query('sbom(Type, Digest, By)');
  const vouched = await query('sbom(Type, Digest, By), manufacturer_speaks(By)');
  // A type that is left out would count as one without a bill.
  if (!all.isComplete || !vouched.isComplete) throw fail('E_DATABOT_TOO_MANY', 'more bills than an answer holds');
  const types = new Map<string, Map<string, Bill>>();
  const note = (bindings: unknown, isVouchedFor: boolean) => {
    const { Type, Digest } = BILL.parse(bindings);
    const bills = types.get(Type) ?? new Map<string, Bill>();
    types.set(Type, bills);
    const bill = bills.get(Digest) ?? { digest: Digest, isVouchedFor };
    bill.isVouchedFor ||= isVouchedFor;
    bills.set(Digest, bill);
  };
  for (const bindings of all.answers) note(bindings, false);
  for (const bindings of vouched.answers) note(bindings, true);
  return new Map([...types].map(([type, bills]) => [type, [...bills.values()]]));
}

/** The worst bill of a type makes its score. */
async function outputsOf(
  deviceType: string,
  bills: readonly Bill[],
  feeds: FeedStore,
  issuer: string,
  context: BotContext,
): Promise<readonly BotOutput[]> {
  const scores: SbomScore[] = [];
  for (const bill of bills) {
    const score = await scoreOf(bill, feeds, context);
    // What was found in a bill that cannot be read at the moment is not gone.
    if (score === undefined) return unreadable(deviceType, bill.digest, issuer, context);
    scores.push(score);
  }
  const [worst] = scores.sort((a, b) => b.score - a.score);
  if (worst === undefined) return [];
  const found = new Map<string, SubjectOf<'Vulnerability'>>();
  for (const score of scores) {
    for (const subject of vulnerabilitySubjects(score, deviceType)) {
      const key = JSON.stringify([subject.vulnerability, subject.component ?? null]);
      if ((found.get(key)?.score ?? -1) < subject.score) found.set(key, subject);
    }
  }
  return [
    { type: 'VulnerabilityScore', subject: plain(vulnerabilityScoreSubject(worst, deviceType)) },
    ...[...found.values()].map((subject) => ({ type: 'Vulnerability', subject: plain(subject) })),
  ];
}

function plain(subject: SubjectOf<'Vulnerability' | 'VulnerabilityScore'>): JsonObject {
  const json: JsonObject = JSON.parse(JSON.stringify(subject));
  return json;
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

async function unreadable(
  deviceType: string,
  sbom: string,
  issuer: string,
  { query, now }: BotContext,
): Promise<readonly BotOutput[]> {
  const { answers } = await query(`vulnerability(${atom(deviceType)}, Id, Score, Component, ${atom(issuer)})`);
  const computed = `${new Date(now).toISOString().slice(0, 19)}Z`;
  return [
    { type: 'VulnerabilityScore', subject: { deviceType, score: UNKNOWN, sbom, computed } },
    ...answers.map((bindings) => {
      const { Id, Score, Component } = FINDING.parse(bindings);
      const component = Component === null ? {} : { component: Component };
      return { type: 'Vulnerability', subject: { deviceType, vulnerability: Id, score: Score, ...component } };
    }),
  ];
}

/** A text as Prolog reads it. */
function atom(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
