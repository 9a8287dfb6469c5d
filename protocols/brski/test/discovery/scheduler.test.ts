import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DAY, HOUR, MINUTE, SECOND, seededRandom } from '@sallyport/core';
import fc from 'fast-check';
import type { SchedulerInput } from '../../src/discovery/scheduler.ts';
import { MIDDLE, Simulation } from './simulation.ts';

/** Every attempt fails at once. */
function allFail(sim: Simulation, returnLater = true): Simulation {
  sim.onStart = ({ attempt }) => ({ type: 'failed', attempt, returnLater });
  return sim;
}

const EXACT = { random: MIDDLE, backOff: { initial: 5 * SECOND, max: HOUR, jitter: 0 } };

describe('several candidates', () => {
  it('are tried in parallel, the first at once', () => {
    const sim = new Simulation();
    for (const host of ['a', 'b', 'c']) sim.found(host);
    assert.deepEqual(sim.hosts, ['a']);
    sim.run(15 * SECOND);
    assert.deepEqual(sim.hosts, ['a', 'b', 'c']);
    assert.equal(sim.scheduler.running, 3);
  });

  it('are started 3 to 5 seconds apart, at intervals left to chance (RFC 8995 §4.1)', () => {
    const intervals = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      const sim = new Simulation({ random: seededRandom(`${seed}`), maxParallel: 20 });
      for (let host = 0; host < 10; host++) sim.found(`h${host}`);
      sim.run(MINUTE);
      assert.equal(sim.started.length, 10);
      for (const [index, { at }] of sim.started.entries()) {
        const interval = at - (sim.started[index - 1]?.at ?? at - 4 * SECOND);
        assert.ok(interval >= 3 * SECOND && interval <= 5 * SECOND, `interval of ${interval}`);
        intervals.add(Math.round(interval));
      }
    }
    assert.ok(intervals.size > 100);
  });

  it('are never more at a time than the device can bear', () => {
    const sim = new Simulation({ maxParallel: 2, stallAfter: HOUR });
    for (const host of ['a', 'b', 'c', 'd']) sim.found(host);
    sim.run(MINUTE);
    assert.deepEqual(sim.hosts, ['a', 'b']);
  });

  it('are preferred by how they were found: set up, GRASP, mDNS, DNS', () => {
    const sim = allFail(new Simulation({ backOff: { initial: HOUR, max: HOUR, jitter: 0 } }));
    sim.found('first');
    for (const source of ['dns-sd', 'mdns', 'grasp', 'static'] as const) sim.found(source, { source });
    sim.run(MINUTE);
    assert.deepEqual(sim.hosts, ['first', 'static', 'grasp', 'mdns', 'dns-sd']);
  });

  it('that are one place are one candidate', () => {
    const sim = new Simulation();
    sim.found('proxy.local', { source: 'mdns' });
    sim.found('PROXY.local', { source: 'grasp' });
    sim.found('proxy.local', { source: 'static' });
    sim.run(MINUTE);
    assert.equal(sim.started.length, 1);
  });

  it('that come while attempts run are taken up: the pledge goes on listening', () => {
    const sim = new Simulation();
    sim.found('a');
    sim.run(30 * SECOND);
    sim.found('b');
    assert.deepEqual(sim.hosts, ['a', 'b']);
  });
});

describe('a failing candidate', () => {
  it('is passed over and returned to with doubling back-off up to one hour (RFC 8995 §4.1)', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { source: 'static' });
    sim.run(8 * HOUR);
    const gaps = sim.gaps('a');
    assert.deepEqual(
      gaps.slice(0, 10).map((gap) => gap / SECOND),
      [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560],
    );
    assert.deepEqual([...new Set(gaps.slice(10))], [HOUR]);
  });

  it('backs off on its own, whatever the others do', () => {
    const sim = new Simulation(EXACT);
    let fails = true;
    sim.onStart = ({ attempt, host }) =>
      host === 'a' || fails ? { type: 'failed', attempt, returnLater: true } : undefined;
    sim.found('a', { source: 'static' });
    sim.run(2 * MINUTE);
    sim.found('b', { source: 'static' });
    sim.run(20 * SECOND);
    assert.deepEqual(
      sim.gaps('b').map((gap) => gap / SECOND),
      [5, 10],
    );
    fails = false;
    sim.run(MINUTE);
    assert.deepEqual(
      sim
        .gaps('a')
        .slice(0, 5)
        .map((gap) => gap / SECOND),
      [5, 10, 20, 40, 80],
    );
  });

  it('drifts apart from the same candidate of other devices', () => {
    const times = [1, 2, 3].map((seed) => {
      const sim = allFail(new Simulation({ random: seededRandom(`${seed}`) }));
      sim.found('a', { source: 'static' });
      return sim.run(10 * MINUTE).started.at(-1)?.at;
    });
    assert.equal(new Set(times).size, 3);
  });

  it('keeps its back-off through any number of announcements', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { ttl: 3 * MINUTE });
    for (let minute = 0; minute < 60; minute++) {
      sim.run(MINUTE);
      sim.found('a', { ttl: 3 * MINUTE });
    }
    assert.deepEqual(
      sim
        .gaps('a')
        .slice(0, 4)
        .map((gap) => gap / SECOND),
      [5, 10, 20, 40],
    );
    assert.ok(sim.started.length < 13);
  });

  it('keeps its back-off even where its announcement expired in between', () => {
    const sim = allFail(new Simulation(EXACT));
    for (let minute = 0; minute < 30; minute++) {
      sim.found('a', { ttl: SECOND });
      sim.run(MINUTE);
    }
    assert.ok(sim.started.length <= 9, `${sim.started.length} attempts`);
  });

  it('that need not be returned to soon waits for the longest time', () => {
    const sim = allFail(new Simulation(EXACT), false);
    sim.found('a', { source: 'static' });
    sim.run(3 * HOUR + MINUTE);
    assert.deepEqual(sim.gaps('a'), [HOUR, HOUR, HOUR]);
  });

  it('is tried at once after a change of the link (RFC 8995 §4.1)', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { source: 'static' });
    sim.run(30 * MINUTE);
    const before = sim.started.length;
    sim.feed({ type: 'link-changed' });
    assert.equal(sim.started.length, before + 1);
    sim.run(20 * SECOND);
    assert.deepEqual(
      sim
        .gaps('a')
        .slice(before)
        .map((gap) => gap / SECOND),
      [5, 10],
    );
  });

  it('cannot be made to flood by a link that flaps', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { source: 'static' });
    for (let flap = 0; flap < 600; flap++) {
      sim.feed({ type: 'link-changed' });
      sim.run(100);
    }
    assert.ok(sim.started.length <= 1 + MINUTE / (3 * SECOND));
  });
});

describe('when every candidate has failed', () => {
  it('the pledge says so and goes on listening (RFC 8995 §4.1)', () => {
    const sim = allFail(new Simulation());
    sim.found('a');
    sim.found('b');
    sim.run(10 * SECOND);
    assert.ok(sim.log.some(({ action }) => action.type === 'exhausted'));
    sim.found('c');
    sim.run(5 * SECOND);
    assert.ok(sim.hosts.includes('c'));
  });

  it('they are tried again in turn, the least recently used first', () => {
    const sim = allFail(new Simulation({ backOff: { initial: SECOND, max: SECOND, jitter: 0 } }));
    for (const host of ['a', 'b', 'c']) sim.found(host, { source: 'static' });
    sim.run(40 * SECOND);
    assert.deepEqual(sim.hosts.slice(0, 9), ['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });
});

describe('a stalled attempt', () => {
  const one = { maxParallel: 1, ...EXACT };

  it('gives way to a waiting candidate after 5 seconds without progress (RFC 8995 §5.1)', () => {
    const sim = new Simulation(one);
    sim.found('a');
    sim.found('b');
    sim.run(5 * SECOND - 1);
    assert.deepEqual(sim.stopped, []);
    sim.run(1);
    assert.deepEqual(sim.stopped, [{ at: 5 * SECOND, attempt: 1, reason: 'stalled' }]);
    assert.deepEqual(sim.hosts, ['a', 'b']);
  });

  it('goes on where nobody else waits', () => {
    const sim = new Simulation(one);
    sim.found('a');
    sim.run(HOUR);
    assert.deepEqual(sim.stopped, []);
  });

  it('gives way to a candidate that is found later', () => {
    const sim = new Simulation(one);
    sim.found('a');
    sim.run(MINUTE);
    sim.found('b');
    assert.deepEqual(sim.hosts, ['a', 'b']);
    assert.equal(sim.stopped.length, 1);
  });

  it('is not stalled while it takes steps', () => {
    const sim = new Simulation(one);
    sim.found('a');
    sim.found('b');
    for (let step = 0; step < 4; step++) {
      sim.run(4 * SECOND);
      sim.feed({ type: 'progress', attempt: 1 });
    }
    assert.deepEqual(sim.stopped, []);
    sim.run(5 * SECOND);
    assert.equal(sim.stopped.length, 1);
  });

  it('is the oldest of several that is dropped, and only when none moves', () => {
    const sim = new Simulation({ ...EXACT, maxParallel: 2 });
    for (const host of ['a', 'b', 'c']) sim.found(host);
    sim.run(8 * SECOND);
    sim.feed({ type: 'progress', attempt: 2 });
    sim.run(4 * SECOND);
    assert.deepEqual(sim.stopped, []);
    sim.run(SECOND);
    assert.deepEqual(sim.stopped, [{ at: 13 * SECOND, attempt: 1, reason: 'stalled' }]);
    assert.equal(sim.hosts.at(-1), 'c');
  });

  it('is returned to after the others', () => {
    const sim = new Simulation(one);
    for (const host of ['a', 'b', 'c']) sim.found(host, { source: 'static' });
    sim.run(16 * SECOND);
    assert.deepEqual(sim.hosts, ['a', 'b', 'c', 'a']);
  });
});

describe('an attempt that is told to come back later', () => {
  it('takes no place from others, for four days if need be (RFC 8995 §5.6)', () => {
    const sim = new Simulation({ maxParallel: 1, ...EXACT });
    sim.found('patient', { source: 'static' });
    sim.feed({ type: 'parked', attempt: 1 });
    sim.run(DAY);
    sim.found('b', { source: 'static' });
    assert.deepEqual(sim.hosts, ['patient', 'b']);
    assert.deepEqual(sim.stopped, []);
    assert.equal(sim.scheduler.running, 2);
  });

  it('does not keep hostile company from being found out', () => {
    const sim = new Simulation({ maxParallel: 1, ...EXACT });
    sim.onStart = ({ attempt, host }) =>
      host === 'good' ? { type: 'succeeded', attempt } : { type: 'parked', attempt };
    for (let fake = 0; fake < 10; fake++) sim.found(`fake${fake}`, { announcer: `x${fake}` });
    sim.found('good', { announcer: 'good' });
    sim.run(MINUTE);
    assert.ok(sim.hosts.includes('good'));
    assert.equal(sim.scheduler.running, 0);
  });
});

describe('success', () => {
  it('ends all other attempts and starts no more', () => {
    const sim = new Simulation();
    for (const host of ['a', 'b', 'c', 'd']) sim.found(host);
    sim.run(6 * SECOND);
    const attempts = sim.started.map(({ attempt }) => attempt);
    sim.feed({ type: 'succeeded', attempt: attempts[1] ?? 0 });
    assert.deepEqual(
      sim.stopped.map(({ attempt, reason }) => [attempt, reason]),
      [[attempts[0], 'superseded']],
    );
    const count = sim.started.length;
    sim.found('e');
    sim.run(DAY);
    assert.equal(sim.started.length, count);
  });

  it('counts once, when two attempts succeed at the same moment', () => {
    const sim = new Simulation();
    sim.found('a');
    sim.found('b');
    sim.run(6 * SECOND);
    sim.feed({ type: 'succeeded', attempt: 1 });
    sim.feed({ type: 'succeeded', attempt: 2 });
    assert.equal(sim.stopped.length, 1);
  });

  it('that comes to nothing lets the pledge go on with the next (RFC 8995 appendix B)', () => {
    const sim = new Simulation(EXACT);
    sim.found('a', { source: 'static' });
    sim.feed({ type: 'succeeded', attempt: 1 });
    sim.found('b', { source: 'static' });
    sim.run(4 * SECOND);
    sim.feed({ type: 'resume' });
    assert.deepEqual(sim.hosts, ['a', 'b']);
    sim.feed({ type: 'failed', attempt: 2, returnLater: true });
    sim.run(MINUTE);
    assert.equal(sim.hosts[2], 'a');
  });
});

describe('an announcement', () => {
  it('stands as long as it says', () => {
    const sim = new Simulation({ ...EXACT, maxParallel: 1 });
    sim.found('busy', { source: 'static' });
    sim.feed({ type: 'progress', attempt: 1 });
    sim.found('brief', { ttl: 2 * SECOND });
    sim.run(MINUTE);
    assert.deepEqual(sim.hosts, ['busy']);
  });

  it('is renewed by the next', () => {
    const sim = allFail(new Simulation(EXACT));
    for (let round = 0; round < 20; round++) {
      sim.found('a', { ttl: 3 * MINUTE });
      sim.run(MINUTE);
    }
    assert.ok((sim.started.at(-1)?.at ?? 0) > 10 * MINUTE);
  });

  it('that claims to stand for ever stands for an hour (RFC 8990 §2.8.11)', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { ttl: 0 });
    sim.found('b', { ttl: 100 * DAY });
    sim.run(DAY);
    assert.ok(sim.started.every(({ at }) => at <= HOUR));
    assert.ok(sim.hosts.includes('a') && sim.hosts.includes('b'));
  });

  it('by DNS is kept until it is taken back (RFC 8995 appendix B)', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { source: 'mdns' });
    sim.run(5 * HOUR);
    const before = sim.started.length;
    assert.ok((sim.started.at(-1)?.at ?? 0) > 3 * HOUR);
    sim.feed({ type: 'withdrawn', offer: { source: 'mdns', host: 'a', port: 4443 } });
    sim.run(5 * HOUR);
    assert.equal(sim.started.length, before);
  });

  it('cannot take back what was set up', () => {
    const sim = allFail(new Simulation(EXACT));
    sim.found('a', { source: 'static' });
    sim.feed({ type: 'withdrawn', offer: { source: 'mdns', host: 'a', port: 4443 } });
    sim.run(HOUR);
    assert.ok(sim.started.length > 5);
  });

  it('of a place nobody can connect to is passed over', () => {
    const sim = new Simulation();
    for (const [host, port] of [
      ['', 1],
      ['a', 0],
      ['a', 65536],
      ['a', 1.5],
      ['a', Number.NaN],
      ['x'.repeat(256), 1],
    ] as const) {
      assert.equal(sim.found(host, { port })[0]?.type, 'passed-over', `${host}:${port}`);
    }
    assert.deepEqual(sim.started, []);
  });
});

describe('hostile neighbours', () => {
  it('fill only their share of the table each', () => {
    const sim = new Simulation({ maxPerAnnouncer: 4 });
    for (let port = 1; port <= 100; port++) sim.found('fe80::bad', { port, announcer: 'fe80::bad' });
    assert.equal(sim.log.filter(({ action }) => action.type === 'passed-over').length, 96);
  });

  it('cannot grow the table without end', () => {
    const sim = new Simulation({ maxCandidates: 16 });
    for (let count = 0; count < 10_000; count++) sim.found(`h${count}`, { announcer: `${count}` });
    assert.equal(sim.log.filter(({ action }) => action.type === 'passed-over').length, 10_000 - 16);
  });

  it('give way to newcomers once they have failed', () => {
    const sim = allFail(new Simulation({ maxCandidates: 4, ...EXACT }));
    for (let fake = 0; fake < 4; fake++) sim.found(`fake${fake}`, { announcer: `${fake}` });
    sim.run(MINUTE);
    sim.found('late', { announcer: 'late' });
    sim.run(10 * SECOND);
    assert.ok(sim.hosts.includes('late'));
  });

  it('do not push out what was set up', () => {
    const sim = allFail(new Simulation({ maxCandidates: 2, ...EXACT }));
    sim.found('mine', { source: 'static' });
    for (let fake = 0; fake < 1000; fake++) {
      sim.found(`fake${fake}`, { announcer: `${fake}` });
      sim.run(SECOND);
    }
    assert.ok(sim.started.filter(({ host }) => host === 'mine').length >= 5);
  });

  it('who announce something new every second do not keep the pledge from an honest proxy that failed once', () => {
    const sim = new Simulation(EXACT);
    let tries = 0;
    sim.onStart = ({ attempt, host }) =>
      host === 'honest' && ++tries === 2
        ? { type: 'succeeded', attempt }
        : { type: 'failed', attempt, returnLater: true };
    sim.found('honest', { announcer: 'honest' });
    for (let second = 0; second < 120 && tries < 2; second++) {
      sim.found(`fake${second}`, { announcer: 'fake', ttl: MINUTE });
      sim.found(`other${second}`, { announcer: `spoofed${second}`, ttl: MINUTE });
      sim.found('honest', { announcer: 'honest' });
      sim.run(SECOND);
    }
    assert.equal(tries, 2);
  });

  it('with many offers wait for a neighbour with one', () => {
    const sim = allFail(new Simulation({ backOff: { initial: HOUR, max: HOUR, jitter: 0 } }));
    for (let port = 1; port <= 4; port++) sim.found('many', { port, announcer: 'many' });
    sim.found('one', { announcer: 'one' });
    sim.run(MINUTE);
    assert.deepEqual(sim.hosts, ['many', 'one', 'many', 'many', 'many']);
  });
});

describe('the cloud registrar', () => {
  const cloud = { source: 'cloud' } as const;

  it('is contacted when nothing local is found for a while (RFC 8995 §2.7)', () => {
    const sim = new Simulation();
    sim.found('cloud', cloud);
    sim.run(30 * SECOND - 1);
    assert.deepEqual(sim.hosts, []);
    sim.run(1);
    assert.deepEqual(sim.hosts, ['cloud']);
  });

  it('waits while a local attempt may still succeed', () => {
    const sim = new Simulation();
    sim.found('cloud', cloud);
    sim.found('local');
    sim.run(HOUR / 2);
    assert.deepEqual(sim.hosts, ['local']);
    sim.feed({ type: 'failed', attempt: 1, returnLater: true });
    sim.run(10 * SECOND);
    assert.ok(sim.hosts.includes('cloud'));
  });

  it('cannot be kept away by a neighbour who only says "later"', () => {
    const sim = new Simulation();
    sim.found('cloud', cloud);
    sim.found('local');
    sim.feed({ type: 'parked', attempt: 1 });
    sim.run(MINUTE);
    assert.ok(sim.hosts.includes('cloud'));
  });

  it('is retried now and then (RFC 8995 §4.1)', () => {
    const sim = allFail(new Simulation());
    sim.found('cloud', cloud);
    sim.run(DAY);
    assert.ok(sim.started.length > 20);
  });
});

const schedulerInput: fc.Arbitrary<SchedulerInput> = fc.oneof(
  fc.record({
    type: fc.constant('found' as const),
    offer: fc.record(
      {
        source: fc.constantFrom('static', 'grasp', 'mdns', 'dns-sd', 'cloud'),
        host: fc.constantFrom('a', 'b', 'c', 'd', ''),
        port: fc.integer({ min: -1, max: 3 }),
        ttl: fc.integer({ min: -1, max: 600_000 }),
        announcer: fc.constantFrom('x', 'y'),
      },
      { requiredKeys: ['source', 'host', 'port'] },
    ),
  }),
  fc.record({
    type: fc.constantFrom('progress' as const, 'parked' as const, 'succeeded' as const),
    attempt: fc.integer({ min: 0, max: 20 }),
  }),
  fc.record({
    type: fc.constant('failed' as const),
    attempt: fc.integer({ min: 0, max: 20 }),
    returnLater: fc.boolean(),
  }),
  fc.constantFrom({ type: 'resume' } as const, { type: 'link-changed' } as const, { type: 'tick' } as const),
);

describe('any sequence of inputs', () => {
  it('keeps the pace, the bounds and the attempts in order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(schedulerInput, fc.integer({ min: 0, max: 60_000 })), { maxLength: 60 }),
        (inputs) => {
          const sim = new Simulation({ maxParallel: 3 });
          for (const [input, span] of inputs) {
            sim.feed(input);
            sim.run(span);
          }
          for (const [index, { at, attempt }] of sim.started.entries()) {
            assert.equal(attempt, index + 1);
            const previous = sim.started[index - 1];
            if (previous !== undefined) assert.ok(at - previous.at >= 3 * SECOND);
          }
          for (const { at, action } of sim.log)
            if (action.type === 'wake') assert.ok(action.at >= at && Number.isFinite(action.at));
          const stopped = sim.stopped.map(({ attempt }) => attempt);
          assert.equal(new Set(stopped).size, stopped.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
