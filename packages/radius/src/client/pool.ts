/** Chooses a server, and finds out with Status-Server which ones are there (RFC 5997 §4.3, RFC 3539 §3.4). */

import { isSallyportError, type Random, type Timer } from '@sallyport/core';
import { CODES } from '../packet/codes.ts';
import type { Requester } from '../requester/requester.ts';
import type { Server, ServerState, Watchdog } from './servers.ts';

export interface PoolPorts {
  readonly timer: Timer;
  readonly random: Random;
  readonly changed: (name: string, state: ServerState) => void;
}

const ORDER: readonly ServerState[] = ['up', 'suspect', 'down'];
/** RFC 3539 §3.4.1: two seconds to either side keep watchdogs from falling into step. */
const JITTER = 2000;

export class ServerPool {
  readonly #servers: readonly Server[];
  readonly #requester: Requester;
  readonly #watchdog: Watchdog;
  readonly #ports: PoolPorts;
  #isClosed = false;

  constructor(servers: readonly Server[], requester: Requester, watchdog: Watchdog, ports: PoolPorts) {
    this.#servers = servers;
    this.#requester = requester;
    this.#watchdog = watchdog;
    this.#ports = ports;
  }

  get size(): number {
    return this.#servers.length;
  }

  get states(): readonly { readonly name: string; readonly state: ServerState }[] {
    return this.#servers.map(({ name, state }) => ({ name, state }));
  }

  find(name: string): Server | undefined {
    return this.#servers.find((server) => server.name === name);
  }

  /** The first that is up, else suspect, else down; none of `tried`. */
  choose(tried: ReadonlySet<Server>): Server | undefined {
    for (const state of ORDER) {
      const server = this.#servers.find((candidate) => candidate.state === state && !tried.has(candidate));
      if (server !== undefined) return server;
    }
    return undefined;
  }

  /** It answered a request: whatever was thought of it, it is there. */
  answered(server: Server): void {
    if (server.state !== 'up') this.#set(server, 'up');
    if (server.stream !== undefined) this.#watch(server);
  }

  /** There is a connection now, which a watchdog keeps an eye on (RFC 6613 §2.6). */
  connected(stream: string): void {
    for (const server of this.#servers) if (server.stream === stream) this.answered(server);
  }

  /**
   * It did not answer a request. Where it answers Status-Server it is asked with that, since what is silent may stand behind it;
   * else it counts as down for a time.
   */
  silent(server: Server): void {
    if (this.#isClosed || server.state !== 'up') return;
    if (server.statusServer) {
      this.#set(server, 'suspect');
      void this.#probe(server);
    } else {
      this.#set(server, 'down');
      server.cancelWait = this.#ports.timer.after(this.#watchdog.deadTime, () => this.#set(server, 'up'));
    }
  }

  /** RFC 3539 §3.4.1: when a connection has been silent for an interval, the server is asked whether it is there. */
  #watch(server: Server): void {
    server.cancelWait();
    server.cancelWait = this.#ports.timer.after(this.#watchdog.interval + this.#jitter(), () => {
      this.#set(server, 'suspect');
      void this.#probe(server);
    });
  }

  close(): void {
    this.#isClosed = true;
    for (const server of this.#servers) server.cancelWait();
  }

  /** Never rejects. RFC 5997 §4.1: never sent again; the next one is another packet. */
  async #probe(server: Server): Promise<void> {
    const { timeout } = this.#watchdog;
    const retransmission = { initialTime: timeout, maxTime: 0, maxCount: 1, maxDuration: timeout };
    const request = { code: CODES.STATUS_SERVER, attributes: [], target: server, retransmission };
    const isThere = await this.#requester.send(request).then(
      () => true,
      (error) => {
        if (!isSallyportError(error)) throw error;
        // When there was no identifier to ask with, nothing was found out.
        return error.code === 'E_RADIUS_BUSY' ? undefined : false;
      },
    );
    if (this.#isClosed || server.state === 'up') return;
    if (isThere === undefined) this.#probeLater(server);
    else this.#judge(server, isThere);
  }

  #judge(server: Server, isThere: boolean): void {
    server.answersInARow = isThere ? server.answersInARow + 1 : 0;
    const needed = server.state === 'suspect' ? 1 : this.#watchdog.answersToRevive;
    if (server.answersInARow >= needed) {
      this.answered(server);
      return;
    }
    if (server.state === 'suspect') this.#set(server, 'down');
    this.#probeLater(server);
  }

  #probeLater(server: Server): void {
    const wait = this.#watchdog.interval + this.#jitter();
    server.cancelWait = this.#ports.timer.after(wait, () => void this.#probe(server));
  }

  #set(server: Server, state: ServerState): void {
    server.cancelWait();
    server.cancelWait = () => {};
    server.answersInARow = 0;
    server.state = state;
    this.#ports.changed(server.name, state);
  }

  #jitter(): number {
    const [byte = 0] = this.#ports.random.bytes(1);
    const most = Math.min(JITTER, this.#watchdog.interval / 2);
    return (byte / 255) * 2 * most - most;
  }
}
