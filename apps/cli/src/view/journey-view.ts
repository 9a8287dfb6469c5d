/** Shows a device's way aboard, a line a step, as it happens. */

import { type OnboardingEvent, type Role, stepOf } from '@sallyport/onboarding';
import { printable, styled, type Terminal } from '../terminal.ts';

const ROLE_NAMES: Readonly<Record<Role, string>> = {
  device: 'device',
  relay: 'join proxy',
  onboarder: 'registrar',
  authority: 'manufacturer',
};

const TITLE_WIDTH = 48;
const ROLE_WIDTH = 12;

/** One line: mark, step, title, who, how long, and why when it failed. */
export function stepLine(event: OnboardingEvent, terminal: Terminal): string {
  const { title, role } = stepOf(event);
  const mark = event.ok ? styled(terminal, 'green', '✔') : styled(terminal, 'red', '✘');
  const span = event.ms === undefined ? '' : styled(terminal, 'dim', `${event.ms.toFixed(1)} ms`.padStart(10));
  const line = `  ${mark} ${event.step.padEnd(4)} ${title.padEnd(TITLE_WIDTH)} ${ROLE_NAMES[role].padEnd(ROLE_WIDTH)}${span}`;
  if (event.ok || event.message === undefined) return `${line.trimEnd()}\n`;
  const code = event.code === undefined ? '' : ` (${event.code})`;
  return `${line.trimEnd()}\n       ${printable(event.message)}${code}\n`;
}
