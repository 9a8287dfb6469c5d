/** Where claims come in, are made with the keys of the house, and are shown. */

import type { ClaimLog, LoggedClaim } from '@sallyport/assurance-claim-log';
import type { ClaimTypeName, SubjectOf, VerifiedClaim } from '@sallyport/assurance-claims';
import type { Submitted } from '@sallyport/assurance-continuous';
import { type Clock, type JsonObject, type Random, toBase64Url } from '@sallyport/core';
import type { NewEvent } from '@sallyport/store';
import { fail } from '../errors.ts';
import type { AssuranceHost } from './assurance-host.ts';
import type { OutcomeAnswer } from './claim-answers.ts';
import type { ClaimKeyHolder, ClaimKeys } from './claim-keys.ts';
import { ClaimMaker, type ClaimWish } from './claim-maker.ts';
import type { ClaimReader } from './claim-reader.ts';
import type { Names } from './names.ts';
import { outcomeJson } from './outcome-json.ts';
import { completeSubject } from './subjects.ts';

export interface ClaimDeskOptions {
  readonly log: ClaimLog;
  readonly host: AssuranceHost;
  readonly keys: ClaimKeys;
  readonly names: Names;
  readonly reader: ClaimReader;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/** Who makes a claim. */
export interface ClaimAuthor {
  /** The person who wants it, for the log to name; with the owner's key whoever acts for the owner signs. */
  readonly by?: string;
  /** Whose key signs. Default: the owner's. */
  readonly holder?: ClaimKeyHolder;
}

/** A claim that was made and verified, and that nobody has seen. */
export interface ClaimDraft {
  readonly bytes: Uint8Array;
  readonly claim: VerifiedClaim;
}

/** What inference answered, as its answer claim has it. */
export type QueryAnswer = SubjectOf<'Answer'>;

const NONCE_OCTETS = 16;

export const BY_OWNER = 'the owner';
/** As the log takes it. */
const MAX_NAME = 256;
const HEX_ID = /^[0-9a-f]{64}$/;

export class ClaimDesk {
  readonly #options: ClaimDeskOptions;
  readonly #maker: ClaimMaker;

  constructor(options: ClaimDeskOptions) {
    this.#options = options;
    this.#maker = new ClaimMaker(options.clock);
  }

  /** Durable when it resolves; whatever assurance runs follows the log, and judges it. @throws E_CLAIM_LOG_…, E_STORE_… */
  async take(bytes: Uint8Array, from: string): Promise<Submitted> {
    const { claim, isNew } = await this.#options.log.append(bytes, { origin: 'received', from });
    return { id: claim.id, position: claim.position, isNew };
  }

  /** The same, and judged when it resolves. */
  async submit(bytes: Uint8Array, from: string): Promise<Submitted> {
    const assurance = await this.#options.host.assurance();
    const submitted = await assurance.submit(bytes, from);
    await assurance.settled();
    return submitted;
  }

  /** Makes a claim, the owner's unless told, and submits it. @throws E_DOMAIN_NAME, E_CLAIMS_…, E_KEYSTORE_…, E_STORE_… */
  async make(wish: ClaimWish, author: ClaimAuthor = {}): Promise<Submitted & { readonly bytes: Uint8Array }> {
    const bytes = await this.#sign(wish, author);
    return { ...(await this.submit(bytes, nameOf(author))), bytes };
  }

  /**
   * The same claim, made and verified and not handed in: for a dry run of what it would do, or to be handed in with others.
   * @throws E_DOMAIN_NAME, E_DOMAIN_CLAIM, E_CLAIMS_…, E_KEYSTORE_…
   */
  async draft(wish: ClaimWish): Promise<ClaimDraft> {
    const bytes = await this.#sign(wish, {});
    const read = await this.#options.reader.read({ bytes });
    if (read === undefined) throw fail('E_DOMAIN_CLAIM', 'the claim that was made cannot be verified');
    return { bytes, claim: read.claim };
  }

  /** From when claims count that are drafted now: one moment for those that are handed in together. */
  moment(): Date {
    return this.#maker.moment();
  }

  /**
   * Hands drafts in, all in one step with the events alongside, or none; judged when it resolves.
   * @throws E_CLAIM_LOG_…, E_STORE_CONFLICT where a stream is not at the version that is expected, E_STORE_…
   */
  async handIn(
    drafts: readonly ClaimDraft[],
    alongside: readonly NewEvent[],
    expectVersion: Readonly<Record<string, number>>,
    author: ClaimAuthor = {},
  ): Promise<void> {
    const { log, host } = this.#options;
    const assurance = await host.assurance();
    const how = { origin: 'received', from: nameOf(author), alongside } as const;
    await log.appendAll(
      drafts.map(({ bytes }) => bytes),
      how,
      expectVersion,
    );
    await assurance.settled();
  }

  /** The owner takes one of its claims back. @throws E_DOMAIN_CLAIM, E_CLAIMS_…, E_STORE_… */
  async retract(
    id: string,
    reason: string | undefined,
    author: ClaimAuthor = {},
  ): Promise<Submitted & { readonly bytes: Uint8Array }> {
    return this.make(await this.retraction(id, reason), author);
  }

  /** What takes a claim back. @throws E_DOMAIN_CLAIM */
  async retraction(id: string, reason: string | undefined): Promise<ClaimWish> {
    const uri = HEX_ID.test(id) ? await this.#uriOf(id) : id;
    return { type: 'Retraction', subject: { id: uri, ...(reason === undefined ? {} : { reason }) } };
  }

  /** Asks in the owner's name, in the language of rules. @throws E_ASSURANCE_…, E_KEYSTORE_…, E_STORE_… */
  async query(goal: string): Promise<QueryAnswer> {
    const { keys, random, host, reader } = this.#options;
    const node = (await keys.signerOf('node')).issuer;
    const subject = { node, language: 'prolog', goal, nonce: toBase64Url(random.bytes(NONCE_OCTETS)) };
    const question = await this.#maker.make({ type: 'Query', subject }, await keys.signerOf('owner'));
    const answer = await reader.read({ bytes: await (await host.assurance()).query(question, BY_OWNER) });
    if (answer?.claim.claim.type === 'Answer') return answer.claim.claim.subject;
    throw fail('E_DOMAIN_CLAIM', 'the question was not answered by a claim');
  }

  /** A claim of the log by its id there, or by its URI. @throws E_DOMAIN_CLAIM */
  async find(id: string): Promise<LoggedClaim> {
    const { log, host } = this.#options;
    const [hex = ''] = HEX_ID.test(id) ? [id] : (await host.assurance()).idsOf(id);
    const claim = await log.find(hex);
    if (claim === undefined) throw fail('E_DOMAIN_CLAIM', 'no such claim was ever logged');
    return claim;
  }

  async outcomeOf(id: string): Promise<OutcomeAnswer> {
    return outcomeJson((await this.#options.host.assurance()).outcomeOf(id));
  }

  async #sign(wish: ClaimWish, { holder = 'owner' }: ClaimAuthor): Promise<Uint8Array> {
    const signer = await this.#options.keys.signerOf(holder);
    const subject = await this.#complete(wish.type, wish.subject, signer.issuer);
    return this.#maker.make({ ...wish, subject }, signer);
  }

  async #uriOf(id: string): Promise<string> {
    const read = await this.#options.reader.read(await this.find(id));
    if (read === undefined) throw fail('E_DOMAIN_CLAIM', 'nothing was claimed there that could be taken back');
    return read.claim.uri;
  }

  async #complete(type: ClaimTypeName, subject: JsonObject, issuer: string): Promise<JsonObject> {
    const { host, names } = this.#options;
    return completeSubject(type, subject, names, (await host.assurance()).identityOf(issuer));
  }
}

/** As the log tells it. */
function nameOf({ by, holder = 'owner' }: ClaimAuthor): string {
  if (holder !== 'owner') return `this domain's ${holder}`;
  return by === undefined ? BY_OWNER : by.slice(0, MAX_NAME).toWellFormed();
}
