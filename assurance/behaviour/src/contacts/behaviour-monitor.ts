/** From flow events to observed facts: who had to do with whom, and whether the device's profile allows it. */

import type { FlowEvent } from '../flows/flow-event.ts';
import { hasSent, type OwnEnd, violates } from '../judge/violates.ts';
import type { PeerMembers } from '../mud/members.ts';
import type { MudPolicy } from '../mud/policy.ts';
import { ContactWindow, type ContactWindowOptions } from './contact-window.ts';
import type { FactChange } from './facts.ts';
import { ViolationWindow, type ViolationWindowOptions } from './violation-window.ts';

export interface BehaviourMonitorOptions extends ContactWindowOptions {
  /** A port: which device had an address at a time (RADIUS accounting, a static table); undefined for others. */
  readonly deviceAt: (address: string, at: Date) => string | undefined;
  /** A port: what holds for a device; undefined when it has no MUD profile, and then nothing of it is a violation. */
  readonly policyOf: (device: string) => MudPolicy | undefined;
  readonly members: PeerMembers;
  readonly violations?: Omit<ViolationWindowOptions, 'clock'>;
}

const ENDS = ['source', 'destination'] as const;

export class BehaviourMonitor {
  readonly #options: BehaviourMonitorOptions;
  readonly #contacts: ContactWindow;
  readonly #violations: ViolationWindow;

  constructor(options: BehaviourMonitorOptions) {
    this.#options = options;
    this.#contacts = new ContactWindow(options);
    this.#violations = new ViolationWindow({ clock: options.clock, ...options.violations });
  }

  get contacts(): ContactWindow {
    return this.#contacts;
  }

  /** When `advance` has something to do. */
  get nextDueAt(): Date | undefined {
    const times = [this.#contacts.nextDueAt, this.#violations.nextDueAt].filter((time) => time !== undefined);
    return times.sort((a, b) => a.getTime() - b.getTime())[0];
  }

  /** Events in whatever order. The changes are to be applied in theirs. */
  observe(events: readonly FlowEvent[]): readonly FactChange[] {
    return events.flatMap((event) => ENDS.flatMap((own) => this.#observeEnd(event, own)));
  }

  advance(): readonly FactChange[] {
    return [...this.#contacts.advance(), ...this.#violations.advance()];
  }

  /** After a list was imported or removed. */
  denylistsChanged(): readonly FactChange[] {
    return this.#contacts.relist();
  }

  #observeEnd(event: FlowEvent, own: OwnEnd): readonly FactChange[] {
    const { deviceAt, policyOf, members } = this.#options;
    // What a stranger sends to a device without answer is no contact of the device.
    const device = hasSent(event, own) ? deviceAt(event[own].address, event.at) : undefined;
    if (device === undefined) return [];
    const peer = own === 'source' ? event.destination.address : event.source.address;
    // The source's word about whom it asked for: enough to hold against it, never to clear it.
    const names = own === 'source' && event.name !== undefined ? [event.name] : [];
    const policy = policyOf(device);
    const violation = policy === undefined ? undefined : violates(event, own, policy, members);
    return [
      ...[peer, ...names].flatMap((destination) => this.#contacts.observe(device, destination, event.at)),
      ...(violation === undefined ? [] : this.#violations.observe(device, violation.destination, event.at)),
    ];
  }
}
