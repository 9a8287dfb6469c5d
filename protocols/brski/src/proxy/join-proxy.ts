/**
 * The circuit proxy's bookkeeping (RFC 8995 §4): which connections to take, whereto, and when to end them.
 *
 * It never sees a byte of what passes, so it can assume nothing of TLS and terminate none. Sans-IO: the driver owns the
 * sockets, copies bytes both ways unchanged, and reports what happens.
 */

import { MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type RegistrarAddress, RegistrarDirectory, type RegistrarOffer } from './registrar-directory.ts';

export interface JoinProxyLimits {
  /** Circuits at a time. Default 256. */
  readonly maxCircuits: number;
  /** Circuits at a time from one source address. Default 8. */
  readonly maxPerSource: number;
  /** Time for one registrar to take the connection. Default 5 s. */
  readonly connectTimeout: Milliseconds;
  /** Longest silence on a circuit. Default 90 s: a pledge told to come back later waits up to 60 s (RFC 8995 §5.6). */
  readonly idleTimeout: Milliseconds;
  /** Longest silence once one side has said that it sends no more. Default 10 s. */
  readonly halfClosedTimeout: Milliseconds;
}

export const DEFAULT_JOIN_PROXY_LIMITS: JoinProxyLimits = {
  maxCircuits: 256,
  maxPerSource: 8,
  connectTimeout: 5 * SECOND,
  idleTimeout: 90 * SECOND,
  halfClosedTimeout: 10 * SECOND,
};

/** Longest sensible timeout: anything above is a mistake in milliseconds. */
const MAX_TIMEOUT = 60 * MINUTE;

export type CircuitSide = 'pledge' | 'registrar';

export type JoinProxyInput =
  | { readonly type: 'registrar-found'; readonly offer: RegistrarOffer }
  | { readonly type: 'registrar-withdrawn'; readonly address: RegistrarAddress }
  /** A pledge connected; `circuit` is the driver's number for it, `source` its address. */
  | { readonly type: 'accepted'; readonly circuit: number; readonly source: string }
  | { readonly type: 'registrar-connected'; readonly circuit: number }
  | { readonly type: 'registrar-failed'; readonly circuit: number }
  /** Bytes passed, in whichever direction. */
  | { readonly type: 'activity'; readonly circuit: number }
  /** One side sends no more; the other still may. */
  | { readonly type: 'ended'; readonly circuit: number; readonly side: CircuitSide }
  | { readonly type: 'closed'; readonly circuit: number }
  | { readonly type: 'tick' };

export type CircuitEnd = 'too-many' | 'too-many-from-source' | 'no-registrar' | 'idle' | 'half-closed';

export type JoinProxyAction =
  /** Connect to this registrar; give up after the connect timeout. Replaces an earlier attempt for the circuit. */
  | { readonly type: 'connect'; readonly circuit: number; readonly registrar: RegistrarAddress }
  /** Pass bytes both ways from now on. */
  | { readonly type: 'splice'; readonly circuit: number; readonly registrar: RegistrarAddress }
  /** Close both sides. */
  | { readonly type: 'drop'; readonly circuit: number; readonly reason: CircuitEnd }
  /** Announce the proxy, or stop: one that leads nowhere only costs pledges their time. */
  | { readonly type: 'announce'; readonly on: boolean }
  | { readonly type: 'wake'; readonly at: Milliseconds };

interface Circuit {
  readonly id: number;
  readonly source: string;
  /** Registrars still to try; the first is being tried or in use. */
  readonly registrars: RegistrarAddress[];
  state: 'connecting' | 'spliced';
  readonly ended: Set<CircuitSide>;
  deadline: Milliseconds;
}

export class JoinProxy {
  readonly #limits: JoinProxyLimits;
  readonly #directory = new RegistrarDirectory();
  readonly #circuits = new Map<number, Circuit>();
  readonly #perSource = new Map<string, number>();
  #isAnnounced = false;

  /** @throws E_BRSKI_PROXY_INPUT */
  constructor(limits: Partial<JoinProxyLimits> = {}) {
    this.#limits = { ...DEFAULT_JOIN_PROXY_LIMITS, ...limits };
    for (const [name, value] of Object.entries(this.#limits)) {
      if (!Number.isSafeInteger(value) || value < 1) {
        throw fail('E_BRSKI_PROXY_INPUT', `${name} must be a positive whole number`);
      }
    }
    if (this.#limits.idleTimeout > MAX_TIMEOUT) throw fail('E_BRSKI_PROXY_INPUT', 'idleTimeout is above one hour');
  }

  /** Circuits under way. */
  get circuits(): number {
    return this.#circuits.size;
  }

  /** Takes an input at time `now` (monotonic) and says what to do. Inputs about circuits that are over are ignored. */
  step(input: JoinProxyInput, now: Milliseconds): readonly JoinProxyAction[] {
    const actions: JoinProxyAction[] = [];
    this.#apply(input, now, actions);
    this.#dropLate(now, actions);
    this.#announce(now, actions);
    const at = this.#wake();
    if (at !== undefined) actions.push({ type: 'wake', at });
    return actions;
  }

  #apply(input: JoinProxyInput, now: Milliseconds, actions: JoinProxyAction[]): void {
    switch (input.type) {
      case 'registrar-found':
        this.#directory.found(input.offer, now);
        return;
      case 'registrar-withdrawn':
        this.#directory.withdrawn(input.address);
        return;
      case 'accepted':
        this.#accept(input.circuit, input.source, now, actions);
        return;
      case 'tick':
        return;
      default: {
        const circuit = this.#circuits.get(input.circuit);
        if (circuit !== undefined) this.#applyTo(circuit, input, now, actions);
      }
    }
  }

  #applyTo(
    circuit: Circuit,
    input: Extract<JoinProxyInput, { readonly circuit: number }>,
    now: Milliseconds,
    actions: JoinProxyAction[],
  ): void {
    switch (input.type) {
      case 'registrar-connected': {
        const [registrar] = circuit.registrars;
        if (circuit.state !== 'connecting' || registrar === undefined) return;
        this.#directory.answered(registrar, now);
        circuit.state = 'spliced';
        this.#touch(circuit, now);
        actions.push({ type: 'splice', circuit: circuit.id, registrar });
        return;
      }
      case 'registrar-failed':
        if (circuit.state === 'connecting') this.#tryNext(circuit, now, actions);
        return;
      case 'activity':
        if (circuit.state === 'spliced') this.#touch(circuit, now);
        return;
      case 'ended':
        circuit.ended.add(input.side);
        if (circuit.ended.size === 2) this.#forget(circuit);
        else if (circuit.state === 'spliced') this.#touch(circuit, now);
        return;
      case 'closed':
        this.#forget(circuit);
        return;
      case 'accepted':
        return;
    }
  }

  #accept(id: number, source: string, now: Milliseconds, actions: JoinProxyAction[]): void {
    const fromSource = this.#perSource.get(source) ?? 0;
    const registrars = [...this.#directory.orderFor(source, now)];
    const refusal = this.#refusal(fromSource, registrars.length);
    const [registrar] = registrars;
    if (refusal !== undefined || registrar === undefined) {
      actions.push({ type: 'drop', circuit: id, reason: refusal ?? 'no-registrar' });
      return;
    }
    const deadline = now + this.#limits.connectTimeout;
    this.#circuits.set(id, { id, source, registrars, state: 'connecting', ended: new Set(), deadline });
    this.#perSource.set(source, fromSource + 1);
    actions.push({ type: 'connect', circuit: id, registrar });
  }

  #refusal(fromSource: number, registrars: number): CircuitEnd | undefined {
    if (this.#circuits.size >= this.#limits.maxCircuits) return 'too-many';
    if (fromSource >= this.#limits.maxPerSource) return 'too-many-from-source';
    return registrars === 0 ? 'no-registrar' : undefined;
  }

  #tryNext(circuit: Circuit, now: Milliseconds, actions: JoinProxyAction[]): void {
    const failed = circuit.registrars.shift();
    if (failed !== undefined) this.#directory.failed(failed, now);
    const [next] = circuit.registrars;
    if (next === undefined) {
      this.#drop(circuit, 'no-registrar', actions);
      return;
    }
    circuit.deadline = now + this.#limits.connectTimeout;
    actions.push({ type: 'connect', circuit: circuit.id, registrar: next });
  }

  #touch(circuit: Circuit, now: Milliseconds): void {
    circuit.deadline = now + (circuit.ended.size > 0 ? this.#limits.halfClosedTimeout : this.#limits.idleTimeout);
  }

  #dropLate(now: Milliseconds, actions: JoinProxyAction[]): void {
    for (const circuit of [...this.#circuits.values()]) {
      if (circuit.deadline > now) continue;
      if (circuit.state === 'connecting') this.#tryNext(circuit, now, actions);
      else this.#drop(circuit, circuit.ended.size > 0 ? 'half-closed' : 'idle', actions);
    }
  }

  #drop(circuit: Circuit, reason: CircuitEnd, actions: JoinProxyAction[]): void {
    this.#forget(circuit);
    actions.push({ type: 'drop', circuit: circuit.id, reason });
  }

  #forget(circuit: Circuit): void {
    if (!this.#circuits.delete(circuit.id)) return;
    const left = (this.#perSource.get(circuit.source) ?? 1) - 1;
    if (left > 0) this.#perSource.set(circuit.source, left);
    else this.#perSource.delete(circuit.source);
  }

  #announce(now: Milliseconds, actions: JoinProxyAction[]): void {
    const on = this.#directory.hasAny(now);
    if (on === this.#isAnnounced) return;
    this.#isAnnounced = on;
    actions.push({ type: 'announce', on });
  }

  #wake(): Milliseconds | undefined {
    let at = this.#directory.nextExpiry ?? Number.POSITIVE_INFINITY;
    for (const { deadline } of this.#circuits.values()) at = Math.min(at, deadline);
    return at === Number.POSITIVE_INFINITY ? undefined : at;
  }
}
