/**
 * A RADIUS client without sockets (RFC 2865, RFC 2866, RFC 3579, RFC 5080, RFC 5997): asks the first server that is there, and
 * takes nothing for an answer that is not proved to be one.
 */

import { isSallyportError, type Milliseconds, reasonOf, type SallyportError, type Secret } from '@sallyport/core';
import type { Endpoint } from '../address.ts';
import { readEapMessage } from '../attributes/eap-message.ts';
import type { Counters } from '../counters.ts';
import { ATTRIBUTES } from '../dictionary/standard.ts';
import { ERROR_CAUSES } from '../dictionary/values.ts';
import { fail } from '../errors.ts';
import type { PasswordDefinition, SaltedDefinition } from '../hiding/definitions.ts';
import type { OutgoingAttribute } from '../hiding/hidden-attribute.ts';
import { CODES } from '../packet/codes.ts';
import type { Attribute } from '../packet/packet.ts';
import type { VerifiedPacket } from '../packet/verified.ts';
import { Requester, type RequesterOptions, type RequesterPorts } from '../requester/requester.ts';
import { ACCOUNTING_RETRANSMISSION, completeRetransmission, type Retransmission } from '../requester/retransmission.ts';
import { ServerPool } from './pool.ts';
import {
  DEFAULT_WATCHDOG,
  type Server,
  type ServerSettings,
  type ServerState,
  serversOf,
  type Watchdog,
} from './servers.ts';

export interface RadiusClientOptions extends RequesterOptions {
  /** In order of preference. */
  readonly servers: readonly ServerSettings[];
  readonly retransmission?: Partial<Retransmission>;
  readonly accountingRetransmission?: Partial<Retransmission>;
  /** Transmissions to one server before the next is asked, where there is another. Default 3. */
  readonly attemptsPerServer?: number;
  readonly watchdog?: Partial<Watchdog>;
  /** A server was found to be up, suspect or down. */
  readonly changed?: (name: string, state: ServerState) => void;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
}

export interface AccessAnswer {
  readonly outcome: 'accept' | 'reject' | 'challenge';
  /** The name of the server that gave it. */
  readonly server: string;
  readonly attributes: readonly Attribute[];
  readonly eapMessage: Uint8Array | undefined;
  /** To be brought back with the next request of this conversation, after a challenge. */
  readonly state: Uint8Array | undefined;
  /** @throws E_RADIUS_HIDDEN_VALUE */
  reveal(definition: PasswordDefinition | SaltedDefinition): Secret | undefined;
}

const DEFAULT_ATTEMPTS = 3;

const OUTCOMES: ReadonlyMap<number, AccessAnswer['outcome']> = new Map([
  [CODES.ACCESS_ACCEPT, 'accept'],
  [CODES.ACCESS_REJECT, 'reject'],
  [CODES.ACCESS_CHALLENGE, 'challenge'],
]);

export class RadiusClient {
  readonly #ports: RequesterPorts;
  readonly #requester: Requester;
  readonly #authentication: ServerPool;
  readonly #accounting: ServerPool;
  readonly #retransmission: Retransmission;
  readonly #accountingRetransmission: Retransmission;
  readonly #attempts: number;

  /** @throws E_RADIUS_ARGUMENT */
  constructor(options: RadiusClientOptions, ports: RequesterPorts) {
    const { attemptsPerServer = DEFAULT_ATTEMPTS, changed = () => {} } = options;
    if (!Number.isInteger(attemptsPerServer) || attemptsPerServer < 1) {
      throw fail('E_RADIUS_ARGUMENT', 'at least one attempt for each server');
    }
    this.#ports = ports;
    this.#attempts = attemptsPerServer;
    this.#requester = new Requester(options, ports);
    this.#retransmission = completeRetransmission(options.retransmission);
    this.#accountingRetransmission = completeRetransmission(
      options.accountingRetransmission,
      ACCOUNTING_RETRANSMISSION,
    );
    const watchdog = { ...DEFAULT_WATCHDOG, ...options.watchdog };
    const pool = (kind: 'authentication' | 'accounting') =>
      new ServerPool(serversOf(options.servers, kind), this.#requester, watchdog, { ...ports, changed });
    this.#authentication = pool('authentication');
    this.#accounting = pool('accounting');
  }

  /** Packets sent and taken by the name of their code, `retransmitted`, and discarded ones by error code. */
  get counters(): Counters {
    return this.#requester.counters;
  }

  get outstanding(): number {
    return this.#requester.outstanding;
  }

  get servers(): readonly { readonly name: string; readonly state: ServerState }[] {
    return this.#authentication.states;
  }

  /**
   * Asks whether somebody may come in. Message-Authenticator is put in, and hidden values are hidden for the server asked.
   * @throws E_RADIUS_NO_RESPONSE, E_RADIUS_CONNECTION when no server answers, E_RADIUS_BUSY, E_RADIUS_CANCELLED, E_RADIUS_CLOSED,
   * E_RADIUS_ARGUMENT, E_RADIUS_PACKET_SIZE
   */
  async access(attributes: readonly OutgoingAttribute[], options: AskOptions = {}): Promise<AccessAnswer> {
    const request = { code: CODES.ACCESS_REQUEST, attributes, ...options, check: checkEap };
    const { response, server } = await this.#ask(request, this.#authentication, this.#retransmission);
    return answerOf(response, server.name);
  }

  /**
   * Reports. Resolves with the name of the server that has taken the record; without other limits it goes on until one has
   * (RFC 5080 §2.2.1).
   * @throws what {@link access} does, and E_RADIUS_NOT_SERVED
   */
  async account(attributes: readonly OutgoingAttribute[], options: AskOptions = {}): Promise<string> {
    const request = { code: CODES.ACCOUNTING_REQUEST, attributes, ...options };
    const { response, server } = await this.#ask(request, this.#accounting, this.#accountingRetransmission);
    // RFC 6614 §2.5: so a server says that it keeps no accounts.
    if (ATTRIBUTES['Error-Cause'].first(response.attributes) === ERROR_CAUSES.UNSUPPORTED_EXTENSION) {
      throw fail('E_RADIUS_NOT_SERVED', `${server.name} does not take accounting`);
    }
    return server.name;
  }

  /**
   * Asks one server whether it is there (RFC 5997), once.
   * @throws E_RADIUS_NO_RESPONSE, E_RADIUS_ARGUMENT for a server that is not among those given, and the like of {@link access}
   */
  async status(
    name: string,
    kind: 'authentication' | 'accounting' = 'authentication',
    options: AskOptions = {},
  ): Promise<void> {
    const target = (kind === 'accounting' ? this.#accounting : this.#authentication).find(name);
    if (target === undefined) throw fail('E_RADIUS_ARGUMENT', 'no server of this name');
    const retransmission = { ...this.#retransmission, maxCount: 1 };
    await this.#requester.send({ code: CODES.STATUS_SERVER, attributes: [], target, retransmission, ...options });
  }

  /** A packet came by `path`. Never throws for what a peer sent; gives why it was discarded. */
  receive(packet: Uint8Array, from: Endpoint, path: string): SallyportError | undefined {
    return this.#requester.receive(packet, from, path);
  }

  /** There is a connection of this name now. */
  connected(stream: string): void {
    this.#authentication.connected(stream);
  }

  /** A connection is gone: what was asked over it is asked of the next server. */
  disconnected(stream: string, cause?: unknown): void {
    const reason = cause === undefined ? 'the connection ended' : reasonOf(cause);
    this.#requester.fail(stream, fail('E_RADIUS_CONNECTION', reason, { cause }));
  }

  /** Ends everything; what is under way fails with E_RADIUS_CLOSED. */
  close(): void {
    this.#authentication.close();
    this.#accounting.close();
    this.#requester.close();
  }

  async #ask(
    request: Omit<Parameters<Requester['send']>[0], 'target' | 'retransmission'>,
    pool: ServerPool,
    limits: Retransmission,
  ): Promise<{ readonly response: VerifiedPacket; readonly server: Server }> {
    const begun = this.#ports.clock.monotonic();
    const tried = new Set<Server>();
    for (;;) {
      const server = pool.choose(tried);
      if (server === undefined) throw fail('E_RADIUS_NO_RESPONSE', 'no server answered');
      tried.add(server);
      const retransmission = this.#share(limits, pool.size, begun);
      try {
        const response = await this.#requester.send({ ...request, target: server, retransmission });
        pool.answered(server);
        return { response, server };
      } catch (error) {
        if (!isSallyportError(error, 'E_RADIUS_NO_RESPONSE', 'E_RADIUS_CONNECTION')) throw error;
        pool.silent(server);
        if (this.#isOver(limits, begun)) throw error;
        if (tried.size < pool.size) continue;
        // Accounting goes on (RFC 5080 §2.2.1), after a pause where there is nothing to wait for.
        if (limits.maxCount > 0 || limits.maxDuration > 0) throw error;
        tried.clear();
        if (error.code === 'E_RADIUS_CONNECTION') await this.#pause(limits.initialTime, request.signal);
      }
    }
  }

  /** What one of several servers gets of the whole. */
  #share(limits: Retransmission, servers: number, begun: Milliseconds): Retransmission {
    const { maxCount, maxDuration } = limits;
    const attempts = maxCount === 0 ? this.#attempts : Math.min(maxCount, this.#attempts);
    return {
      ...limits,
      maxCount: servers === 1 ? maxCount : attempts,
      maxDuration: maxDuration === 0 ? 0 : Math.max(1, begun + maxDuration - this.#ports.clock.monotonic()),
    };
  }

  #isOver({ maxDuration }: Retransmission, begun: Milliseconds): boolean {
    return maxDuration > 0 && this.#ports.clock.monotonic() - begun >= maxDuration;
  }

  #pause(span: Milliseconds, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        cancel();
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const cancel = this.#ports.timer.after(span, end);
      signal?.addEventListener('abort', end);
    });
  }
}

/** EAP packets that cannot be put together are as good as none. */
function checkEap(response: VerifiedPacket): SallyportError | undefined {
  try {
    readEapMessage(response.attributes);
    return undefined;
  } catch (error) {
    if (isSallyportError(error)) return error;
    throw error;
  }
}

function answerOf(response: VerifiedPacket, server: string): AccessAnswer {
  const { attributes, code, key } = response;
  return {
    outcome: OUTCOMES.get(code) ?? 'reject',
    server,
    attributes,
    eapMessage: readEapMessage(attributes),
    state: ATTRIBUTES.State.first(attributes),
    reveal: (definition) => definition.reveal(attributes, key),
  };
}
