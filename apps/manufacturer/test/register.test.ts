import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { masaAuditLog } from '../src/masa-registers.ts';
import { AUDIT, DEVICES } from '../src/register.ts';
import { authority, Books, claimant, entryFor } from './support.ts';

const domains = await Promise.all(['A', 'B'].map(async (name) => claimant(await authority(name))));

async function picture({ store }: Books): Promise<unknown> {
  const rows: unknown[] = [];
  for await (const entry of store.table(DEVICES).scan()) rows.push(entry);
  for await (const entry of store.table(AUDIT).scan()) rows.push(entry);
  return rows;
}

const SERIALS = ['R-0', 'R-1', 'R-2'];
const serial = fc.constantFrom(...SERIALS);

/** What people and MASAs do, in any order. */
const deed = fc.oneof(
  fc.record({ kind: fc.constant('sell' as const), serial, known: fc.boolean() }),
  fc.record({ kind: fc.constant('claim' as const), serial, domain: fc.nat(1) }),
  fc.record({ kind: fc.constant('block' as const), serial }),
  fc.record({ kind: fc.constant('clear' as const), serial, resale: fc.boolean() }),
);

describe('the manufacturer’s register', () => {
  it('is the same when it is built anew from the log, whatever happened', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { maxLength: 25 }), async (deeds) => {
        const books = await Books.open();
        const devices = new Map(
          await Promise.all(SERIALS.map(async (each) => [each, await books.make(each)] as const)),
        );
        for (const done of deeds) {
          const { records } = books;
          if (done.kind === 'sell') {
            await records.sell([done.serial], {
              name: 'Buyer',
              domainKey: done.known ? (domains[0]?.keys[1] ?? '') : null,
            });
          } else if (done.kind === 'block') await records.block(done.serial, 'because');
          else if (done.kind === 'clear') await records.clear(done.serial, done.resale);
          else {
            const by = domains[done.domain];
            const device = devices.get(done.serial);
            if (by === undefined || device === undefined) continue;
            // Another's device: refused, and nothing written.
            await masaAuditLog(books.store)
              .append(device, entryFor(by), by)
              .catch(() => undefined);
          }
        }
        const live = await picture(books);
        await books.store.rebuild('manufacturer_register');
        assert.deepEqual(await picture(books), live);
        await books.store.close();
      }),
      { numRuns: 25 },
    );
  });

  it('keeps a device’s vouchers together and in order beside those of its namesakes', async () => {
    const books = await Books.open();
    const [by] = domains;
    assert.ok(by !== undefined);
    for (const number of ['N', 'N/1', 'N-1']) {
      const device = await books.make(number);
      for (let count = 0; count < 12; count++) {
        await masaAuditLog(books.store).append(device, entryFor(by, { session: `${number} ${count}` }), by);
      }
    }
    for (const number of ['N', 'N/1', 'N-1']) {
      assert.deepEqual(
        (await books.records.vouchers(number)).map(({ session }) => session),
        Array.from({ length: 12 }, (_, count) => `${number} ${count}`),
      );
    }
  });

  it('keeps the owner of a device that is certified again', async () => {
    const books = await Books.open();
    await books.make('AGAIN');
    await books.records.sell(['AGAIN'], { name: 'Buyer', domainKey: 'ab' });
    await books.make('AGAIN', 'lamp');
    const row = await books.records.find('AGAIN');
    assert.deepEqual([row?.model, row?.ownerName, row?.ownedBy], ['lamp', 'Buyer', 'sold']);
  });
});
