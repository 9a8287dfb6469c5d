import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DeviceAccess } from '@sallyport/assurance-ca-commands';
import fc from 'fast-check';
import { StationMap } from '../../src/enforcers/station-map.ts';
import { station } from '../support/station.ts';

/** Each device has addresses of its own, as the router's side sees to. */
const change = fc
  .record({
    device: fc.nat(3),
    access: fc.constantFrom('open' as const, 'constrained' as const, 'out' as const),
    stations: fc.array(fc.nat(3), { maxLength: 3 }),
  })
  .map(
    ({ device, access, stations }): DeviceAccess => ({
      device: `device ${device}`,
      access,
      stations: [...new Set(stations)].map((index) => station(device * 4 + index)),
    }),
  );

describe('addresses change by change', () => {
  it('are those of all devices at once', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(change, { selector: (each) => each.device, maxLength: 3 })), (batches) => {
        const map = new StationMap();
        const ports = new Map<string, string>();
        for (const batch of batches) {
          const { gone, come } = map.change(batch);
          for (const [each, access] of gone) {
            assert.equal(ports.get(each), access);
            ports.delete(each);
          }
          for (const [each, access] of come) ports.set(each, access);
        }
        assert.deepEqual(new Map([...ports].sort()), new Map([...map.all].sort()));
      }),
    );
  });
});
