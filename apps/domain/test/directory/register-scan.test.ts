import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openSqliteStore } from '@sallyport/store';
import fc from 'fast-check';
import { admissionRegister } from '../../src/admission/register.ts';
import { DEVICE_MET } from '../../src/assurance/events.ts';
import { assuranceRegister } from '../../src/assurance/register.ts';
import { directoryRegister } from '../../src/directory/register.ts';
import { type RegisteredDevice, registeredDevices } from '../../src/directory/register-scan.ts';
import { DEVICE_FLAGGED, deviceStream, JOINER_ACCEPTED, LIST_ENTRY_ADDED } from '../../src/events.ts';
import { domainRegister, registerKey } from '../../src/register.ts';

/** Letters whose order by code point is another than by UTF-16 code unit are among them. */
const serialNumbers = fc.uniqueArray(
  fc.string({ unit: fc.constantFrom('a', 'B', '0', '/', '￿', '😀', 'é'), minLength: 1, maxLength: 6 }),
  { minLength: 0, maxLength: 40 },
);

const projections = () => [domainRegister, admissionRegister, assuranceRegister, directoryRegister];

async function storeOf(events: Parameters<Awaited<ReturnType<typeof openSqliteStore>>['append']>[0]) {
  const store = await openSqliteStore({ path: ':memory:', projections: projections() });
  if (events.length > 0) await store.append(events);
  return store;
}

const named = (serialNumber: string) => ({ manufacturer: 'aa', serialNumber });

function met(serialNumber: string) {
  const device = named(serialNumber);
  const data = { device, model: null, uri: `urn:x:${serialNumber}`, proved: 'certificate', mud: null } as const;
  return DEVICE_MET.create(deviceStream(device), data);
}

function accepted(serialNumber: string) {
  const device = named(serialNumber);
  return JOINER_ACCEPTED.create(deviceStream(device), {
    device,
    session: 's',
    network: 'n',
    extendedPanId: '0011223344556677',
    model: null,
  });
}

async function found(events: Parameters<typeof storeOf>[0], together: number) {
  const store = await storeOf(events);
  const devices: RegisteredDevice[] = [];
  for await (const some of registeredDevices(store, together)) devices.push(...some);
  await store.close();
  return devices;
}

describe('the registers of all devices, read together', () => {
  it('hold every device once, with what each register has of it, however few rows are read at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        serialNumbers,
        fc.infiniteStream(fc.nat(15)),
        fc.integer({ min: 2, max: 7 }),
        async (serials, draw, together) => {
          const population = serials.map((serial, index) => ({
            serial,
            traits: draw.next().value + (index === 0 ? 1 : 0),
          }));
          const events = population.flatMap(({ serial, traits }) => [
            ...(traits & 1 ? [met(serial)] : []),
            ...(traits & 2 ? [accepted(serial)] : []),
            ...(traits & 4
              ? [DEVICE_FLAGGED.create('flags', { deviceKey: registerKey(named(serial)), reason: 'gone before' })]
              : []),
            ...(traits & 8
              ? [LIST_ENTRY_ADDED.create('lists', { list: 'refused', match: registerKey(named(serial)), note: null })]
              : []),
          ]);
          const devices = await found(events, together);
          const listed = population.filter(({ traits }) => (traits & 3) !== 0);
          assert.equal(devices.length, listed.length);
          for (const { serial, traits } of listed) {
            const device = devices.find(({ key }) => key === registerKey(named(serial)));
            assert.ok(device, serial);
            assert.equal(device.known?.serialNumber, traits & 1 ? serial : undefined);
            assert.equal(device.row?.serialNumber, traits & 2 ? serial : undefined);
            assert.equal(device.decision?.point, traits & 2 ? 'M.4' : undefined);
            assert.equal(device.flag, traits & 4 ? 'gone before' : undefined);
            assert.equal(device.isRefused, (traits & 8) !== 0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});
