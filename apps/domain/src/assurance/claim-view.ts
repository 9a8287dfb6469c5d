/** Claims as people are shown them. Nothing is decided by it. */

import type { ClaimLog, ClaimQuery, ListedClaim, LoggedClaim } from '@sallyport/assurance-claim-log';
import { glanceAt } from '@sallyport/assurance-claim-log';
import { printClaim, type RoutedClaim } from '@sallyport/assurance-claims';
import type { Assurance } from '@sallyport/assurance-continuous';
import { isSallyportError, type Milliseconds, type Timer, toBase64, within } from '@sallyport/core';
import type { ClaimAnswer, WholeClaimAnswer } from './claim-answers.ts';
import { outcomeJson } from './outcome-json.ts';
import { lookedUpOnce, type NameOf, type PartyNames } from './party-names.ts';

/** As people ask for them: by what became of them. */
export const CLAIM_STATES = ['counted', 'set-aside', 'own', 'waiting', 'unresolved', 'refused'] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

export interface ClaimSearch extends Omit<ClaimQuery, 'where'> {
  readonly state?: ClaimState;
  /** A part of any name or number in it, or what people call whoever is in it. */
  readonly search?: string;
}

type Seen = Pick<Assurance, 'outcomeOf' | 'routedOf' | 'settled'>;

export interface ClaimViewOptions {
  readonly log: ClaimLog;
  readonly names: PartyNames;
  readonly assurance: () => Promise<Seen>;
  readonly timer: Timer;
}

/** How long a list waits for claims that were only just logged to be looked at. */
const PATIENCE: Milliseconds = 500;
/** Claims about a claim that are shown with it. */
const MOST_ABOUT = 20;

export class ClaimView {
  readonly #options: ClaimViewOptions;

  constructor(options: ClaimViewOptions) {
    this.#options = options;
  }

  /** The newest first. @throws E_STORE_ARGUMENT */
  async page({ state, search, ...query }: ClaimSearch): Promise<{ claims: ClaimAnswer[]; next?: string }> {
    const { log, names, assurance, timer } = this.#options;
    const seen = await assurance();
    await within(timer, PATIENCE, seen.settled());
    const text = search?.trim() ?? '';
    // What is about one device is in an index.
    const device = query.subject === undefined && text !== '' ? await names.deviceOf(text) : undefined;
    const isFound = text === '' || device !== undefined ? () => true : finder(text, await names.urisOf(text));
    const page = await log.page({
      ...query,
      ...(device === undefined ? {} : { subject: device }),
      where: (claim) => (state === undefined || stateOf(claim.id, seen) === state) && isFound(claim),
    });
    const nameOf = this.#namesForOneAnswer();
    const claims = await Promise.all(page.claims.map((claim) => this.#shown(claim, seen, nameOf)));
    return { claims, ...(page.next === undefined ? {} : { next: page.next }) };
  }

  async show(claim: LoggedClaim): Promise<ClaimAnswer> {
    const seen = await this.#options.assurance();
    return this.#shown({ ...claim, glance: glanceAt(claim.bytes) }, seen, this.#namesForOneAnswer());
  }

  /** The whole of it, with claims about it. */
  async showWhole(claim: LoggedClaim): Promise<WholeClaimAnswer> {
    const { log, names } = this.#options;
    const seen = await this.#options.assurance();
    const shown = await this.show(claim);
    const routed = seen.routedOf(claim.id);
    const verified = routed?.claim.verified;
    const hops = routed?.route ?? [];
    const nameOf = this.#namesForOneAnswer();
    const about = shown.uri === null ? [] : (await log.page({ subject: shown.uri, limit: MOST_ABOUT })).claims;
    const known = await names.namesOf([
      ...entitiesIn(routed),
      ...hops.flatMap(({ node, from }) => [node, from ?? node]),
    ]);
    return {
      ...shown,
      size: claim.size,
      claim: toBase64(claim.bytes),
      credential: verified?.credential.document ?? null,
      form: verified?.form ?? null,
      signatures: (verified?.signatures ?? []).map(({ by, method, created }) => ({
        by,
        key: method.id,
        created: created?.toISOString() ?? null,
      })),
      hops: hops.map(({ node, received, from }) => ({
        node,
        name: known.get(node) ?? null,
        received: received.toISOString(),
        from: from ?? null,
      })),
      about: await Promise.all(about.map((each) => this.#shown(each, seen, nameOf))),
      names: Object.fromEntries(known),
    };
  }

  #namesForOneAnswer(): NameOf {
    const { names } = this.#options;
    return lookedUpOnce((uri) => names.nameOf(uri));
  }

  async #shown(
    { id, position, at, origin, from, glance }: ListedClaim,
    seen: Seen,
    nameOf: NameOf,
  ): Promise<ClaimAnswer> {
    const routed = seen.routedOf(id);
    const { names } = this.#options;
    const nameOrNull = async (uri: string | null) => (uri === null ? null : ((await nameOf(uri)) ?? null));
    const content = contentOf(routed, glance);
    const outcome = outcomeJson(seen.outcomeOf(id));
    return {
      ...{ id, position, at: at.toISOString(), origin, from: from ?? null },
      isVerified: routed !== undefined,
      ...content,
      issuerName: await nameOrNull(content.issuer),
      subjectName: await nameOrNull(content.subject),
      outcome: {
        ...outcome,
        ...(outcome.by === undefined ? {} : { byName: await nameOrNull(outcome.by) }),
        sentence: await names.readable(outcome.sentence, nameOf),
      },
    };
  }
}

type Content = Omit<
  ClaimAnswer,
  'id' | 'position' | 'at' | 'origin' | 'from' | 'isVerified' | 'issuerName' | 'subjectName' | 'outcome'
>;

function contentOf(routed: RoutedClaim | undefined, glance: ListedClaim['glance']): Content {
  const { subject, deviceType } = glance;
  if (routed === undefined) {
    const { type, issuer, validFrom, validUntil } = glance;
    return { uri: null, type, issuer, subject, deviceType, notation: null, validFrom, validUntil };
  }
  const { claim, route } = routed;
  const { validFrom, validUntil } = claim.verified.credential;
  return {
    uri: claim.uri,
    type: claim.claim.type,
    issuer: claim.issuer,
    subject,
    deviceType,
    notation: notationOf(routed),
    validFrom: validFrom?.toISOString() ?? null,
    validUntil: validUntil?.toISOString() ?? null,
    ...(route.length === 0 ? {} : { route: route.map(({ node }) => node) }),
  };
}

function notationOf({ claim }: RoutedClaim): string | null {
  try {
    return printClaim(claim);
  } catch (thrown) {
    // The name of an issuer may be one that CAHN's notation cannot hold.
    if (isSallyportError(thrown)) return null;
    throw thrown;
  }
}

function entitiesIn(routed: RoutedClaim | undefined): readonly string[] {
  if (routed === undefined) return [];
  const { claim, issuer } = routed.claim;
  return [issuer, ...claim.arguments.flatMap((argument) => (argument.kind === 'entity' ? [argument.uri] : []))];
}

function stateOf(id: string, seen: Seen): ClaimState {
  const outcome = seen.outcomeOf(id);
  if (outcome.state !== 'judged') return outcome.state;
  return outcome.standing.counts ? 'counted' : 'set-aside';
}

/** Finds a text in what a claim says of itself, and whoever is called so. */
function finder(text: string, meant: ReadonlySet<string>): (claim: ListedClaim) => boolean {
  const wanted = text.toLowerCase();
  return ({ id, from, glance: { type, issuer, subject, deviceType } }) =>
    (subject !== null && meant.has(subject)) ||
    (issuer !== null && meant.has(issuer)) ||
    id.startsWith(wanted) ||
    [type, issuer, subject, deviceType, from].some((each) => each?.toLowerCase().includes(wanted));
}
