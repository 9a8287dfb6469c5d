/**
 * The Thread networks that the owner is Commissioner of. A joiner is judged by the same policy as any other device, and
 * written into the same log before it is accepted.
 */

import { ANY_CODE } from '@sallyport/assurance-accept-lists';
import { type Clock, type Milliseconds, type Random, type Secret, type Timer, toHex, utf8 } from '@sallyport/core';
import { type Authorizer, deviceKey, type EventListener } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import {
  type AcceptedJoiner,
  type CommissionerEvent,
  deviceOf,
  type EnabledJoiner,
  type JoinerJournal,
  type JoinerSelector,
  joinerIdOf,
  type OperationalDataset,
} from '@sallyport/thread';
import type { AcceptRegister } from '../accept-register.ts';
import { fail } from '../errors.ts';
import { type DeviceName, deviceStream, JOINER_ACCEPTED } from '../events.ts';
import { activeChange, type DatasetChange, pendingChange } from './dataset-change.ts';
import { NetworkConnection, type ThreadNetworkName } from './network-connection.ts';

export interface ThreadNetworksOptions {
  readonly owner: string;
  /** Tells this domain from another of the same owner's name: a Leader takes equal ids for one Commissioner that came back. */
  readonly domainMark: string;
  readonly store: LogStore;
  readonly lists: AcceptRegister;
  readonly authorizer: Authorizer;
  readonly events: EventListener;
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

/** One device by its EUI-64 or Joiner ID, or whoever knows the code. */
export type Joiner = Exclude<JoinerSelector, { readonly by: 'discerner' }>;

export interface JoinerPermit {
  readonly joiner: Joiner;
  readonly pskd: Secret;
  readonly timeout?: Milliseconds;
  readonly note?: string;
}

const COMMISSIONER_ID_BYTES = 64;

export class ThreadNetworks {
  readonly #options: ThreadNetworksOptions;
  readonly #connections = new Map<string, NetworkConnection>();

  constructor(options: ThreadNetworksOptions) {
    this.#options = options;
  }

  /** Those that the owner is Commissioner of, or was until it was lost and is trying to be again. */
  get connections(): readonly NetworkConnection[] {
    return [...this.#connections.values()];
  }

  /**
   * Becomes Commissioner of the network behind a Border Agent. One that it already is Commissioner of is resigned first.
   * @throws E_DOMAIN_THREAD_HOST, E_UDP_…, E_DTLS_…, E_THREAD_PETITION_REJECTED, E_COAP_TIMEOUT
   */
  async connect(address: BorderAgentAddress): Promise<NetworkConnection> {
    const { owner, domainMark, authorizer, events, clock, timer, random, onError } = this.#options;
    for (const connection of this.connections) {
      const { borderAgent } = connection;
      if (borderAgent.address === address.host && borderAgent.port === address.port) await this.#end(connection);
    }
    const connection = await NetworkConnection.open({
      ...address,
      commissionerId: commissionerId(owner, domainMark),
      authorizer,
      journal: (network) => this.#journal(network),
      events,
      listener: (event) => this.#heard(event),
      onError,
      clock,
      timer,
      random,
    });
    const { extendedPanId } = connection.name;
    const former = this.#connections.get(extendedPanId);
    this.#connections.set(extendedPanId, connection);
    await former?.end();
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
    const { commissioner } = this.find(network);
    const { lists } = this.#options;
    await lists.add('codes', codeOf(joiner), note);
    try {
      await commissioner.enableJoiner(joiner, pskd, {
        ...(timeout === undefined ? {} : { timeout }),
        ...(note === undefined ? {} : { note }),
      });
    } catch (thrown) {
      await lists.remove('codes', codeOf(joiner));
      throw thrown;
    }
  }

  /** Takes the permission back. @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_STATE, E_COAP_TIMEOUT */
  async disable(joiner: Joiner, network?: string): Promise<void> {
    const { commissioner } = this.find(network);
    await this.#options.lists.remove('codes', codeOf(joiner));
    await commissioner.disableJoiner(joiner);
  }

  joiners(network?: string): readonly EnabledJoiner[] {
    return this.find(network).commissioner.joiners;
  }

  /** @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_…, E_COAP_TIMEOUT */
  dataset(kind: 'active' | 'pending', network?: string): Promise<OperationalDataset> {
    const management = this.find(network).commissioner.network;
    return kind === 'active' ? management.getActiveDataset() : management.getPendingDataset();
  }

  /**
   * Changes the network. What would cut nodes off (channel, PAN ID, network key) can only be changed as `pending`.
   * @throws E_DOMAIN_THREAD_NETWORK, E_THREAD_MANAGEMENT_REJECTED, E_THREAD_…, E_COAP_TIMEOUT
   */
  async change(
    kind: 'active' | 'pending',
    change: DatasetChange,
    options: { readonly delay?: Milliseconds | undefined; readonly network?: string | undefined } = {},
  ): Promise<OperationalDataset> {
    const connection = this.find(options.network);
    const management = connection.commissioner.network;
    const { random } = this.#options;
    const active = await management.getActiveDataset();
    if (kind === 'active') {
      const set = activeChange(active, change, random);
      await management.setActiveDataset(set);
      await connection.learnName();
      return active.merge(set);
    }
    const pending = await management.getPendingDataset();
    const set = pendingChange(active, pending, change, { delay: options.delay, random });
    await management.setPendingDataset(set);
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
    await Promise.all(this.connections.map((connection) => this.#end(connection)));
  }

  async #end(connection: NetworkConnection): Promise<void> {
    this.#connections.delete(connection.name.extendedPanId);
    const codes = connection.commissioner.joiners.flatMap(({ selector }) => codeIfNamed(selector));
    await connection.end();
    for (const code of codes) await this.#options.lists.remove('codes', code);
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
    const { lists, onError } = this.#options;
    if (event.type === 'joiner-expired') {
      for (const code of codeIfNamed(event.joiner.selector)) lists.remove('codes', code).catch(onError);
    } else if (event.type === 'steering-failed') {
      onError(event.error);
    }
  }
}

function commissionerId(owner: string, mark: string): string {
  const end = ` (${mark})`;
  const bytes = utf8(`Sallyport for ${owner}`).subarray(0, COMMISSIONER_ID_BYTES - end.length);
  // Cut between characters: what is left of a broken one is dropped.
  return new TextDecoder().decode(bytes).replace(/\uFFFD+$/, '') + end;
}

/** How the list of codes names a joiner; as the enforcement port will name it. */
function codeOf(joiner: Joiner): string {
  switch (joiner.by) {
    case 'any':
      return ANY_CODE;
    case 'eui64':
      return keyOf(joinerIdOf(joiner.eui64), joiner.eui64);
    case 'joiner-id':
      return keyOf(joiner.joinerId, undefined);
  }
}

function keyOf(joinerId: Uint8Array, eui64: Uint8Array | undefined): string {
  return deviceKey(deviceOf({ joinerId, eui64 }, undefined, 'code'));
}

function codeIfNamed(selector: JoinerSelector): readonly string[] {
  return selector.by === 'discerner' ? [] : [codeOf(selector)];
}

/** For logs and lists: never the code itself. */
export function joinerName(selector: JoinerSelector): string {
  switch (selector.by) {
    case 'any':
      return 'any';
    case 'eui64':
      return toHex(selector.eui64);
    case 'joiner-id':
      return `joiner-id:${toHex(selector.joinerId)}`;
    case 'discerner':
      return `discerner:${selector.discerner.value.toString(16)}/${selector.discerner.bits}`;
  }
}
