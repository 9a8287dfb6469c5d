/** What happens at the door and on the network, as lines of the log and as steps of a device's way. */

import { type Clock, isSallyportError, reasonOf, type Timer } from '@sallyport/core';
import {
  type DeviceIdentity,
  deviceKey,
  type EventDetails,
  type EventListener,
  onboardingEvent,
} from '@sallyport/onboarding';
import type { LogStore, NewEvent } from '@sallyport/store';
import { type AdmissionEvent, identityOf, type Place, type Session, type SessionEvent } from '@sallyport/wifi-wired';
import { fail } from '../errors.ts';
import { deviceStream } from '../events.ts';
import type { Times } from '../refusals/events.ts';
import { onOneLine } from '../refusals/on-one-line.ts';
import { type Alike, RefusalDigest } from '../refusals/refusal-digest.ts';
import { ADMISSION_REFUSED, DEVICE_NOT_PUT_OUT, STRAY_SESSION } from './events.ts';
import { nameOf } from './session-record.ts';

export interface AdmissionJournalOptions {
  readonly store: LogStore;
  readonly events: EventListener;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly onError: (error: unknown) => void;
}

type Step = Omit<EventDetails, 'protocol' | 'at'>;
type Refused = Parameters<typeof ADMISSION_REFUSED.create>[1];

const STRANGERS = 'admission/strangers';
/** Of a text that may quote the certificate of a stranger, in characters. */
const MAX_REASON = 1024;

export class AdmissionJournal {
  readonly #options: AdmissionJournalOptions;
  readonly #digest: RefusalDigest;
  readonly #strays: RefusalDigest;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: AdmissionJournalOptions) {
    this.#options = options;
    const { clock, timer } = options;
    const write = (lines: readonly NewEvent[]) => this.#write(lines);
    this.#digest = new RefusalDigest({ clock, timer, write });
    this.#strays = new RefusalDigest({ clock, timer, write });
  }

  /** At the door. */
  heard(event: AdmissionEvent): void {
    if (event.type === 'asked') {
      this.#step({ session: event.session, step: 'E.1', ok: true, facts: factsOf(event.place) });
    } else if (event.type === 'admitted') {
      const { session, isResumed, ms } = event;
      const facts = { ...termsOf(session), resumed: isResumed };
      this.#step({ ...named(session), step: 'E.2', ok: true, ms, message: session.reason, facts });
      this.#digest.passed(deviceKey(identityOf(session)), 'E.2');
    } else if (event.type === 'refused') this.#refused(event);
  }

  /** Resolves when everything that was refused before is in the log. */
  async close(): Promise<void> {
    this.#digest.close();
    this.#strays.close();
    await this.#writing;
  }

  /** On the network. */
  heardOfSession(event: SessionEvent): void {
    if (event.type === 'opened') {
      this.#step({ ...named(event.session), step: 'E.3', ok: true, facts: termsOf(event.session) });
    } else if (event.type === 'put-out') {
      const { session, ms } = event;
      const facts = factsOf(session.place);
      this.#step({ ...named(session), step: 'F.0', ok: true, ms, message: session.reason, facts });
    } else if (event.type === 'not-put-out') this.#notPutOut(event.session, event.error);
    else if (event.type === 'stray') this.#stray(event.place);
    else if (event.type === 'failed') this.#options.onError(event.error);
  }

  #refused({ session = '', place, device, reason, code }: Extract<AdmissionEvent, { readonly type: 'refused' }>): void {
    const facts = factsOf(place);
    this.#step({
      session,
      step: 'E.2',
      ok: false,
      message: reason,
      code,
      facts,
      ...(device === undefined ? {} : { device }),
    });
    const { client, station, ssid } = place;
    const name =
      device === undefined
        ? null
        : nameOf({ manufacturer: device.manufacturer ?? null, serialNumber: device.serialNumber });
    const data = { device: name, client, station, ssid, reason: onOneLine(reason, MAX_REASON), code };
    this.#digest.take({
      who: device === undefined ? `from ${client} ${station}` : deviceKey(device),
      isStranger: device === undefined,
      step: 'E.2',
      what: JSON.stringify([code, data.reason, ssid]),
      line: (times, alike) => refusalLine(data, times, alike),
    });
  }

  #notPutOut(session: Session, error: unknown): void {
    const reason = reasonOf(error);
    const code = isSallyportError(error) ? { code: error.code } : {};
    this.#step({ ...named(session), step: 'F.0', ok: false, message: reason, ...code, facts: factsOf(session.place) });
    const device = nameOf(session);
    const data = { id: session.id, device, client: session.place.client, reason };
    this.#write([DEVICE_NOT_PUT_OUT.create(deviceStream(device), data)]);
    this.#options.onError(error);
  }

  #stray({ client, station, ssid }: Place): void {
    this.#strays.take({
      who: `from ${client} ${station}`,
      isStranger: true,
      step: 'accounting',
      what: 'stray',
      line: () => {
        const said = `${client} accounts for station ${station ?? 'without a name'}`;
        this.#options.onError(fail('E_DOMAIN_STRAY_SESSION', said));
        return STRAY_SESSION.create(STRANGERS, { client, station, ssid });
      },
    });
  }

  #step(step: Step): void {
    this.#options.events(onboardingEvent({ protocol: 'radius', at: this.#options.clock.now(), ...step }));
  }

  #write(events: readonly NewEvent[]): void {
    this.#writing = Promise.all([this.#writing, this.#options.store.append(events).catch(this.#options.onError)]);
  }
}

function named(session: Session): Pick<Step, 'session'> & { readonly device: DeviceIdentity } {
  return { session: session.onboardingSession, device: identityOf(session) };
}

function factsOf({ client, station, ssid, medium }: Place) {
  return { nas: client, station, ssid, medium };
}

function termsOf({ place, obligations, credential }: Session) {
  const vlan = obligations.find(({ type }) => type === 'vlan')?.value ?? null;
  return { ...factsOf(place), credential, vlan };
}

function refusalLine(data: Omit<Refused, 'times'>, times: Times, alike: Alike): NewEvent {
  if (alike === 'same') {
    const stream = data.device === null ? STRANGERS : deviceStream(data.device);
    return ADMISSION_REFUSED.create(stream, { ...data, times });
  }
  const { device, reason } = data;
  if (alike === 'several') {
    const said = `refused for several reasons, of which this is the last: ${reason}`;
    return ADMISSION_REFUSED.create(device === null ? STRANGERS : deviceStream(device), {
      ...data,
      reason: said,
      times,
    });
  }
  const said = `too many were refused for each to be written down; the last one because: ${reason}`;
  return ADMISSION_REFUSED.create(STRANGERS, { ...data, device: null, station: null, ssid: null, reason: said, times });
}
