/**
 * One joiner that has proved its passphrase: JOIN_FIN.req, the question to policy, JOIN_FIN.rsp, and the KEK to its Joiner
 * Router with it (Thread 1.1.1 §8.4.4).
 */

import { CODES, CoapEndpoint, type CoapRequest, type CoapResponse, respond } from '@sallyport/coap';
import { isSallyportError, type Milliseconds, type SallyportError, type Secret } from '@sallyport/core';
import type { DtlsClosed, DtlsSession, SessionListener } from '@sallyport/dtls';
import type { Obligation } from '@sallyport/onboarding';
import { kekOf } from '../keys/kek.ts';
import { fail } from '../node/errors.ts';
import { changed, type RolePorts } from '../node/tmf-agent.ts';
import { encodeStateResponse } from '../tmf/state-response.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { type Examiner, examineJoiner } from './examine-joiner.ts';
import type { JoinerTrail } from './joiner-trail.ts';

export interface JoinerSessionOptions {
  readonly trail: JoinerTrail;
  readonly examiner: Examiner;
  /** From the handshake to JOIN_FIN.req. */
  readonly finalizeTimeout: Milliseconds;
  /** From JOIN_FIN.rsp to the end, for a joiner that missed it. */
  readonly linger: Milliseconds;
  /** Sends with the KEK in the RLY_TX.ntf that carries what is sent. */
  readonly withKek: (kek: Secret, send: () => void) => void;
  readonly accepted: (obligations: readonly Obligation[]) => void;
  readonly refused: (error: SallyportError) => void;
  readonly ended: (session: JoinerSession) => void;
}

export class JoinerSession implements SessionListener {
  readonly #session: DtlsSession;
  readonly #options: JoinerSessionOptions;
  readonly #ports: RolePorts;
  readonly #coap: CoapEndpoint;
  /** What the first JOIN_FIN.req was answered with: another one changes nothing. */
  #verdict: Promise<boolean> | undefined;
  /** There once the joiner is accepted, and only then. */
  #kek: Secret | undefined;
  #cancel: () => void;

  constructor(session: DtlsSession, options: JoinerSessionOptions, ports: RolePorts) {
    this.#session = session;
    this.#options = options;
    this.#ports = ports;
    this.#coap = new CoapEndpoint(
      // Joiners take JOIN_FIN.rsp in the acknowledgement only, so that must not go before the answer.
      { handler: (request) => this.#handle(request), parameters: { processingDelay: options.finalizeTimeout } },
      { ...ports, transmit: (datagram) => this.#transmit(datagram) },
    );
    this.#cancel = ports.timer.after(options.finalizeTimeout, () => this.close());
  }

  data(bytes: Uint8Array): void {
    this.#coap.receive(bytes, this.#session.peer);
  }

  closed({ by }: DtlsClosed): void {
    this.#cancel();
    if (this.#verdict === undefined) {
      const what = by === 'us' ? 'the session was ended' : 'the joiner left';
      this.#refuse(fail('E_THREAD_JOINER_SILENT', `${what} before JOIN_FIN.req came`));
    }
    this.#coap.close();
    this.#kek?.wipe();
    this.#kek = undefined;
    this.#options.ended(this);
  }

  close(): void {
    if (this.#session.isOpen) this.#session.close();
  }

  async #handle(request: CoapRequest): Promise<CoapResponse | undefined> {
    if (request.path !== TMF_URIS.JOIN_FIN || request.method !== 'POST') return respond(CODES.NOT_FOUND);
    this.#verdict ??= this.#finalize(request.payload);
    const isAccepted = await this.#verdict;
    return changed(encodeStateResponse({ state: isAccepted ? 'accept' : 'reject' }));
  }

  async #finalize(payload: Uint8Array): Promise<boolean> {
    const { examiner, trail, linger } = this.#options;
    this.#cancel();
    try {
      const obligations = await examineJoiner(payload, examiner, trail);
      // The role may have been lost, or the joiner have left, while policy thought.
      if (!this.#session.isOpen) throw fail('E_THREAD_CLOSED', 'the joiner left before it could be answered');
      this.#kek = this.#deriveKek();
      trail.accepted();
      this.#options.accepted(obligations);
      return true;
    } catch (thrown) {
      const error = isSallyportError(thrown)
        ? thrown
        : fail('E_THREAD_JOINER_DENIED', 'not examined', { cause: thrown });
      this.#options.refused(error);
      return false;
    } finally {
      this.#cancel = this.#ports.timer.after(linger, () => this.close());
    }
  }

  #deriveKek(): Secret {
    const keyBlock = this.#session.keyBlock();
    try {
      return kekOf(keyBlock);
    } finally {
      keyBlock.wipe();
    }
  }

  #refuse(error: SallyportError): void {
    this.#options.trail.refused(error, {});
    this.#options.refused(error);
  }

  #transmit(datagram: Uint8Array): void {
    if (!this.#session.isOpen) return;
    const send = (): void => this.#session.send(datagram);
    // Once accepted, the only responses with content are JOIN_FIN.rsp, the first or sent again for a repeated request.
    if (this.#kek !== undefined && datagram[1] === CODES.CHANGED) this.#options.withKek(this.#kek, send);
    else send();
  }
}
