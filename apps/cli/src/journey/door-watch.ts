/** A device at the door of its network: what becomes of it when something is done. */

import type { AccessPoint, Connected } from '@sallyport/app-access-point';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import type { Milliseconds } from '@sallyport/core';
import type { EventListener } from '@sallyport/onboarding';
import { fail } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { type Knock, knock } from './network-lab.ts';

/** What the network did to a device, each as it was seen at the access point. */
export type NetworkDeed = 'kept-out' | 'let-in' | 'put-out';

export interface NetworkMoment {
  readonly did: NetworkDeed;
  /** In what state of trust the device was. */
  readonly when: string;
  /** From the knock, or from the owner's word, until the door had moved. */
  readonly ms: Milliseconds;
}

export interface AtTheDoor {
  readonly point: AccessPoint;
  readonly domain: Domain;
  readonly device: Device;
  readonly serialNumber: string;
  readonly session: string;
  readonly events: EventListener;
  readonly context: RunContext;
}

const PATIENCE: Milliseconds = 10_000;

export class DoorWatch {
  readonly #at: AtTheDoor;
  #association: Connected['association'] | undefined;

  constructor(at: AtTheDoor) {
    this.#at = at;
  }

  /** @throws E_CLI_JOURNEY when the network does something else, E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE */
  async knock(
    did: 'kept-out' | 'let-in',
    when: string,
    credential: Knock['credential'] = 'domain',
  ): Promise<NetworkMoment> {
    const started = this.#now();
    const { verdict, association } = await knock({ ...this.#at, credential });
    if (verdict.isOpen !== (did === 'let-in')) throw fail('E_CLI_JOURNEY', `the device was not ${did} ${when}`);
    if (verdict.isOpen) this.#association = association;
    return { did, when, ms: this.#since(started) };
  }

  /**
   * Does something for which the network is to put out the device that is on it.
   * @throws E_CLI_JOURNEY when it does not, and what `act` throws
   */
  async putOut(when: string, act: () => Promise<unknown>): Promise<NetworkMoment> {
    const association = this.#association;
    if (association === undefined) throw fail('E_CLI_JOURNEY', 'the device is not on the network');
    const started = this.#now();
    const acted = act();
    // What fails at once must not have to wait until patience is at its end.
    await within(Promise.race([association.ended, acted.then(() => association.ended)]), `not put out ${when}`);
    const ms = this.#since(started);
    await acted;
    await this.#at.domain.admission.settled();
    return { did: 'put-out', when, ms };
  }

  #now(): Milliseconds {
    return this.#at.context.clock.monotonic();
  }

  #since(started: Milliseconds): Milliseconds {
    return Math.round(10 * (this.#now() - started)) / 10;
  }
}

async function within(what: Promise<unknown>, otherwise: string): Promise<void> {
  const patience = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => patience.reject(fail('E_CLI_JOURNEY', `the network did something else: ${otherwise}`)),
    PATIENCE,
  );
  try {
    await Promise.race([what, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
