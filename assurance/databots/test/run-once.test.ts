import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type BotAnswers, DATABOT_LIMITS, type DatabotLimits, startThread } from '@sallyport/assurance-databots';
import { isSallyportError, systemTimer, utf8 } from '@sallyport/core';
import { runOnce } from '../src/runner/run-once.ts';

const NOW = new Date('2026-03-01T12:00:00Z');
const none: BotAnswers = { answers: [], isComplete: true };

function run(
  module: string,
  {
    limits = {},
    query = async () => none,
    material = async () => undefined,
    signal = new AbortController().signal,
  }: {
    readonly limits?: Partial<DatabotLimits>;
    readonly query?: (goal: string) => Promise<BotAnswers>;
    readonly material?: (kind: string, key: string) => Promise<Uint8Array | undefined>;
    readonly signal?: AbortSignal;
  } = {},
) {
  const href = new URL(`./bots/${module}.ts`, import.meta.url).href;
  const input = { module: href, settings: null, now: NOW, limits: { ...DATABOT_LIMITS, ...limits }, signal };
  return runOnce(input, { start: startThread, timer: systemTimer, query, material });
}

const failsBy = (code: string) => (thrown: unknown) => isSallyportError(thrown, code);

describe('a run of a databot in a worker thread', () => {
  it('asks, is given materials, and answers', async () => {
    const asked: string[] = [];
    const outputs = await run('scores', {
      query: async (goal) => {
        asked.push(goal);
        return { answers: [{ Type: 'thermo-2', Digest: 'd1', By: 'x' }], isComplete: true };
      },
      material: async (kind, key) => utf8(`${kind}${key}`),
    });
    assert.deepEqual(asked, ['sbom(Type, Digest, By)']);
    assert.deepEqual(outputs, [
      {
        type: 'VulnerabilityScore',
        subject: { deviceType: 'thermo-2', score: 6, computed: '2026-03-01T12:00:00.000Z' },
      },
    ]);
  });

  it('is ended when it never ends', async () => {
    await assert.rejects(run('endless', { limits: { wallClock: 300 } }), failsBy('E_DATABOT_TIMEOUT'));
  });

  it('is ended when it takes more memory than it may, and nobody else is harmed', async () => {
    await assert.rejects(run('greedy', { limits: { memory: 32 } }), failsBy('E_DATABOT_MEMORY'));
    assert.deepEqual(await run('scores'), []);
  });

  it('harms nobody when it crashes or leaves', async () => {
    await assert.rejects(run('crashes'), failsBy('E_DATABOT_CRASHED'));
    await assert.rejects(run('exits'), failsBy('E_DATABOT_CRASHED'));
  });

  it('fails with its own words when it throws', async () => {
    await assert.rejects(run('throws'), { code: 'E_DATABOT_FAILED', message: 'the feed is older than the house' });
    await assert.rejects(run('no-run'), { code: 'E_DATABOT_FAILED' });
    const query = async () => Promise.reject(new Error('the node is away'));
    await assert.rejects(run('scores', { query }), { code: 'E_DATABOT_FAILED', message: 'the node is away' });
  });

  it('is ended when it sends what no databot sends', async () => {
    await assert.rejects(run('lies'), failsBy('E_DATABOT_PROTOCOL'));
  });

  it('is ended when it asks or answers too much', async () => {
    await assert.rejects(run('asks-on', { limits: { asks: 50 } }), failsBy('E_DATABOT_TOO_MANY'));
    const query = async () => ({ answers: [{ Type: 'a' }, { Type: 'b' }], isComplete: true });
    await assert.rejects(run('scores', { query, limits: { outputs: 1 } }), failsBy('E_DATABOT_TOO_MANY'));
  });

  it('is ended when databots are closed', async () => {
    const closing = new AbortController();
    const running = run('endless', { signal: closing.signal });
    closing.abort();
    await assert.rejects(running, failsBy('E_DATABOT_CLOSED'));
  });

  it('sees nothing of the environment of the process', async () => {
    const [output] = await run('looks-around');
    assert.equal(output?.subject['score'], 0);
  });
});
