/** Shows a device's way aboard, a line a step, as it happens. Titles begin with who takes the step. */

import { type OnboardingEvent, STEPS, stepOf } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { NetworkMoment } from '../journey/door-watch.ts';
import { printable, styled, type Terminal } from '../terminal.ts';

const STEP_WIDTH = Math.max(...Object.keys(STEPS).map((step) => step.length));
const TITLE_WIDTH = Math.max(...Object.values(STEPS).map(({ title }) => title.length));
const SPAN_WIDTH = 11;

/** One line: mark, step, title, how long; and why when it failed. */
export function stepLine(event: OnboardingEvent, terminal: Terminal): string {
  const { title } = stepOf(event);
  const mark = event.ok ? styled(terminal, 'green', '✔') : styled(terminal, 'red', '✘');
  const span = event.ms === undefined ? '' : styled(terminal, 'dim', `${event.ms.toFixed(1)} ms`.padStart(SPAN_WIDTH));
  const line = `${mark} ${event.step.padEnd(STEP_WIDTH)} ${title.padEnd(TITLE_WIDTH)}${span}`.trimEnd();
  if (event.ok || event.message === undefined) return `${line}\n`;
  const code = event.code === undefined ? '' : ` (${event.code})`;
  return `${line}\n  ${printable(event.message)}${code}\n`;
}

const DEEDS = {
  'kept-out': { mark: '↛', text: 'Network keeps it out' },
  'let-in': { mark: '→', text: 'Network lets it in' },
  'put-out': { mark: '←', text: 'Network puts it out' },
} as const satisfies Record<NetworkMoment['did'], { mark: string; text: string }>;

/** One line: what the network did to the device, when, and how long it took. */
export function networkLine({ did, when, ms }: NetworkMoment, terminal: Terminal): string {
  const { mark, text } = DEEDS[did];
  const span = styled(terminal, 'dim', `${ms.toFixed(1)} ms`.padStart(SPAN_WIDTH));
  return `${mark} ${`${text} ${when}`.padEnd(STEP_WIDTH + 1 + TITLE_WIDTH)}${span}\n`;
}

/** The end of a journey: who is aboard, and as whom its owner knows it. */
export function aboardText(serialNumber: string, ldevid: Certificate): string {
  return `Device ${printable(serialNumber)} is aboard as\n  ${printable(ldevid.subject.toString())}\n`;
}

/** Its first moment on a network that asked for its certificate. */
export function onNetworkText(serialNumber: string, ssid: string): string {
  return `Device ${printable(serialNumber)} is on the network\n  ${printable(ssid)}\n`;
}

/** The end of a Thread device's journey. */
export function onThreadText(eui64: string, networkName: string): string {
  return `Device ${eui64} is on the Thread network\n  ${printable(networkName)}\n`;
}
