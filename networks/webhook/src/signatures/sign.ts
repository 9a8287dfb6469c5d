/** Signs messages (RFC 9421 §3.1). */

import { type Clock, type Random, toBase64, toBase64Url, utf8 } from '@sallyport/core';
import { type SignedMessage, signatureBase } from './base.ts';
import { contentDigest } from './digest.ts';
import { type Component, writeComponent } from './fields.ts';
import { checkKey, type SignatureKey, signBase } from './keys.ts';

/** Tells these signatures from others that the same key may make (RFC 9421 §2.3). */
export const TAG = 'sallyport-network';
export const LABEL = 'sallyport';
const NONCE = 16;

const component = (name: string): Component => ({ name, req: false, key: undefined });

/** What a request covers, ours and theirs. */
export const REQUEST_COMPONENTS = ['@method', '@target-uri', 'content-type', 'content-digest'].map(component);
/** An answer is tied to the very request that it answers, by that request’s signature (RFC 9421 §2.4). */
export const ANSWER_COMPONENTS: readonly Component[] = ['@status', 'content-type', 'content-digest'].map(component);

export class MessageSigner {
  readonly #key: SignatureKey;
  readonly #ports: { readonly clock: Clock; readonly random: Random };

  /** @throws E_WEBHOOK_ARGUMENT */
  constructor(key: SignatureKey, ports: { readonly clock: Clock; readonly random: Random }) {
    this.#key = checkKey(key, 'sign');
    this.#ports = ports;
  }

  /** The fields of a request with `body`, signed now. `fields` are covered too. */
  signRequest(url: string, body: Uint8Array, fields: Readonly<Record<string, string>>): Record<string, string> {
    const all = { 'content-type': 'application/json', 'content-digest': contentDigest(body), ...fields };
    const components = [...REQUEST_COMPONENTS, ...Object.keys(fields).map(component)];
    const message: SignedMessage = { method: 'POST', url, fields: new Map(Object.entries(all)) };
    return { ...all, ...this.#sign(message, components) };
  }

  /** The fields of the answer to `request`, whose signature has the label `label`. */
  signAnswer(status: number, body: Uint8Array, request: SignedMessage, label: string): Record<string, string> {
    const all = { 'content-type': 'application/json', 'content-digest': contentDigest(body) };
    const tie: Component = { name: 'signature', req: true, key: label };
    const message: SignedMessage = { status, fields: new Map(Object.entries(all)), request };
    return { ...all, ...this.#sign(message, [...ANSWER_COMPONENTS, tie]) };
  }

  #sign(message: SignedMessage, components: readonly Component[]): Record<string, string> {
    const { clock, random } = this.#ports;
    const created = Math.floor(clock.now().getTime() / 1000);
    const nonce = toBase64Url(random.bytes(NONCE));
    const { id, algorithm } = this.#key;
    const covered = `(${components.map(writeComponent).join(' ')})`;
    const parameters = `${covered};created=${created};nonce="${nonce}";keyid="${id}";alg="${algorithm}";tag="${TAG}"`;
    const signature = signBase(this.#key, utf8(signatureBase(message, components, parameters)));
    return { 'signature-input': `${LABEL}=${parameters}`, signature: `${LABEL}=:${toBase64(signature)}:` };
  }
}
