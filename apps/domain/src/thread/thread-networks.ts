/**
 * The Thread networks that the owner is Commissioner of. A joiner is judged by the same policy as any other device, and
 * written into the same log before it is accepted.
 */

import { lookup } from 'node:dns/promises';
import type { Clock, Milliseconds, Random, Secret, Timer } from '@sallyport/core';
import type { Authorizer, EventListener } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import {
  type AcceptedJoiner,
  type CommissionerEvent,
  type EnabledJoiner,
  type JoinerJournal,
  type JoinerSelector,
  type OperationalDataset,
  requirePskd,
} from '@sallyport/thread';
import type { UdpAddress } from '@sallyport/udp';
import type { AcceptRegister } from '../accept-register.ts';
import { fail } from '../errors.ts';
import { type DeviceName, deviceStream, JOINER_ACCEPTED } from '../events.ts';
import { BorderAgentSearch } from './border-agent-search.ts';
import type { LinkToLookOn } from './border-agents.ts';
import { commissionerId } from './commissioner-id.ts';
import { activeChange, type DatasetChange, pendingChange } from './dataset-change.ts';
import { heardBack } from './heard-back.ts';
import type { JoinerFailure } from './joiner-failures.ts';
import { isSameJoiner, type Joiner, listedAs } from './joiners.ts';
import { NetworkConnection, type ThreadNetworkName } from './network-connection.ts';

export interface ThreadNetworksOptions {
  readonly owner: string;
  /** Tells this domain from another of the same owner's name: a Leader takes equal ids for one Commissioner that came back. */
  readonly domainMark: string;
  /** Where border agents are looked for. */
  readonly discovery: LinkToLookOn;
  readonly store: LogStore;
  readonly lists: AcceptRegister;
  readonly authorizer: Authorizer;
  readonly events: EventListener;
  /** Told that a network was connected, lost or found again, or that others may join it. */
  readonly onTurned?: () => void;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly onError: (error: unknown) => void;
}

export interface BorderAgentAddress {
  readonly host: string;
  readonly port: number;
  /** The PSKc, or the one-time passcode that the border router shows. */
  readonly pskc: Secret;
}

/** A joiner that may join. */
export interface PermittedJoiner extends EnabledJoiner {
  /** Undefined when none failed since it was enabled. */
  readonly failure: JoinerFailure | undefined;
}

export interface JoinerPermit {
  readonly joiner: Joiner;
  readonly pskd: Secret;
  readonly timeout?: Milliseconds;
  readonly note?: string;
}

export class ThreadNetworks {
  /** For border agents on the link. */
  readonly search: BorderAgentSearch;
  readonly #options: ThreadNetworksOptions;
  readonly #connections = new Set<NetworkConnection>();

  constructor(options: ThreadNetworksOptions) {
    this.#options = options;
    this.search = new BorderAgentSearch(options.discovery);
  }

  /** Those that the owner is Commissioner of, or was until it was lost and is trying to be again. */
  get connections(): readonly NetworkConnection[] {
    return [...this.#connections];
  }

  /**
   * Becomes Commissioner of the network behind a Border Agent. One that it already is Commissioner of is resigned first.
   * @throws E_DOMAIN_THREAD_HOST, E_UDP_…, E_DTLS_…, E_THREAD_PETITION_REJECTED, E_COAP_TIMEOUT
   */
  async connect({ host, port, pskc }: BorderAgentAddress): Promise<NetworkConnection> {
    const { owner, domainMark, authorizer, events, clock, timer, random, onError } = this.#options;
    const borderAgent = { address: await addressOf(host), port };
    // Some Border Agents have room for one Commissioner only, so the session that is there goes first.
    await this.#endAll((former) => former.address === borderAgent.address && former.port === port);
    const connection = await NetworkConnection.open({
      borderAgent,
      pskc,
      commissionerId: commissionerId(owner, domainMark),
      authorizer,
      journal: (network) => this.#journal(network),
      events,
      listener: (event) => this.#heard(event),
      onTurned: () => this.#options.onTurned?.(),
      onError,
      clock,
      timer,
      random,
    });
    const { extendedPanId } = connection.name;
    await this.#endAll((_, { name }) => name.extendedPanId === extendedPanId);
    this.#connections.add(connection);
    this.#options.onTurned?.();
    return connection;
  }

  /**
   * The network of this name or extended PAN ID; without either, the only one.
   * @throws E_DOMAIN_THREAD_NETWORK
   */
  find(network?: string): NetworkConnection {
    const fits = ({ name }: NetworkConnection) =>
      network === undefined || name.networkName === network || name.extendedPanId === network.toLowerCase();
    const [found, ...more] = this.connections.filter(fits);
    if (found === undefined) {
      const which = network === undefined ? 'any Thread network' : `the Thread network ${network}`;
      throw fail('E_DOMAIN_THREAD_NETWORK', `the owner is not Commissioner of ${which}`);
    }
    if (more.length > 0) throw fail('E_DOMAIN_THREAD_NETWORK', 'there are several networks: say which');
    return found;
  }

  /**
   * Lets a device join that proves `pskd`: policy hears that the owner gave its code, then the network is steered to it.
   * @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_PSKD, E_THREAD_STATE, E_THREAD_JOINERS_FULL, E_COAP_TIMEOUT
   */
  async enable({ joiner, pskd, timeout, note }: JoinerPermit, network?: string): Promise<void> {
    const { commissioner, failures } = this.find(network);
    // Nothing that stands is touched for what is no code.
    requirePskd(pskd);
    const before = commissioner.joiners.find(({ selector }) => isSameJoiner(selector, joiner));
    await this.#options.lists.add('codes', listedAs(joiner), note);
    try {
      await commissioner.enableJoiner(joiner, pskd, {
        ...(timeout === undefined ? {} : { timeout }),
        ...(note === undefined ? {} : { note }),
      });
      failures.forget(joiner);
      if (before !== undefined) await this.#takeOffList(before.selector);
    } catch (thrown) {
      // What the network could not be steered to is not enabled either, unless it was before.
      if (before === undefined) await commissioner.disableJoiner(joiner).catch(() => undefined);
      await this.#takeOffList(joiner);
      throw thrown;
    }
  }

  /** Takes the permission back: for policy at once, whether or not the network can be told. @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_STATE, E_COAP_TIMEOUT */
  async disable(joiner: Joiner, network?: string): Promise<void> {
    const { commissioner, failures } = this.find(network);
    const enabled = commissioner.joiners.find(({ selector }) => isSameJoiner(selector, joiner))?.selector ?? joiner;
    failures.forget(enabled);
    const listed = listedAs(enabled);
    if (listed !== undefined) await this.#options.lists.remove('codes', listed);
    await commissioner.disableJoiner(joiner);
  }

  /** The joiners that may join, and why the latest attempt of each came to nothing. @throws E_DOMAIN_THREAD_NETWORK */
  joiners(network?: string): readonly PermittedJoiner[] {
    const { commissioner, failures } = this.find(network);
    return commissioner.joiners.map((joiner) => ({ ...joiner, failure: failures.of(joiner.selector) }));
  }

  /** @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_…, E_COAP_TIMEOUT */
  dataset(kind: 'active' | 'pending', network?: string): Promise<OperationalDataset> {
    const management = this.find(network).commissioner.network;
    return kind === 'active' ? management.getActiveDataset() : management.getPendingDataset();
  }

  /**
   * Changes the network. What would cut nodes off (channel, PAN ID, network key) can only be changed as `pending`. Done once the border
   * router tells it, too, or after ten seconds.
   * @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_MANAGEMENT_REJECTED, E_THREAD_…, E_COAP_TIMEOUT
   */
  async change(
    kind: 'active' | 'pending',
    change: DatasetChange,
    options: { readonly delay?: Milliseconds | undefined; readonly network?: string | undefined } = {},
  ): Promise<OperationalDataset> {
    const connection = this.find(options.network);
    const management = connection.commissioner.network;
    const { random, timer } = this.#options;
    const active = await management.getActiveDataset();
    if (kind === 'active') {
      const set = activeChange(active, change, random);
      await management.setActiveDataset(set);
      await heardBack(
        set.values.activeTimestamp,
        async () => (await management.getActiveDataset()).values.activeTimestamp,
        timer,
      );
      connection.changed(set.values);
      return active.merge(set);
    }
    const pending = await management.getPendingDataset();
    const set = pendingChange(active, pending, change, { delay: options.delay, random });
    await management.setPendingDataset(set);
    await heardBack(
      set.values.pendingTimestamp,
      async () => (await management.getPendingDataset()).values.pendingTimestamp,
      timer,
    );
    connection.changed({});
    return set;
  }

  /** @throws E_DOMAIN_THREAD_NETWORK */
  async resign(network?: string): Promise<ThreadNetworkName> {
    const connection = this.find(network);
    await this.#end(connection);
    return connection.name;
  }

  /** Resigns everywhere. */
  async close(): Promise<void> {
    await this.#endAll(() => true);
  }

  async #endAll(isMeant: (borderAgent: UdpAddress, connection: NetworkConnection) => boolean): Promise<void> {
    const meant = this.connections.filter((connection) => isMeant(connection.borderAgent, connection));
    await Promise.all(meant.map((connection) => this.#end(connection)));
  }

  async #end(connection: NetworkConnection): Promise<void> {
    this.#connections.delete(connection);
    this.#options.onTurned?.();
    const { joiners } = connection.commissioner;
    await connection.end();
    for (const { selector } of joiners) await this.#takeOffList(selector);
  }

  /** Unless another permission for the same joiner stands, in this network or another. */
  async #takeOffList(joiner: JoinerSelector): Promise<void> {
    const listed = listedAs(joiner);
    if (listed === undefined) return;
    const others = this.connections.flatMap(({ commissioner }) => commissioner.joiners);
    if (others.some(({ selector }) => listedAs(selector) === listed)) return;
    await this.#options.lists.remove('codes', listed);
  }

  #journal({ networkName, extendedPanId }: ThreadNetworkName): JoinerJournal {
    const { store } = this.#options;
    return {
      accepted: async ({ session, device, at }: AcceptedJoiner) => {
        const named: DeviceName = {
          manufacturer: device.manufacturer ?? 'unknown',
          serialNumber: device.serialNumber,
        };
        const data = { device: named, session, network: networkName, extendedPanId, model: device.model ?? null };
        await store.append([JOINER_ACCEPTED.create(deviceStream(named), data, { at })]);
      },
    };
  }

  #heard(event: CommissionerEvent): void {
    const { onError, onTurned } = this.#options;
    // That the role is kept is no news.
    if (event.type !== 'kept-alive') onTurned?.();
    if (event.type === 'joiner-expired') {
      this.#takeOffList(event.joiner.selector).catch(onError);
    } else if (event.type === 'steering-failed') {
      onError(event.error);
    }
  }
}

async function addressOf(host: string): Promise<string> {
  try {
    return (await lookup(host)).address;
  } catch (cause) {
    throw fail('E_DOMAIN_THREAD_HOST', `there is no host ${host}`, { cause });
  }
}
