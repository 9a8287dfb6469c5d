/** Changes owners as fast as the disk lets it, until it is killed. Not a test: started by device.test.ts. */

import { Device } from '../src/device.ts';

const [directory = ''] = process.argv.slice(2);
const device = await Device.open({ storage: { directory } });
const certificate = device.birth?.idevid;
if (certificate === undefined) throw new TypeError('the device was not born');
process.send?.('ready');
for (;;) {
  const key = await device.makeDomainKey('P-256');
  await device.installOwnership({
    keyName: key.name,
    ldevid: certificate,
    chain: [],
    anchors: [certificate],
    voucher: undefined,
    since: new Date(),
  });
  await device.reset();
}
