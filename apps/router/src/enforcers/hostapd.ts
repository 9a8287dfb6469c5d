/**
 * Ports of a wireless network: hostapd's list of accepted stations, by its control interface. Node.js has no socket of that
 * kind, so hostapd_cli carries the commands. Authentication stays with hostapd and its RADIUS server.
 */

import {
  type DeviceAccess,
  type Enforcer,
  isStationAddress,
  type StationAddress,
} from '@sallyport/assurance-ca-commands';
import { isSallyportError, type Milliseconds, type SallyportError, SECOND, type Timer } from '@sallyport/core';
import { runProgram } from '@sallyport/programs';
import { fail } from '../errors.ts';
import { type StationAccess, StationMap, type Stations } from './station-map.ts';

export interface HostapdOptions {
  /** The interface, or the BSS. */
  readonly interface: string;
  /** hostapd's `ctrl_interface`. */
  readonly controlDirectory: string;
  /** The VLAN of constrained devices, 1 to 4094. None: they are put out. */
  readonly constrainedVlan?: number;
  readonly timer: Timer;
  /** A look at the list that went wrong; it is tried again. */
  readonly trouble: (error: SallyportError) => void;
  /** Gives hostapd's answer to a command. Default: hostapd_cli. */
  readonly ask?: (words: readonly string[]) => Promise<string>;
}

const NO_VLAN = 0;
/** How often the list is looked at: a hostapd that was restarted has forgotten it. */
const LOOK_EVERY: Milliseconds = 15 * SECOND;

export class HostapdPorts implements Enforcer {
  readonly canConstrain: boolean;
  readonly #constrainedVlan: number;
  readonly #ask: (words: readonly string[]) => Promise<string>;
  readonly #options: Pick<HostapdOptions, 'timer' | 'trouble'>;
  readonly #stations = new StationMap();
  #last: Promise<void> = Promise.resolve();
  #cancel = () => {};
  #isClosed = false;

  /** @throws E_ROUTER_ARGUMENT */
  constructor(options: HostapdOptions) {
    const { interface: name, constrainedVlan } = options;
    if (!/^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name)) {
      throw fail('E_ROUTER_ARGUMENT', `${JSON.stringify(name)} is not the name of an interface`);
    }
    if (constrainedVlan !== undefined && !(constrainedVlan >= 1 && constrainedVlan <= 4094)) {
      throw fail('E_ROUTER_ARGUMENT', 'a VLAN is a number from 1 to 4094');
    }
    this.#options = options;
    this.canConstrain = constrainedVlan !== undefined;
    this.#constrainedVlan = constrainedVlan ?? NO_VLAN;
    this.#ask = options.ask ?? ((words) => askHostapd(options, words));
  }

  /** @throws E_ROUTER_HOSTAPD, E_ROUTER_PROGRAM */
  replace(all: readonly DeviceAccess[]): Promise<void> {
    this.#stations.replace(all);
    return this.#inTurn(() => this.#whole());
  }

  /** @throws E_ROUTER_HOSTAPD, E_ROUTER_PROGRAM */
  change(some: readonly DeviceAccess[]): Promise<void> {
    const { gone, come } = this.#stations.change(some);
    const wanted = this.#stations.all;
    return this.#inTurn(async () => {
      for (const station of gone.keys()) {
        await this.#remove(station);
        await this.#deauthenticate(station);
      }
      for (const [station, access] of come) await this.#add(station, access);
      await this.#requireListed(wanted);
    });
  }

  /** Looks after the list no more; it stays as it is. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#last;
  }

  async #whole(): Promise<void> {
    const wanted = this.#stations.all;
    // Nobody is accepted but who is on the list, whatever hostapd.conf says.
    await this.#order('SET', 'macaddr_acl', '1');
    const listed = await this.#listed();
    for (const [station, vlan] of listed) if (this.#vlanOf(wanted, station) !== vlan) await this.#remove(station);
    for (const [station, access] of wanted) {
      if (listed.get(station) !== this.#vlan(access)) await this.#add(station, access);
    }
    for (const station of await this.#associated()) if (!wanted.has(station)) await this.#deauthenticate(station);
    await this.#requireListed(wanted);
  }

  /** One after the other, and the list is looked at again some time after the last. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#cancel();
    const done = this.#last.then(work);
    this.#last = done
      .catch(() => undefined)
      .then(() => {
        this.#cancel();
        if (!this.#isClosed) this.#cancel = this.#options.timer.after(LOOK_EVERY, () => this.#look());
      });
    return done;
  }

  #look(): void {
    this.#inTurn(() => this.#whole()).catch((thrown: unknown) => {
      if (!isSallyportError(thrown)) throw thrown;
      this.#options.trouble(thrown);
    });
  }

  #vlan(access: StationAccess): number {
    return access === 'constrained' ? this.#constrainedVlan : NO_VLAN;
  }

  #vlanOf(stations: Stations, station: StationAddress): number | undefined {
    const access = stations.get(station);
    return access === undefined ? undefined : this.#vlan(access);
  }

  #remove(station: StationAddress): Promise<void> {
    return this.#order('ACCEPT_ACL', 'DEL_MAC', station);
  }

  #add(station: StationAddress, access: StationAccess): Promise<void> {
    const vlan = this.#vlan(access);
    return this.#order('ACCEPT_ACL', 'ADD_MAC', station, ...(vlan === NO_VLAN ? [] : [`VLAN_ID=${vlan}`]));
  }

  #deauthenticate(station: StationAddress): Promise<void> {
    return this.#order('DEAUTHENTICATE', station);
  }

  /** Stations and their VLANs, as hostapd has them. */
  async #listed(): Promise<ReadonlyMap<StationAddress, number>> {
    const listed = new Map<StationAddress, number>();
    for (const line of linesOf(await this.#ask(['ACCEPT_ACL', 'SHOW']))) {
      const [, station = '', vlan = ''] = /^([0-9a-f:]{17}) VLAN_ID=(\d{1,4})$/.exec(line) ?? [];
      if (!isStationAddress(station)) throw fail('E_ROUTER_HOSTAPD', 'hostapd does not show its list of stations');
      listed.set(station, Number(vlan));
    }
    return listed;
  }

  async #associated(): Promise<readonly StationAddress[]> {
    const stations: StationAddress[] = [];
    let [station = ''] = linesOf(await this.#ask(['STA-FIRST']));
    // Each answer begins with an address; the last is empty, or FAIL. hostapd has 2007 at most.
    while (isStationAddress(station) && stations.length < 4096) {
      stations.push(station);
      [station = ''] = linesOf(await this.#ask(['STA-NEXT', station]));
    }
    return stations;
  }

  /** hostapd says OK to commands that it does not know. */
  async #requireListed(wanted: Stations): Promise<void> {
    const listed = await this.#listed();
    const isSame =
      listed.size === wanted.size &&
      [...wanted].every(([station, access]) => listed.get(station) === this.#vlan(access));
    if (!isSame) throw fail('E_ROUTER_HOSTAPD', 'hostapd’s list of stations is not as it was told');
  }

  async #order(...words: readonly string[]): Promise<void> {
    const answer = (await this.#ask(words)).trim();
    if (answer === 'OK') return;
    throw fail('E_ROUTER_HOSTAPD', `hostapd does not ${words.join(' ')}: ${answer.slice(0, 80)}`);
  }
}

async function askHostapd(options: HostapdOptions, words: readonly string[]): Promise<string> {
  const args = ['-p', options.controlDirectory, '-i', options.interface, 'raw', ...words];
  let result: Awaited<ReturnType<typeof runProgram>>;
  try {
    result = await runProgram({ program: 'hostapd_cli', args, limit: 2 * SECOND });
  } catch (cause) {
    throw fail('E_ROUTER_PROGRAM', 'hostapd_cli cannot be started', { cause });
  }
  if (result.status === 0) return result.output;
  throw fail('E_ROUTER_HOSTAPD', `hostapd does not answer on ${options.interface}`);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}
