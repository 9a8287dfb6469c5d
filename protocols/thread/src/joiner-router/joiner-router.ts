/**
 * The Joiner Router (Thread 1.1.1 §8.4.4): lets strangers speak to the Commissioner and to nobody else, and hands
 * the network's credentials to those the Commissioner accepted.
 *
 * Unsecured datagrams are taken on the joiner port only, only while the network steers joiners, only from neighbours, and
 * only when they could be DTLS. What comes back goes to a joiner that asked, from the port that it asked.
 */

import { toHex } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { DEFAULT_JOINER_UDP_PORT, interfaceIdOfAddress, isLinkLocal, linkLocalAddressOf } from '../node/addresses.ts';
import { attemptOf, clientRandomOf } from '../node/attempt.ts';
import type { DatasetView, IncomingDatagram, NetworkDataView } from '../node/ports.ts';
import { readOrUndefined } from '../node/read.ts';
import type { RolePorts, TmfAgent, TmfRequest } from '../node/tmf-agent.ts';
import { type CommissionerDataset, decodeCommissionerDataset } from '../tmf/commissioner-dataset.ts';
import { decodeRelayTx, encodeRelayRx, type RelayTx } from '../tmf/relay.ts';
import { TMF_URIS } from '../tmf/uris.ts';
import { Entrusting, type EntrustingLimits } from './entrusting.ts';
import { JOINERS_SEEN_LIMITS, JoinersSeen, type JoinersSeenLimits } from './joiners-seen.ts';
import { isPlausibleDtls } from './plausible-dtls.ts';

/** Why something was dropped. Strangers decide how often, so these are counted and not logged. */
export type JoinerRouterDrop =
  /** Secured traffic on the joiner port, or a sender that is no neighbour. */
  | 'not-a-joiner'
  | 'not-dtls'
  | 'too-much'
  | 'no-commissioner'
  /** RLY_TX.ntf that cannot be read, is confirmable, or does not come from where the network data say. */
  | 'relay-sender'
  /** It names another Joiner Router. */
  | 'relay-locator'
  /** It names a joiner, or a port, that did not speak to us lately. */
  | 'relay-joiner';

export interface JoinerRouterOptions {
  readonly agent: TmfAgent;
  readonly networkData: NetworkDataView;
  readonly datasets: DatasetView;
  readonly limits?: Partial<JoinersSeenLimits>;
  readonly entrusting?: Partial<EntrustingLimits>;
  /** Hears step M.6 of each joiner. */
  readonly onboarding?: EventListener;
  readonly dropped?: (reason: JoinerRouterDrop) => void;
}

export class JoinerRouter {
  readonly #options: JoinerRouterOptions;
  readonly #agent: TmfAgent;
  readonly #seen: JoinersSeen;
  readonly #entrusting: Entrusting;
  readonly #release: readonly (() => void)[];
  #bound: { readonly port: number; readonly unbind: () => void } | undefined;

  constructor(options: JoinerRouterOptions, ports: RolePorts) {
    const { agent, networkData, datasets, onboarding } = options;
    this.#options = options;
    this.#agent = agent;
    this.#seen = new JoinersSeen(ports.clock, { ...JOINERS_SEEN_LIMITS, ...options.limits });
    this.#entrusting = new Entrusting({ agent, datasets, limits: options.entrusting, onboarding }, ports);
    this.#release = [
      agent.serve(TMF_URIS.RLY_TX, (request) => this.#relayBack(request)),
      networkData.subscribe(() => this.#follow()),
    ];
    this.#follow();
  }

  /** The port on which joiners are heard; undefined while nobody may join. */
  get joinerUdpPort(): number | undefined {
    return this.#bound?.port;
  }

  close(): void {
    for (const release of this.#release) release();
    this.#unbind();
    this.#entrusting.close();
  }

  /** Opens the joiner port while there is a Commissioner that steers somebody, and closes it otherwise. */
  #follow(): void {
    const { steeringData, joinerUdpPort = DEFAULT_JOINER_UDP_PORT, borderAgentLocator } = this.#commissioning();
    const isSteering = borderAgentLocator !== undefined && steeringData?.some((byte) => byte !== 0) === true;
    if (isSteering && this.#bound?.port === joinerUdpPort) return;
    this.#unbind();
    if (!isSteering) return;
    const unbind = this.#agent.udp.bind(joinerUdpPort, (datagram) => this.#relay(datagram));
    this.#bound = { port: joinerUdpPort, unbind };
  }

  #unbind(): void {
    this.#bound?.unbind();
    this.#bound = undefined;
  }

  #commissioning(): CommissionerDataset {
    return readOrUndefined(this.#options.networkData.commissioningData, decodeCommissionerDataset) ?? {};
  }

  #relay(datagram: IncomingDatagram): void {
    const refusal = this.#refusalOf(datagram);
    if (refusal !== undefined) {
      this.#drop(refusal);
      return;
    }
    const { from, payload } = datagram;
    const interfaceId = interfaceIdOfAddress(from.address);
    const { borderAgentLocator } = this.#commissioning();
    if (borderAgentLocator === undefined) {
      this.#drop('no-commissioner');
      return;
    }
    const clientRandom = clientRandomOf(payload);
    if (clientRandom !== undefined) {
      this.#entrusting.follow(toHex(interfaceId), attemptOf(interfaceId, clientRandom));
    }
    const relayed = encodeRelayRx({
      joinerUdpPort: from.port,
      joinerIid: interfaceId,
      joinerRouterLocator: this.#agent.udp.rloc16,
      dtls: payload,
    });
    this.#agent.notify({ address: this.#agent.addressOf(borderAgentLocator) }, TMF_URIS.RLY_RX, relayed);
  }

  #refusalOf({ from, to, payload, security }: IncomingDatagram): JoinerRouterDrop | undefined {
    if (security !== 'none' || !isLinkLocal(from.address) || !isLinkLocal(to)) return 'not-a-joiner';
    if (!isPlausibleDtls(payload)) return 'not-dtls';
    return this.#seen.admit(toHex(interfaceIdOfAddress(from.address)), from.port) ? undefined : 'too-much';
  }

  #relayBack(request: TmfRequest): undefined {
    const { borderAgentLocator } = this.#commissioning();
    const relay = readOrUndefined(request.payload, decodeRelayTx);
    if (relay === undefined || request.confirmable || request.multicast || request.fromLocator !== borderAgentLocator) {
      return this.#drop('relay-sender');
    }
    if (relay.joinerRouterLocator !== this.#agent.udp.rloc16) return this.#drop('relay-locator');
    if (!this.#seen.awaits(toHex(relay.joinerIid), relay.joinerUdpPort)) return this.#drop('relay-joiner');
    if (!isPlausibleDtls(relay.dtls)) return this.#drop('not-dtls');
    this.#speak(relay);
    if (relay.kek !== undefined) this.#entrusting.entrust(relay.joinerIid, relay.kek);
    return undefined;
  }

  #speak({ joinerIid, joinerUdpPort, dtls }: RelayTx): void {
    if (this.#bound === undefined) return;
    this.#agent.udp.send({
      from: this.#bound.port,
      to: { address: linkLocalAddressOf(joinerIid), port: joinerUdpPort },
      payload: dtls,
      security: 'none',
    });
  }

  #drop(reason: JoinerRouterDrop): undefined {
    this.#options.dropped?.(reason);
  }
}
