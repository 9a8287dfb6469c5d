/** A MUD file server without a network. */

import type { MudHttp, MudHttpAnswer } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';

export const MUD_TYPE = 'application/mud+json';
export const SIGNATURE_TYPE = 'application/pkcs7-signature';

export class MudServer {
  readonly asked: string[] = [];
  readonly #answers = new Map<string, MudHttpAnswer | Error>();
  /** Held answers, for requests that are under way together. */
  #gate: Promise<void> = Promise.resolve();

  serve(url: string, body: Uint8Array, type: string): void {
    this.#answers.set(url, { status: 200, headers: { 'content-type': type }, body });
  }

  answer(url: string, status: number, headers: Readonly<Record<string, string>> = {}): void {
    this.#answers.set(url, { status, headers, body: utf8('') });
  }

  breakAt(url: string): void {
    this.#answers.set(url, new Error('no route to host'));
  }

  holdUntil(gate: Promise<void>): void {
    this.#gate = gate;
  }

  readonly http: MudHttp = async (url, { accept, maxBytes }) => {
    this.asked.push(`${accept} ${url.href}`);
    await this.#gate;
    const answer = this.#answers.get(url.href);
    if (answer === undefined) return { status: 404, headers: {}, body: utf8('') };
    if (answer instanceof Error) throw answer;
    return { ...answer, body: answer.body.subarray(0, maxBytes + 1) };
  };
}
