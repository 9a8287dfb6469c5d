/**
 * The owner's Commissioner in one Thread network, over a UDP socket: connects to a Border Agent, petitions, and comes back
 * by itself when the role or the link is lost, for as long as nobody tells it to resign.
 */

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
  within,
} from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import {
  BorderAgentLink,
  Commissioner,
  type CommissionerEvent,
  type CommissionerState,
  type DatasetValues,
  type JoinerJournal,
  type MeshTopology,
  TLVS,
} from '@sallyport/thread';
import { openUdpSocket, type UdpAddress, type UdpSocket } from '@sallyport/udp';
import { fail } from '../errors.ts';
import { JoinerFailures } from './joiner-failures.ts';

const FIRST_RETRY: Milliseconds = SECOND;
const LONGEST_RETRY: Milliseconds = 60 * SECOND;
/** A Border Agent's datagram fits into one frame of the link; what is longer is nobody's. */
const MAX_DATAGRAM = 4096;

/** Whoever ends a command waits for it. */
const FAREWELL: Milliseconds = 3 * SECOND;
/** So long after a change every node of a network has it. */
const SETTLING: Milliseconds = 5 * SECOND;

/** So long a topology counts for one that was just looked at. */
const TOPOLOGY_MEMORY: Milliseconds = 5 * SECOND;

export interface SeenTopology {
  readonly seen: MeshTopology;
  readonly at: Date;
}

export interface NetworkConnectionOptions {
  readonly borderAgent: UdpAddress;
  /** The PSKc, or the one-time passcode that the border router shows. */
  readonly pskc: Secret;
  /** What others are told of who holds the role. */
  readonly commissionerId: string;
  readonly authorizer: Authorizer;
  readonly journal: (network: ThreadNetworkName) => JoinerJournal;
  readonly events: EventListener;
  readonly listener: (event: CommissionerEvent) => void;
  /** Told that the role, what troubles it, or the network's name is another. */
  readonly onTurned: () => void;
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

interface Credential {
  pskc: Secret;
}

export class NetworkConnection {
  readonly commissioner: Commissioner;
  /** Why joiners of this network did not get in. */
  readonly failures = new JoinerFailures();
  /** Where the Border Agent is. */
  readonly borderAgent: UdpAddress;
  /** With what its link opens the next session: the PSKc as the network had it last. */
  readonly #credential: Credential;
  readonly #options: NetworkConnectionOptions;
  readonly #socket: UdpSocket;
  #name: ThreadNetworkName | undefined;
  #trouble: SallyportError | undefined;
  #retryIn = FIRST_RETRY;
  #cancelRetry: () => void = () => undefined;
  #cancelLearning: () => void = () => undefined;
  #topology: Promise<SeenTopology> | undefined;
  #cancelForgetting: () => void = () => undefined;
  #isEnding = false;

  private constructor(
    options: NetworkConnectionOptions,
    socket: UdpSocket,
    link: BorderAgentLink,
    credential: Credential,
  ) {
    this.#options = options;
    this.#socket = socket;
    this.#credential = credential;
    const { borderAgent, commissionerId, authorizer, events, onError, clock, timer, random } = options;
    this.borderAgent = borderAgent;
    this.commissioner = new Commissioner(
      {
        id: commissionerId,
        link,
        authorizer,
        journal: { accepted: (record) => options.journal(this.name).accepted(record) },
        listener: (event) => this.#heard(event),
        onboarding: (event) => {
          this.failures.hear(event);
          events({ ...event, facts: { ...event.facts, network: this.#name?.networkName ?? null } });
        },
        policyFailed: onError,
      },
      { clock, timer, random },
    );
  }

  /**
   * Connects, petitions, and learns which network it is.
   * @throws E_UDP_…, E_DTLS_…, E_THREAD_PETITION_REJECTED, E_COAP_TIMEOUT
   */
  static async open(options: NetworkConnectionOptions): Promise<NetworkConnection> {
    const { borderAgent, clock, timer, random } = options;
    const credential: Credential = { pskc: options.pskc };
    const family = borderAgent.address.includes(':') ? 6 : 4;
    let link: BorderAgentLink | undefined;
    const socket = await openUdpSocket({ family, maxDatagram: MAX_DATAGRAM }, (datagram, from) => {
      if (from.address === borderAgent.address && from.port === borderAgent.port) link?.receive(datagram);
    });
    link = new BorderAgentLink(credential, {
      clock,
      timer,
      random,
      transmit: (datagram) => socket.send(datagram, borderAgent),
    });
    const connection = new NetworkConnection(options, socket, link, credential);
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

  /** The owner changed this of the network: it counts here at once. The Border Agent hears of it from the Leader a little later. */
  changed({ networkName, pskc }: Pick<DatasetValues, 'networkName' | 'pskc'>): void {
    if (networkName !== undefined) this.#name = { ...this.name, networkName };
    if (pskc !== undefined) this.#credential.pskc = pskc;
    this.#learnIn(SETTLING);
  }

  /** What may have been changed and is needed here: the network's name, and the PSKc for the day the link is lost. */
  async #learn(): Promise<void> {
    const { network } = this.commissioner;
    const { networkName, extendedPanId, pskc } = (
      await network.getActiveDataset(TLVS.networkName, TLVS.extendedPanId, TLVS.pskc)
    ).values;
    if (networkName === undefined || extendedPanId === undefined) {
      throw fail('E_DOMAIN_THREAD_NETWORK', 'the network does not say its name and extended PAN ID');
    }
    this.#name = { networkName, extendedPanId: toHex(extendedPanId) };
    this.#options.onTurned();
    // A network may keep its PSKc to itself (O bit of its Security Policy).
    if (pskc !== undefined) this.#credential.pskc = pskc;
    const { delayTimer } = (await network.getPendingDataset(TLVS.delayTimer)).values;
    if (delayTimer !== undefined) this.#learnIn(delayTimer + SETTLING);
  }

  /**
   * How the mesh is connected. Whoever asks while somebody looks, or a little after, is told the same: a look takes seconds of
   * the radio's time.
   * @throws E_THREAD_STATE, E_THREAD_RESPONSE, E_COAP_TIMEOUT
   */
  topology(): Promise<SeenTopology> {
    this.#topology ??= this.#look();
    return this.#topology;
  }

  /** Gives the role back in good order, and closes the socket whether or not anybody answers. */
  async end(): Promise<void> {
    this.#isEnding = true;
    this.#cancelRetry();
    this.#cancelLearning();
    this.#cancelForgetting();
    // A Leader that hears nothing of it finds out by itself.
    await within(this.#options.timer, FAREWELL, this.commissioner.resign());
    this.commissioner.close();
    await this.#socket.close();
  }

  async #look(): Promise<SeenTopology> {
    const { clock, timer } = this.#options;
    const forget = () => {
      this.#topology = undefined;
    };
    try {
      const seen = await this.commissioner.diagnostics.topology();
      this.#cancelForgetting = timer.after(TOPOLOGY_MEMORY, forget);
      return { seen, at: clock.now() };
    } catch (thrown) {
      forget();
      throw thrown;
    }
  }

  async #begin(): Promise<void> {
    await this.commissioner.connect();
    try {
      await this.commissioner.petition();
      await this.#learn();
    } catch (thrown) {
      // A petition that was refused leaves the link open; the next try begins with a new one.
      await this.commissioner.resign();
      throw thrown;
    }
    this.#trouble = undefined;
    this.#retryIn = FIRST_RETRY;
    this.#options.onTurned();
  }

  #heard(event: CommissionerEvent): void {
    this.#options.listener(event);
    if (event.type === 'lost') this.#retryLater(event.error);
    else if (event.type === 'dataset-changed') this.#learnIn(SETTLING);
  }

  #learnIn(span: Milliseconds): void {
    const { timer, onError } = this.#options;
    this.#cancelLearning();
    this.#cancelLearning = timer.after(span, () => {
      // Without the role there is nobody to ask; whoever gets it back asks by itself.
      if (this.state === 'active') this.#learn().catch(onError);
    });
  }

  #retryLater(trouble: SallyportError): void {
    if (this.#isEnding) return;
    this.#trouble = trouble;
    this.#options.onTurned();
    this.#cancelRetry();
    this.#cancelRetry = this.#options.timer.after(this.#retryIn, () => {
      this.#begin().catch((thrown: unknown) => this.#retryLater(troubleOf(thrown)));
    });
    this.#retryIn = Math.min(LONGEST_RETRY, 2 * this.#retryIn);
  }
}

function troubleOf(thrown: unknown): SallyportError {
  return isSallyportError(thrown) ? thrown : fail('E_DOMAIN_THREAD_NETWORK', reasonOf(thrown), { cause: thrown });
}
