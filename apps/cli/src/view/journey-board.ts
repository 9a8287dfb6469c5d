/** Shows the journeys of several devices as they happen: a heading when the device changes, a line a step. */

import { JOURNEYS, journeyOf, type OnboardingEvent, type StepId } from '@sallyport/onboarding';
import { JourneyTrace } from '../journey/trace.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { stepLine } from './journey-view.ts';

/** Journeys remembered at a time; older ones would be shown anew if they went on. */
const MAX_JOURNEYS = 256;
const UNNAMED = 'a device not named yet';

export class JourneyBoard {
  readonly #terminal: Terminal;
  readonly #journeys = new Map<string, JourneyTrace>();
  /** The best name heard for each session: all who take part in one report it under the same id. */
  readonly #names = new Map<string, string>();
  /** What a network asked before anybody knew for whom: shown under the device's name when the answer gives one. */
  readonly #nameless = new Map<string, OnboardingEvent>();
  #shown: string | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: OnboardingEvent): void {
    const device = this.#nameOf(event);
    if (device === UNNAMED && event.step === 'E.1') {
      this.#nameless.set(event.session, event);
      forgetOldest(this.#nameless);
      return;
    }
    const question = this.#nameless.get(event.session);
    this.#nameless.delete(event.session);
    if (question !== undefined) this.#line(device, question);
    this.#line(device, event);
  }

  #line(device: string, event: OnboardingEvent): void {
    const known = this.#journeys.get(device);
    const journey = known === undefined || begins(event, known) ? new JourneyTrace() : known;
    this.#journeys.delete(device);
    this.#journeys.set(device, journey);
    forgetOldest(this.#journeys);
    if (!journey.add(event)) return;
    if (device !== this.#shown) this.#terminal.out(`${styled(this.#terminal, 'bold', printable(device))}\n`);
    this.#shown = device;
    this.#terminal.out(stepLine(event, this.#terminal));
  }

  #nameOf(event: OnboardingEvent): string {
    const said = serialNumberOf(event);
    if (isProvisional(said)) return this.#names.get(event.session) ?? said;
    this.#names.delete(event.session);
    this.#names.set(event.session, said);
    forgetOldest(this.#names);
    return said;
  }
}

function forgetOldest(remembered: Map<string, unknown>): void {
  for (const oldest of remembered.keys()) {
    if (remembered.size <= MAX_JOURNEYS) return;
    remembered.delete(oldest);
  }
}

/** Whether a better name may come: a relay knows a device by a part of what the device knows itself by. */
function isProvisional(name: string): boolean {
  return name === UNNAMED || name.startsWith('joiner-id:');
}

/** A device that is born, looks for a network again after it had one, or comes back after it was put out begins another journey. */
function begins({ step }: OnboardingEvent, known: JourneyTrace): boolean {
  const last = JOURNEYS[journeyOf(step)].at(-1);
  return step === '0.1' || (FIRST_HEARD.has(step) && last !== undefined && known.has(last));
}

/** Steps with which a journey can begin for who looks on: some are the device's own, which not everybody hears of. */
const FIRST_HEARD: ReadonlySet<StepId> = new Set(['C.3', 'E.0', 'E.1', 'E.2', 'M.1', 'M.2']);

function serialNumberOf({ device, facts }: OnboardingEvent): string {
  const claimed = facts['serialNumber'];
  return device?.serialNumber ?? (typeof claimed === 'string' ? claimed : UNNAMED);
}
