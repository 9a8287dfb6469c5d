/** What people look at and do about one device: whether its owner trusts it, and how it is let in and put out. */

import type { Caller } from '@sallyport/api';
import type { ClaimTypeName } from '@sallyport/assurance-claims';
import type { Submitted } from '@sallyport/assurance-continuous';
import type { CertificateAuthority } from '@sallyport/ca';
import type { Clock, JsonObject } from '@sallyport/core';
import type { EnforcementPoint } from '@sallyport/onboarding';
import type { LogStore } from '@sallyport/store';
import { deviceKeyOf } from '@sallyport/wifi-wired';
import type { AcceptRegister } from '../accept-register.ts';
import { SESSIONS } from '../admission/register.ts';
import type { Role } from '../api/roles.ts';
import type { Explanation } from '../assurance/decision-desk.ts';
import type { Desks } from '../assurance/desks.ts';
import type { KnownDevice } from '../assurance/register.ts';
import { fail } from '../errors.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import { FLAGS, registerKey } from '../register.ts';
import { revokeDevice } from '../revocation/revoke-device.ts';
import { birthCertificateOf } from './birth.ts';
import { type CertificateJson, certificateJson } from './certificate-json.ts';
import type { DeviceDirectory } from './device-directory.ts';
import type { ListedDevice } from './listed-device.ts';
import type { Moment } from './moment.ts';
import { ownersRefusal } from './owners-refusal.ts';
import { type TimelinePage, timelineOf } from './timeline.ts';
import type { WouldChange } from './would-change/answer.ts';
import { changesByLists, changesOfRefusal } from './would-change/by-lists.ts';
import { changesByProof } from './would-change/by-proof.ts';

export interface DeviceDeskOptions {
  readonly store: LogStore;
  readonly directory: DeviceDirectory;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly authority: CertificateAuthority;
  readonly desks: Pick<Desks, 'claims' | 'decisions' | 'host' | 'log' | 'mode' | 'devices' | 'types'>;
  readonly clock: Clock;
}

export interface DeviceName {
  readonly manufacturer: string;
  readonly serialNumber: string;
}

/** What was done about a device, for people to be told. */
export interface DeviceChange {
  /** The claim that was made, by its id in the log. */
  readonly claim?: string;
  /** Whether it stood on the list of refused devices, and does no more. */
  readonly isRefusalLifted: boolean;
  /** The list of devices that was narrowed to, and has it now. */
  readonly isListed: boolean;
}

/** Certificates that are shown, the newest first. */
const SHOWN_CERTIFICATES = 16;
const REVOKED_FOR = 'cessationOfOperation';

export class DeviceDesk {
  readonly #options: DeviceDeskOptions;

  constructor(options: DeviceDeskOptions) {
    this.#options = options;
  }

  /** @throws E_DOMAIN_UNKNOWN_DEVICE, E_STORE_… */
  async find(name: DeviceName): Promise<ListedDevice> {
    const key = registerKey(name);
    const device = await this.#options.directory.find(key);
    if (device === undefined) throw fail('E_DOMAIN_UNKNOWN_DEVICE', `no device ${key}`);
    return device;
  }

  /** Its certificates of this domain, the newest first, and behind them the one it was born with. @throws E_STORE_… */
  async certificatesOf({ key, uri }: ListedDevice): Promise<readonly CertificateJson[]> {
    const { authority, store } = this.#options;
    const issued: CertificateJson[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await authority.ledger.byDevice(key, { limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
      issued.push(
        ...page.entries
          .slice(-SHOWN_CERTIFICATES)
          .map((entry) => certificateJson(entry.der, 'domain', entry.revocation)),
      );
      if (page.next === undefined) break;
      cursor = page.next;
    }
    const birth = uri === null ? undefined : await birthCertificateOf(key, uri, store);
    const newest = issued.reverse().slice(0, SHOWN_CERTIFICATES);
    return birth === undefined ? newest : [...newest, certificateJson(birth, 'birth')];
  }

  /** The last page ends with the device's birth. @throws E_STORE_… */
  async timelineOf(device: ListedDevice, before: number | undefined, limit: number): Promise<TimelinePage> {
    const { store, desks } = this.#options;
    const from = before ?? (await store.head()) + 1;
    const page = await timelineOf(device, { before: from, limit }, { store, claims: desks.log });
    if (page.next !== undefined) return page;
    const birth = device.uri === null ? undefined : await birthCertificateOf(device.key, device.uri, store);
    return birth === undefined ? page : { moments: [...page.moments, momentOfBirth(certificateJson(birth, 'birth'))] };
  }

  /** What is decided of it now, why, and what would change that. @throws E_STORE_…, and what starting assurance throws */
  async explain(
    known: KnownDevice,
    point: EnforcementPoint,
  ): Promise<Explanation & { readonly wouldChange: readonly WouldChange[] }> {
    const { desks, lists, manufacturers, store } = this.#options;
    const explanation = await desks.decisions.explain(known, point);
    const current = await lists.upToDate();
    const flag = (await store.table(FLAGS).get(known.key))?.reason;
    const makerName = manufacturers.known.find(({ id }) => id === known.manufacturer)?.trust.name ?? known.manufacturer;
    const { proof, decision } = explanation;
    const isRefused = current.refused.has(known.key);
    if (flag !== undefined || (isRefused && proof === undefined && explanation.mode === 'claims'))
      return { ...explanation, wouldChange: changesOfRefusal(known, isRefused, flag) };
    const wouldChange =
      proof === undefined
        ? changesByLists(current, known, makerName, decision.outcome === 'permit')
        : changesByProof(proof, known, makerName);
    return { ...explanation, wouldChange };
  }

  /**
   * The owner's word for it: a claim where claims decide; where lists do, a place on the list of devices if that narrows.
   * With `isOnboarded` a refusal is lifted too. Who is no owner does not undo what was said against the device.
   * @throws E_DOMAIN_UNKNOWN_DEVICE, E_DOMAIN_OWNERS_REFUSAL, E_CLAIMS_…, E_STORE_…
   */
  async trust(name: DeviceName, { name: by, role }: Caller<Role>, isOnboarded = false): Promise<DeviceChange> {
    const { lists, desks } = this.#options;
    const device = await this.find(name);
    const refusal = role === 'owner' ? undefined : await ownersRefusal(device, this.#options);
    if (refusal !== undefined) throw fail('E_DOMAIN_OWNERS_REFUSAL', refusal);
    const isRefusalLifted = isOnboarded && (await lists.remove('refused', device.key));
    if ((await desks.mode.current()) !== undefined && device.uri !== null) {
      const { id } = await this.#claim('Trust', { id: device.uri, role: 'device' }, by);
      return { claim: id, isRefusalLifted, isListed: false };
    }
    const { devices } = await lists.upToDate();
    const isListed = devices !== undefined && !devices.has(device.key);
    if (isListed) await lists.add('devices', device.key, `trusted by ${by}`);
    return { isRefusalLifted, isListed };
  }

  /**
   * It loses trust, and networks put it out: by a claim where claims decide, by the list of refused devices where lists do.
   * @throws E_DOMAIN_UNKNOWN_DEVICE, E_CLAIMS_…, E_STORE_…
   */
  async distrust(name: DeviceName, reason: string | undefined, by: string): Promise<{ readonly claim?: string }> {
    const { lists, desks } = this.#options;
    const device = await this.find(name);
    if ((await desks.mode.current()) === undefined || device.uri === null) {
      await lists.add('refused', device.key, reason ?? `distrusted by ${by}`);
      return {};
    }
    const subject = { id: device.uri, role: 'device', ...(reason === undefined ? {} : { reason }) };
    return { claim: (await this.#claim('Distrust', subject, by)).id };
  }

  /** The owner says of which type it is. @throws E_DOMAIN_UNKNOWN_DEVICE, E_DOMAIN_NAME, E_CLAIMS_…, E_STORE_… */
  async setType(name: DeviceName, deviceType: string, by: string): Promise<{ readonly claim: string }> {
    const device = await this.find(name);
    if (device.uri === null)
      throw fail('E_DOMAIN_NAME', 'nothing can be claimed of a device that has no name for claims');
    const { id } = await this.#claim('OwnerDeclaration', { id: device.uri, deviceType }, by);
    await this.#options.desks.types.settled();
    return { claim: id };
  }

  /** Revokes its certificates and refuses it; its networks put it out. @throws E_DOMAIN_UNKNOWN_DEVICE, E_STORE_… */
  async putOut(
    name: DeviceName,
    note: string | undefined,
    by: string,
  ): Promise<{ readonly revoked: readonly string[] }> {
    const { authority, lists, clock } = this.#options;
    const { key } = await this.find(name);
    const how = { reason: REVOKED_FOR, refuse: true, note: note ?? `put out by ${by}` } as const;
    const { revoked } = await revokeDevice(key, how, { authority, lists, clock });
    return { revoked };
  }

  /** Sessions that it has on networks. @throws E_STORE_… */
  async sessionsOf(key: string) {
    const { entries } = await this.#options.store.table(SESSIONS).page({ index: 'device', equals: key, limit: 16 });
    return entries.map(({ row }) => row).filter((session) => deviceKeyOf(session) === key);
  }

  #claim(type: ClaimTypeName, subject: JsonObject, by: string): Promise<Submitted> {
    return this.#options.desks.claims.make({ type, subject }, { by });
  }
}

function momentOfBirth({ subject, issuer, serialNumber, notBefore, notAfter }: CertificateJson): Moment {
  return { position: 0, at: notBefore, kind: 'born', facts: { subject, issuer, serialNumber, notAfter }, claim: null };
}
