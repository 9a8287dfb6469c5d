import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Caller } from '@sallyport/api';
import { ManualClock, systemRandom, VirtualTime } from '@sallyport/core';
import { buildRequest, type HttpResponse } from '@sallyport/http';
import { onboardingEvent } from '@sallyport/onboarding';
import { eventType, openSqliteStore } from '@sallyport/store';
import { withCode } from '@sallyport/testing';
import { eventsAnswer } from '../../src/api/live/events-answer.ts';
import { LiveEvents } from '../../src/api/live/live-events.ts';
import { isTopic, TOPICS, type Topic, topicsFor } from '../../src/api/live/topics.ts';
import type { Domain, DomainRole } from '../../src/index.ts';
import { ObservedStore } from '../../src/observed-store.ts';
import { startDomain } from '../support.ts';
import { EventReader, localClient } from './support.ts';

const CLAIM = eventType<{ readonly n: number }>('claim.logged');
const JOINER = eventType<{ readonly n: number }>('joiner.accepted');
const SEEN = eventType<{ readonly n: number }>('sign-in.seen');

function caller(role: DomainRole = 'owner', id = 'o'): Caller<DomainRole> {
  return { id, name: id, role, by: 'session', credential: `${id}-1` };
}

/** A watch that ends when the test says so. */
class Leash {
  readonly abort = new AbortController();
  releases = 0;
  readonly signal = this.abort.signal;
  release(): void {
    this.releases++;
  }
}

async function openHub(limits: { perAccount?: number; all?: number } = {}) {
  const time = new VirtualTime();
  const store = new ObservedStore(
    await openSqliteStore({ path: ':memory:', projections: [], clock: new ManualClock() }),
  );
  const errors: unknown[] = [];
  const live = new LiveEvents({ store, timer: time, limits, onError: (error) => errors.push(error) });
  const claim = (n: number) => store.append([CLAIM.create('claims', { n })]);
  const listen = async (topics: readonly Topic[] = TOPICS, last?: number, who = caller(), leash = new Leash()) =>
    new EventReader(await live.open(who, new Set(topics), last, leash));
  return { time, store, live, errors, claim, listen };
}

describe('live events', () => {
  it('tell of what is written into the log from then on, by topic and place', async () => {
    const { claim, listen, live } = await openHub();
    await claim(1);
    const reader = await listen(['claim']);
    await claim(2);
    const event = await reader.next();
    assert.deepEqual([event?.['topic'], event?.['id']], ['claim', '2']);
    await reader.stop();
    assert.equal(live.readers, 0);
  });

  it('tell a few times a second at most of what turned without being written down', async () => {
    const { time, live, claim, listen } = await openHub();
    live.turned('thread');
    await time.advance(1000);
    const reader = await listen(['thread', 'claim']);
    for (let n = 0; n < 50; n++) live.turned('thread');
    live.turned('router');
    await time.advance(200);
    live.turned('thread');
    await time.advance(200);
    await claim(1);
    const told = [await reader.next(), await reader.next(), await reader.next()];
    assert.deepEqual(
      told.map((event) => event?.['topic']),
      ['thread', 'thread', 'claim'],
    );
    // Without a place in the log: whoever comes back is not told of it again, but asks for everything.
    assert.equal(told[0]?.['id'], undefined);
  });

  it('tell names alone, never what is in the log', async () => {
    const { store, listen } = await openHub();
    const reader = await listen(['device']);
    await store.append([JOINER.create('device/thread/18b4300000000001', { n: 42 })]);
    const data = (await reader.next())?.['data'];
    assert.deepEqual(Object.keys(JSON.parse(JSON.stringify(data))).sort(), ['at', 'device', 'type']);
    assert.match(JSON.stringify(data), /"device":"thread\/18b4300000000001"/);
  });

  it('tell one reader of one event under each topic that it asked for, with the place at the last', async () => {
    const { store, listen } = await openHub();
    const reader = await listen(['device', 'thread']);
    await store.append([JOINER.create('device/thread/1', { n: 1 })]);
    assert.deepEqual([(await reader.next())?.['topic'], (await reader.next())?.['topic']], ['device', 'thread']);
  });

  it('tell once that the log grew, however much was written', async () => {
    const { store, listen } = await openHub();
    const reader = await listen(['log']);
    await store.append([1, 2, 3].map((n) => CLAIM.create('claims', { n })));
    assert.deepEqual(await reader.next(), { topic: 'log', id: '3', data: { position: 3 } });
  });

  it('tell nobody that somebody is still there', async () => {
    const { store, claim, listen } = await openHub();
    const reader = await listen(['account', 'claim']);
    await store.append([SEEN.create('accounts', { n: 1 })]);
    await claim(1);
    assert.equal((await reader.next())?.['topic'], 'claim');
  });

  it('tell of steps as they are made, without the certificate of the device', async () => {
    const { live, listen } = await openHub();
    const reader = await listen(['step']);
    const device = {
      manufacturer: 'ab',
      serialNumber: 'S-1',
      model: 'lamp',
      credential: Uint8Array.of(1, 2, 3),
      assurance: 'authenticated' as const,
    };
    live.heard(onboardingEvent({ session: 's', protocol: 'brski', step: 'C.1', ok: true, at: new Date(0), device }));
    const event = await reader.next();
    assert.equal(event?.['id'], undefined);
    assert.doesNotMatch(JSON.stringify(event), /credential/);
    assert.match(JSON.stringify(event), /"serialNumber":"S-1"/);
  });

  it('are caught up with by whoever says what was told last', async () => {
    const { claim, listen } = await openHub();
    for (let n = 1; n <= 5; n++) await claim(n);
    const reader = await listen(['claim'], 3);
    assert.deepEqual([(await reader.next())?.['id'], (await reader.next())?.['id']], ['4', '5']);
    await claim(6);
    assert.equal((await reader.next())?.['id'], '6');
  });

  it('leave nothing out and repeat nothing while one catches up and more is written', async () => {
    const { claim, listen } = await openHub();
    for (let n = 1; n <= 20; n++) await claim(n);
    const other = await listen(['claim']);
    const opening = listen(['claim'], 1);
    for (let n = 21; n <= 40; n++) await claim(n);
    const reader = await opening;
    const ids: unknown[] = [];
    while (ids.at(-1) !== '40') ids.push((await reader.next())?.['id']);
    assert.deepEqual(
      ids,
      Array.from({ length: 39 }, (_, i) => String(i + 2)),
    );
    await other.stop();
  });

  for (const [why, last] of [
    ['more was missed than is worth telling', 1],
    ['the place is one of another log', 5000],
    ['the place is none', Number.POSITIVE_INFINITY],
  ] as const) {
    it(`say that everything is to be asked for again when ${why}`, async () => {
      const { store, claim, listen } = await openHub();
      await store.append(Array.from({ length: 2100 }, (_, n) => CLAIM.create('claims', { n })));
      const reader = await listen(['claim'], last);
      assert.equal((await reader.next())?.['topic'], 'reset');
      await claim(1);
      assert.equal((await reader.next())?.['id'], '2101');
    });
  }

  it('end for whoever may read no more', async () => {
    const { claim, listen, live } = await openHub();
    const leash = new Leash();
    const reader = await listen(['claim'], undefined, caller(), leash);
    leash.abort.abort();
    await claim(1);
    assert.equal(await reader.next(), undefined);
    assert.deepEqual([live.readers, leash.releases], [0, 1]);
  });

  it('do not begin for whoever may read no more already', async () => {
    const { listen, live } = await openHub();
    const leash = new Leash();
    leash.abort.abort();
    const reader = await listen(['claim'], undefined, caller(), leash);
    assert.equal(await reader.next(), undefined);
    assert.equal(live.readers, 0);
  });

  it('have so many streams for one account, and so many for all', async () => {
    const { listen, live } = await openHub({ perAccount: 2, all: 3 });
    const first = await listen();
    await listen();
    const leash = new Leash();
    await assert.rejects(listen(TOPICS, undefined, caller(), leash), withCode('E_API_STREAMS'));
    assert.equal(leash.releases, 1, 'nobody watches over a stream that there is not');
    const other = caller('auditor', 'a');
    await listen(TOPICS, undefined, other);
    await assert.rejects(listen(TOPICS, undefined, caller('installer', 'i')), withCode('E_API_BUSY'));
    await first.stop();
    await listen();
    assert.equal(live.readers, 3);
  });

  it('cut a reader that does not read, and go on for the others', async () => {
    const { claim, listen, live, store } = await openHub();
    await listen(['claim'], undefined, caller('owner', 'lazy'));
    const reader = await listen(['claim']);
    let told = 0;
    while (live.readers === 2) {
      await store.append(Array.from({ length: 500 }, (_, n) => CLAIM.create('claims', { n })));
      for (let i = 0; i < 500; i++) await reader.next();
      told += 500;
      assert.ok(told < 20_000, 'a reader that reads nothing is held for ever');
    }
    await claim(1);
    assert.equal((await reader.next())?.['id'], String(told + 1));
  });

  it('end for all when the domain closes, and begin for nobody then', async () => {
    const { listen, live } = await openHub();
    const reader = await listen();
    await live.close();
    assert.equal(await reader.next(), undefined);
    await assert.rejects(listen(), withCode('E_API_BUSY'));
  });

  it('read nothing of the log while nobody listens', async () => {
    const { claim, listen, store } = await openHub();
    const reader = await listen();
    await reader.stop();
    let reads = 0;
    const read = store.read.bind(store);
    Object.assign(store, {
      read: (...given: Parameters<typeof read>) => {
        reads++;
        return read(...given);
      },
    });
    await claim(1);
    assert.equal(reads, 0);
  });
});

describe('who is told of what', () => {
  const gate = { watch: () => new Leash() };
  const ask = async (target: string, role: DomainRole, headers: Record<string, string> = {}): Promise<HttpResponse> => {
    const { live } = await openHub();
    return eventsAnswer(buildRequest({ target, headers }), caller(role), live, gate);
  };

  it('follows the role', () => {
    assert.deepEqual(topicsFor('owner'), TOPICS);
    assert.deepEqual(topicsFor('auditor'), TOPICS);
    assert.deepEqual(topicsFor('installer'), ['device', 'step', 'decision', 'session', 'thread', 'router']);
  });

  it('is everything that the role allows where nothing is asked for', async () => {
    assert.equal((await ask('/events', 'installer')).status, 200);
    assert.equal((await ask('/events?topics=', 'installer')).status, 200);
  });

  for (const topic of ['claim', 'policy', 'account', 'log']) {
    it(`is not ${topic} for installers`, async () => {
      await assert.rejects(ask(`/events?topics=device,${topic}`, 'installer'), withCode('E_API_ROLE'));
    });
  }

  for (const target of ['/events?topics=weather', '/events?topics=device,__proto__', '/events?subject=device']) {
    it(`is nothing for ${target}`, async () => {
      await assert.rejects(ask(target, 'owner'), withCode('E_API_INPUT'));
    });
  }

  it('is no topic that is a name of all objects', () => {
    for (const name of ['constructor', 'toString', '']) assert.equal(isTopic(name), false);
  });

  it('begins anew after a place that is none', async () => {
    for (const written of ['abc', '-1', '1e3', '9'.repeat(40)]) {
      const { stream } = await ask('/events', 'owner', { 'last-event-id': written });
      assert.ok(stream !== undefined);
      assert.equal((await new EventReader(stream).next())?.['topic'], 'reset');
    }
  });
});

describe('the events of a domain', () => {
  let domain: Domain;
  before(async () => {
    domain = await startDomain({ listen: undefined, random: systemRandom });
  });
  after(() => domain.close());

  it('tell of what its people do', async () => {
    const request = buildRequest({ target: '/api/v1/events?topics=policy' });
    const { status, headers, stream } = await domain.localApi.handler(request);
    assert.deepEqual([status, headers['content-type']], [200, 'text/event-stream; charset=utf-8']);
    assert.ok(stream !== undefined);
    const reader = new EventReader(stream);
    await localClient(domain).ask('lists.add', { list: 'models', match: 'lamp' });
    assert.match(JSON.stringify(await reader.next('policy')), /accept-list.added/);
    await reader.stop();
  });
});
