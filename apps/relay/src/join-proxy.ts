/**
 * The join proxy on real sockets (RFC 8995 §4): takes pledges' TCP connections and carries their bytes to a registrar.
 * It terminates no TLS, looks at no byte, and keeps two sockets and a few numbers for each circuit.
 */

import { createServer, type Server, type Socket } from 'node:net';
import {
  type CircuitEnd,
  DEFAULT_JOIN_PROXY_LIMITS,
  JoinProxy,
  type JoinProxyAction,
  type JoinProxyInput,
  type RegistrarAddress,
} from '@sallyport/brski';
import { type Clock, type Milliseconds, SECOND, systemClock } from '@sallyport/core';
import { Circuit } from './circuit.ts';
import { fail } from './errors.ts';
import { listen } from './listen.ts';
import type { JoinProxyOptions, RelayEvent, RunningJoinProxy } from './options.ts';
import type { Closable, RegistrarSource } from './sources.ts';

/**
 * Starts a join proxy.
 * @throws E_RELAY_OPTIONS, E_RELAY_PORT_IN_USE, E_RELAY_PORT_FORBIDDEN, E_RELAY_ADDRESS_UNAVAILABLE,
 *   E_RELAY_LISTEN_FAILED, E_BRSKI_PROXY_INPUT; what a discovery source throws when there is no other way to a registrar
 */
export async function startJoinProxy(options: JoinProxyOptions): Promise<RunningJoinProxy> {
  const { registrars = [], discovery = [] } = options;
  if (registrars.length === 0 && discovery.length === 0) {
    throw fail('E_RELAY_OPTIONS', 'the join proxy has no registrar and no way to find one');
  }
  const relay = new Relay(options);
  try {
    await relay.start();
  } catch (error) {
    await relay.close();
    throw error;
  }
  return relay;
}

/** How often a busy circuit is reported as alive; shorter where the idle timeout asks for it. */
const ACTIVITY_INTERVAL: Milliseconds = SECOND;

interface OpenCircuit {
  readonly circuit: Circuit;
  readonly source: string;
  readonly since: Milliseconds;
  registrar: RegistrarAddress | undefined;
  reason: CircuitEnd | undefined;
  fromPledge: number;
  fromRegistrar: number;
  activeAt: Milliseconds;
}

class Relay implements RunningJoinProxy {
  readonly #options: JoinProxyOptions;
  readonly #engine: JoinProxy;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #server: Server;
  readonly #activityInterval: Milliseconds;
  readonly #circuits = new Map<number, OpenCircuit>();
  readonly #sources: Closable[] = [];
  #announcements: Closable[] = [];
  /** Changes of the announcement, one after the other. */
  #announcing: Promise<void> = Promise.resolve();
  #lastCircuit = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;
  host = '';
  port = 0;

  constructor(options: JoinProxyOptions) {
    this.#options = options;
    this.#engine = new JoinProxy(options.limits);
    this.#clock = options.clock ?? systemClock;
    const { idleTimeout, halfClosedTimeout } = { ...DEFAULT_JOIN_PROXY_LIMITS, ...options.limits };
    this.#activityInterval = Math.min(ACTIVITY_INTERVAL, idleTimeout / 4, halfClosedTimeout / 4);
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }, (socket) =>
      this.#accept(socket),
    );
  }

  get circuits(): number {
    return this.#circuits.size;
  }

  async start(): Promise<void> {
    const { registrars = [], discovery = [] } = this.#options;
    const address = await listen(this.#server, this.#options.listen.host, this.#options.listen.port);
    this.host = address.address;
    this.port = address.port;
    this.#server.on('error', (error) => this.#tell({ type: 'trouble', error }));
    for (const each of registrars) this.#feed({ type: 'registrar-found', offer: { ...each, isConfigured: true } });
    let problem: unknown;
    for (const source of discovery) {
      try {
        this.#sources.push(await this.#open(source));
      } catch (error) {
        // One way of looking that does not work here must not keep the proxy from the others.
        problem ??= error;
        this.#tell({ type: 'trouble', error });
      }
    }
    if (registrars.length === 0 && this.#sources.length === 0) throw problem;
  }

  #open(source: RegistrarSource): Promise<Closable> {
    return source({
      found: (offer) => this.#feed({ type: 'registrar-found', offer }),
      withdrawn: (address) => this.#feed({ type: 'registrar-withdrawn', address }),
      failed: (error) => this.#tell({ type: 'trouble', error }),
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const { circuit } of this.#circuits.values()) circuit.destroy();
    await this.#announcing;
    await Promise.allSettled([closed, ...[...this.#sources, ...this.#announcements].map((each) => each.close())]);
    this.#announcements = [];
  }

  #accept(socket: Socket): void {
    const id = ++this.#lastCircuit;
    const source = sourceOf(socket);
    const now = this.#clock.monotonic();
    const circuit = new Circuit(socket, {
      connected: () => this.#feed({ type: 'registrar-connected', circuit: id }),
      failed: (error) => this.#registrarFailed(id, error),
      passed: (bytes, from) => this.#passed(id, bytes, from),
      ended: (side) => this.#feed({ type: 'ended', circuit: id, side }),
      closed: () => this.#closedCircuit(id),
    });
    const empty = { registrar: undefined, reason: undefined, fromPledge: 0, fromRegistrar: 0 };
    this.#circuits.set(id, { circuit, source, since: now, activeAt: now, ...empty });
    this.#feed({ type: 'accepted', circuit: id, source });
  }

  #feed(input: JoinProxyInput): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    for (const action of this.#engine.step(input, this.#clock.monotonic())) this.#obey(action);
  }

  #obey(action: JoinProxyAction): void {
    switch (action.type) {
      case 'connect': {
        const open = this.#circuits.get(action.circuit);
        if (open === undefined) return;
        open.registrar = action.registrar;
        open.circuit.connect(action.registrar);
        return;
      }
      case 'splice': {
        const open = this.#circuits.get(action.circuit);
        if (open === undefined) return;
        this.#tell({ type: 'opened', circuit: action.circuit, source: open.source, registrar: action.registrar });
        open.circuit.splice();
        return;
      }
      case 'drop': {
        const open = this.#circuits.get(action.circuit);
        if (open === undefined) return;
        open.reason = action.reason;
        open.circuit.destroy();
        return;
      }
      case 'announce':
        this.#announcing = this.#announcing.then(() => this.#announce(action.on));
        return;
      case 'wake': {
        const delay = Math.max(0, action.at - this.#clock.monotonic());
        this.#timer = setTimeout(() => this.#feed({ type: 'tick' }), delay);
        this.#timer.unref();
      }
    }
  }

  #registrarFailed(id: number, error: Error): void {
    const registrar = this.#circuits.get(id)?.registrar;
    if (registrar !== undefined) {
      this.#tell({ type: 'registrar-unreachable', circuit: id, registrar, reason: error.message });
    }
    this.#feed({ type: 'registrar-failed', circuit: id });
  }

  #passed(id: number, bytes: number, from: 'pledge' | 'registrar'): void {
    const open = this.#circuits.get(id);
    if (open === undefined) return;
    if (from === 'pledge') open.fromPledge += bytes;
    else open.fromRegistrar += bytes;
    const now = this.#clock.monotonic();
    if (now - open.activeAt < this.#activityInterval) return;
    open.activeAt = now;
    this.#feed({ type: 'activity', circuit: id });
  }

  #closedCircuit(id: number): void {
    const open = this.#circuits.get(id);
    if (open === undefined) return;
    this.#circuits.delete(id);
    this.#feed({ type: 'closed', circuit: id });
    this.#tell({
      type: 'closed',
      circuit: id,
      source: open.source,
      reason: open.reason,
      bytesFromPledge: open.fromPledge,
      bytesFromRegistrar: open.fromRegistrar,
      ms: this.#clock.monotonic() - open.since,
    });
  }

  async #announce(on: boolean): Promise<void> {
    const { announcers = [] } = this.#options;
    if (on && !this.#isClosed) {
      for (const announcer of announcers) {
        try {
          this.#announcements.push(await announcer({ port: this.port }));
        } catch (error) {
          // One network that cannot be announced on must not silence the others.
          this.#tell({ type: 'trouble', error });
        }
      }
    } else {
      const ending = this.#announcements;
      this.#announcements = [];
      await Promise.allSettled(ending.map((each) => each.close()));
    }
    if (!this.#isClosed && announcers.length > 0) this.#tell({ type: 'announcing', on });
  }

  #tell(event: RelayEvent): void {
    this.#options.onEvent?.(event);
  }
}

/** IPv4 addresses on a dual-stack listener are counted as what they are. */
function sourceOf(socket: Socket): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '');
}
