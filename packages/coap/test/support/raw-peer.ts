/** A station that sends and hears bare messages: for all that an endpoint would never send. */

import { type CoapMessage, decodeMessage, encodeMessage } from '@sallyport/coap';
import type { VirtualLink } from './virtual-link.ts';

const NOTHING = new Uint8Array(0);

export class RawPeer {
  readonly name: string;
  readonly heard: CoapMessage[] = [];
  /** What it does with what it hears. */
  answer: (message: CoapMessage, from: string) => void = () => undefined;
  readonly #link: VirtualLink;
  #nextId = 0x1000;

  constructor(link: VirtualLink, name = 'raw') {
    this.#link = link;
    this.name = name;
    link.listen(name, (datagram, from) => {
      const message = decodeMessage(datagram);
      this.heard.push(message);
      this.answer(message, from);
    });
  }

  /** A confirmable GET with a fresh ID, unless told otherwise. Gives the message. */
  send(to: string, change: Partial<CoapMessage> = {}): CoapMessage {
    const message: CoapMessage = {
      type: 'CON',
      code: 0x01,
      messageId: this.#nextId++,
      token: Uint8Array.of(0x71),
      options: [],
      payload: NOTHING,
      ...change,
    };
    this.#link.send(this.name, to, encodeMessage(message));
    return message;
  }

  /** Sends, lets a second pass, and gives what came back. */
  async exchange(to: string, change: Partial<CoapMessage> = {}): Promise<readonly CoapMessage[]> {
    const before = this.heard.length;
    this.send(to, change);
    await this.#link.time.advance(1000);
    return this.heard.slice(before);
  }

  /** An answer with the ID and token of what is answered. */
  reply(to: string, message: CoapMessage, change: Partial<CoapMessage>): void {
    this.send(to, { type: 'ACK', code: 0x45, messageId: message.messageId, token: message.token, ...change });
  }
}

/** `ACK 4.02`, or undefined for silence. */
export function brief(messages: readonly CoapMessage[]): string | undefined {
  if (messages.length === 0) return undefined;
  return messages.map(({ type, code }) => `${type} ${code >> 5}.${String(code & 31).padStart(2, '0')}`).join(', ');
}
