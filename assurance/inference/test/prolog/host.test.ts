import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INFERENCE_LIMITS } from '../../src/index.ts';
import { HostDown, PrologHost } from '../../src/prolog/host.ts';

const loop = { goal: 'repeat, fail', input: {} };

describe('the thread with Prolog in it', () => {
  it('is ended when a call takes too long, and takes no other', async () => {
    const host = await PrologHost.start(INFERENCE_LIMITS);
    await assert.rejects(host.call(loop, 300), { name: 'HostDown', how: 'timeout' });
    await assert.rejects(host.call({ goal: 'true', input: {} }, 300), { name: 'HostDown' });
    assert.equal(host.isDown, true);
  });

  it('is ended when the machine below Prolog traps', async () => {
    const host = await PrologHost.start(INFERENCE_LIMITS);
    const Text = `a :- ${'('.repeat(50_000)}b${')'.repeat(50_000)}.`;
    const call = host.call({ goal: 'rule_door:check(Text, R)', input: { Text }, output: 'R' }, 10_000);
    await assert.rejects(call, (thrown) => thrown instanceof HostDown && thrown.how === 'crash');
  });

  it('says that a goal failed without coming down', async () => {
    const host = await PrologHost.start(INFERENCE_LIMITS);
    await assert.rejects(host.call({ goal: 'fail', input: {} }, 5000), { code: 'E_INFERENCE_ENGINE' });
    assert.equal(await host.call({ goal: 'X = 1', input: {}, output: 'X' }, 5000), 1);
    await host.end();
  });
});
