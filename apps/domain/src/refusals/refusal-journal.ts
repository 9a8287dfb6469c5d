/**
 * Writes down who was turned away on its way aboard: at the voucher-request, at the voucher, at enrolment and renewal, at the door of a
 * Thread network. What networks refuse their own journal writes. A denial stands whether or not it could be written down.
 */

import type { Clock, Timer } from '@sallyport/core';
import { peerAt } from '@sallyport/http';
import { deviceKey, type OnboardingEvent } from '@sallyport/onboarding';
import type { LogStore, NewEvent } from '@sallyport/store';
import { type DeviceName, deviceStream } from '../events.ts';
import { ONBOARDING_REFUSED, REFUSING_STEPS, type RefusingStep, type Times } from './events.ts';
import { onOneLine } from './on-one-line.ts';
import { type Alike, RefusalDigest } from './refusal-digest.ts';

export interface RefusalJournalOptions {
  readonly store: Pick<LogStore, 'append'>;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

const STRANGERS = 'onboarding/strangers';
const DEFERRED = 'E_BRSKI_REGISTRAR_DEFERRED';
const JOINER_DEFERRED = 'E_THREAD_JOINER_DEFERRED';
/** Of texts that may quote whoever was refused. */
const MAX_REASON = 1024;
const MAX_NAME = 256;

type Line = Parameters<typeof ONBOARDING_REFUSED.create>[1];

export class RefusalJournal {
  readonly #digest: RefusalDigest;
  #writing: Promise<unknown> = Promise.resolve();

  constructor({ store, clock, timer, onError }: RefusalJournalOptions) {
    this.#digest = new RefusalDigest({
      clock,
      timer,
      write: (lines) => {
        this.#writing = Promise.all([this.#writing, store.append(lines).catch(onError)]);
      },
    });
  }

  hear(event: OnboardingEvent): void {
    const step = refusingStep(event);
    if (step === undefined) return;
    const { device } = event;
    const isProved = device !== undefined && device.assurance !== 'claimed';
    const who = isProved ? deviceKey(device) : `from ${peerAt(addressOf(event) ?? '')}`;
    if (event.ok) {
      if (isProved) this.#digest.passed(who, step);
      return;
    }
    const line = lineOf(event, step);
    const { decision, code, reason } = line;
    this.#digest.take({
      who,
      isStranger: !isProved,
      step,
      what: JSON.stringify([decision, code, reason, isProved ? null : line.device]),
      line: (times, alike) => asEvent(line, times, alike, isProved),
    });
  }

  /** Resolves when everything that was refused before is in the log. */
  async close(): Promise<void> {
    this.#digest.close();
    await this.#writing;
  }
}

function refusingStep({ step }: OnboardingEvent): RefusingStep | undefined {
  return REFUSING_STEPS.find((each) => each === step);
}

function lineOf(event: OnboardingEvent, step: RefusingStep): Omit<Line, 'times'> {
  const { device, protocol, session, message = 'no reason was given', code, facts } = event;
  return {
    device: device === undefined ? null : nameOf(device),
    identity: device?.assurance ?? null,
    ...{ protocol, step, session },
    decision: code === DEFERRED || code === JOINER_DEFERRED ? 'defer' : 'deny',
    reason: onOneLine(message, MAX_REASON),
    code: code ?? null,
    from: addressOf(event) ?? null,
    network: typeof facts['network'] === 'string' ? onOneLine(facts['network'], MAX_NAME) : null,
  };
}

/** Only what a device proved goes into its own stream. */
function asEvent(line: Omit<Line, 'times'>, times: Times, alike: Alike, isProved: boolean): NewEvent {
  const { device, reason } = line;
  if (alike === 'many') {
    const of = 'too many were turned away for each to be written down; the last one because: ';
    const nobody = { device: null, identity: null, from: null, session: '' };
    return ONBOARDING_REFUSED.create(STRANGERS, { ...line, ...nobody, reason: `${of}${reason}`, times });
  }
  const said = alike === 'several' ? `turned away for several reasons, of which this is the last: ${reason}` : reason;
  const stream = isProved && device !== null ? deviceStream(device) : STRANGERS;
  return ONBOARDING_REFUSED.create(stream, { ...line, reason: said, times });
}

function nameOf({
  manufacturer,
  serialNumber,
}: {
  readonly manufacturer: string | undefined;
  readonly serialNumber: string;
}): DeviceName {
  return { manufacturer: manufacturer ?? 'unknown', serialNumber: onOneLine(serialNumber, MAX_NAME) };
}

function addressOf({ facts }: OnboardingEvent): string | undefined {
  return typeof facts['from'] === 'string' ? facts['from'] : undefined;
}
