import { joinThread, newBirth, ThreadDevice } from '@sallyport/app-device';
import { systemRandom } from '@sallyport/core';

/** Makes a device, has its label read by whoever commissions, and switches it on within reach of `air`. */
export async function makeAndJoin(air: { address: string; port: number }, read: (label: string) => Promise<void>) {
  const device = await ThreadDevice.open(undefined, systemRandom, newBirth(systemRandom));
  await read(device.label);
  const on = await joinThread({ device, air, onEvent: ({ step, ok }) => process.stdout.write(`${step} ${ok}\n`) });
  await on.close();
  return on.membership.dataset.networkName;
}
