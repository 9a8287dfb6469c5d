/** Devices that the domain knows already, by the address of their radio. */

import { deviceOf, joinerIdOf } from '@sallyport/thread';
import { z } from 'zod';
import type { Domain } from '../domain.ts';

export const knownDevice = z.object({ manufacturer: z.string(), serialNumber: z.string() });

/** The device that joined by this EUI-64, if one did. */
export async function knownBy(eui64: Uint8Array, { devices }: Domain): Promise<z.infer<typeof knownDevice> | null> {
  const { manufacturer = 'unknown', serialNumber } = deviceOf(
    { joinerId: joinerIdOf(eui64), eui64 },
    undefined,
    'code',
  );
  return (await devices.find({ manufacturer, serialNumber })) === undefined ? null : { manufacturer, serialNumber };
}
