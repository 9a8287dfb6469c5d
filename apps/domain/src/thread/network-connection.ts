/**
 * The owner's Commissioner in one Thread network, over a UDP socket: connects to a Border Agent, petitions, and comes back
 * by itself when the role or the link is lost, for as long as nobody tells it to resign.
 */

import { lookup } from 'node:dns/promises';
import {
  type Clock,
  isSallyportError,
  type Milliseconds,
  type Random,
  reasonOf,
  type SallyportError,
  SECOND,
  type Secret,
  type Timer,
  toHex,
} from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import {
  BorderAgentLink,
  Commissioner,
  type CommissionerEvent,
  type CommissionerState,
  type JoinerJournal,
  TLVS,
} from '@sallyport/thread';
import { openUdpSocket, type UdpAddress, type UdpSocket } from '@sallyport/udp';
import { fail } from '../errors.ts';

const FIRST_RETRY: Milliseconds = SECOND;
const LONGEST_RETRY: Milliseconds = 60 * SECOND;
/** A Border Agent's datagram fits into one frame of the link; what is longer is nobody's. */
const MAX_DATAGRAM = 4096;

export interface NetworkConnectionOptions {
  readonly host: string;
  readonly port: number;
  /** The PSKc, or the one-time passcode that the border router shows. */
  readonly pskc: Secret;
  /** What others are told of who holds the role. */
  readonly commissionerId: string;
  readonly authorizer: Authorizer;
  readonly journal: (network: ThreadNetworkName) => JoinerJournal;
  readonly events: EventListener;
  readonly listener: (event: CommissionerEvent) => void;
  readonly onError: (error: unknown) => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
}

export interface ThreadNetworkName {
  readonly networkName: string;
  /** Lower-case hex, 8 bytes. */
  readonly extendedPanId: string;
}

export class NetworkConnection {
  readonly commissioner: Commissioner;
  /** Where the Border Agent is. */
  readonly borderAgent: UdpAddress;
  readonly #options: NetworkConnectionOptions;
  readonly #socket: UdpSocket;
  #name: ThreadNetworkName | undefined;
  #trouble: SallyportError | undefined;
  #retryIn = FIRST_RETRY;
  #cancelRetry: () => void = () => undefined;
  #isEnding = false;

  private constructor(
    options: NetworkConnectionOptions,
    socket: UdpSocket,
    borderAgent: UdpAddress,
    link: BorderAgentLink,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.borderAgent = borderAgent;
    const { commissionerId, authorizer, events, onError, clock, timer, random } = options;
    this.commissioner = new Commissioner(
      {
        id: commissionerId,
        link,
        authorizer,
        journal: { accepted: (record) => options.journal(this.name).accepted(record) },
        listener: (event) => this.#heard(event),
        onboarding: events,
        policyFailed: onError,
      },
      { clock, timer, random },
    );
  }

  /**
   * Connects, petitions, and learns which network it is.
   * @throws E_DOMAIN_THREAD_HOST, E_UDP_…, E_DTLS_…, E_THREAD_PETITION_REJECTED, E_COAP_TIMEOUT
   */
  static async open(options: NetworkConnectionOptions): Promise<NetworkConnection> {
    const { clock, timer, random, pskc } = options;
    const borderAgent = await addressOf(options);
    const family = borderAgent.address.includes(':') ? 6 : 4;
    let link: BorderAgentLink | undefined;
    const socket = await openUdpSocket({ family, maxDatagram: MAX_DATAGRAM }, (datagram, from) => {
      if (from.address === borderAgent.address && from.port === borderAgent.port) link?.receive(datagram);
    });
    link = new BorderAgentLink(
      { pskc },
      { clock, timer, random, transmit: (datagram) => socket.send(datagram, borderAgent) },
    );
    const connection = new NetworkConnection(options, socket, borderAgent, link);
    try {
      await connection.#begin();
      return connection;
    } catch (thrown) {
      await connection.end();
      throw thrown;
    }
  }

  get name(): ThreadNetworkName {
    if (this.#name === undefined) throw fail('E_DOMAIN_THREAD_NETWORK', 'the network has not said its name');
    return this.#name;
  }

  get state(): CommissionerState {
    return this.commissioner.state;
  }

  /** Why there is no role at the moment; undefined while there is one. */
  get trouble(): SallyportError | undefined {
    return this.#trouble;
  }

  /** Asks the network for its name, which may have been changed. @throws E_DOMAIN_THREAD_NETWORK, E_COAP_TIMEOUT, E_THREAD_… */
  async learnName(): Promise<void> {
    const dataset = await this.commissioner.network.getActiveDataset(TLVS.networkName, TLVS.extendedPanId);
    const { networkName, extendedPanId } = dataset.values;
    if (networkName === undefined || extendedPanId === undefined) {
      throw fail('E_DOMAIN_THREAD_NETWORK', 'the network does not say its name and extended PAN ID');
    }
    this.#name = { networkName, extendedPanId: toHex(extendedPanId) };
  }

  /** Gives the role back in good order and closes the socket. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#cancelRetry();
    await this.commissioner.resign();
    await this.#socket.close();
  }

  async #begin(): Promise<void> {
    await this.commissioner.connect();
    try {
      await this.commissioner.petition();
      await this.learnName();
    } catch (thrown) {
      // A petition that was refused leaves the link open; the next try begins with a new one.
      await this.commissioner.resign();
      throw thrown;
    }
    this.#trouble = undefined;
    this.#retryIn = FIRST_RETRY;
  }

  #heard(event: CommissionerEvent): void {
    this.#options.listener(event);
    if (event.type === 'lost') this.#retryLater(event.error);
    else if (event.type === 'dataset-changed') this.learnName().catch(this.#options.onError);
  }

  #retryLater(trouble: SallyportError): void {
    if (this.#isEnding) return;
    this.#trouble = trouble;
    this.#cancelRetry();
    this.#cancelRetry = this.#options.timer.after(this.#retryIn, () => {
      this.#begin().catch((thrown: unknown) => this.#retryLater(troubleOf(thrown)));
    });
    this.#retryIn = Math.min(LONGEST_RETRY, 2 * this.#retryIn);
  }
}

async function addressOf({ host, port }: NetworkConnectionOptions): Promise<UdpAddress> {
  try {
    const { address } = await lookup(host);
    return { address, port };
  } catch (cause) {
    throw fail('E_DOMAIN_THREAD_HOST', `there is no host ${host}`, { cause });
  }
}

function troubleOf(thrown: unknown): SallyportError {
  return isSallyportError(thrown) ? thrown : fail('E_DOMAIN_THREAD_NETWORK', reasonOf(thrown), { cause: thrown });
}
