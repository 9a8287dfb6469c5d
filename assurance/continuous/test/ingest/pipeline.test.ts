import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { LoggedClaim } from '@sallyport/assurance-claim-log';
import { VirtualTime } from '@sallyport/core';
import fc from 'fast-check';
import { Pipeline, type ReadClaim } from '../../src/ingest/pipeline.ts';
import type { Reading } from '../../src/ingest/verifier.ts';

const REFUSED: Reading = { kind: 'refused', code: 'E_TEST', reason: 'a test' };

const claimAt = (position: number): LoggedClaim => ({
  position,
  id: String(position),
  at: new Date(0),
  origin: 'received',
  from: undefined,
  size: 1,
  bytes: Uint8Array.of(position),
});

function ground(more: { read?: (claim: LoggedClaim) => Promise<Reading>; judge?: () => Promise<void> } = {}) {
  const time = new VirtualTime();
  const batches: number[][] = [];
  const late: string[] = [];
  const errors: unknown[] = [];
  const pipeline = new Pipeline({
    timer: time,
    batch: 4,
    patience: 250,
    read: more.read ?? (async () => REFUSED),
    judge: async (read: readonly ReadClaim[]) => {
      batches.push(read.map(({ claim }) => claim.position));
      await more.judge?.();
    },
    late: ({ id }) => late.push(id),
    onError: (error) => errors.push(error),
  });
  return { time, batches, late, errors, pipeline };
}

describe('the pipeline of claims', () => {
  it('judges every claim once, in order, several together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 60 }), async (pauses) => {
        const { pipeline, batches } = ground({ judge: () => new Promise((resolve) => setImmediate(resolve)) });
        for (const [index, pause] of pauses.entries()) {
          await pipeline.take(claimAt(index));
          for (let turn = 0; turn < pause; turn++) await Promise.resolve();
        }
        await pipeline.settled();
        assert.deepEqual(batches.flat(), [...pauses.keys()]);
        assert.ok(batches.every((batch) => batch.length <= 4));
        assert.ok(pauses.length < 12 || batches.length < pauses.length);
      }),
    );
  });

  it('holds up whoever brings more than it can work off', async () => {
    const judged = Promise.withResolvers<void>();
    const { pipeline } = ground({ judge: () => judged.promise });
    let taken = 0;
    const bringing = (async () => {
      for (let index = 0; index < 100; index++) {
        await pipeline.take(claimAt(index));
        taken++;
      }
    })();
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(taken < 32, `${taken} were taken`);
    judged.resolve();
    await bringing;
    await pipeline.settled();
  });

  it('lets a claim whose key has to be fetched hold up those behind it for a moment only', async () => {
    const fetched = Promise.withResolvers<Reading>();
    const { pipeline, time, batches, late } = ground({
      read: async ({ position }) => (position === 1 ? fetched.promise : REFUSED),
    });
    await pipeline.take(claimAt(1));
    await pipeline.take(claimAt(2));
    await time.advance(250);
    await pipeline.settled();
    assert.deepEqual([batches.flat(), late], [[2], ['1']]);
    fetched.resolve(REFUSED);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(batches.flat(), [2, 1]);
  });

  it('goes on when judging fails, and tells of it', async () => {
    let calls = 0;
    const { pipeline, errors, batches } = ground({
      judge: async () => {
        if (calls++ === 0) throw new TypeError('a fault');
      },
    });
    for (let index = 0; index < 10; index++) await pipeline.take(claimAt(index));
    await pipeline.settled();
    assert.equal(errors.length, 1);
    assert.equal(batches.flat().length, 10);
  });

  it('keeps nobody waiting when it is closed', async () => {
    const judged = Promise.withResolvers<void>();
    const { pipeline } = ground({ judge: () => judged.promise });
    const bringing = Promise.all(Array.from({ length: 20 }, (_, index) => pipeline.take(claimAt(index))));
    const settled = pipeline.settled();
    const closed = pipeline.close();
    judged.resolve();
    await Promise.all([bringing, settled, closed]);
  });
});
