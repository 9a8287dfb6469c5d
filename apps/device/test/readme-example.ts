import { bearDevice, bringAboardBrski, Device, type FactoryLine } from '@sallyport/app-device';

/** Makes a device on its maker's line, and switches it on where `registrar` is its owner's. */
export async function makeAndSwitchOn(line: FactoryLine, registrar: { host: string; port: number }) {
  const device = await Device.open({ storage: 'memory' });
  await bearDevice({ device, line, serialNumber: 'SN-0001', session: 'line 1' });
  const { ownership } = await bringAboardBrski({
    device,
    candidates: [registrar],
    onEvent: ({ step, ok, ms }) => process.stdout.write(`${step} ${ok} ${ms} ms\n`),
  });
  return ownership.ldevid.toPem();
}
