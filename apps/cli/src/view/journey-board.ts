/** Shows the journeys of several devices as they happen: a heading when the device changes, a line a step. */

import type { OnboardingEvent } from '@sallyport/onboarding';
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
    // A device that is born or looks for a network anew begins another journey.
    const begins = event.step === '0.1' || (event.step === 'C.3' && this.#journeys.get(device)?.has('D.7') === true);
    const journey = (begins ? undefined : this.#journeys.get(device)) ?? new JourneyTrace();
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

function serialNumberOf({ device, facts }: OnboardingEvent): string {
  const claimed = facts['serialNumber'];
  return device?.serialNumber ?? (typeof claimed === 'string' ? claimed : 'a device not named yet');
}
