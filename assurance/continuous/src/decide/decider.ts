/** Answers at the enforcement points, and fails closed. */

import type { Fact, Goal, GoalGiven, Verdict } from '@sallyport/assurance-inference';
import {
  type AuthorizationRequest,
  type Decision,
  type DeviceIdentity,
  deny,
  deviceKey,
  type EnforcementPoint,
  permit,
} from '@sallyport/onboarding';
import type { DeviceNames, NamedDevice } from '../devices/device-names.ts';
import type { Judge } from '../judge/judge.ts';
import type { Truth } from '../judge/truth.ts';
import type { WorldView } from '../judge/world.ts';
import {
  deviceFact,
  deviceKeyFact,
  madeByFact,
  manufacturerUri,
  type ObservedFact,
  provedFact,
} from '../observed/observed-fact.ts';
import { givenFacts, LASTING, permitGoal } from './goals.ts';
import { obligationPattern, obligationsIn } from './obligations.ts';
import { reasonIn, referencesIn } from './reasons.ts';
import type { Watched, Watches } from './watches.ts';

export interface DeciderOptions {
  readonly judge: Judge;
  readonly truth: Truth;
  readonly names: DeviceNames;
  readonly watches: Watches;
  /** Durable when resolved, and then shown by the truth. */
  readonly record: (facts: readonly ObservedFact[]) => Promise<void>;
  /** A decision that something lasting rests on. */
  readonly decided: (goal: Goal, holds: boolean) => void;
  readonly onError: (error: unknown) => void;
}

export class Decider {
  readonly #options: DeciderOptions;

  constructor(options: DeciderOptions) {
    this.#options = options;
  }

  /** Never rejects: what cannot be worked out is a denial. */
  async decide(request: AuthorizationRequest): Promise<Decision> {
    try {
      return await this.#decide(request);
    } catch (thrown) {
      this.#options.onError(thrown);
      return deny('the claims could not be judged', { fixable: true });
    }
  }

  /**
   * Which of these {@link decide} denies, as far as that was worked out already: as of the last step, at once, without a proof.
   * What is not known so, or could not be judged, is to be asked.
   */
  deniedAlready(requests: readonly AuthorizationRequest[]): readonly boolean[] {
    const { world } = this.#options.judge;
    return requests.map((request) => this.#isDenied(request, world));
  }

  #isDenied({ point, device, facts }: AuthorizationRequest, world: WorldView): boolean {
    // Who shows something is to be met first.
    if (device.assurance !== 'authenticated' || device.credential !== undefined) return false;
    const key = deviceKey(device);
    const uri = this.#options.names.uriOf(key);
    if (uri === undefined) return false;
    if (this.#refusalOf([uri, key]) !== undefined) return true;
    return world.isRefuted({ goal: permitGoal(point, uri), given: givenFacts(facts) });
  }

  /** As it stands, without a request: nothing is recorded and nothing watched. */
  async decisionOf(device: string, point: EnforcementPoint): Promise<Decision> {
    await this.#options.judge.current();
    const refusal = this.#refusalOf([device, ...this.#options.names.keysOf(device)]);
    if (refusal !== undefined) return refusal;
    const { goal, given } = this.questionOf(device, point);
    return this.#decisionFrom(device, await this.#options.judge.world.decide(goal, { given }), given);
  }

  /** With what was known of the last request, where there was one. */
  questionOf(device: string, point: EnforcementPoint): GoalGiven {
    const goal = permitGoal(point, device);
    return { goal, given: this.#options.watches.get(goal)?.given ?? [] };
  }

  /** Whether the owner refused the device. */
  isRefused(device: string): boolean {
    return this.#refusalOf([device, ...this.#options.names.keysOf(device)]) !== undefined;
  }

  async #decide({ point, device, facts, canWait }: AuthorizationRequest): Promise<Decision> {
    const { judge, names, watches, decided } = this.#options;
    if (canWait === true) await judge.settled();
    // What a device merely says of itself must not be taken for one that proved the same at another time.
    if (device.assurance === 'claimed') return deny('the device has not proved who it is');
    const named = await names.nameOf(device);
    if (named === undefined) return deny(`device ${deviceKey(device)} is not known by the key it was born with`);
    // Another certificate than that of birth tells nothing of the device that is not known.
    if (named.isByBirth) await this.#meet(device, device.assurance, named);
    await judge.current();
    const refusal = this.#refusalOf([named.uri, named.key]);
    if (refusal !== undefined) return refusal;
    const goal = permitGoal(point, named.uri);
    const given = givenFacts(facts);
    if (!LASTING.includes(point))
      return this.#decisionFrom(named.uri, await judge.world.decide(goal, { given }), given);
    const gone = watches.makeRoomFor(goal);
    if (gone === undefined) return deny('there is no room to watch over another device', { fixable: true });
    for (const other of gone) judge.unwatch(other);
    const { verdict, watched } = await judge.watch({ goal, given, deviceKey: named.key });
    decided(goal, verdict.holds);
    return this.#decisionFrom(named.uri, verdict, given, watched);
  }

  /** Writes down what was seen of the device, where it is new. */
  async #meet(
    { serialNumber, model, manufacturer }: DeviceIdentity,
    assurance: 'authenticated' | 'code',
    { uri, key }: NamedDevice,
  ): Promise<void> {
    const maker = assurance === 'authenticated' ? manufacturerUri(manufacturer) : undefined;
    const facts = [
      deviceFact(uri, serialNumber, model ?? null),
      provedFact(uri, assurance),
      deviceKeyFact(uri, key),
      ...(maker === undefined ? [] : [madeByFact(uri, maker)]),
    ];
    const fresh = facts.filter((fact) => !this.#options.truth.isObserved(fact));
    if (fresh.length > 0) await this.#options.record(fresh);
  }

  /** The owner's refusal stands above every rule. */
  #refusalOf(names: readonly string[]): Decision | undefined {
    const refusal = this.#options.truth.refusalOf(names);
    if (refusal === undefined) return undefined;
    const { id, statement } = refusal;
    return deny(statement, { fixable: true, proof: [{ id, statement }] });
  }

  async #decisionFrom(
    device: string,
    { holds, proof, problem }: Verdict,
    given: readonly Fact[],
    watched?: Watched,
  ): Promise<Decision> {
    const references = referencesIn(proof);
    if (!holds) return deny(problem?.sentence ?? reasonIn(proof), { fixable: true, proof: references });
    const { judge } = this.#options;
    const obligations = obligationsIn(await judge.solve(obligationPattern(device), given, watched));
    if (obligations === undefined) {
      return deny('what the device is obliged to cannot be told', { fixable: true, proof: references });
    }
    return permit(reasonIn(proof), references, obligations);
  }
}
