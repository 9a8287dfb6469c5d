/** Starts the assurance of a domain over its log, with what the house observes. Loaded when that is first needed. */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import type { ControllerResolver } from '@sallyport/assurance-claims';
import { Assurance, type Observation, type ObservedFact, storedObservations } from '@sallyport/assurance-continuous';
import type { RuleProblem } from '@sallyport/assurance-inference';
import type { TrustBasis } from '@sallyport/assurance-trust';
import type { Clock, Milliseconds, Timer } from '@sallyport/core';
import type { LogStore } from '@sallyport/store';
import type { AcceptRegister } from '../accept-register.ts';
import { fail } from '../errors.ts';
import { DEVICES } from '../register.ts';
import type { ClaimKeys } from './claim-keys.ts';
import type { DeviceBook } from './device-book.ts';
import { HouseObservations } from './house-observations.ts';

export interface AssuranceHostOptions {
  readonly store: LogStore;
  readonly log: ClaimLog;
  readonly devices: DeviceBook;
  readonly lists: AcceptRegister;
  readonly keys: ClaimKeys;
  readonly basis: () => Promise<TrustBasis>;
  /** Takes up what was observed before, and says what has changed since. */
  readonly restore: (stored: AsyncIterable<ObservedFact>) => Promise<readonly Observation[]>;
  /** Begins what works for the assurance. Gives the way to stop. */
  readonly started: (assurance: Assurance) => Promise<() => Promise<void>>;
  /** Before a question is answered. */
  readonly freshen: (goal: string, by: string) => Promise<void>;
  readonly resolve: ControllerResolver;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly every?: Milliseconds;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

export interface RunningAssurance {
  readonly assurance: Assurance;
  readonly observations: HouseObservations;
  close(): Promise<void>;
}

/** Resolves when everything that was claimed before is judged. @throws E_STORE_…, E_INFERENCE_…, E_DOMAIN_CLAIM_KEY, E_KEYSTORE_… */
export async function startAssurance(options: AssuranceHostOptions): Promise<RunningAssurance> {
  const { store, log, devices, lists, keys, basis, resolve, clock, timer, every, lookEvery, onError } = options;
  const look = lookEvery === undefined ? {} : { lookEvery };
  const stored = await storedObservations({ store, timer, ...look, onError });
  const observations = new HouseObservations({ stored, devices, lists, entrusted: () => entrustedIn(store) });
  const closeObservations = () => {
    observations.close();
    return stored.close();
  };
  try {
    const changes = await options.restore(stored.load());
    if (changes.length > 0) await stored.record(changes);
    const assurance = await Assurance.open({
      log,
      observations,
      clock,
      timer,
      basis: await basis(),
      node: await keys.signerOf('node'),
      resolve,
      onRuleProblem: (problem) => {
        if (problem.severity !== 'warning') onError(ruleProblem(problem));
      },
      freshen: (goal, by) => options.freshen(goal, by),
      isOwnCertificate: (der) => devices.isOurs(der),
      ...(every === undefined ? {} : { every }),
      ...look,
      onError,
    });
    const stop = await options.started(assurance);
    const close = async () => {
      await stop();
      await assurance.close();
      await closeObservations();
    };
    return { assurance, observations, close };
  } catch (thrown) {
    await closeObservations();
    throw thrown;
  }
}

async function* entrustedIn(store: LogStore): AsyncGenerator<string, void, undefined> {
  for await (const { key } of store.table(DEVICES).scan({ index: 'state', equals: 'entrusted' })) yield key;
}

/** For whoever runs the domain: a rule that the owner counts on does not count. */
function ruleProblem({ ruleName, rule, sentence, severity }: RuleProblem) {
  return fail('E_DOMAIN_RULE', `the rule ${ruleName} is ${severity}: ${sentence}`, { details: { rule } });
}
