/** Shows the journeys of several devices as they happen: a heading when the device changes, a line a step. */

import { JOURNEYS, journeyOf, type OnboardingEvent } from '@sallyport/onboarding';
import { JourneyTrace } from '../journey/trace.ts';
import { printable, styled, type Terminal } from '../terminal.ts';
import { stepLine } from './journey-view.ts';

/** Journeys remembered at a time; older ones would be shown anew if they went on. */
const MAX_JOURNEYS = 256;

export class JourneyBoard {
  readonly #terminal: Terminal;
  readonly #journeys = new Map<string, JourneyTrace>();
  #shown: string | undefined;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(event: OnboardingEvent): void {
    const device = serialNumberOf(event);
    const known = this.#journeys.get(device);
    const journey = known === undefined || begins(event, known) ? new JourneyTrace() : known;
    this.#journeys.delete(device);
    this.#journeys.set(device, journey);
    for (const oldest of this.#journeys.keys()) {
      if (this.#journeys.size <= MAX_JOURNEYS) break;
      this.#journeys.delete(oldest);
    }
    if (!journey.add(event)) return;
    if (device !== this.#shown) this.#terminal.out(`${styled(this.#terminal, 'bold', printable(device))}\n`);
    this.#shown = device;
    this.#terminal.out(stepLine(event, this.#terminal));
  }
}

/** A device that is born, or looks for a network again after it had one, begins another journey. */
function begins({ step }: OnboardingEvent, known: JourneyTrace): boolean {
  const last = JOURNEYS[journeyOf(step)].at(-1);
  const first = step === 'C.3' || step === 'M.1' || step === 'M.2';
  return step === '0.1' || (first && last !== undefined && known.has(last));
}

function serialNumberOf({ device, facts }: OnboardingEvent): string {
  const claimed = facts['serialNumber'];
  return device?.serialNumber ?? (typeof claimed === 'string' ? claimed : 'a device not named yet');
}
