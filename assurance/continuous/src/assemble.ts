/** Puts the parts of assurance together. */

import { News, SECOND } from '@sallyport/core';
import type { TrustChange } from '@sallyport/onboarding';
import { Decider } from './decide/decider.ts';
import { InferredClaims } from './decide/inferred.ts';
import { reasonIn } from './decide/reasons.ts';
import { Watches } from './decide/watches.ts';
import { DeviceNames } from './devices/device-names.ts';
import { Intake } from './ingest/intake.ts';
import { Ledger } from './ingest/ledger.ts';
import { Judge } from './judge/judge.ts';
import { type ObservedChange, refusedIn, Truth } from './judge/truth.ts';
import type { Turn } from './judge/turn.ts';
import { World } from './judge/world.ts';
import { hearObservations } from './observed/hearing.ts';
import type { Observation } from './observed/observed-fact.ts';
import { ASSURANCE_LIMITS, type AssuranceOptions } from './options.ts';
import { Queries } from './queries/queries.ts';
import { RuleProblems } from './rule-problems.ts';
import { requireOwnKey } from './same-key.ts';
import { Wake } from './wake.ts';

export interface Parts {
  readonly truth: Truth;
  readonly judge: Judge;
  readonly ledger: Ledger;
  readonly intake: Intake;
  readonly decider: Decider;
  readonly inferred: InferredClaims;
  readonly queries: Queries;
  readonly wake: Wake;
  readonly trustNews: News<TrustChange>;
  readonly relationNews: News<ReadonlySet<string>>;
  /** Takes observations in without writing them down. */
  readonly hear: (observations: readonly Observation[]) => Promise<void>;
  readonly stopHearing: () => void;
}

const EVERY = 30 * SECOND;

/** Reads everything from the beginning of the log on; resolves when all of it is judged. */
export async function assemble(options: AssuranceOptions): Promise<Parts> {
  const { log, observations, clock, timer, basis, node, onError } = options;
  requireOwnKey(basis, node.issuer);
  const limits = { ...ASSURANCE_LIMITS, ...options.limits };
  const truth = new Truth();
  const names = new DeviceNames(options.isOwnCertificate);
  const watches = new Watches({ max: limits.maxWatched, isHeld: options.isHeld ?? (() => true) });
  const trustNews = new News<TrustChange>(onError);
  const relationNews = new News<ReadonlySet<string>>(onError);
  const ledger = new Ledger();
  const ruleProblems = new RuleProblems(options.onRuleProblem ?? (() => undefined));

  const tellOf = (deviceKey: string | undefined): void =>
    trustNews.tell({ cause: 'policy-changed', deviceKey, certificateSerial: undefined, at: clock.now() });
  const turned = (turn: Turn): void => {
    const { flipped, problems, relations } = turn;
    for (const device of devicesIn(turn)) for (const key of names.keysOf(device)) tellOf(key);
    for (const { goal, holds } of flipped) inferred.concluded(goal, holds);
    ruleProblems.tell(problems);
    if (relations.size > 0) relationNews.tell(relations);
    wake.schedule();
  };
  const worldLimits = options.inference === undefined ? {} : { limits: options.inference };
  const judge = await Judge.start(
    {
      clock,
      truth,
      watches,
      start: (from) => World.start({ ...from, ...worldLimits, onError }),
      turned,
      due: () => wake.schedule(),
      observed: (changes) => {
        for (const match of refusedBy(changes)) {
          const keys = [...names.keysOf(match)];
          for (const key of keys.length > 0 ? keys : [match]) tellOf(key);
        }
      },
      // Nobody knows any more whether what was decided still holds.
      lost: () => tellOf(undefined),
      onError,
    },
    basis,
  );
  const inferred = new InferredClaims({
    log,
    node,
    clock,
    timer,
    reasonFor: async (goal) => {
      // Whoever waits for a decision that turns goes first.
      await judge.settled();
      return reasonIn(await judge.world.explain(goal));
    },
    onError,
  });
  const queries = new Queries({
    log,
    node,
    clock,
    age: limits.queryAge,
    maxAnswers: limits.maxAnswers,
    mayAsk: options.mayAsk ?? (() => true),
    freshen: options.freshen ?? (() => Promise.resolve()),
    ask: async (goal, limit) => {
      await judge.current();
      return judge.world.query(goal, { limit, at: clock.now() });
    },
    onError,
  });
  let intake: Intake | undefined;
  const wake = new Wake({
    clock,
    timer,
    every: options.every ?? EVERY,
    nextAt: () => judge.nextAt,
    wake: async () => {
      try {
        await judge.advance();
        await intake?.tryAgain();
      } catch (thrown) {
        onError(thrown);
      }
    },
  });
  const hear = async (heard: readonly Observation[]): Promise<void> => {
    const others = names.apply(heard);
    await judge.observe(heard);
    // What was decided about the device of before holds for no other.
    for (const key of others) tellOf(key);
  };
  const decider = new Decider({
    judge,
    truth,
    names,
    watches,
    record: (facts) => observations.record(facts.map((put) => ({ put }))),
    decided: (goal, holds) => inferred.concluded(goal, holds),
    onError,
  });
  try {
    const stopHearing = await hearObservations(observations, hear, onError);
    intake = new Intake({
      log,
      ledger,
      verifier: options,
      node: node.issuer,
      clock,
      timer,
      batch: limits.batch,
      patience: limits.patience,
      lookEvery: options.lookEvery,
      judge: (claims, after) => judge.take(claims, after),
      read: ({ claim }, logged) => queries.read(claim, logged),
      readOwn: (claim) => inferred.read(claim),
      onError,
    });
    await intake.settled();
    const parts = { truth, judge, ledger, intake, decider, inferred, queries, wake };
    return { ...parts, trustNews, relationNews, hear, stopHearing };
  } catch (thrown) {
    // Nothing is left running of what could not be opened.
    wake.close();
    await judge.close();
    throw thrown;
  }
}

/** Those of which a decision turned, or what goes along with it. */
function devicesIn({ flipped, changed }: Turn): ReadonlySet<string> {
  const devices = [...flipped.map(({ goal }) => goal.arguments[1]), ...changed.map((pattern) => pattern.arguments[0])];
  return new Set(devices.filter((device) => typeof device === 'string'));
}

/** Whom the owner refused, or refuses no longer. */
function refusedBy(changes: readonly ObservedChange[]): ReadonlySet<string> {
  const matches = changes.flatMap(({ before, after }) => [refusedIn(before), refusedIn(after)]);
  return new Set(matches.filter((match) => match !== undefined));
}
