/** What a databot has said and still stands by, so that it says nothing twice and takes back what holds no longer. */

import { CLAIM_TYPES, canonicalize, claimUri, makeClaim, signJose } from '@sallyport/assurance-claims';
import { type Clock, isSallyportError, type JsonObject, type Milliseconds, utf8 } from '@sallyport/core';
import type { BotOutput } from '../bot-module.ts';
import { type Databot, type DatabotOutputType, outputTypeOf } from '../databot.ts';
import { fail } from '../errors.ts';

/** A claim of the databot that stands in the log. */
export interface SaidClaim {
  readonly uri: string;
  readonly type: string;
  readonly subject: JsonObject;
  readonly validFrom: Date | undefined;
  readonly validUntil: Date | undefined;
}

/** A claim for the node, signed. */
export interface NewClaim {
  readonly bytes: Uint8Array;
  /** Tells that the node has it. */
  readonly said: () => void;
}

interface Said extends SaidClaim {
  readonly content: string;
}

type Wanted = {
  readonly output: DatabotOutputType;
  readonly subject: JsonObject;
  readonly validFor: Milliseconds | undefined;
};

export class Statements {
  readonly #bot: Databot;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #said = new Map<string, Said>();

  constructor(bot: Databot, clock: Pick<Clock, 'now'>) {
    this.#bot = bot;
    this.#clock = clock;
  }

  /** What stands in the log from earlier, the older before the newer. */
  remember(claim: SaidClaim): void {
    const output = this.#bot.outputs.find(({ type }) => type === claim.type);
    if (output === undefined) return;
    this.#said.set(keyOf(output, claim.subject), { ...claim, content: contentOf(output, claim.subject) });
  }

  /**
   * What is to be said so that exactly this stands. Nothing where it stands already.
   * @throws E_DATABOT_OUTPUT
   */
  async toSay(outputs: readonly BotOutput[]): Promise<readonly NewClaim[]> {
    const wanted = this.#wanted(outputs);
    const news: NewClaim[] = [];
    for (const [key, one] of wanted) if (!this.#stands(key, one)) news.push(...(await this.#say(key, one)));
    for (const [key, said] of this.#said) if (!wanted.has(key)) news.push(...(await this.#end(key, said)));
    return news;
  }

  #wanted(outputs: readonly BotOutput[]): ReadonlyMap<string, Wanted> {
    const wanted = new Map<string, Wanted>();
    for (const { type, subject, validFor } of outputs) {
      const output = outputTypeOf(this.#bot, type);
      const key = keyOf(output, subject);
      if (wanted.has(key)) throw fail('E_DATABOT_OUTPUT', `databot ${this.#bot.name} says two things about the same`);
      wanted.set(key, { output, subject, validFor });
    }
    return wanted;
  }

  /** A claim that lapses is made again in the second half of its time. */
  #stands(key: string, { output, subject, validFor }: Wanted): boolean {
    const said = this.#said.get(key);
    if (said === undefined || said.content !== contentOf(output, subject)) return false;
    if (said.validUntil === undefined || validFor === undefined) return (said.validUntil ?? validFor) === undefined;
    return said.validUntil.getTime() - this.#clock.now().getTime() > validFor / 2;
  }

  async #end(key: string, { type, subject, content, uri, validUntil }: Said): Promise<readonly NewClaim[]> {
    const output = outputTypeOf(this.#bot, type);
    const forget = () => this.#said.delete(key);
    if (output.ended === 'lapse') {
      if (validUntil === undefined || validUntil <= this.#clock.now()) forget();
      return [];
    }
    if (output.ended === 'retract') {
      const retraction = { id: uri, reason: 'it holds no longer' };
      const { bytes } = await this.#sign('Retraction', retraction, this.#clock.now(), undefined);
      return [{ bytes, said: forget }];
    }
    const ended = output.ended(subject, this.#clock.now());
    if (contentOf(output, ended) === content) return [];
    const { bytes, said } = await this.#claim({ output, subject: ended, validFor: undefined }, this.#after(key, 1));
    return [{ bytes, said: () => this.#said.set(key, said) }];
  }

  /**
   * Beneath what lapses lies what is said otherwise when it holds no longer: when nobody says it anew, this comes back, and not
   * what anybody said earlier. It is said once, behind the other but of an earlier moment, so that it never stands in between.
   */
  async #say(key: string, wanted: Wanted): Promise<readonly NewClaim[]> {
    const { output, subject } = wanted;
    const ended = typeof output.ended === 'function' ? output.ended(subject, this.#clock.now()) : undefined;
    const isUpheld = ended === undefined || !this.#isGroundMissing(key, wanted, ended);
    const validFrom = this.#after(key, isUpheld ? 1 : 2);
    const { bytes, said } = await this.#claim(wanted, validFrom);
    const note = () => this.#said.set(key, said);
    if (isUpheld) return [{ bytes, said: note }];
    const before = new Date(validFrom.getTime() - 1);
    const ground = await this.#claim({ output, subject: ended, validFor: undefined }, before);
    return [
      { bytes, said: () => undefined },
      { bytes: ground.bytes, said: note },
    ];
  }

  #isGroundMissing(key: string, { output, validFor }: Wanted, ended: JsonObject): boolean {
    const said = this.#said.get(key);
    // What lapses was laid upon it.
    if (validFor === undefined || said?.validUntil !== undefined) return false;
    return said?.content !== contentOf(output, ended);
  }

  async #claim({ output, subject, validFor }: Wanted, validFrom: Date) {
    const { bytes, uri, validUntil } = await this.#sign(output.type, subject, validFrom, validFor);
    const content = contentOf(output, subject);
    return { bytes, said: { uri, type: output.type, subject, validFrom, validUntil, content } };
  }

  /** Of two about the same the later stands, and claims hold milliseconds. */
  #after(key: string, milliseconds: number): Date {
    const now = this.#clock.now().getTime();
    const before = this.#said.get(key)?.validFrom;
    return new Date(before === undefined ? now : Math.max(now, before.getTime() + milliseconds));
  }

  async #sign(
    type: DatabotOutputType['type'] | 'Retraction',
    subject: JsonObject,
    validFrom: Date,
    validFor: Milliseconds | undefined,
  ) {
    const { signer, name } = this.#bot;
    const validUntil = validFor === undefined ? undefined : new Date(validFrom.getTime() + validFor);
    try {
      const claim = CLAIM_TYPES[type].read(subject);
      const credential = makeClaim({
        type: claim.type,
        issuer: signer.issuer,
        subject: claim.subject,
        validFrom,
        ...(validUntil === undefined ? {} : { validUntil }),
      });
      return { bytes: utf8(await signJose(credential, { signer })), uri: claimUri(credential), validUntil };
    } catch (thrown) {
      if (!isSallyportError(thrown, 'E_CLAIMS_SUBJECT')) throw thrown;
      throw fail('E_DATABOT_OUTPUT', `databot ${name} gave a ${type} that is not as its schema says`, {
        cause: thrown,
      });
    }
  }
}

function keyOf({ type, about }: DatabotOutputType, subject: JsonObject): string {
  return canonicalize([type, about(subject)]);
}

function contentOf({ content }: DatabotOutputType, subject: JsonObject): string {
  return canonicalize(content(subject));
}
