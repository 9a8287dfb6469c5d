/** What happens at the door and on the network, as lines of the log and as steps of a device's way. */

import { type Clock, isSallyportError, reasonOf } from '@sallyport/core';
import { type DeviceIdentity, type EventDetails, type EventListener, onboardingEvent } from '@sallyport/onboarding';
import type { LogStore, NewEvent } from '@sallyport/store';
import { type AdmissionEvent, identityOf, type Place, type Session, type SessionEvent } from '@sallyport/wifi-wired';
import { fail } from '../errors.ts';
import { deviceStream } from '../events.ts';
import { ADMISSION_REFUSED, DEVICE_NOT_PUT_OUT, STRAY_SESSION } from './events.ts';
import { RefusalDigest } from './refusal-digest.ts';
import { nameOf } from './session-record.ts';

export interface AdmissionJournalOptions {
  readonly store: LogStore;
  readonly events: EventListener;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

type Step = Omit<EventDetails, 'protocol' | 'at'>;

const STRANGERS = 'admission/strangers';

export class AdmissionJournal {
  readonly #options: AdmissionJournalOptions;
  readonly #digest: RefusalDigest;

  constructor(options: AdmissionJournalOptions) {
    this.#options = options;
    this.#digest = new RefusalDigest(options.clock);
  }

  /** At the door. */
  heard(event: AdmissionEvent): void {
    if (event.type === 'asked') {
      this.#step({ session: event.session, step: 'E.1', ok: true, facts: factsOf(event.place) });
    } else if (event.type === 'admitted') {
      const { session, isResumed, ms } = event;
      const facts = { ...termsOf(session), resumed: isResumed };
      this.#step({ ...named(session), step: 'E.2', ok: true, ms, message: session.reason, facts });
    } else if (event.type === 'refused') this.#refused(event);
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
    const who = device === undefined ? `${client} ${station}` : deviceNamed(device);
    if (!this.#digest.isNews(`${who} ${code} ${reason}`, device === undefined)) return;
    const name =
      device === undefined
        ? null
        : nameOf({ manufacturer: device.manufacturer ?? null, serialNumber: device.serialNumber });
    const stream = name === null ? STRANGERS : deviceStream(name);
    this.#write(ADMISSION_REFUSED.create(stream, { device: name, client, station, ssid, reason, code }));
  }

  #notPutOut(session: Session, error: unknown): void {
    const reason = reasonOf(error);
    const code = isSallyportError(error) ? { code: error.code } : {};
    this.#step({ ...named(session), step: 'F.0', ok: false, message: reason, ...code, facts: factsOf(session.place) });
    const device = nameOf(session);
    const data = { id: session.id, device, client: session.place.client, reason };
    this.#write(DEVICE_NOT_PUT_OUT.create(deviceStream(device), data));
    this.#options.onError(error);
  }

  #stray({ client, station, ssid }: Place): void {
    if (!this.#digest.isNews(`stray ${client} ${station}`, true)) return;
    this.#write(STRAY_SESSION.create(STRANGERS, { client, station, ssid }));
    this.#options.onError(
      fail('E_DOMAIN_STRAY_SESSION', `${client} accounts for station ${station ?? 'without a name'}`),
    );
  }

  #step(step: Step): void {
    this.#options.events(onboardingEvent({ protocol: 'radius', at: this.#options.clock.now(), ...step }));
  }

  #write(event: NewEvent): void {
    this.#options.store.append([event]).catch(this.#options.onError);
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

function deviceNamed({ manufacturer, serialNumber }: DeviceIdentity): string {
  return `${manufacturer}/${serialNumber}`;
}
