/** One EAP-TLS authentication on the server (RFC 5216 §2.1, RFC 9190 §2.1). */

import type { SecureContext } from 'node:tls';
import { concat, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { MethodSuccess, ServerMethodContext, ServerMethodRun, ServerStep } from '../method.ts';
import type { AlertName } from './alerts.ts';
import { ENGINE_MEMORY, type SecuredTls, TlsEngine } from './engine.ts';
import { explain } from './failures.ts';
import { encodeFragment } from './flags.ts';
import { askJudge, type Judge } from './judge.ts';
import { deriveTlsKeys } from './keys.ts';
import { TlsLink } from './link.ts';
import type { ChainMemory } from './resumption.ts';
import type { Stapler } from './stapler.ts';

export interface TlsServerRunOptions<Grant> {
  readonly context: SecureContext;
  readonly judge: Judge<Grant>;
  readonly stapler: Stapler | undefined;
  /** Undefined when nothing is resumed. */
  readonly memory: ChainMemory | undefined;
  /** Bytes. */
  readonly maxMessage: number;
}

/** RFC 9190 §2.1.1: the protected indication that nothing but Success follows. */
const COMMITMENT = Uint8Array.of(0);

type State<Grant> =
  | { readonly at: 'handshake' }
  /** The last flight is out; no data comes back, and then Success. */
  | { readonly at: 'end'; readonly success: MethodSuccess<Grant> }
  /** An alert is out; whatever comes back, Failure is next. */
  | { readonly at: 'failed'; readonly error: SallyportError };

export class TlsServerRun<Grant> implements ServerMethodRun<Grant> {
  readonly #options: TlsServerRunOptions<Grant>;
  readonly #method: ServerMethodContext;
  readonly #link: TlsLink;
  /** Made when the peer has said something: until then a conversation costs next to nothing. */
  #engine: TlsEngine | undefined;
  #state: State<Grant> = { at: 'handshake' };

  constructor(options: TlsServerRunOptions<Grant>, method: ServerMethodContext) {
    this.#options = options;
    this.#method = method;
    const { maxTypeData } = method;
    this.#link = new TlsLink({ dialect: 'tls', version: 0, maxMessage: options.maxMessage, maxTypeData });
  }

  get memory(): number {
    return this.#link.memory + (this.#engine === undefined ? 0 : ENGINE_MEMORY);
  }

  async begin(): Promise<Uint8Array> {
    return encodeFragment({ more: false, start: true, version: 0, data: new Uint8Array(0) });
  }

  async receive(data: Uint8Array): Promise<ServerStep<Grant>> {
    if (this.#state.at === 'failed') return { step: 'failure', error: this.#state.error };
    const received = this.#link.receive(data);
    switch (received.kind) {
      case 'answer':
        return { step: 'request', data: received.data };
      case 'acknowledged':
        if (this.#state.at === 'end') return { step: 'success', success: this.#state.success };
        throw fail('E_EAP_TLS_DATA_EXPECTED', 'no data in the midst of the handshake');
      case 'message':
        return this.#state.at === 'end' ? this.#objection(received.bytes) : this.#continue(received.bytes);
    }
  }

  close(): void {
    this.#engine?.close();
    this.#engine = undefined;
  }

  async #continue(message: Uint8Array): Promise<ServerStep<Grant>> {
    this.#engine ??= new TlsEngine({ ...this.#options, side: 'server' });
    const engine = this.#engine;
    const flight = await engine.advance(message);
    if (engine.error !== undefined) {
      const { error, alert } = explain(engine.error);
      return this.#refuse(error, alert);
    }
    if (engine.take().length > 0) return this.#refuse(fail('E_EAP_TLS_DATA_LATE', 'application data'), undefined);
    if (engine.secured !== undefined) return this.#judge(engine, engine.secured, flight);
    if (flight.length === 0) return this.#refuse(fail('E_EAP_TLS_STALLED', 'half a flight'), 'decode_error');
    return { step: 'request', data: this.#link.send(flight) };
  }

  async #judge(engine: TlsEngine, secured: SecuredTls, flight: Uint8Array): Promise<ServerStep<Grant>> {
    const { memory } = this.#options;
    const { isResumed } = secured;
    const chain = isResumed && memory !== undefined ? memory.complete(secured.chain) : secured.chain;
    const { session, identity, origin } = this.#method;
    const context = { session, identity, origin, tlsVersion: secured.version, isResumed };
    const judgement = await askJudge(this.#options.judge, chain, context);
    if (!judgement.isAccepted) return this.#refuse(judgement.error, alertFor(judgement.alert, secured));
    // The conversation may have ended while the judge thought.
    if (this.#engine === undefined) throw fail('E_EAP_OVER', 'the conversation ended before the judgement');
    if (!isResumed) memory?.remember(chain);
    const success = { grant: judgement.grant, keys: deriveTlsKeys(engine), isResumed };
    const last = secured.version === 'TLSv1.3' ? concat(flight, await engine.send(COMMITMENT)) : flight;
    // RFC 5216 §2.1.2: after a resumed handshake of TLS 1.2 the peer has the last word.
    if (last.length === 0) return { step: 'success', success };
    this.#state = { at: 'end', success };
    return { step: 'request', data: this.#link.send(last) };
  }

  /** The peer answers the last flight with a message: an alert, if anything at all. */
  async #objection(message: Uint8Array): Promise<ServerStep<Grant>> {
    await this.#engine?.advance(message);
    return { step: 'failure', error: this.#lastWord() };
  }

  #lastWord(): SallyportError {
    if (this.#engine?.error !== undefined) return explain(this.#engine.error).error;
    if (this.#engine?.isEnded !== true) return fail('E_EAP_TLS_DATA_LATE', 'data after the handshake');
    return fail('E_EAP_TLS_ALERT', 'the peer closed the connection', { details: { alert: 'close_notify' } });
  }

  /** RFC 5216 §2.1.3: an alert if the peer would understand one, and Failure after its answer. */
  #refuse(error: SallyportError, alert: AlertName | undefined): ServerStep<Grant> {
    const flight = alert === undefined ? undefined : this.#engine?.alertFlight(alert);
    this.close();
    if (flight === undefined) return { step: 'failure', error };
    this.#state = { at: 'failed', error };
    return { step: 'request', data: this.#link.send(flight) };
  }
}

/** RFC 5246 §7.2.2 has no alert of its own for a missing certificate. */
function alertFor(alert: AlertName, { version }: SecuredTls): AlertName {
  return alert === 'certificate_required' && version === 'TLSv1.2' ? 'handshake_failure' : alert;
}
