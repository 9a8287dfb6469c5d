/** A simulated device that stays until it is stopped, and says what becomes of its certificate. */

import { type Device, type StayEvent, stayAboard } from '@sallyport/app-device';
import { type JsonObject, reasonOf, type Timer } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import type { RunContext } from '../run-context.ts';
import { printable } from '../terminal.ts';
import type { WayAboard } from './lab.ts';

/** Waits keep the process: a device that waits has nothing else that does. */
const TIMER: Timer = {
  after(span, act) {
    const timeout = setTimeout(act, span);
    return () => clearTimeout(timeout);
  },
};

export interface Stay {
  readonly device: Device;
  readonly where: Pick<WayAboard, 'candidates' | 'discovery'>;
  readonly events: EventListener;
  readonly json: boolean;
}

/** Resolves when the context is told to stop. */
export async function stayUntilStopped({ device, where, events, json }: Stay, context: RunContext): Promise<void> {
  const { terminal, clock, random, signal } = context;
  const ldevid = device.ownership?.ldevid;
  if (!json) terminal.note(`stays aboard; its certificate ends ${ldevid?.notAfter.toISOString() ?? ''}; Ctrl-C ends\n`);
  await stayAboard({
    ...{ device, ...where, clock, random, signal, timer: TIMER, clockIsTrusted: true },
    onEvent: events,
    onStay: (event) => {
      if (json) terminal.out(`${JSON.stringify(stayJson(event))}\n`);
      else terminal.out(`${sentenceOf(event)}\n`);
    },
  });
}

function sentenceOf(event: StayEvent): string {
  switch (event.type) {
    case 'aboard':
      return `came aboard again; its certificate is ${event.ldevid.serialNumber}`;
    case 'renewed':
      return `renewed; its certificate is ${event.ldevid.serialNumber}`;
    case 'renewal-failed':
      return `could not renew: ${printable(reasonOf(event.error))}`;
    case 'checked':
      return `asked about its certificate: ${event.status}`;
    case 'returning':
      return `deleted its certificate, which is ${event.reason}, and comes back`;
  }
}

function stayJson(event: StayEvent): JsonObject {
  switch (event.type) {
    case 'aboard':
    case 'renewed':
      return { event: event.type, certificateSerial: event.ldevid.serialNumber };
    case 'renewal-failed':
      return { event: event.type, how: event.how, message: reasonOf(event.error) };
    case 'checked':
      return { event: event.type, status: event.status };
    case 'returning':
      return { event: event.type, reason: event.reason };
  }
}
