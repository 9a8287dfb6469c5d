/** A port agent on virtual time, with a kernel and a hostapd that answer when told to. */

import assert from 'node:assert/strict';
import { type Milliseconds, SECOND, VirtualTime } from '@sallyport/core';
import { isStationAddress, type MacAddress } from '../../src/engine/mac-address.ts';
import { PortAgent, type PortAgentSettings } from '../../src/engine/port-agent.ts';
import { fail } from '../../src/errors.ts';
import type { PortEvent } from '../../src/events.ts';

export const LEASE = 15 * SECOND;

/** The station with this number. */
export function station(number: number): MacAddress {
  const text = `02:00:00:00:${hex(number >> 8)}:${hex(number & 0xff)}`;
  assert.ok(isStationAddress(text));
  return text;
}

const hex = (octet: number) => octet.toString(16).padStart(2, '0');

export class SimulatedPort {
  readonly time = new VirtualTime();
  readonly agent: PortAgent;
  readonly events: PortEvent[] = [];
  readonly commands: string[] = [];
  /** Every transaction, in order. */
  readonly scripts: string[] = [];
  /** Whom hostapd has authorized. */
  readonly authorized = new Set<MacAddress>();
  /** Whom the kernel lets through. */
  inside: readonly string[] = [];
  hasRules = true;
  hostapdAnswers = true;
  lists = 0;
  /** The kernel and hostapd wait until told. */
  isHeld = false;
  readonly #held: (() => void)[] = [];

  constructor(settings: Partial<PortAgentSettings> = {}) {
    this.agent = new PortAgent(
      { interface: 'port0', mostStations: 4, lease: LEASE, ...settings },
      {
        clock: this.time,
        timer: this.time,
        enforce: (script) => {
          this.scripts.push(script);
          this.#later(() => {
            this.#take(script);
            this.agent.rulesTaken();
          });
        },
        list: () => {
          this.lists++;
          const answer = new Set(this.authorized);
          const { hostapdAnswers } = this;
          this.#later(() => {
            if (hostapdAnswers) this.agent.listed(answer);
            else this.agent.notListed(fail('E_PORT_AGENT_HOSTAPD', 'no answer'));
          });
        },
        command: (command, station) => this.commands.push(`${command} ${station}`),
        tell: (event) => this.events.push(event),
      },
    );
  }

  /** The cable is in, and hostapd runs. */
  start(): this {
    this.after(() => this.agent.link('up'));
    return this.after(() => this.agent.following());
  }

  /** hostapd authenticates a station. */
  connect(which: MacAddress): this {
    this.authorized.add(which);
    return this.after(() => this.agent.heard({ type: 'connected', station: which }));
  }

  disconnect(which: MacAddress): this {
    this.authorized.delete(which);
    return this.after(() => this.agent.heard({ type: 'disconnected', station: which }));
  }

  /** What was told, as words. */
  get told(): readonly string[] {
    return this.events.map(wordsOf);
  }

  /** Has the answers come in that were held back, the oldest first, and those that follow from them. */
  release(): this {
    this.isHeld = false;
    for (let act = this.#held.shift(); act !== undefined; act = this.#held.shift()) act();
    return this;
  }

  async pass(span: Milliseconds): Promise<void> {
    const end = this.time.monotonic() + span;
    while (this.time.monotonic() < end) {
      await this.time.advance(Math.min(SECOND / 2, end - this.time.monotonic()));
      if (!this.isHeld) this.release();
    }
  }

  /** Lets the agent hear something, and what follows from it happen. */
  after(act: () => void): this {
    act();
    return this.isHeld ? this : this.release();
  }

  #later(act: () => void): void {
    this.#held.push(act);
  }

  #take(script: string): void {
    if (script.includes('add chain')) this.hasRules = true;
    const elements = /add element netdev sallyport_port0 stations \{ (.*) \}/.exec(script)?.[1] ?? '';
    this.inside = elements === '' ? [] : elements.split(', ').map((element) => element.split(' ', 1)[0] ?? '');
  }
}

function wordsOf(event: PortEvent): string {
  switch (event.type) {
    case 'shut':
      return `shut ${event.station} ${event.reason}`;
    case 'opened':
    case 'crowded':
    case 'asked-anew':
      return `${event.type} ${event.station}`;
    case 'hostapd':
    case 'link':
      return `${event.type} ${event.is}`;
    case 'rules-lost':
      return event.type;
    case 'trouble':
      return event.error.code;
  }
}
