/** One TEAP authentication on the server: the tunnel round phase 2 (RFC 9930 §3). */

import type { SecureContext } from 'node:tls';
import { concat, type Random, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { ServerMethodContext, ServerMethodRun, ServerStep } from '../method.ts';
import type { AlertName } from '../tls/alerts.ts';
import { ENGINE_MEMORY, type SecuredTls, TlsEngine } from '../tls/engine.ts';
import { explain } from '../tls/failures.ts';
import { encodeFragment } from '../tls/flags.ts';
import { askJudge, type Judgement, judgementOf } from '../tls/judge.ts';
import { TlsLink } from '../tls/link.ts';
import type { Stapler } from '../tls/stapler.ts';
import type { CompoundKeys, KeysWithoutInner } from './compound-keys.ts';
import { VERSION } from './crypto-binding.ts';
import { Phase2Server, type Phase2Step } from './phase2-server.ts';
import type { TeapPlan, TeapPlanner } from './plan.ts';
import { encodeTlvs, makeTlv } from './tlvs.ts';
import { teapKeys, tunnelKeys } from './tunnel-keys.ts';

export interface TeapServerRunOptions<Grant> {
  readonly context: SecureContext;
  readonly planner: TeapPlanner<Grant>;
  readonly authorityId: Uint8Array | undefined;
  readonly stapler: Stapler | undefined;
  readonly maxMessage: number;
  readonly acceptsMskOnly: boolean;
  readonly keysWithoutInner: KeysWithoutInner;
  readonly random: Random;
}

const NOTHING = new Uint8Array(0);

interface Tunnel<Grant> {
  readonly engine: TlsEngine;
  readonly keys: CompoundKeys;
  readonly phase2: Phase2Server<Grant>;
}

type State<Grant> =
  | { readonly at: 'handshake' }
  | { readonly at: 'tunnel'; readonly tunnel: Tunnel<Grant> }
  | { readonly at: 'failed'; readonly error: SallyportError };

export class TeapServerRun<Grant> implements ServerMethodRun<Grant> {
  readonly #options: TeapServerRunOptions<Grant>;
  readonly #method: ServerMethodContext;
  readonly #link: TlsLink;
  readonly #outerTlvs: Uint8Array;
  #peerOuterTlvs: Uint8Array | undefined;
  #engine: TlsEngine | undefined;
  #state: State<Grant> = { at: 'handshake' };

  constructor(options: TeapServerRunOptions<Grant>, method: ServerMethodContext) {
    this.#options = options;
    this.#method = method;
    const { authorityId } = options;
    this.#outerTlvs = authorityId === undefined ? new Uint8Array(0) : encodeTlvs([makeTlv('authorityId', authorityId)]);
    const { maxTypeData } = method;
    this.#link = new TlsLink({ dialect: 'teap', version: VERSION, maxMessage: options.maxMessage, maxTypeData });
  }

  get memory(): number {
    return this.#link.memory + (this.#engine === undefined ? 0 : ENGINE_MEMORY);
  }

  async begin(): Promise<Uint8Array> {
    const outer = this.#outerTlvs.length === 0 ? {} : { outerTlvs: this.#outerTlvs };
    return encodeFragment({ more: false, start: true, version: VERSION, data: new Uint8Array(0), ...outer });
  }

  async receive(data: Uint8Array): Promise<ServerStep<Grant>> {
    if (this.#state.at === 'failed') return { step: 'failure', error: this.#state.error };
    const received = this.#link.receive(data);
    switch (received.kind) {
      case 'answer':
        return { step: 'request', data: received.data };
      case 'acknowledged':
        // The peer has taken everything and has nothing to say: a message without TLVs.
        if (this.#state.at === 'tunnel') return this.#takeData(this.#state.tunnel, NOTHING, NOTHING);
        throw fail('E_EAP_TLS_DATA_EXPECTED', 'no data in the midst of the handshake');
      case 'message': {
        if (received.version !== VERSION) throw fail('E_EAP_TEAP_VERSION', `version ${received.version}`);
        // Only the first message may have outer TLVs; those of later ones are passed over (§4.3.1).
        this.#peerOuterTlvs ??= received.outerTlvs ?? new Uint8Array(0);
        return this.#advance(received.bytes);
      }
    }
  }

  close(): void {
    if (this.#state.at === 'tunnel') this.#state.tunnel.phase2.close();
    this.#engine?.close();
    this.#engine = undefined;
  }

  async #advance(message: Uint8Array): Promise<ServerStep<Grant>> {
    this.#engine ??= new TlsEngine({ ...this.#options, side: 'server' });
    const engine = this.#engine;
    const flight = await engine.advance(message);
    if (engine.error !== undefined) {
      const { error, alert } = explain(engine.error);
      return this.#refuse(error, alert);
    }
    if (engine.isEnded) {
      return {
        step: 'failure',
        error: fail('E_EAP_TLS_ALERT', 'the peer closed', { details: { alert: 'close_notify' } }),
      };
    }
    const data = concat(...engine.take());
    if (this.#state.at === 'tunnel') return this.#takeData(this.#state.tunnel, data, flight);
    if (data.length > 0) return this.#refuse(fail('E_EAP_TLS_DATA_LATE', 'data before phase 2'), undefined);
    if (engine.secured !== undefined) return this.#plan(engine, engine.secured, flight);
    if (flight.length === 0) return this.#refuse(fail('E_EAP_TLS_STALLED', 'half a flight'), 'decode_error');
    return { step: 'request', data: this.#link.send(flight) };
  }

  async #plan(engine: TlsEngine, secured: SecuredTls, flight: Uint8Array): Promise<ServerStep<Grant>> {
    const judgement = await this.#ask(secured);
    if (!judgement.isAccepted) return this.#refuse(judgement.error, judgement.alert);
    if (this.#engine === undefined) throw fail('E_EAP_OVER', 'the conversation ended before the judgement');
    const { acceptsMskOnly, keysWithoutInner, random } = this.#options;
    const keys = tunnelKeys(engine, keysWithoutInner);
    const outerTlvs = { server: this.#outerTlvs, peer: this.#peerOuterTlvs ?? new Uint8Array(0) };
    const binding = { keys, outerTlvs, receivedVersion: VERSION, acceptsMskOnly };
    const { session, origin } = this.#method;
    const view = { tlsVersion: secured.version, chain: secured.chain, tlsUnique: engine.tlsUnique };
    const phase2 = new Phase2Server({ plan: judgement.grant, view, binding, random, session, origin });
    const tunnel = { engine, keys, phase2 };
    this.#state = { at: 'tunnel', tunnel };
    return this.#step(tunnel, await phase2.begin(), flight);
  }

  /** A peer without a certificate has no chain to read, and may do without (§3.3). */
  #ask({ chain, version, isResumed }: SecuredTls): Promise<Judgement<TeapPlan<Grant>>> {
    const { session, identity, origin } = this.#method;
    const context = { session, identity, origin, tlsVersion: version, isResumed };
    const { planner } = this.#options;
    return chain.length === 0 ? judgementOf(planner(undefined, context)) : askJudge(planner, chain, context);
  }

  async #takeData(tunnel: Tunnel<Grant>, data: Uint8Array, flight: Uint8Array): Promise<ServerStep<Grant>> {
    return this.#step(tunnel, await tunnel.phase2.receive(data), flight);
  }

  async #step(tunnel: Tunnel<Grant>, step: Phase2Step<Grant>, flight: Uint8Array): Promise<ServerStep<Grant>> {
    switch (step.step) {
      case 'failure':
        return { step: 'failure', error: step.error };
      case 'success': {
        const keys = teapKeys(tunnel.engine, tunnel.keys, step.kind);
        return { step: 'success', success: { grant: step.grant, keys, isResumed: false } };
      }
      case 'send': {
        const records = await tunnel.engine.send(encodeTlvs(step.tlvs));
        return { step: 'request', data: this.#link.send(concat(flight, records)) };
      }
    }
  }

  #refuse(error: SallyportError, alert: AlertName | undefined): ServerStep<Grant> {
    const flight = alert === undefined ? undefined : this.#engine?.alertFlight(alert);
    this.close();
    if (flight === undefined) return { step: 'failure', error };
    this.#state = { at: 'failed', error };
    return { step: 'request', data: this.#link.send(flight) };
  }
}
