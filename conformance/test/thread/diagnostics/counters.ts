/** What a node counts, and that it counts anew when it is told to. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DIAGNOSTIC_TLVS } from '@sallyport/thread';
import { type DiagnosedMesh, ROUTERS, typesOf } from '../../../src/thread/diagnosed-mesh.ts';
import { NAMES } from '../../../src/thread/foreign-mesh.ts';
import { macCountersByCli, mleCountersByCli } from '../../../src/thread/told-by-openthread.ts';

const TLVS = DIAGNOSTIC_TLVS;

export function counterTests(diagnosed: () => DiagnosedMesh): void {
  for (const name of NAMES) {
    it(`counts frames and the parts it had: ${name}`, async () => {
      const [macBefore, mleBefore] = [
        await macCountersByCli(diagnosed().mesh, name),
        await mleCountersByCli(diagnosed().mesh, name),
      ];
      const said = await diagnosed().get(name, typesOf(TLVS.macCounters, TLVS.mleCounters));
      const [macAfter, mleAfter] = [
        await macCountersByCli(diagnosed().mesh, name),
        await mleCountersByCli(diagnosed().mesh, name),
      ];
      between(macBefore, { ...said.macCounters }, macAfter);
      assert.ok(said.macCounters !== undefined && said.macCounters.inUnicast > 0 && said.macCounters.outUnicast > 0);
      const { entered, spent, ...counts } = said.mleCounters ?? {};
      between({ ...mleBefore.entered }, { ...entered }, { ...mleAfter.entered });
      between({ ...mleBefore.spent }, { ...spent }, { ...mleAfter.spent });
      between(mleBefore.counts, counts, mleAfter.counts);
      const role = name === 'leader' ? 'leader' : ROUTERS.includes(name) ? 'router' : 'child';
      assert.equal(entered?.[role], 1);
    });
  }

  it('counts anew when it is told to', async () => {
    const before = {
      mac: await macCountersByCli(diagnosed().mesh, 'near'),
      mle: await mleCountersByCli(diagnosed().mesh, 'near'),
    };
    await diagnosed().diagnostics.reset(await diagnosed().address('near'), typesOf(TLVS.macCounters, TLVS.mleCounters));
    const now = {
      mac: await macCountersByCli(diagnosed().mesh, 'near'),
      mle: await mleCountersByCli(diagnosed().mesh, 'near'),
    };
    assert.ok(before.mac.outUnicast > now.mac.outUnicast);
    assert.deepEqual([before.mle.entered.router, now.mle.entered.router], [1, 0]);
    const said = await diagnosed().get('near', typesOf(TLVS.macCounters, TLVS.mleCounters));
    assert.equal(said.mleCounters?.entered.router, 0);
    assert.ok((said.mleCounters?.tracked ?? Number.NaN) < before.mle.counts.tracked);
  });
}

/** Everything that `said` counts, no less than before and no more than after. */
function between(before: Record<string, number>, said: Record<string, number>, after: Record<string, number>): void {
  assert.deepEqual(Object.keys(said).sort(), Object.keys(before).sort());
  for (const [name, count] of Object.entries(said)) {
    const [low = Number.NaN, high = Number.NaN] = [before[name], after[name]];
    assert.ok(count >= low && count <= high, `${name}: ${low} ≤ ${count} ≤ ${high}`);
  }
}
