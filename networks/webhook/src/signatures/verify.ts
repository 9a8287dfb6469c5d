/** Verifies messages (RFC 9421 §3.2), and takes each of them once. */

import { type Clock, MINUTE, type Milliseconds, SECOND, utf8 } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type SignedMessage, signatureBase } from './base.ts';
import { checkContentDigest } from './digest.ts';
import { type Component, readSignatureInput, readSignatures, type SignatureInput, writeComponent } from './fields.ts';
import { checkKey, type SignatureKey, verifiesBase } from './keys.ts';
import { TAG } from './sign.ts';

export interface VerifierOptions {
  readonly keys: readonly SignatureKey[];
  /** Oldest message that is taken. Default 60 s. */
  readonly window?: Milliseconds;
  /** How far a sender’s clock may be ahead. Default 5 s. */
  readonly ahead?: Milliseconds;
  /** Nonces remembered at the same time. Default 10 000; when there are more, messages are refused. */
  readonly maxNonces?: number;
}

export interface Verified {
  readonly keyId: string;
  readonly label: string;
}

const DEFAULT_AHEAD = 5 * SECOND;
const DEFAULT_NONCES = 10_000;

export class MessageVerifier {
  readonly #clock: Clock;
  readonly #keys: ReadonlyMap<string, SignatureKey>;
  readonly #window: Milliseconds;
  readonly #ahead: Milliseconds;
  readonly #maxNonces: number;
  /** Key and nonce to when it can be forgotten, in the order in which they came. */
  readonly #nonces = new Map<string, number>();
  /** Whoever was there before a restart is not remembered, so what was signed before it is not taken. */
  readonly #startedAt: number;

  /** @throws E_WEBHOOK_ARGUMENT */
  constructor(
    { keys, window = MINUTE, ahead = DEFAULT_AHEAD, maxNonces = DEFAULT_NONCES }: VerifierOptions,
    clock: Clock,
  ) {
    this.#clock = clock;
    this.#keys = new Map(keys.map((key) => [checkKey(key, 'verify').id, key]));
    if (this.#keys.size < keys.length) throw fail('E_WEBHOOK_ARGUMENT', 'two keys have the same name');
    this.#window = window;
    this.#ahead = ahead;
    this.#maxNonces = maxNonces;
    this.#startedAt = Math.floor(clock.now().getTime() / SECOND) * SECOND;
  }

  /**
   * Takes a message once.
   * @throws E_WEBHOOK_SIGNATURE_MISSING, E_WEBHOOK_SIGNATURE_SYNTAX, E_WEBHOOK_SIGNATURE_COVERAGE, E_WEBHOOK_SIGNATURE_KEY,
   * E_WEBHOOK_SIGNATURE_WRONG, E_WEBHOOK_SIGNATURE_TIME, E_WEBHOOK_REPLAYED, E_WEBHOOK_DIGEST, E_WEBHOOK_BUSY
   */
  verify(message: SignedMessage, body: Uint8Array, required: readonly Component[]): Verified {
    const input = inputOf(message);
    const { label, components, parameters, text } = input;
    const covered = new Set(components.map(writeComponent));
    if (!required.every((component) => covered.has(writeComponent(component)))) {
      throw fail('E_WEBHOOK_SIGNATURE_COVERAGE', 'the signature does not cover all that it has to');
    }
    const key = this.#keyOf(parameters);
    const signature = readSignatures(message.fields.get('signature') ?? '').get(label);
    if (signature === undefined) throw fail('E_WEBHOOK_SIGNATURE_MISSING', 'there is no signature with this label');
    if (!verifiesBase(key, utf8(signatureBase(message, components, text)), signature)) {
      throw fail('E_WEBHOOK_SIGNATURE_WRONG', 'the signature is wrong');
    }
    checkContentDigest(message.fields.get('content-digest'), body);
    this.#takeOnce(key.id, parameters);
    return { keyId: key.id, label };
  }

  #keyOf(parameters: SignatureInput['parameters']): SignatureKey {
    const keyId = parameters.get('keyid');
    const algorithm = parameters.get('alg');
    const key = typeof keyId === 'string' ? this.#keys.get(keyId) : undefined;
    // RFC 9421 §3.2 step 6: the algorithm is the key’s, whatever the message says.
    if (key === undefined || (algorithm !== undefined && algorithm !== key.algorithm)) {
      throw fail('E_WEBHOOK_SIGNATURE_KEY', 'no such key, or not for this algorithm');
    }
    return key;
  }

  #takeOnce(keyId: string, parameters: SignatureInput['parameters']): void {
    const created = Number(parameters.get('created')) * SECOND;
    const expires = parameters.get('expires');
    const now = this.#clock.now().getTime();
    const oldest = Math.max(now - this.#window, this.#startedAt);
    if (created < oldest || created > now + this.#ahead || (expires !== undefined && Number(expires) * SECOND <= now)) {
      throw fail('E_WEBHOOK_SIGNATURE_TIME', 'the message was not signed just now');
    }
    for (const [nonce, forgetAt] of this.#nonces) {
      if (forgetAt > now) break;
      this.#nonces.delete(nonce);
    }
    const nonce = JSON.stringify([keyId, parameters.get('nonce')]);
    if (this.#nonces.has(nonce)) throw fail('E_WEBHOOK_REPLAYED', 'the message was taken before');
    if (this.#nonces.size >= this.#maxNonces) throw fail('E_WEBHOOK_BUSY', 'too many messages at once');
    this.#nonces.set(nonce, now + this.#window + this.#ahead);
  }
}

/** The one signature that is meant for this: others may have signed the message for others. */
function inputOf({ fields }: SignedMessage): SignatureInput {
  const field = fields.get('signature-input');
  if (field === undefined) throw fail('E_WEBHOOK_SIGNATURE_MISSING', 'the message is not signed');
  const inputs = [...readSignatureInput(field).values()].filter(({ parameters }) => parameters.get('tag') === TAG);
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    throw fail('E_WEBHOOK_SIGNATURE_MISSING', `not one signature has the tag ${TAG}`);
  }
  const { parameters } = input;
  if (typeof parameters.get('created') !== 'number' || typeof parameters.get('nonce') !== 'string') {
    throw fail('E_WEBHOOK_SIGNATURE_COVERAGE', 'the signature has no created or no nonce');
  }
  return input;
}
