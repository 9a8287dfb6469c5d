/** One EAP-TLS authentication on the peer (RFC 5216 §2.1, RFC 9190 §2.1). */

import type { SecureContext } from 'node:tls';
import { bytesEqual, type SallyportError, Secret } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MethodKeys, PeerMethodContext, PeerMethodRun, PeerStep } from '../method.ts';
import type { AlertName } from './alerts.ts';
import type { TlsVersion } from './context.ts';
import { type SecuredTls, TlsEngine } from './engine.ts';
import { explain } from './failures.ts';
import { decodeFragment } from './flags.ts';
import { askJudge, type Judge, type Judgement } from './judge.ts';
import { deriveTlsKeys } from './keys.ts';
import { TlsLink } from './link.ts';
import type { ResumableSession, SessionMemory } from './resumption.ts';
import { shownCertificates } from './shown-certificates.ts';

export interface TlsPeerRunOptions {
  readonly context: SecureContext;
  readonly judge: Judge<unknown>;
  readonly serverName: string | undefined;
  readonly memory: SessionMemory | undefined;
  /** Bytes. */
  readonly maxMessage: number;
}

const COMMITMENT = Uint8Array.of(0);

type State =
  | { readonly at: 'start' }
  | { readonly at: 'handshake' }
  /** TLS 1.3: the own last flight is out, and the server's commitment to come. */
  | { readonly at: 'commitment'; readonly keys: MethodKeys }
  | { readonly at: 'end' };

export class TlsPeerRun implements PeerMethodRun {
  readonly #options: TlsPeerRunOptions;
  readonly #link: TlsLink;
  readonly #engine: TlsEngine;
  readonly #resumed: ResumableSession | undefined;
  #state: State = { at: 'start' };
  #serverChain: readonly Uint8Array[] = [];
  /** What is thought of success; it holds for all fragments of the flight in which it was reached. */
  #opinion: Pick<Extract<PeerStep, { step: 'respond' }>, 'decision' | 'keys'> = { decision: 'fail' };

  constructor(options: TlsPeerRunOptions, { maxTypeData }: PeerMethodContext) {
    this.#options = options;
    this.#link = new TlsLink({ dialect: 'tls', version: 0, maxMessage: options.maxMessage, maxTypeData });
    this.#resumed = options.memory?.take();
    const { context, serverName } = options;
    const session = this.#resumed?.session.expose();
    this.#engine = new TlsEngine({ side: 'client', context, serverName, session });
  }

  async receive(data: Uint8Array): Promise<PeerStep> {
    if (this.#state.at === 'start') return this.#start(data);
    const received = this.#link.receive(data);
    switch (received.kind) {
      case 'answer':
        return { step: 'respond', data: received.data, ...this.#opinion };
      case 'acknowledged':
        throw fail('E_EAP_TLS_DATA_EXPECTED', 'no data in the midst of the handshake');
      case 'message':
        return this.#continue(received.bytes);
    }
  }

  close(): void {
    this.#engine.close();
  }

  async #start(data: Uint8Array): Promise<PeerStep> {
    const { start, more, data: rest } = decodeFragment(data, 'tls');
    if (!start || more || rest.length > 0) throw fail('E_EAP_TLS_START', 'no plain Start');
    this.#state = { at: 'handshake' };
    return this.#respond(await this.#engine.advance());
  }

  async #continue(message: Uint8Array): Promise<PeerStep> {
    const engine = this.#engine;
    const state = this.#state;
    if (state.at === 'end') throw fail('E_EAP_TLS_DATA_LATE', 'data after the end of the handshake');
    const early = await this.#judgeEarly(message);
    if (early !== undefined) return early;
    const flight = await engine.advance(message);
    if (engine.error !== undefined) {
      const { error, alert } = explain(engine.error);
      return this.#refuse(error, alert);
    }
    const records = engine.take();
    if (state.at === 'commitment') return this.#commit(state.keys, records, flight);
    if (records.length > 0) return this.#refuse(fail('E_EAP_TLS_COMMITMENT', 'data before its time'), undefined);
    if (engine.secured !== undefined) return this.#secure(engine.secured, flight);
    if (flight.length === 0) return this.#refuse(fail('E_EAP_TLS_STALLED', 'half a flight'), 'decode_error');
    return this.#respond(flight);
  }

  /**
   * TLS 1.2 shows the server's certificates in the clear, and the next flight has the peer's own: they are judged before it,
   * so that a stranger never sees it and is told why. That the server has the key is proved in the same flight, or the handshake
   * ends.
   */
  async #judgeEarly(message: Uint8Array): Promise<PeerStep | undefined> {
    if (this.#engine.secured !== undefined || this.#serverChain.length > 0) return undefined;
    const shown = shownCertificates(message);
    if (shown === undefined) return undefined;
    this.#serverChain = shown.chain;
    const judgement = await this.#ask('TLSv1.2', false, shown.stapledOcsp);
    return judgement.isAccepted ? undefined : this.#refuse(judgement.error, judgement.alert);
  }

  async #secure({ chain, isResumed, version, stapledOcsp }: SecuredTls, flight: Uint8Array): Promise<PeerStep> {
    const [judged] = this.#serverChain;
    const [proved] = chain;
    const isJudged = judged !== undefined && proved !== undefined && bytesEqual(judged, proved);
    if (!isJudged) {
      this.#serverChain = isResumed ? (this.#resumed?.chain ?? chain) : chain;
      const judgement = await this.#ask(version, isResumed, stapledOcsp);
      if (!judgement.isAccepted) return this.#refuse(judgement.error, judgement.alert);
    }
    const keys = deriveTlsKeys(this.#engine);
    if (version === 'TLSv1.3') {
      this.#state = { at: 'commitment', keys };
      return this.#respond(flight);
    }
    this.#remember();
    this.#state = { at: 'end' };
    // TLS 1.2 tells nothing of the server's judgement under protection.
    this.#opinion = { decision: 'conditional', keys };
    return this.#respond(flight);
  }

  #ask(tlsVersion: TlsVersion, isResumed: boolean, stapledOcsp: Uint8Array | undefined): Promise<Judgement<unknown>> {
    const context = { session: '', identity: '', origin: '', tlsVersion, isResumed, stapledOcsp };
    return askJudge(this.#options.judge, this.#serverChain, context);
  }

  /** RFC 9190 §2.1.1. Session tickets may come before it. */
  async #commit(keys: MethodKeys, records: readonly Uint8Array[], flight: Uint8Array): Promise<PeerStep> {
    const [first, ...others] = records;
    if (first === undefined) return this.#respond(flight);
    if (others.length > 0 || !bytesEqual(first, COMMITMENT)) {
      return this.#refuse(fail('E_EAP_TLS_COMMITMENT', 'application data that is no commitment'), undefined);
    }
    this.#remember();
    this.#state = { at: 'end' };
    this.#opinion = { decision: 'unconditional', keys };
    return this.#respond(flight);
  }

  #remember(): void {
    const session = this.#engine.tickets.at(-1);
    if (session === undefined) return;
    this.#options.memory?.remember({ session: Secret.of(session), chain: this.#serverChain });
  }

  #respond(flight: Uint8Array): Extract<PeerStep, { step: 'respond' }> {
    const data = flight.length === 0 ? this.#link.acknowledge() : this.#link.send(flight);
    return { step: 'respond', data, ...this.#opinion };
  }

  /** RFC 5216 §2.1.3: an alert. Once TLS 1.2 has sent its last flight, it is one that says no more than goodbye. */
  async #refuse(error: SallyportError, alert: AlertName | undefined): Promise<PeerStep> {
    const sealed = alert === undefined ? undefined : this.#engine.alertFlight(alert);
    const flight = sealed ?? (this.#engine.secured === undefined ? new Uint8Array(0) : await this.#engine.end());
    this.#state = { at: 'end' };
    this.#opinion = { decision: 'fail' };
    return { ...this.#respond(flight), error };
  }
}
