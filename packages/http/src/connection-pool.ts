/** A few connections to one server, lent out one request at a time. */

import { fail } from './errors.ts';
import { type ConnectionTarget, PersistentConnection } from './persistent-connection.ts';

export interface PoolLimits {
  /** Connections to one server. Default 8. */
  readonly maxConnections: number;
  /** Requests that may wait for a connection. Default 256. */
  readonly maxWaiting: number;
  /** How long an unused connection is kept, in milliseconds. Default 4 s: most servers close after 5 s. */
  readonly idleTimeout: number;
}

export const DEFAULT_POOL_LIMITS: PoolLimits = { maxConnections: 8, maxWaiting: 256, idleTimeout: 4_000 };

export interface Lease {
  readonly connection: PersistentConnection;
  /** True when the connection carried a request before: the server may be closing it just now. */
  readonly used: boolean;
}

interface Waiter {
  readonly wake: () => void;
  readonly fail: (error: Error) => void;
}

export class ConnectionPool {
  readonly #target: ConnectionTarget;
  readonly #limits: PoolLimits;
  readonly #idle = new Map<PersistentConnection, NodeJS.Timeout>();
  readonly #lent = new Set<PersistentConnection>();
  readonly #waiting: Waiter[] = [];
  #opening = 0;
  #closed = false;

  constructor(target: ConnectionTarget, limits: PoolLimits) {
    this.#target = target;
    this.#limits = limits;
  }

  /** True when nothing is connected, being connected or awaited. */
  get isEmpty(): boolean {
    return this.#idle.size + this.#lent.size + this.#opening + this.#waiting.length === 0;
  }

  /** @throws E_HTTP_POOL_EXHAUSTED, E_HTTP_ABORTED, E_HTTP_CONNECTION_CLOSED, and whatever opening a connection throws */
  async acquire(signal: AbortSignal | undefined): Promise<Lease> {
    for (;;) {
      if (this.#closed) throw fail('E_HTTP_CONNECTION_CLOSED', 'this client is closed');
      const reused = this.#takeIdle();
      if (reused !== undefined) return { connection: reused, used: true };
      if (this.#lent.size + this.#opening < this.#limits.maxConnections) return this.#open(signal);
      await this.#wait(signal);
    }
  }

  /** Takes a connection back; keeps it if it is still good. */
  release(connection: PersistentConnection): void {
    this.#lent.delete(connection);
    if (connection.isOpen && !this.#closed) {
      const timer = setTimeout(() => this.#drop(connection), this.#limits.idleTimeout);
      timer.unref();
      this.#idle.set(connection, timer);
    } else {
      connection.close();
    }
    this.#waiting.shift()?.wake();
  }

  close(): void {
    this.#closed = true;
    for (const connection of [...this.#idle.keys()]) this.#drop(connection);
    for (const connection of this.#lent) connection.close();
    for (const waiter of this.#waiting.splice(0))
      waiter.fail(fail('E_HTTP_CONNECTION_CLOSED', 'this client is closed'));
  }

  /** The one used last is the least likely to be closed by the server. */
  #takeIdle(): PersistentConnection | undefined {
    for (const connection of [...this.#idle.keys()].reverse()) {
      clearTimeout(this.#idle.get(connection));
      this.#idle.delete(connection);
      if (!connection.isOpen) continue;
      this.#lent.add(connection);
      return connection;
    }
    return undefined;
  }

  #drop(connection: PersistentConnection): void {
    clearTimeout(this.#idle.get(connection));
    this.#idle.delete(connection);
    connection.close();
  }

  async #open(signal: AbortSignal | undefined): Promise<Lease> {
    this.#opening++;
    try {
      const connection = await PersistentConnection.open({
        ...this.#target,
        ...(signal === undefined ? {} : { signal }),
      });
      if (this.#closed) {
        connection.close();
        throw fail('E_HTTP_CONNECTION_CLOSED', 'this client is closed');
      }
      this.#lent.add(connection);
      return { connection, used: false };
    } catch (error) {
      this.#waiting.shift()?.wake();
      throw error;
    } finally {
      this.#opening--;
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length >= this.#limits.maxWaiting) {
      throw fail('E_HTTP_POOL_EXHAUSTED', `${this.#limits.maxWaiting} requests already wait for a connection`);
    }
    return new Promise((resolve, reject) => {
      const leave = () => signal?.removeEventListener('abort', onAbort);
      const waiter: Waiter = {
        wake: () => {
          leave();
          resolve();
        },
        fail: (error) => {
          leave();
          reject(error);
        },
      };
      const onAbort = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.fail(fail('E_HTTP_ABORTED', 'given up by the caller', { cause: signal?.reason }));
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.push(waiter);
    });
  }
}
