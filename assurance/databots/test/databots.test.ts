import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Databot, type DatabotRun, Databots, type SaidClaim, startThread } from '@sallyport/assurance-databots';
import {
  DAY,
  HOUR,
  isSallyportError,
  type JsonObject,
  MINUTE,
  seededRandom,
  systemClock,
  systemTimer,
  VirtualTime,
} from '@sallyport/core';
import { botOf, newSigner, resolve, scriptedNode } from './support/bots.ts';
import { inlineRuns, scoreOf, vulnerabilityOf } from './support/inline.ts';

/** Lets signatures and everything else that is only promised settle. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function scoreIn(subject: unknown): unknown {
  return typeof subject === 'object' && subject !== null && 'score' in subject ? subject.score : undefined;
}

function ground(bot: Partial<Databot> = {}, said?: readonly SaidClaim[]) {
  const time = new VirtualTime();
  const node = scriptedNode(() => ({ answers: [], isComplete: true }), {});
  const runs = inlineRuns();
  const told: DatabotRun[] = [];
  const databots = new Databots({
    node,
    resolve,
    clock: time,
    timer: time,
    random: seededRandom('databots'),
    start: runs.start,
    onRun: (run) => told.push(run),
    ...(said === undefined ? {} : { said: () => said }),
  });
  const databot = botOf('scores', bot);
  const run = async (outputs: Parameters<typeof runs.give>[0]): Promise<DatabotRun> => {
    const running = databots.run(databot.name);
    await settle();
    runs.give(outputs);
    return running;
  };
  const saidSince = () => node.claims.splice(0).map(({ type, subject }) => ({ type, subject }));
  return { time, node, runs, told, databots, databot, run, saidSince };
}

describe('when databots run', () => {
  it('runs on change, once for changes that come together', async () => {
    const { databots, databot, runs, time } = ground({ trigger: { onChange: ['sbom'] } });
    databots.add(databot);
    await time.advance(1000);
    await settle();
    runs.give([]);
    await settle();
    assert.equal(runs.begun, 1);
    for (let change = 0; change < 5; change++) databots.relationsChanged(new Set(['sbom', 'trusts']));
    databots.relationsChanged(new Set(['purchase']));
    await time.advance(999);
    assert.equal(runs.begun, 1);
    await time.advance(1);
    assert.equal(runs.begun, 2);
  });

  it('runs again for what changed while it ran, and never twice at once', async () => {
    const { databots, databot, runs, time } = ground({ trigger: { onChange: ['sbom'] } });
    databots.add(databot);
    await time.advance(1000);
    databots.relationsChanged(new Set(['sbom']));
    await time.advance(30_000);
    assert.equal(runs.begun, 1);
    runs.give([]);
    await settle();
    await time.advance(1000);
    assert.equal(runs.begun, 2);
    runs.give([]);
    await settle();
    await time.advance(HOUR);
    assert.equal(runs.begun, 2);
  });

  it('runs on schedule, also after a run that failed', async () => {
    const { databots, databot, runs, time, told } = ground({ trigger: { every: MINUTE } });
    databots.add(databot);
    await time.advance(1000);
    runs.fail('the feed is away');
    await settle();
    assert.equal(isSallyportError(told[0]?.error, 'E_DATABOT_FAILED'), true);
    await time.advance(MINUTE);
    assert.equal(runs.begun, 2);
  });

  it('runs at query time when its answer is missing or stale, and only for what it works out', async () => {
    const { databots, databot, runs, time } = ground({ trigger: { staleAfter: HOUR } });
    databots.add(databot);
    const asker = newSigner().issuer;
    await databots.freshen('trusts(By, Device, device)', asker);
    assert.equal(runs.begun, 0);
    const fresh = databots.freshen("vulnerability_score('thermo-2', Score, _, _)", asker);
    await settle();
    assert.equal(runs.begun, 1);
    runs.give([]);
    await fresh;
    await databots.freshen('vulnerability_score(T, S, _, _)', asker);
    assert.equal(runs.begun, 1);
    await time.advance(HOUR + 1);
    void databots.freshen('vulnerability_score(T, S, _, _)', asker);
    await settle();
    assert.equal(runs.begun, 2);
  });

  it('lets no databot wait for itself', async () => {
    const { databots, databot, runs } = ground({ trigger: { staleAfter: HOUR } });
    databots.add(databot);
    await databots.freshen('vulnerability_score(T, S, _, _)', databot.signer.issuer);
    assert.equal(runs.begun, 0);
  });

  it('ends a run that takes too long, and runs again', async () => {
    const { databots, databot, runs, time, told } = ground({ trigger: { every: HOUR }, limits: { wallClock: 10_000 } });
    databots.add(databot);
    await time.advance(1000);
    await time.advance(10_000);
    await settle();
    assert.equal(isSallyportError(told[0]?.error, 'E_DATABOT_TIMEOUT'), true);
    await time.advance(HOUR);
    await settle();
    assert.equal(runs.begun, 2);
  });

  it('ends what runs when it is closed, and begins nothing more', async () => {
    const { databots, databot, runs, time, told } = ground({ trigger: { every: MINUTE, onChange: ['sbom'] } });
    databots.add(databot);
    await time.advance(1000);
    await databots.close();
    assert.equal(isSallyportError(told[0]?.error, 'E_DATABOT_CLOSED'), true);
    databots.relationsChanged(new Set(['sbom']));
    await time.advance(HOUR);
    assert.equal(runs.begun, 1);
    assert.equal(time.waiting, 0);
  });

  it('refuses declarations that cannot be meant so', () => {
    const { databots, databot } = ground();
    databots.add(databot);
    const declared = (more: Partial<Databot>) => () => databots.add(botOf('scores', { name: 'other', ...more }));
    const [score] = databot.outputs;
    assert.ok(score);
    for (const attempt of [
      declared({ name: 'scores' }),
      declared({ name: 'Not A Name' }),
      declared({ trigger: { every: 10 } }),
      declared({ module: new URL('https://example.com/bot.ts') }),
      declared({ outputs: [score, score] }),
      declared({ outputs: [{ ...score, type: 'Rule' }] }),
    ]) {
      assert.throws(attempt, { code: 'E_DATABOT_DECLARATION' });
    }
  });
});

describe('what databots say', () => {
  it('says the same of the same once, and what is new of it again', async () => {
    const { databots, databot, run, saidSince } = ground();
    databots.add(databot);
    assert.equal((await run([scoreOf('thermo-2', 7.8), scoreOf('lamp', 0)])).claims, 2);
    assert.equal(saidSince().length, 2);
    assert.equal((await run([scoreOf('lamp', 0), scoreOf('thermo-2', 7.8)])).claims, 0);
    assert.equal((await run([scoreOf('lamp', 0), scoreOf('thermo-2', 8)])).claims, 1);
    assert.deepEqual(saidSince(), [
      {
        type: 'VulnerabilityScore',
        subject: { deviceType: 'thermo-2', score: 8, computed: '2026-01-01T00:00:00Z' },
      },
    ]);
  });

  it('says what is new in a later moment than what it said before, so that it stands', async () => {
    const { databots, databot, run, node, time } = ground();
    databots.add(databot);
    for (const score of [1, 2, 3]) await run([scoreOf('lamp', score)]);
    const times = node.claims.map(({ validFrom }) => validFrom);
    const now = time.now().getTime();
    assert.deepEqual(times, [now, now + 1, now + 2]);
  });

  it('takes back what holds no longer, or says what holds instead, once', async () => {
    const { databots, databot, run, saidSince } = ground();
    databots.add(databot);
    await run([scoreOf('lamp', 7), vulnerabilityOf('lamp', 'CVE-2026-1', 7)]);
    saidSince();
    await run([]);
    const said = saidSince();
    assert.deepEqual(
      said.map(({ type }) => type),
      ['Retraction', 'Vulnerability'],
    );
    assert.deepEqual(said[1]?.subject, { deviceType: 'lamp', vulnerability: 'CVE-2026-1', score: 0 });
    assert.equal((await run([])).claims, 0);
  });

  it('says a claim that lapses again in the second half of its time', async () => {
    const { databots, databot, run, time } = ground();
    databots.add(databot);
    assert.equal((await run([scoreOf('lamp', 7, DAY)])).claims, 1);
    await time.advance(11 * HOUR);
    assert.equal((await run([scoreOf('lamp', 7, DAY)])).claims, 0);
    await time.advance(2 * HOUR);
    assert.equal((await run([scoreOf('lamp', 7, DAY)])).claims, 1);
  });

  it('lays beneath what lapses, once and before it, what holds when nobody says it anew', async () => {
    const ended = (subject: JsonObject): JsonObject => ({ ...subject, score: 10 });
    const [, vulnerability] = botOf('scores').outputs;
    assert.ok(vulnerability);
    const { databots, databot, run, node, time } = ground({ outputs: [{ ...vulnerability, ended }] });
    databots.add(databot);
    const found = (score: number) => ({ ...vulnerabilityOf('lamp', 'CVE-2026-1', score), validFor: DAY });
    const begin = time.now().getTime();
    await run([found(3)]);
    await run([found(4)]);
    await time.advance(20 * HOUR);
    await run([found(4)]);
    await time.advance(30 * HOUR);
    await run([found(4)]);
    const said = node.claims.map(({ subject, validFrom = 0 }) => [scoreIn(subject), validFrom - begin]);
    assert.deepEqual(said, [
      [3, 0],
      [10, -1],
      [4, 1],
      [4, 20 * HOUR],
      [4, 50 * HOUR],
    ]);
    await run([]);
    assert.deepEqual(scoreIn(node.claims.at(-1)?.subject), 10);
  });

  it('lays it also beneath what takes the place of something that would never lapse', async () => {
    const ended = (subject: JsonObject): JsonObject => ({ ...subject, score: 10 });
    const [, vulnerability] = botOf('scores').outputs;
    assert.ok(vulnerability);
    const { databots, databot, run, node } = ground({ outputs: [{ ...vulnerability, ended }] });
    databots.add(databot);
    await run([vulnerabilityOf('lamp', 'CVE-2026-1', 3)]);
    await run([{ ...vulnerabilityOf('lamp', 'CVE-2026-1', 3), validFor: DAY }]);
    const [old = 0, anew = 0, beneath = 0] = node.claims.map(({ validFrom }) => validFrom);
    assert.deepEqual([anew - old, beneath - old], [2, 1]);
  });

  it('says nothing again after a restart, and takes back what it said before it', async () => {
    const [lamp, lock] = [scoreOf('lamp', 7), scoreOf('lock', 2)];
    const uri = 'ni:///sha-256;n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg';
    const said = [lamp, lock].map(({ type, subject }) => ({
      uri,
      type,
      subject,
      validFrom: undefined,
      validUntil: undefined,
    }));
    const { databots, databot, run, saidSince } = ground({}, said);
    databots.add(databot);
    assert.equal((await run([lamp])).claims, 1);
    assert.deepEqual(saidSince(), [{ type: 'Retraction', subject: { id: uri, reason: 'it holds no longer' } }]);
  });

  it('changes nothing of what it said when a run fails or gives what it may not', async () => {
    const { databots, databot, run, saidSince } = ground();
    databots.add(databot);
    await run([scoreOf('lamp', 7)]);
    saidSince();
    for (const outputs of [
      [scoreOf('lamp', 11)],
      [scoreOf('lamp', 1), scoreOf('lamp', 2)],
      [{ type: 'Trust', subject: { id: 'did:example:x', role: 'device', truster: 'did:example:y' } }],
    ]) {
      assert.equal(isSallyportError((await run(outputs)).error, 'E_DATABOT_OUTPUT'), true);
    }
    assert.deepEqual(saidSince(), []);
    assert.equal((await run([scoreOf('lamp', 7)])).claims, 0);
  });

  it('says again what the node did not take', async () => {
    const { databots, databot, run, node } = ground();
    databots.add(databot);
    const { submit } = node;
    node.submit = async () => Promise.reject(new Error('the disk is full'));
    assert.ok((await run([scoreOf('lamp', 7)])).error);
    node.submit = submit;
    assert.equal((await run([scoreOf('lamp', 7)])).claims, 1);
  });
});

describe('a databot in a thread, at a node', () => {
  const ports = { resolve, clock: systemClock, timer: systemTimer, random: seededRandom('nonces'), start: startThread };

  it('reads by query claims and answers by claims of its own key', async () => {
    const node = scriptedNode(() => ({ answers: [{ Type: 'thermo-2', Digest: 'd1' }], isComplete: true }), {
      clock: systemClock,
    });
    const databots = new Databots({ ...ports, node });
    const databot = botOf('scores', { materials: { sbom: async () => Uint8Array.of(1, 2, 3) } });
    databots.add(databot);
    const run = await databots.run('scores');
    assert.deepEqual([run.error, run.claims], [undefined, 1]);
    assert.deepEqual(node.goals, ['sbom(Type, Digest, By)']);
    assert.equal(node.claims[0]?.issuer, databot.signer.issuer);
    await databots.close();
  });

  it('believes no answer but the node’s own', async () => {
    const node = scriptedNode(() => ({ answers: [], isComplete: true }), {
      clock: systemClock,
      issuer: newSigner().issuer,
    });
    const databots = new Databots({ ...ports, node });
    databots.add(botOf('scores'));
    const { error } = await databots.run('scores');
    assert.equal(isSallyportError(error, 'E_DATABOT_FAILED'), true);
    assert.match(String(error), /is not the answer of the node/);
    await databots.close();
  });

  it('tells why the node would not answer', async () => {
    const node = scriptedNode(() => 'the issuer may not ask', { clock: systemClock });
    const databots = new Databots({ ...ports, node });
    databots.add(botOf('scores'));
    assert.match(String((await databots.run('scores')).error), /the issuer may not ask/);
    await databots.close();
  });
});
