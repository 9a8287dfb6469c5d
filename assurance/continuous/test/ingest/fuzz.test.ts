/**
 * Whatever bytes come, they are logged, refused with a code or judged, and open no door.
 *
 * `SALLYPORT_FUZZ_RUNS` sets how many, 300 if it is not set.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bytesEqual } from '@sallyport/core';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { newMaker } from '../support/devices.ts';
import { claim, newSigner, OWNER, openHouse, passedOn, rule, trust } from '../support/house.ts';

const RUNS = fuzzRuns(300);

describe('hostile claims', () => {
  it('are kept and refused, and change nothing', async () => {
    await using house = await openHouse();
    const maker = newMaker();
    const [wanted, permitted] = [await maker.born(), await maker.born()];
    await house.submit(await rule(), await trust(maker.uri, 'manufacturer'), await trust(permitted.uri, 'device'));
    assert.equal(await house.ask(permitted.identity), 'permit');
    assert.notEqual(await house.ask(wanted.identity), 'permit');
    const stranger = newSigner();
    const [genuine, foreign] = [
      await trust(wanted.uri, 'device'),
      await trust(wanted.uri, 'device', { signer: stranger }),
    ];
    const seeds = [
      genuine.bytes,
      (await passedOn(genuine)).bytes,
      foreign.bytes,
      (await claim(stranger, 'Purchase', { id: wanted.uri, buyer: OWNER.issuer })).bytes,
      new TextEncoder().encode('{"@context":["https://www.w3.org/ns/credentials/v2"],"proof":{}}'),
    ];
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.nat(255), cut: fc.boolean() });
    const hostile = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 400 }),
      fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 4 })).map(([seed, edits]) => {
        let bytes = Uint8Array.from(seed);
        for (const { at, byte, cut } of edits) {
          const place = Math.min(bytes.length - 1, Math.floor(at * bytes.length));
          if (cut && place > 0) bytes = bytes.subarray(0, place);
          else bytes.set([(bytes[place] ?? 0) ^ (byte || 1)], place);
        }
        return bytes;
      }),
    );
    // Two edits can undo each other.
    const isChanged = (bytes: Uint8Array) => !seeds.some((seed) => bytesEqual(seed, bytes));
    const counts = { refused: 0, judged: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(hostile.filter(isChanged), { minLength: 1, maxLength: 20 }), async (some) => {
        const submitted = await Promise.all(some.map((bytes) => house.assurance.submit(bytes, 'a stranger')));
        await house.assurance.settled();
        for (const { id } of submitted) {
          const outcome = house.assurance.outcomeOf(id);
          if (outcome.state === 'refused') assert.match(outcome.code, /^E_(CLAIMS|JSON|BYTES|PKI)_/);
          else assert.ok(outcome.state === 'judged' && !outcome.standing.counts, JSON.stringify(outcome));
          counts[outcome.state]++;
        }
      }),
      { numRuns: Math.ceil(RUNS / 10) },
    );
    assert.ok(counts.refused > counts.judged);
    assert.notEqual(await house.ask(wanted.identity), 'permit');
    assert.equal(await house.ask(permitted.identity), 'permit');
    assert.deepEqual([house.changes, house.errors], [[], []]);
  });
});
