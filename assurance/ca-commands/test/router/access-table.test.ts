import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { AccessTable } from '../../src/router/access-table.ts';
import type { HeldDevice } from '../../src/router/book.ts';
import type { DeviceAccess } from '../../src/router/ports.ts';
import { readStations } from '../../src/router/read-stations.ts';
import { device } from '../support/people.ts';

const station = (index: number) => `02:00:00:00:00:0${index}`;

const change = fc.record({
  device: fc.nat(4),
  access: fc.constantFrom('open' as const, 'constrained' as const, 'out' as const),
  stations: fc.array(fc.nat(5), { maxLength: 3 }),
});

/** What the ports come to when every change is followed, and the same said at once. */
function byName(devices: Iterable<DeviceAccess>): readonly DeviceAccess[] {
  return [...devices].filter(({ access }) => access !== 'out').sort((a, b) => a.device.localeCompare(b.device));
}

describe('what the ports are told change by change', () => {
  it('comes to the same as if they were told all at once, and opens no address for two', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.boolean(), (changes, canConstrain) => {
        const table = new AccessTable(canConstrain);
        const ports = new Map<string, DeviceAccess>();
        const held = new Map<string, HeldDevice>();
        for (const { device: index, access, stations } of changes) {
          const name = device(index);
          const where = readStations(stations.map(station));
          const next =
            access === 'out' ? undefined : { device: name, access, sequence: 1, digest: name, stations: where };
          if (next === undefined) held.delete(name);
          else held.set(name, next);
          for (const each of table.change(name, next, where)) ports.set(each.device, each);
        }
        const whole = new AccessTable(canConstrain);
        whole.replace(held.values());
        assert.deepEqual(byName(ports.values()), byName(whole.all()));
        assert.deepEqual(byName(table.all()), byName(whole.all()));
        const open = byName(ports.values()).flatMap(({ stations }) => stations);
        assert.equal(new Set(open).size, open.length);
        for (const { device: name, stations } of ports.values()) {
          for (const each of stations) {
            if (ports.get(name)?.access !== 'out') assert.ok(held.get(name)?.stations.includes(each));
          }
        }
      }),
    );
  });

  it('never puts out at an address where another device is', () => {
    const table = new AccessTable(true);
    const [A, B] = readStations([station(1), station(2)]);
    assert.ok(A !== undefined && B !== undefined);
    const held = { access: 'open' as const, sequence: 1, digest: '' };
    table.change(device(1), { ...held, device: device(1), stations: [A] }, []);
    assert.deepEqual(table.change(device(2), undefined, [A, B]), [{ device: device(2), access: 'out', stations: [B] }]);
  });
});
