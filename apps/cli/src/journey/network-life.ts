/** A device's life on the network: kept out, let in, put out, and let in again when it is trusted again (CAHN E.0 to F.0). */

import { fail } from '../errors.ts';
import { domainAsk } from '../services/reach.ts';
import type { AtTheDoor, DoorWatch, NetworkMoment } from './door-watch.ts';

export interface NetworkLife extends AtTheDoor {
  readonly door: DoorWatch;
  /** Brings the device aboard once more. */
  readonly return: () => Promise<unknown>;
  readonly tell: (moment: NetworkMoment) => void;
}

/** @throws E_CLI_JOURNEY when the network did something else, E_ACCESS_POINT_…, E_RADIUS_NO_RESPONSE, E_STORE_… */
export async function liveOnNetwork(life: NetworkLife): Promise<readonly NetworkMoment[]> {
  const { door, domain, device, serialNumber, tell } = life;
  const moments: NetworkMoment[] = [];
  const note = (moment: NetworkMoment) => {
    moments.push(moment);
    tell(moment);
  };
  note(await door.knock('kept-out', 'with its birth certificate', 'birth'));
  note(await door.knock('let-in', 'with its domain certificate'));
  const manufacturer = domain.admission.live[0]?.manufacturer ?? undefined;
  if (manufacturer === undefined) throw fail('E_CLI_JOURNEY', 'the domain knows of no session of the device');
  const ask = domainAsk(domain);
  const revocation = { reason: 'cessationOfOperation', refuse: true, note: 'demonstration' } as const;
  const revoke = () => ask('devices.revoke', { manufacturer, serialNumber, ...revocation });
  note(await door.putOut('as its owner stopped trusting it', revoke));
  note(await door.knock('kept-out', 'with a certificate that was taken back'));
  await ask('lists.remove', { list: 'refused', match: `${manufacturer}/${serialNumber}` });
  await device.reset();
  await life.return();
  note(await door.knock('let-in', 'after it came aboard again'));
  return moments;
}
