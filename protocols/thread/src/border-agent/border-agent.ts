/**
 * The Border Agent (Thread 1.1.1 §8.4, §8.7; white paper, figures 5 to 8): stands for the mesh towards Commissioners
 * that are not on it, and for the Commissioner towards the mesh. A Commissioner Router is the same over a radio link.
 *
 * Candidates prove the PSKc in a DTLS session; one of them is the Commissioner at a time, when the Leader says so. Without a
 * socket: `transmit` and {@link BorderAgent.receive} carry the datagrams of all candidates, each under its own key `peer`.
 */

import { type Milliseconds, type SallyportError, SECOND, type Secret } from '@sallyport/core';
import { DtlsServer, type DtlsSession, type SessionListener } from '@sallyport/dtls';
import { commissionerAloc16 } from '../node/addresses.ts';
import type { DatasetView, NetworkDataView } from '../node/ports.ts';
import type { RolePorts, TmfAgent } from '../node/tmf-agent.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { CandidateSession, type CandidateState } from './candidate-session.ts';
import { PROXY_PORTS } from './proxy-policy.ts';

export interface BorderAgentLimits {
  /** Candidates with a session at the same time. */
  readonly maxSessions: number;
  /** Candidates that have proved their address and are proving the PSKc. */
  readonly maxHandshakes: number;
  /** Largest datagram to a candidate. */
  readonly mtu: number;
  /** How long a handshake may take. */
  readonly handshakeTimeout: Milliseconds;
  /** A session without petition or keep-alive for so long is ended (TIMEOUT_COMM_PET). */
  readonly keepAliveTimeout: Milliseconds;
}

export const BORDER_AGENT_LIMITS: BorderAgentLimits = {
  maxSessions: 16,
  maxHandshakes: 16,
  mtu: 1232,
  handshakeTimeout: 15 * SECOND,
  keepAliveTimeout: 50 * SECOND,
};

export type BorderAgentEvent =
  | { readonly type: 'candidate'; readonly peer: string; readonly state: CandidateState }
  /** A handshake came to nothing: mostly a wrong PSKc. */
  | { readonly type: 'candidate-failed'; readonly peer: string; readonly error: SallyportError }
  /** A candidate tried what it may not do. */
  | { readonly type: 'refused'; readonly peer: string; readonly what: string };

export interface BorderAgentOptions {
  readonly agent: TmfAgent;
  readonly networkData: NetworkDataView;
  readonly datasets: DatasetView;
  /**
   * The PSKc now, or the one-time passcode (ePSKc) for candidates that came by its own port: asked for each handshake, so that a
   * new one counts at once. Undefined lets nobody in.
   */
  readonly pskc: (peer: string) => Secret | undefined;
  /** Which bit of the Security Policy lets candidates in: C for external ones, N for native ones. External unless told. */
  readonly candidates?: 'external' | 'native';
  /** UDP ports of the mesh that a Commissioner may reach. */
  readonly proxyPorts?: readonly number[];
  readonly limits?: Partial<BorderAgentLimits>;
  readonly listener?: (event: BorderAgentEvent) => void;
}

export type BorderAgentPorts = RolePorts & { readonly transmit: (datagram: Uint8Array, peer: string) => void };

export class BorderAgent {
  readonly #options: BorderAgentOptions;
  readonly #limits: BorderAgentLimits;
  readonly #ports: BorderAgentPorts;
  readonly #server: DtlsServer;
  readonly #sessions = new Set<CandidateSession>();
  readonly #release: () => void;
  #active: { readonly session: CandidateSession; readonly locator: number; readonly release: () => void } | undefined;

  /** @throws E_THREAD_BUSY when another role of this node receives RLY_RX.ntf */
  constructor(options: BorderAgentOptions, ports: BorderAgentPorts) {
    this.#options = options;
    this.#limits = { ...BORDER_AGENT_LIMITS, ...options.limits };
    this.#ports = ports;
    this.#server = new DtlsServer(
      {
        credentials: (peer) => {
          const password = this.#isOpen() ? options.pskc(peer) : undefined;
          return password === undefined ? undefined : { type: 'ecjpake', password };
        },
        suites: ['TLS_ECJPAKE_WITH_AES_128_CCM_8'],
        maxSessions: this.#limits.maxSessions,
        maxHandshakes: this.#limits.maxHandshakes,
        limits: { handshakeTimeout: this.#limits.handshakeTimeout, mtu: this.#limits.mtu },
        accepted: (session) => this.#accept(session),
        failed: (peer, error) => options.listener?.({ type: 'candidate-failed', peer, error }),
      },
      ports,
    );
    this.#release = options.agent.serve(TMF_URIS.RLY_RX, ({ payload, confirmable, multicast }) => {
      if (!confirmable && !multicast) this.#active?.session.relay(payload);
      return undefined;
    });
  }

  /** A datagram from a candidate. Never throws for what is in it. */
  receive(datagram: Uint8Array, peer: string): void {
    this.#server.receive(datagram, peer);
  }

  /** Candidates with a session. */
  get sessions(): number {
    return this.#sessions.size;
  }

  /** The transport's key of the present Commissioner. */
  get commissioner(): string | undefined {
    return this.#active?.session.peer;
  }

  /** Ends all sessions. The Leader finds out that the Commissioner is gone by itself. */
  close(): void {
    this.#release();
    for (const session of [...this.#sessions]) session.close();
    this.#server.close();
  }

  /** What the network's Security Policy says; without a policy, nobody is let in. */
  #isOpen(): boolean {
    const { datasets, candidates = 'external' } = this.#options;
    const policy = datasets.active?.values.securityPolicy;
    return (candidates === 'external' ? policy?.externalCommissioning : policy?.nativeCommissioning) ?? false;
  }

  #accept(session: DtlsSession): SessionListener {
    const { agent, networkData, datasets, proxyPorts = PROXY_PORTS, listener } = this.#options;
    const { peer } = session;
    const candidate = new CandidateSession(
      session,
      {
        agent,
        networkData,
        datasets,
        proxyPorts,
        keepAliveTimeout: this.#limits.keepAliveTimeout,
        activeLocator: () => (this.#active?.session === candidate ? this.#active.locator : undefined),
        activated: (sessionId) => this.#activate(candidate, sessionId),
        deactivated: () => this.#deactivate(candidate),
        refused: (what) => listener?.({ type: 'refused', peer, what }),
        ended: () => {
          this.#deactivate(candidate);
          this.#sessions.delete(candidate);
          listener?.({ type: 'candidate', peer, state: 'gone' });
        },
      },
      this.#ports,
    );
    this.#sessions.add(candidate);
    listener?.({ type: 'candidate', peer, state: 'connected' });
    return candidate;
  }

  /** The Leader accepted: the mesh reaches the Commissioner by its anycast locator, and that is here. */
  #activate(session: CandidateSession, sessionId: number): void {
    if (this.#active !== undefined) this.#deactivate(this.#active.session);
    const locator = commissionerAloc16(sessionId);
    const release = this.#options.agent.udp.claimAnycast(locator, (datagram, port) => session.proxy(datagram, port));
    this.#active = { session, locator, release };
    this.#options.listener?.({ type: 'candidate', peer: session.peer, state: 'active' });
  }

  #deactivate(session: CandidateSession): void {
    if (this.#active?.session !== session) return;
    this.#active.release();
    this.#active = undefined;
    this.#options.listener?.({ type: 'candidate', peer: session.peer, state: 'revoked' });
  }
}
