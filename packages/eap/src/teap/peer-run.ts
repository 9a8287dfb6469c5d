/** One TEAP authentication on the peer: the tunnel round phase 2 (RFC 9930 §3). */

import type { SecureContext } from 'node:tls';
import { bytesEqual, concat, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { PeerMethod, PeerMethodContext, PeerMethodRun, PeerStep } from '../method.ts';
import type { AlertName } from '../tls/alerts.ts';
import type { TlsVersion } from '../tls/context.ts';
import { type SecuredTls, TlsEngine } from '../tls/engine.ts';
import { explain } from '../tls/failures.ts';
import { decodeFragment } from '../tls/flags.ts';
import { askJudge, type Judge, type Judgement } from '../tls/judge.ts';
import { TlsLink } from '../tls/link.ts';
import { shownCertificates } from '../tls/shown-certificates.ts';
import type { CompoundKeys, KeysWithoutInner } from './compound-keys.ts';
import { VERSION } from './crypto-binding.ts';
import { Phase2Peer } from './phase2-peer.ts';
import type { TeapPeerExchange, TunnelView } from './plan.ts';
import { encodeTlvs } from './tlvs.ts';
import { teapKeys, tunnelKeys } from './tunnel-keys.ts';
import type { IdentityType } from './values.ts';

export interface TeapPeerRunOptions {
  readonly context: SecureContext;
  readonly judge: Judge<unknown>;
  readonly serverName: string | undefined;
  readonly identity: string;
  readonly identityTypes: readonly IdentityType[];
  readonly methods: readonly PeerMethod[];
  readonly exchange: ((tunnel: TunnelView) => TeapPeerExchange) | undefined;
  readonly maxMessage: number;
  readonly acceptsMskOnly: boolean;
  readonly keysWithoutInner: KeysWithoutInner;
}

interface Tunnel {
  readonly keys: CompoundKeys;
  readonly phase2: Phase2Peer;
}

export class TeapPeerRun implements PeerMethodRun {
  readonly #options: TeapPeerRunOptions;
  readonly #link: TlsLink;
  readonly #engine: TlsEngine;
  #isStarted = false;
  #serverOuterTlvs = new Uint8Array(0);
  #serverChain: readonly Uint8Array[] = [];
  #tunnel: Tunnel | undefined;
  /** It holds for all fragments of the flight in which it was reached. */
  #opinion: Pick<Extract<PeerStep, { step: 'respond' }>, 'decision' | 'keys'> = { decision: 'fail' };

  constructor(options: TeapPeerRunOptions, { maxTypeData }: PeerMethodContext) {
    this.#options = options;
    this.#link = new TlsLink({ dialect: 'teap', version: VERSION, maxMessage: options.maxMessage, maxTypeData });
    const { context, serverName } = options;
    this.#engine = new TlsEngine({ side: 'client', context, serverName });
  }

  async receive(data: Uint8Array): Promise<PeerStep> {
    if (!this.#isStarted) return this.#start(data);
    const received = this.#link.receive(data);
    switch (received.kind) {
      case 'answer':
        return { step: 'respond', data: received.data, ...this.#opinion };
      case 'acknowledged':
        throw fail('E_EAP_TLS_DATA_EXPECTED', 'no data in the midst of the tunnel');
      case 'message':
        if (received.version !== VERSION) throw fail('E_EAP_TEAP_VERSION', `version ${received.version}`);
        return this.#advance(received.bytes);
    }
  }

  close(): void {
    this.#tunnel?.phase2.close();
    this.#engine.close();
  }

  async #start(data: Uint8Array): Promise<PeerStep> {
    const { start, more, version, outerTlvs, data: rest } = decodeFragment(data, 'teap');
    if (!start || more || rest.length > 0) throw fail('E_EAP_TLS_START', 'no plain Start');
    // §3.1: the answer to a later version would be 1, which is what follows.
    if (version < VERSION) throw fail('E_EAP_TEAP_VERSION', `version ${version}`);
    this.#isStarted = true;
    this.#serverOuterTlvs = Uint8Array.from(outerTlvs ?? []);
    return this.#respond(await this.#engine.advance());
  }

  async #advance(message: Uint8Array): Promise<PeerStep> {
    const early = await this.#judgeEarly(message);
    if (early !== undefined) return early;
    const engine = this.#engine;
    const flight = await engine.advance(message);
    if (engine.error !== undefined) {
      const { error, alert } = explain(engine.error);
      return this.#refuse(error, alert);
    }
    if (this.#tunnel === undefined) {
      if (engine.secured === undefined) {
        if (flight.length === 0) return this.#refuse(fail('E_EAP_TLS_STALLED', 'half a flight'), 'decode_error');
        return this.#respond(flight);
      }
      const refused = await this.#secure(engine.secured);
      if (refused !== undefined) return refused;
    }
    const data = concat(...engine.take());
    return data.length === 0 || this.#tunnel === undefined
      ? this.#respond(flight)
      : this.#takeData(this.#tunnel, data, flight);
  }

  /** As in EAP-TLS: the server of TLS 1.2 is judged before the own certificate is shown. */
  async #judgeEarly(message: Uint8Array): Promise<PeerStep | undefined> {
    if (this.#engine.secured !== undefined || this.#serverChain.length > 0) return undefined;
    const shown = shownCertificates(message);
    if (shown === undefined) return undefined;
    this.#serverChain = shown.chain;
    const judgement = await this.#ask('TLSv1.2', shown.stapledOcsp);
    return judgement.isAccepted ? undefined : this.#refuse(judgement.error, judgement.alert);
  }

  async #secure({ chain, version, stapledOcsp }: SecuredTls): Promise<PeerStep | undefined> {
    const [judged] = this.#serverChain;
    const [proved] = chain;
    if (judged === undefined || proved === undefined || !bytesEqual(judged, proved)) {
      this.#serverChain = chain;
      const judgement = await this.#ask(version, stapledOcsp);
      if (!judgement.isAccepted) return this.#refuse(judgement.error, judgement.alert);
    }
    this.#tunnel = this.#openTunnel(version);
    return undefined;
  }

  #openTunnel(tlsVersion: TlsVersion): Tunnel {
    const { identity, identityTypes, methods, exchange, acceptsMskOnly, keysWithoutInner } = this.#options;
    const keys = tunnelKeys(this.#engine, keysWithoutInner);
    const outerTlvs = { server: this.#serverOuterTlvs, peer: new Uint8Array(0) };
    const binding = { keys, outerTlvs, receivedVersion: VERSION, acceptsMskOnly };
    const view = { tlsVersion, chain: this.#serverChain, tlsUnique: this.#engine.tlsUnique };
    const phase2 = new Phase2Peer({ binding, identity, identityTypes, methods, exchange: exchange?.(view) });
    return { keys, phase2 };
  }

  async #takeData({ keys, phase2 }: Tunnel, data: Uint8Array, flight: Uint8Array): Promise<PeerStep> {
    const { tlvs, success, error } = await phase2.receive(data);
    if (success !== undefined) {
      // Success was told under the protection of the tunnel (§3.6.5).
      this.#opinion = { decision: 'unconditional', keys: teapKeys(this.#engine, keys, success) };
    }
    const records = tlvs.length === 0 ? new Uint8Array(0) : await this.#engine.send(encodeTlvs(tlvs));
    const step = this.#respond(concat(flight, records));
    return error === undefined ? step : { ...step, error };
  }

  #ask(tlsVersion: TlsVersion, stapledOcsp: Uint8Array | undefined): Promise<Judgement<unknown>> {
    const context = { session: '', identity: '', origin: '', tlsVersion, isResumed: false, stapledOcsp };
    return askJudge(this.#options.judge, this.#serverChain, context);
  }

  #respond(flight: Uint8Array): Extract<PeerStep, { step: 'respond' }> {
    const data = flight.length === 0 ? this.#link.acknowledge() : this.#link.send(flight);
    return { step: 'respond', data, ...this.#opinion };
  }

  #refuse(error: SallyportError, alert: AlertName | undefined): PeerStep {
    const flight = alert === undefined ? undefined : this.#engine.alertFlight(alert);
    return { ...this.#respond(flight ?? new Uint8Array(0)), error };
  }
}
