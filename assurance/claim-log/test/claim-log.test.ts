import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { ClaimLog, type ClaimQuery, claimId, glanceAt, type Origin } from '@sallyport/assurance-claim-log';
import { issuerResolver, verifyClaim } from '@sallyport/assurance-claims';
import { systemClock, utf8 } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import { fuzzRuns, refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { claimOf, collect, temporaryDirectory, withLog } from './support/logs.ts';

const received = { origin: 'received' } as const;

describe('a log of claims', () => {
  it('keeps a claim exactly as it came, with the time and who brought it', async () => {
    await withLog(async ({ log, clock }) => {
      const bytes = await claimOf(1);
      const { claim, isNew } = await log.append(bytes, { origin: 'received', from: '192.0.2.7' });
      assert.equal(isNew, true);
      assert.deepEqual(claim, {
        position: 1,
        id: claimId(bytes),
        bytes,
        at: clock.now(),
        origin: 'received',
        from: '192.0.2.7',
        size: bytes.length,
      });
      assert.deepEqual(await collect(log.read()), [claim]);
      assert.deepEqual(await log.find(claim.id), claim);
      const verified = await verifyClaim(claim.bytes, { resolve: issuerResolver(), at: systemClock.now() });
      assert.equal(verified.claim.type, 'Trust');
    });
  });

  it('keeps bytes that are no text, and those that no verifier would take', async () => {
    await withLog(async ({ log }) => {
      const bytes = Uint8Array.of(0, 0xff, 0xc3, 0x28, 0);
      const { claim } = await log.append(bytes, received);
      assert.deepEqual((await log.get(claim.id)).bytes, bytes);
    });
  });

  it('stores the same bytes once, and tells of the first time', async () => {
    await withLog(async ({ log, clock, store }) => {
      const bytes = await claimOf(1);
      const first = await log.append(bytes, { origin: 'issued' });
      clock.advance(1000);
      const again = await log.append(bytes, { origin: 'received', from: 'an echo' });
      assert.deepEqual(again, { claim: first.claim, isNew: false });
      const together = await Promise.all([claimOf(2), claimOf(2), claimOf(2)]);
      const appended = await Promise.all(together.map((same) => log.append(same, received)));
      assert.deepEqual(
        appended.map(({ isNew }) => isNew),
        [true, false, false],
      );
      assert.equal(new Set(appended.map(({ claim }) => claim.position)).size, 1);
      assert.equal(await store.head(), 2);
    });
  });

  it('refuses what is empty, too large, or brought by a name too long', async () => {
    await withLog(async ({ log, store }) => {
      await refuses(() => log.append(new Uint8Array(0), received), 'E_CLAIM_LOG_EMPTY');
      await refuses(() => log.append(new Uint8Array(256 * 1024 + 1), received), 'E_CLAIM_LOG_TOO_LARGE');
      await refuses(() => log.append(utf8('a'), { origin: 'received', from: 'x'.repeat(257) }), 'E_CLAIM_LOG_ARGUMENT');
      assert.equal(await store.head(), 0);
      assert.equal((await log.append(new Uint8Array(256 * 1024), received)).isNew, true);
    });
  });

  it('knows no claim under an id that it never gave', async () => {
    await withLog(async ({ log }) => {
      await log.append(await claimOf(1), received);
      for (const id of ['', 'a', '0'.repeat(64), claimId(await claimOf(1)).toUpperCase(), '\0', 'x'.repeat(5000)]) {
        assert.equal(await log.find(id), undefined);
        await refuses(() => log.get(id), 'E_CLAIM_LOG_UNKNOWN');
      }
    });
  });

  it('cannot be opened on a store that does not keep its tables', async () => {
    await using store = await openSqliteStore({ path: ':memory:' });
    await refuses(() => ClaimLog.open({ store, clock: systemClock }), 'E_STORE_ARGUMENT');
  });

  it('shares its store with other events, and appends some of them with a claim or not at all', async () => {
    await withLog(async ({ log, store }) => {
      const note = { stream: 'notes', type: 'noted', data: 1, uniqueKey: 'note/1' };
      await store.append([{ stream: 'notes', type: 'noted', data: 0 }]);
      const { claim } = await log.append(await claimOf(1), { origin: 'issued', alongside: [note] });
      assert.equal(claim.position, 2);
      assert.equal(await store.head(), 3);
      await refuses(
        async () => log.append(await claimOf(2), { origin: 'issued', alongside: [note] }),
        'E_STORE_CONFLICT',
      );
      assert.equal(await store.head(), 3);
      assert.deepEqual(
        (await collect(log.read())).map(({ position }) => position),
        [2],
      );
      assert.deepEqual(await collect(log.read(2)), []);
    });
  });

  it('takes several with events alongside in one step, or none of it', async () => {
    await withLog(async ({ store, log }) => {
      const note = (number: number) => ({ stream: 'notes', type: 'noted', data: number });
      const told: string[] = [];
      log.onAppended(({ id }) => told.push(id));
      const all = [await claimOf(1), await claimOf(2)];
      const how = { origin: 'received', from: 'the owner', alongside: [note(1)] } as const;
      const claims = await log.appendAll(all, how, { notes: 0 });
      assert.deepEqual(
        claims.map(({ id, position, from, bytes }) => [id, position, from, bytes]),
        all.map((bytes, at) => [claimId(bytes), at + 1, 'the owner', bytes]),
      );
      assert.deepEqual(
        told,
        claims.map(({ id }) => id),
      );
      const [known, fresh] = [await claimOf(2), await claimOf(3)];
      await refuses(() => log.appendAll([fresh, known], how), 'E_STORE_CONFLICT');
      await refuses(() => log.appendAll([fresh], how, { notes: 0 }), 'E_STORE_CONFLICT');
      await refuses(() => log.appendAll([fresh, new Uint8Array()], how), 'E_CLAIM_LOG_EMPTY');
      assert.equal(await store.head(), 3);
      assert.equal(told.length, 2);
    });
  });

  it('shows the newest first: all that was received, inferred and issued, each with its time', async () => {
    await withLog(async ({ log, clock }) => {
      const origins: readonly Origin[] = ['received', 'inferred', 'issued'];
      for (let number = 0; number < 12; number++) {
        clock.advance(1000);
        const origin = origins[number % 3] ?? 'received';
        await log.append(await claimOf(number), { origin, from: `number ${number}` });
      }
      const all = await log.page();
      assert.deepEqual(
        all.claims.map(({ position }) => position),
        [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
      );
      const first = await log.page({ origin: 'inferred', limit: 3 });
      assert.deepEqual(
        first.claims.map(({ from }) => from),
        ['number 10', 'number 7', 'number 4'],
      );
      assert.deepEqual(first.claims[0]?.at, new Date('2026-01-01T00:00:11Z'));
      await log.append(await claimOf(99), { origin: 'inferred' });
      assert.ok(first.next !== undefined);
      const second = await log.page({ origin: 'inferred', limit: 3, cursor: first.next });
      assert.deepEqual(
        second.claims.map(({ from }) => from),
        ['number 1'],
      );
      assert.equal(second.next, undefined);
      for (const entry of all.claims) assert.equal('bytes' in entry, false);
    });
  });

  it('shows what is of one type, issuer, subject and type of devices, and whatever else is asked for', async () => {
    await withLog(async ({ log }) => {
      for (let number = 0; number < 30; number++) {
        const origin = number % 2 === 0 ? 'received' : 'inferred';
        await log.append(await claimOf(number), { origin, from: `number ${number}` });
      }
      const junk = await log.append(utf8('no claim'), received);
      const [newest] = (await log.page({ limit: 2 })).claims.slice(1);
      const { type, issuer, subject } = newest?.glance ?? {};
      assert.ok(typeof type === 'string' && typeof issuer === 'string' && typeof subject === 'string');
      const positions = async (query: ClaimQuery) => (await log.page(query)).claims.map(({ position }) => position);
      assert.deepEqual(await positions({ subject }), [30]);
      assert.deepEqual(await positions({ subject, type, issuer, origin: 'inferred' }), [30]);
      assert.deepEqual(await positions({ subject, origin: 'received' }), []);
      assert.deepEqual(await positions({ type: 'Distrust' }), []);
      assert.deepEqual(await positions({ deviceType: 'lamp' }), []);
      assert.deepEqual((await positions({ type })).length, 30);
      assert.deepEqual((await positions({ issuer, origin: 'received' })).length, 15);
      const where: ClaimQuery['where'] = ({ from }) => from === 'number 3';
      assert.deepEqual(await positions({ where }), [4]);
      assert.deepEqual(await positions({ where: ({ glance }) => glance.type === null }), [junk.claim.position]);
    });
  });

  it('ends a page where it has cost enough, and goes on from there without leaving out or repeating any', async () => {
    await withLog(async ({ log }) => {
      for (let number = 0; number < 100; number++) await log.append(await claimOf(number), received);
      const where: ClaimQuery['where'] = ({ position }) => position % 30 === 0;
      const found: number[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await log.page({ where, limit: 1, ...(cursor === undefined ? {} : { cursor }) });
        assert.ok(page.claims.length <= 1);
        found.push(...page.claims.map(({ position }) => position));
        cursor = page.next;
        if (cursor === undefined) break;
      }
      assert.deepEqual(found, [90, 60, 30]);
      assert.deepEqual((await log.page({ where: () => false, limit: 1 })).claims, []);
      assert.ok((await log.page({ where: () => false, limit: 1 })).next !== undefined);
    });
  });

  it('is found whole when it is opened again', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    const bytes = await claimOf(1);
    await withLog(async ({ log }) => {
      await log.append(bytes, received);
    }, path);
    await withLog(async ({ log, store }) => {
      assert.deepEqual(
        (await collect(log.read())).map((claim) => claim.bytes),
        [bytes],
      );
      assert.deepEqual(await log.verify(), { claims: 1, head: await store.chainHead() });
      assert.equal((await log.append(bytes, received)).isNew, false);
    }, path);
  });

  it('shows against a noted head that its end was cut off', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    let noted = { position: 0, hash: '' };
    await withLog(async ({ log }) => {
      await log.append(utf8('a'), received);
      await log.append(utf8('b'), received);
      noted = (await log.verify()).head;
      await log.verify({ noted });
    }, path);
    const db = new DatabaseSync(path);
    db.exec('DROP TRIGGER events_never_go; DELETE FROM events WHERE position = 2');
    db.exec('DELETE FROM projections');
    db.close();
    await withLog(async ({ log }) => {
      assert.equal((await log.verify()).claims, 1);
      await refuses(() => log.verify({ noted }), 'E_STORE_CHAIN');
    }, path);
  });

  it('does not take a claim that was put in the place of another for the one it stored', async () => {
    using directory = temporaryDirectory();
    const path = join(directory.path, 'log.sqlite');
    await withLog(async ({ log }) => {
      await log.append(utf8('was claimed'), received);
      await log.append(utf8('was also claimed'), received);
    }, path);
    const db = new DatabaseSync(path);
    db.exec(`DROP TRIGGER events_never_change;
      UPDATE events SET data = replace(data, '${btoa('was claimed')}', '${btoa('was CLAIMED')}')`);
    db.close();
    await withLog(async ({ log }) => {
      await refuses(() => log.get(claimId(utf8('was claimed'))), 'E_CLAIM_LOG_CORRUPT');
      await refuses(() => collect(log.read()), 'E_CLAIM_LOG_CORRUPT');
      assert.equal((await log.get(claimId(utf8('was also claimed')))).position, 2);
    }, path);
  });
});

describe('replaying the log', () => {
  it('gives each claim once, in the order of first arrival, however often and in whatever order claims come', async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    const arrival = fc.record({ bytes, origin: fc.constantFrom<Origin>('received', 'inferred', 'issued') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(arrival, { maxLength: 6 }), { maxLength: 6 }), async (waves) => {
        await withLog(async ({ log, store }) => {
          const acknowledged: string[] = [];
          for (const wave of waves) {
            const taken = await Promise.all(wave.map((one) => log.append(one.bytes, { origin: one.origin })));
            for (const { claim, isNew } of taken) if (isNew) acknowledged.push(claim.id);
          }
          const first = await collect(log.read());
          assert.deepEqual(
            first.map(({ id }) => id),
            acknowledged,
          );
          assert.equal(new Set(acknowledged).size, new Set(waves.flat().map((one) => claimId(one.bytes))).size);
          await store.rebuild('claim_log');
          assert.deepEqual(await collect(log.read()), first);
          const paged = (await log.page({ limit: 1000 })).claims;
          assert.deepEqual(
            paged,
            first.toReversed().map(({ bytes: each, ...entry }) => ({ ...entry, glance: glanceAt(each) })),
          );
          await log.verify();
        });
      }),
      { numRuns: fuzzRuns(60) },
    );
  });
});
