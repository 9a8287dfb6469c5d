/** The databots of a domain: started for its assurance once there is something for them to do. */

import type { ClaimSigner, ControllerResolver } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';
import type { Databot, DatabotRun, Databots, SaidClaim } from '@sallyport/assurance-databots';
import { type Clock, isSallyportError, type Random, type Timer } from '@sallyport/core';
import type { ClaimKeys } from './claim-keys.ts';

export interface HouseDatabotsOptions {
  readonly keys: ClaimKeys;
  readonly resolve: ControllerResolver;
  /** Where the feeds are, or undefined while there are none. */
  readonly feeds: () => Promise<string | undefined>;
  /** Whether anybody decides by what they say; before that nobody vouches for them either. */
  readonly isNeeded: () => Promise<boolean>;
  /** Whether there is a denylist that a contact could be with. */
  readonly hasDenylists: () => Promise<boolean>;
  /** The bytes of a bill of materials by their digest. */
  readonly sbomOf: (digest: string, assurance: Assurance) => Promise<Uint8Array | undefined>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export interface DatabotStatus {
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  /** Undefined while it never ran. */
  readonly lastRun: DatabotRun | undefined;
}

const BY_DATABOT = "this domain's databot";

export class HouseDatabots {
  readonly #options: HouseDatabotsOptions;
  #assurance: Assurance | undefined;
  #runner: Databots | undefined;
  #refreshing: Promise<void> = Promise.resolve();

  constructor(options: HouseDatabotsOptions) {
    this.#options = options;
  }

  /** Begins to work for this assurance. Gives the way to stop. */
  async start(assurance: Assurance): Promise<() => Promise<void>> {
    this.#assurance = assurance;
    await this.refresh();
    const stopHearing = assurance.onRelationsChanged((relations) => this.relationsChanged(relations));
    return async () => {
      stopHearing();
      this.#assurance = undefined;
      await this.close();
    };
  }

  /** Looks whether there is something to do that there was not before: feeds to score by, denylists to count contacts with. */
  refresh(): Promise<void> {
    const turn = this.#refreshing.then(() => this.#refresh());
    this.#refreshing = turn.catch(() => undefined);
    return turn;
  }

  /** Feeds were imported. */
  async feedsChanged(): Promise<void> {
    await this.refresh();
    const { SBOM_FEEDS } = await import('@sallyport/assurance-databots');
    this.relationsChanged(new Set([SBOM_FEEDS]));
  }

  relationsChanged(relations: ReadonlySet<string>): void {
    this.#runner?.relationsChanged(relations);
  }

  /** Before a question is answered: has worked out what is missing or stale. */
  async freshen(goal: string, by: string): Promise<void> {
    await this.#runner?.freshen(goal, by);
  }

  list(): readonly DatabotStatus[] {
    return (this.#runner?.list() ?? []).map(({ databot: { name, about }, lastRun }) => ({ name, about, lastRun }));
  }

  /** Resolves when none runs or is about to. */
  async settled(): Promise<void> {
    await this.#runner?.settled();
  }

  async close(): Promise<void> {
    await this.#refreshing;
    await this.#runner?.close();
    this.#runner = undefined;
  }

  async #refresh(): Promise<void> {
    const assurance = this.#assurance;
    if (assurance === undefined || !(await this.#options.isNeeded())) return;
    const known = new Set(this.list().map(({ name }) => name));
    const wanted = (await this.#wanted(assurance)).filter(({ name }) => !known.has(name));
    if (wanted.length === 0) return;
    this.#runner ??= await this.#newRunner(assurance);
    for (const bot of wanted) this.#runner.add(bot);
  }

  async #wanted(assurance: Assurance): Promise<readonly Databot[]> {
    const { keys, sbomOf } = this.#options;
    const feeds = await this.#options.feeds();
    const schema = (await this.#options.hasDenylists()) ? contactsSchema(assurance) : undefined;
    if (feeds === undefined && schema === undefined) return [];
    const { denylistContacts, sbomScoring } = await import('@sallyport/assurance-databots');
    const signer: ClaimSigner = await keys.signerOf('databot');
    return [
      ...(feeds === undefined ? [] : [sbomScoring({ signer, feeds, sbomOf: (digest) => sbomOf(digest, assurance) })]),
      ...(schema === undefined ? [] : [denylistContacts({ signer, schema })]),
    ];
  }

  async #newRunner(assurance: Assurance): Promise<Databots> {
    const { keys, resolve, clock, timer, random, onError } = this.#options;
    const { Databots, startThread } = await import('@sallyport/assurance-databots');
    return new Databots({
      node: {
        issuer: (await keys.signerOf('node')).issuer,
        query: (bytes) => assurance.query(bytes, BY_DATABOT),
        submit: (bytes) => assurance.submit(bytes, BY_DATABOT),
      },
      said: (issuer) => saidBy(issuer, assurance),
      resolve,
      clock,
      timer,
      random,
      start: startThread,
      onRun: ({ error }) => {
        if (error !== undefined && !isSallyportError(error, 'E_DATABOT_CLOSED')) onError(error);
      },
    });
  }
}

/** The relation in which contacts with denylisted destinations are counted. */
const CONTACTS_RELATION = 'denylist_contacts';

/** The claim that says how such facts look, once somebody who may claims it. */
function contactsSchema(assurance: Assurance): string | undefined {
  let found: string | undefined;
  for (const { claim, uri } of assurance.claims()) {
    if (claim.type !== 'Schema' || claim.subject.relation !== CONTACTS_RELATION) continue;
    const outcome = assurance.outcomeOf(assurance.idsOf(uri)[0] ?? '');
    if (outcome.state === 'judged' && outcome.standing.counts) found = uri;
  }
  return found;
}

/** What stands of what a key said, the older first. */
function* saidBy(issuer: string, assurance: Assurance): Generator<SaidClaim, void, undefined> {
  for (const { issuer: by, uri, claim, verified } of assurance.claims()) {
    if (by !== issuer) continue;
    const outcome = assurance.outcomeOf(assurance.idsOf(uri)[0] ?? '');
    const isGone = outcome.state !== 'judged' || GONE.has(outcome.standing.reason);
    if (isGone) continue;
    const { subjects, validFrom, validUntil } = verified.credential;
    yield { uri, type: claim.type, subject: subjects[0] ?? {}, validFrom, validUntil };
  }
}

const GONE: ReadonlySet<string> = new Set(['superseded', 'retracted']);
