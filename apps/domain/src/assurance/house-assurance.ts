/** The life of continuous assurance in a house: opened, acted upon, swept and closed. */

import { ClaimLog } from '@sallyport/assurance-claim-log';
import { deviceKey, type EventListener, type OnboardingEvent, type TrustChanges } from '@sallyport/onboarding';
import { revokeDevice } from '../revocation/revoke-device.ts';
import { Consequences } from './consequences.ts';
import { type Desks, type HouseAssuranceParts, openDesks } from './desks.ts';

export class HouseAssurance {
  readonly desks: Desks;
  readonly #parts: HouseAssuranceParts;
  #consequences: Consequences | undefined;
  #stopHearing: () => void = () => undefined;

  private constructor(parts: HouseAssuranceParts, desks: Desks) {
    this.#parts = parts;
    this.desks = desks;
  }

  /** Where claims decide, everything is judged that was claimed before; otherwise nothing is started. @throws E_STORE_… */
  static async open(parts: HouseAssuranceParts): Promise<HouseAssurance> {
    const { store, clock, onError } = parts;
    const desks = openDesks(parts, await ClaimLog.open({ store, clock }));
    // Whoever asks meanwhile, or after a failure, starts it again; until that succeeds everybody is denied.
    if ((await desks.mode.current()) !== undefined) await desks.host.assurance().catch(onError);
    return new HouseAssurance(parts, desks);
  }

  /** The domain is reached under this origin, `https://host:port`. @throws E_IDENTITIES_ARGUMENT, E_KEYSTORE_…, E_STORE_… */
  async listening(origin: string): Promise<void> {
    await this.desks.identities?.start(`${origin}/identities`);
  }

  /** What parts of the domain report. */
  heard(event: OnboardingEvent): void {
    const { host, routers } = this.desks;
    routers.heard(event);
    if (event.step === 'M.5' && event.ok && event.device !== undefined) host.entrusted(deviceKey(event.device));
  }

  /** What is to be done from time to time. */
  async sweep(): Promise<void> {
    await this.desks.identities?.sweep();
    await this.desks.routers.refresh();
  }

  /** Begins to act on decisions that become others. */
  act(events: EventListener): void {
    const { store, lists, authority, options, clock, onError } = this.#parts;
    const { devices, mode, decisions } = this.desks;
    this.#consequences = new Consequences({
      store,
      devices,
      mode,
      lostTrust: options.lostTrust ?? 'keep',
      decide: (device, point) => decisions.decide(device, point),
      watch: (device, point) => decisions.watch(device, point),
      revoke: (device, how) => revokeDevice(device, how, { authority, lists, clock }),
      events,
      clock,
      onError,
    });
    this.#stopHearing = this.desks.host.onTrustChanged((change) => this.#consequences?.trustChanged(change));
    this.#consequences.takeUp();
  }

  /** Tells of decisions that became others. */
  get trust(): TrustChanges {
    return this.desks.host;
  }

  /** Resolves when everything that was claimed and observed is judged, and acted on in this domain. */
  async settled(): Promise<void> {
    if (this.desks.host.isRunning) await (await this.desks.host.assurance()).settled();
    await this.#consequences?.settled();
    await this.desks.routers.settled();
  }

  async close(): Promise<void> {
    this.#stopHearing();
    await this.#consequences?.close();
    await this.desks.routers.close();
    await this.desks.identities?.close();
    await this.desks.behaviour.close();
    this.desks.mud?.close();
    await this.desks.dryRuns.close();
    await this.desks.host.close();
    await this.desks.posture.close();
    await this.desks.keys.close();
  }
}
