/**
 * One wired port, kept shut but for the stations that hostapd says are authorized (IEEE 802.1X-2020 §6.4: the controlled
 * port). hostapd's wired driver authenticates and accounts, takes Disconnect-Requests, and blocks nothing; this blocks.
 *
 * No IO here: what hostapd and the kernel say comes in by method calls, and what they are told goes out by ports.
 *
 * - A station is let in on hostapd's list of stations, never on an event alone: events only say when to look again.
 * - A station is shut out on an event at once.
 * - Whoever is in is in for one lease, which the kernel itself ends; each new list that has it renews it.
 */

import type { Clock, Milliseconds, SallyportError, Timer } from '@sallyport/core';
import type { PortEvent, ShutReason } from '../events.ts';
import { AskAnew } from './ask-anew.ts';
import { Causes } from './causes.ts';
import { Gate } from './gate.ts';
import type { HostapdEvent } from './hostapd-output.ts';
import type { LinkState } from './kernel-output.ts';
import type { MacAddress } from './mac-address.ts';

export interface PortAgentSettings {
  readonly interface: string;
  /** Stations that are let in at the same time. */
  readonly mostStations: number;
  /** How long the kernel lets a station through without hearing from the agent again. */
  readonly lease: Milliseconds;
}

/** What hostapd is told of one station: to end its session, or to begin authenticating it. */
export type StationCommand = 'deauthenticate' | 'new_sta';

export interface PortAgentPorts {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timer: Timer;
  /** Rules for the kernel, one transaction. Answered by `rulesTaken` or `rulesRefused`, before the next is given. */
  enforce(script: string): void;
  /** Asks hostapd who is authorized. Answered by `listed` or `notListed`, before it is asked again. */
  list(): void;
  command(command: StationCommand, station: MacAddress): void;
  tell(event: PortEvent): void;
}

/** Lists in one lease: two may fail before anybody is shut out. */
const LISTS_PER_LEASE = 3;

export class PortAgent {
  readonly #settings: PortAgentSettings;
  readonly #ports: PortAgentPorts;
  #link: LinkState = 'down';
  #isFollowing = false;
  #hostapd: 'unknown' | 'there' | 'gone' = 'unknown';
  #isEnding = false;
  #answeredAt: Milliseconds;

  readonly #authorized = new Set<MacAddress>();
  /** Put out when the cable was, and not let in until hostapd has forgotten them. */
  readonly #stale = new Set<MacAddress>();
  readonly #crowded = new Set<MacAddress>();
  readonly #causes: Causes;
  readonly #askAnew: AskAnew;
  readonly #gate: Gate;

  /** Heard of while hostapd was listing, so that its list may be older. */
  #heardMeanwhile: Set<MacAddress> | undefined;
  /** Of a hostapd that has gone meanwhile. */
  #isListVoid = false;
  #isListWanted = false;

  #cancelRenewal = () => {};

  /** The rules that shut the port must be in the kernel already. */
  constructor(settings: PortAgentSettings, ports: PortAgentPorts) {
    this.#settings = settings;
    this.#ports = ports;
    this.#answeredAt = ports.clock.monotonic();
    this.#causes = new Causes(ports.clock);
    this.#gate = new Gate({
      ...settings,
      timer: ports.timer,
      wanted: (inside) => this.#wanted(inside),
      enforce: (script) => ports.enforce(script),
      opened: (station) => ports.tell(this.#causes.opened(station)),
      shut: (station) => ports.tell(this.#causes.shut(station)),
    });
    this.#askAnew = new AskAnew(ports.timer, (station) => this.#ask(station));
    this.#renewLater();
  }

  /** Whom the kernel lets through, so far as it has answered. */
  get inside(): readonly MacAddress[] {
    return this.#gate.inside;
  }

  get isEnforcing(): boolean {
    return this.#gate.isBusy;
  }

  link(state: LinkState): void {
    if (state === this.#link || this.#isEnding) return;
    this.#link = state;
    this.#ports.tell({ type: 'link', is: state });
    if (state === 'up') {
      this.#list();
      return;
    }
    // Whoever is plugged in next has proved nothing, whatever address it has.
    for (const station of this.#authorized) {
      this.#stale.add(station);
      this.#ports.command('deauthenticate', station);
    }
    this.#everybodyOut('link-down');
  }

  /** Events of hostapd are heard from now on. */
  following(): void {
    this.#isFollowing = true;
    this.#list();
  }

  /** Events of hostapd are heard no longer. */
  followingEnded(): void {
    this.#isFollowing = false;
    this.#isListVoid = this.#heardMeanwhile !== undefined;
    this.#hostapdGone();
  }

  heard(event: HostapdEvent): void {
    switch (event.type) {
      case 'connected':
        this.#heardMeanwhile?.add(event.station);
        if (!this.#authorized.has(event.station)) this.#causes.letIn(event.station);
        this.#askAnew.cancel(event.station);
        this.#list();
        return;
      case 'disconnected':
        this.#heardMeanwhile?.add(event.station);
        this.#stale.delete(event.station);
        if (!this.#authorized.delete(event.station)) return;
        this.#causes.shutOut(event.station, 'disconnected');
        this.#gate.settle();
        this.#askAnew.later(event.station);
        return;
      case 'terminating':
        this.followingEnded();
    }
  }

  listed(authorized: ReadonlySet<MacAddress>): void {
    const heardMeanwhile = this.#listEnded();
    if (heardMeanwhile === undefined) return;
    this.#answeredAt = this.#ports.clock.monotonic();
    if (this.#hostapd !== 'there') {
      this.#hostapd = 'there';
      this.#ports.tell({ type: 'hostapd', is: 'there' });
    }
    this.#forget(authorized, heardMeanwhile);
    this.#accept(authorized, heardMeanwhile);
    this.#causes.prune((station) => this.#authorized.has(station) || this.inside.includes(station));
    this.#gate.settle('renew');
    if (this.#isListWanted) this.#list();
  }

  notListed(error: SallyportError): void {
    if (this.#listEnded() === undefined) return;
    if (this.#hostapd !== 'there') {
      this.#hostapdGone();
      return;
    }
    this.#ports.tell({ type: 'trouble', error });
    if (this.#ports.clock.monotonic() - this.#answeredAt >= this.#settings.lease) this.#hostapdGone();
  }

  rulesTaken(): void {
    this.#gate.taken();
  }

  rulesRefused(error: SallyportError): void {
    this.#ports.tell({ type: 'trouble', error });
    this.#gate.refused();
  }

  /** Somebody else deleted the rules of this port, and so opened it to everybody. */
  rulesLost(): void {
    if (this.#isEnding) return;
    this.#ports.tell({ type: 'rules-lost' });
    this.#gate.lost();
  }

  /** Shuts everybody out, and does nothing more. */
  end(): void {
    this.#isEnding = true;
    this.#cancelRenewal();
    this.#gate.end();
    this.#askAnew.cancelAll();
    this.#everybodyOut('ended');
  }

  #forget(authorized: ReadonlySet<MacAddress>, heardMeanwhile: ReadonlySet<MacAddress>): void {
    for (const station of this.#stale) {
      if (authorized.has(station)) this.#ports.command('deauthenticate', station);
      else this.#stale.delete(station);
    }
    for (const station of this.#authorized) {
      if (authorized.has(station) || heardMeanwhile.has(station)) continue;
      this.#authorized.delete(station);
      this.#causes.shutOut(station, 'not-authorized');
    }
  }

  #accept(authorized: ReadonlySet<MacAddress>, heardMeanwhile: ReadonlySet<MacAddress>): void {
    if (this.#link !== 'up') return;
    for (const station of authorized) {
      if (heardMeanwhile.has(station) || this.#stale.has(station) || this.#authorized.has(station)) continue;
      this.#authorized.add(station);
      this.#causes.letIn(station);
    }
  }

  #hostapdGone(): void {
    if (this.#hostapd === 'gone' || this.#isEnding) return;
    this.#hostapd = 'gone';
    this.#ports.tell({ type: 'hostapd', is: 'gone' });
    this.#stale.clear();
    this.#everybodyOut('hostapd-gone');
  }

  #everybodyOut(reason: ShutReason): void {
    for (const station of this.#authorized) this.#causes.shutOut(station, reason);
    this.#authorized.clear();
    this.#gate.settle();
  }

  #list(): void {
    if (!this.#isFollowing || this.#isEnding) return;
    this.#isListWanted = this.#heardMeanwhile !== undefined;
    if (this.#isListWanted) return;
    this.#heardMeanwhile = new Set();
    this.#ports.list();
  }

  /** Whom hostapd spoke of since it was asked, or undefined when its answer is of no use any more. */
  #listEnded(): ReadonlySet<MacAddress> | undefined {
    const heardMeanwhile = this.#heardMeanwhile;
    const isVoid = this.#isListVoid;
    this.#heardMeanwhile = undefined;
    this.#isListVoid = false;
    if (!isVoid) return this.#isFollowing && !this.#isEnding ? heardMeanwhile : undefined;
    this.#list();
    return undefined;
  }

  #renewLater(): void {
    this.#cancelRenewal = this.#ports.timer.after(this.#settings.lease / LISTS_PER_LEASE, () => {
      this.#renewLater();
      this.#list();
    });
  }

  #wanted(inside: readonly MacAddress[]): readonly MacAddress[] {
    if (this.#link !== 'up' || this.#hostapd !== 'there' || this.#isEnding) return [];
    // Whoever is in stays in: a crowd cannot push it out.
    const staying = inside.filter((station) => this.#authorized.has(station));
    const coming = [...this.#authorized].filter((station) => !staying.includes(station));
    const room = Math.max(0, this.#settings.mostStations - staying.length);
    this.#tellCrowd(coming.slice(room));
    return [...staying, ...coming.slice(0, room)];
  }

  #tellCrowd(kept: readonly MacAddress[]): void {
    const news = kept.filter((station) => !this.#crowded.has(station));
    this.#crowded.clear();
    for (const station of kept) this.#crowded.add(station);
    for (const station of news) this.#ports.tell({ type: 'crowded', station });
  }

  #ask(station: MacAddress): void {
    if (this.#link !== 'up' || this.#hostapd !== 'there') return;
    this.#ports.command('new_sta', station);
    this.#ports.tell({ type: 'asked-anew', station });
  }
}
