/** A device's life on the network: kept out, let in, put out, and let in again when it is trusted again (CAHN E.0 to F.0). */

import type { AccessPoint } from '@sallyport/app-access-point';
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

export interface NetworkLife {
  readonly point: AccessPoint;
  readonly domain: Domain;
  readonly device: Device;
  readonly serialNumber: string;
  readonly session: string;
  readonly events: EventListener;
  /** Brings the device aboard once more. */
  readonly return: () => Promise<unknown>;
  readonly tell: (moment: NetworkMoment) => void;
  readonly context: RunContext;
}

const PATIENCE: Milliseconds = 5000;

/** @throws E_CLI_JOURNEY when the network did something else, E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE, E_STORE_… */
export async function liveOnNetwork(life: NetworkLife): Promise<readonly NetworkMoment[]> {
  const { domain, device, serialNumber, tell, context } = life;
  const moments: NetworkMoment[] = [];
  const note = (did: NetworkDeed, when: string, since: Milliseconds) => {
    const moment = { did, when, ms: Math.round(10 * (context.clock.monotonic() - since)) / 10 };
    moments.push(moment);
    tell(moment);
  };
  const expect = async (did: 'kept-out' | 'let-in', when: string, credential: Knock['credential'] = 'domain') => {
    const started = context.clock.monotonic();
    const connected = await knock({ ...life, credential });
    if (connected.verdict.isOpen !== (did === 'let-in'))
      throw fail('E_CLI_JOURNEY', `the device was not ${did} ${when}`);
    note(did, when, started);
    return connected.association;
  };

  await expect('kept-out', 'with its birth certificate', 'birth');
  const association = await expect('let-in', 'with its domain certificate');
  const manufacturer = domain.admission.live[0]?.manufacturer ?? undefined;
  if (manufacturer === undefined) throw fail('E_CLI_JOURNEY', 'the domain knows of no session of the device');
  const name = { manufacturer, serialNumber };
  const spoken = context.clock.monotonic();
  const revoked = domain.revokeDevice(name, { reason: 'cessationOfOperation', refuse: true, note: 'demonstration' });
  await within(association.ended, 'the network did not put the device out');
  note('put-out', 'as its owner stopped trusting it', spoken);
  await revoked;
  await domain.admission.settled();
  await expect('kept-out', 'with a certificate that was taken back');
  await domain.lists.remove('refused', `${name.manufacturer}/${name.serialNumber}`);
  await device.reset();
  await life.return();
  await expect('let-in', 'after it came aboard again');
  return moments;
}

async function within(what: Promise<unknown>, otherwise: string): Promise<void> {
  const patience = Promise.withResolvers<never>();
  const timer = setTimeout(() => patience.reject(fail('E_CLI_JOURNEY', otherwise)), PATIENCE);
  try {
    await Promise.race([what, patience.promise]);
  } finally {
    clearTimeout(timer);
  }
}
