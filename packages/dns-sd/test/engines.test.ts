/** Announcers and browsers on one virtual link. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND, seededRandom, utf8 } from '@sallyport/core';
import {
  type AnnouncedService,
  BrowserEngine,
  type DnsRecord,
  query,
  ResponderEngine,
  type ResponderEvent,
  response,
  type ServiceEvent,
} from '@sallyport/dns-sd';
import { VirtualLink } from './support/virtual-link.ts';

const TYPE = '_brski-registrar._tcp';

function service(more: Partial<AnnouncedService> = {}): AnnouncedService {
  return {
    name: 'Gate',
    type: TYPE,
    host: 'gate',
    port: 8443,
    addresses: ['192.0.2.1', 'fe80::1'],
    txt: [utf8('a=b')],
    priority: 0,
    weight: 0,
    ...more,
  };
}

function announcer(link: VirtualLink, address: string, of: AnnouncedService, startAt = link.now) {
  const events: (ResponderEvent & { at: number })[] = [];
  const engine = new ResponderEngine({ service: of, random: seededRandom(address) });
  const source = link.join(address, engine, (event, at) => events.push({ ...event, at }));
  engine.start(startAt);
  return { engine, events, source };
}

function browser(link: VirtualLink, address: string, more: { zone?: string } = {}) {
  const events: (ServiceEvent & { at: number })[] = [];
  const engine = new BrowserEngine({ type: TYPE, random: seededRandom(address), ...more });
  const source = link.join(address, engine, (event, at) => events.push({ ...event, at }));
  engine.start(link.now);
  return { engine, events, source };
}

describe('announcing', () => {
  it('probes three times, 250 ms apart, then announces twice, a second apart', () => {
    const link = new VirtualLink();
    const { events } = announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const sent = link.heard.map(({ at, message }) => ({ at, kind: message.kind, answers: message.answers.length }));
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['query', 'query', 'query', 'response', 'response'],
    );
    const gaps = sent.slice(1).map(({ at }, index) => at - (sent[index]?.at ?? 0));
    assert.deepEqual(gaps, [250, 250, 250, 1000]);
    assert.ok((sent[0]?.at ?? 0) <= 250);
    const probe = link.heard[0]?.message;
    assert.ok(probe !== undefined);
    assert.ok(probe.questions.every(({ type, unicast }) => type === 'ANY' && unicast));
    assert.ok(probe.authorities.length === 4 && probe.authorities.every(({ flush }) => !flush));
    assert.deepEqual(
      events.map(({ type }) => type),
      ['announced'],
    );
  });

  it('takes another name when the name is taken, and leaves its holder alone', () => {
    const link = new VirtualLink();
    const first = announcer(link, '192.0.2.1', service());
    link.run(5 * SECOND);
    const second = announcer(link, '192.0.2.2', service({ host: 'other', addresses: ['192.0.2.2'] }));
    link.run(10 * SECOND);
    assert.equal(first.engine.service.name, 'Gate');
    assert.equal(second.engine.service.name, 'Gate (2)');
    assert.equal(second.engine.service.host, 'other');
    assert.deepEqual(
      second.events.map(({ type }) => type),
      ['renamed', 'announced'],
    );
  });

  it('takes another host name when another machine has it', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(5 * SECOND);
    const second = announcer(link, '192.0.2.2', service({ name: 'Other', addresses: ['192.0.2.2'] }));
    link.run(10 * SECOND);
    assert.equal(second.engine.service.name, 'Other');
    assert.equal(second.engine.service.host, 'gate-2');
  });

  it('shares its host name with another service of the same machine', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    const other = announcer(link, '192.0.2.1', service({ name: 'Other', port: 1 }));
    link.run(10 * SECOND);
    assert.equal(other.engine.service.host, 'gate');
  });

  it('decides between two that probe for one name at once', () => {
    const link = new VirtualLink();
    const a = announcer(link, '192.0.2.1', service({ host: 'a', addresses: ['192.0.2.1'], port: 1 }));
    const b = announcer(link, '192.0.2.2', service({ host: 'b', addresses: ['192.0.2.2'], port: 2 }));
    link.run(10 * SECOND);
    // The later SRV data (port 2) wins and keeps the name.
    assert.equal(b.engine.service.name, 'Gate');
    assert.equal(a.engine.service.name, 'Gate (2)');
  });

  it('probes again when somebody contradicts it later', () => {
    const link = new VirtualLink();
    const { engine, events } = announcer(link, '192.0.2.1', service());
    link.run(5 * SECOND);
    const full = `Gate.${TYPE}.local`;
    const rival: DnsRecord = {
      name: full,
      type: 'SRV',
      ttl: 120,
      flush: true,
      priority: 0,
      weight: 0,
      port: 9,
      target: 'evil.local',
    };
    link.send({ address: '192.0.2.9', port: 5353 }, [{ message: response({ answers: [rival] }) }]);
    link.run(10 * SECOND);
    // The rival does not answer the probes: the name stays.
    assert.equal(engine.service.name, 'Gate');
    assert.deepEqual(
      events.map(({ type }) => type),
      ['announced', 'announced'],
    );
  });

  it('gives up when every name is taken', () => {
    const link = new VirtualLink();
    const { events, engine } = announcer(link, '192.0.2.1', service());
    const spoiler = { address: '192.0.2.9', port: 5353 };
    for (let step = 0; step < 20_000 && events.at(-1)?.type !== 'failed'; step++) {
      const { name } = engine.service;
      const rival: DnsRecord = {
        name: `${name}.${TYPE}.local`,
        type: 'SRV',
        ttl: 120,
        flush: true,
        priority: 0,
        weight: 0,
        port: 9,
        target: 'evil.local',
      };
      link.send(spoiler, [{ message: response({ answers: [rival] }) }]);
      link.run(link.now + 50);
    }
    assert.equal(events.at(-1)?.type, 'failed');
    assert.ok(link.now < 20 * MINUTE);
    assert.equal(engine.nextAt, undefined);
  });

  it('probes and announces again on another network', () => {
    const link = new VirtualLink();
    const { engine, events, source } = announcer(link, '192.0.2.1', service());
    link.run(5 * SECOND);
    link.send(source, engine.readdress(['198.51.100.1'], link.now));
    link.run(10 * SECOND);
    assert.equal(events.length, 2);
    const last = link.heard.at(-1)?.message.answers.filter(({ type }) => type === 'A');
    assert.deepEqual(
      last?.map((record) => record.type === 'A' && record.address),
      ['198.51.100.1'],
    );
  });
});

describe('answering', () => {
  const ask = { address: '192.0.2.50', port: 5353 };
  const question = { name: `${TYPE}.local`, type: 'PTR', unicast: false } as const;

  function answersTo(message: ReturnType<typeof query>, from = ask) {
    const link = new VirtualLink();
    const { engine } = announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const before = link.heard.length;
    link.send(from, [{ message }]);
    link.run(link.now + 3 * SECOND);
    return { heard: link.heard.slice(before + 1), askedAt: 10 * SECOND, engine };
  }

  it('gives a pointer with everything needed to connect, after a short wait', () => {
    const { heard, askedAt } = answersTo(query({ questions: [question] }));
    assert.equal(heard.length, 1);
    const [answer] = heard;
    assert.ok(answer !== undefined && answer.to === undefined);
    assert.ok(answer.at - askedAt >= 20 && answer.at - askedAt <= 121);
    assert.deepEqual(
      answer.message.answers.map(({ type }) => type),
      ['PTR'],
    );
    assert.deepEqual(
      answer.message.additionals.map(({ type }) => type),
      ['SRV', 'TXT', 'A', 'AAAA'],
    );
  });

  it('gives what only it can say at once', () => {
    const { heard, askedAt } = answersTo(query({ questions: [{ name: 'GATE.local', type: 'A', unicast: false }] }));
    assert.equal((heard[0]?.at ?? 0) - askedAt, 1);
  });

  it('keeps silent about what is known', () => {
    const pointer: DnsRecord = {
      name: question.name,
      type: 'PTR',
      ttl: 4000,
      flush: false,
      target: `Gate.${TYPE}.local`,
    };
    assert.equal(answersTo(query({ questions: [question], answers: [pointer] })).heard.length, 0);
    assert.equal(answersTo(query({ questions: [question], answers: [{ ...pointer, ttl: 100 }] })).heard.length, 1);
  });

  it('waits for the rest of a long list of known answers', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const before = link.heard.length;
    const pointer: DnsRecord = {
      name: question.name,
      type: 'PTR',
      ttl: 4000,
      flush: false,
      target: `Gate.${TYPE}.local`,
    };
    link.send(ask, [{ message: query({ questions: [question], truncated: true }) }]);
    link.run(link.now + 300);
    link.send(ask, [{ message: query({ answers: [pointer] }) }]);
    link.run(link.now + 3 * SECOND);
    assert.equal(link.heard.length, before + 2);
  });

  it('keeps silent when another host gives the same answer first', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const before = link.heard.length;
    const types: DnsRecord = {
      name: '_services._dns-sd._udp.local',
      type: 'PTR',
      ttl: 4500,
      flush: false,
      target: `${TYPE}.local`,
    };
    link.send(ask, [{ message: query({ questions: [{ ...question, name: types.name }] }) }]);
    link.send(ask, [{ message: response({ answers: [types] }) }]);
    link.run(link.now + 3 * SECOND);
    assert.equal(link.heard.length, before + 2);
  });

  it('says nothing twice within a second', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const before = link.heard.length;
    for (let i = 0; i < 200; i++) {
      link.send(ask, [{ message: query({ questions: [question] }) }]);
      link.run(link.now + 10);
    }
    const answers = link.heard.slice(before).filter(({ message }) => message.kind === 'response');
    assert.ok(answers.length >= 2 && answers.length <= 3, `${answers.length} answers in two seconds`);
  });

  it('answers one host alone when that was asked for and all have heard it lately', () => {
    const { heard } = answersTo(query({ questions: [{ ...question, unicast: true }] }));
    assert.deepEqual(heard[0]?.to, ask);
  });

  it('tells service types to who asks for them', () => {
    const { heard } = answersTo(query({ questions: [{ ...question, name: '_services._dns-sd._udp.local' }] }));
    const [answer] = heard[0]?.message.answers ?? [];
    assert.ok(answer?.type === 'PTR' && answer.target === `${TYPE}.local`);
  });

  it('answers plain DNS clients in their own way', () => {
    const client = { address: '192.0.2.60', port: 40000 };
    const { heard } = answersTo(query({ id: 99, questions: [question] }), client);
    const [answer] = heard;
    assert.deepEqual(answer?.to, client);
    assert.equal(answer?.message.id, 99);
    assert.deepEqual(answer?.message.questions, [question]);
    for (const record of [...(answer?.message.answers ?? []), ...(answer?.message.additionals ?? [])]) {
      assert.ok(record.ttl <= 10 && !record.flush);
    }
  });

  it('says nothing to questions about others, while probing or after its goodbye', () => {
    assert.equal(answersTo(query({ questions: [{ ...question, name: '_other._tcp.local' }] })).heard.length, 0);
    const link = new VirtualLink();
    const { engine, source } = announcer(link, '192.0.2.1', service());
    assert.deepEqual(engine.goodbye(), []);
    engine.start(link.now);
    link.run(300);
    assert.deepEqual(engine.receive(query({ questions: [question] }), ask, link.now).send, []);
    link.run(5 * SECOND);
    const farewell = engine.goodbye();
    assert.ok(farewell[0]?.message.answers.every(({ ttl }) => ttl === 0));
    link.send(source, farewell);
    assert.deepEqual(engine.receive(query({ questions: [question] }), ask, link.now).send, []);
    assert.equal(engine.nextAt, undefined);
  });
});

describe('browsing', () => {
  it('finds a service that is there already, and one that comes later without being asked for', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    const { events } = browser(link, '192.0.2.7', { zone: 'eth0' });
    link.run(11 * SECOND);
    assert.equal(events.length, 1);
    const [up] = events;
    assert.ok(up?.type === 'up');
    assert.deepEqual(up.service, {
      name: 'Gate',
      type: TYPE,
      domain: 'local',
      host: 'gate.local',
      port: 8443,
      addresses: ['192.0.2.1', 'fe80::1%eth0'],
      txt: new Map([['a', utf8('b')]]),
      priority: 0,
      weight: 0,
    });
    link.run(2 * HOUR);
    const asked = link.heard.length;
    announcer(link, '192.0.2.2', service({ name: 'Second', host: 'second', addresses: ['192.0.2.2'] }));
    link.run(link.now + 2 * SECOND);
    assert.ok(events.some((event) => event.type === 'up' && event.service.name === 'Second'));
    const questions = link.heard
      .slice(asked)
      .filter(({ from, message }) => from.address === '192.0.2.7' && message.kind === 'query');
    assert.equal(questions.length, 0);
  });

  it('asks less and less when nobody answers', () => {
    const link = new VirtualLink();
    browser(link, '192.0.2.7');
    link.run(24 * HOUR);
    const times = link.heard.map(({ at }) => at);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    assert.ok(times.length < 40, `${times.length} questions in a day`);
    for (const [index, gap] of gaps.slice(1).entries()) assert.ok(gap >= Math.min(HOUR, 2 * (gaps[index] ?? 0)));
  });

  it('names what it knows so that nobody answers again', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    link.run(10 * SECOND);
    browser(link, '192.0.2.7');
    link.run(40 * SECOND);
    const questions = link.heard.filter(({ from }) => from.address === '192.0.2.7');
    assert.ok(questions.length >= 4);
    assert.ok(questions.slice(1).every(({ message }) => message.answers.length === 1));
    const answers = link.heard.filter(({ from, at }) => from.address === '192.0.2.1' && at > 10 * SECOND);
    assert.equal(answers.length, 1);
  });

  it('keeps quiet while others ask the same', () => {
    const link = new VirtualLink();
    for (let host = 10; host < 40; host++) browser(link, `192.0.2.${host}`);
    link.run(10 * SECOND);
    // Thirty browsers each asking for itself would be 120 questions.
    assert.ok(link.heard.length < 60, `${link.heard.length} questions`);
  });

  it('asks again for what is about to expire and keeps it', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    const { events } = browser(link, '192.0.2.7');
    link.run(6 * HOUR);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['up'],
    );
  });

  it('forgets what is gone: at once after a goodbye, and by and by without one', () => {
    const link = new VirtualLink();
    const polite = announcer(link, '192.0.2.1', service());
    const rude = announcer(link, '192.0.2.2', service({ name: 'Rude', host: 'rude', addresses: ['192.0.2.2'] }));
    const { events, engine } = browser(link, '192.0.2.7');
    link.run(10 * SECOND);
    link.send(polite.source, polite.engine.goodbye());
    link.leave(polite.engine);
    link.leave(rude.engine);
    link.run(12 * SECOND);
    assert.deepEqual(
      events.filter(({ type }) => type === 'down').map((event) => event.service.name),
      ['Gate'],
    );
    // The host's records live for two minutes.
    link.run(4 * MINUTE);
    assert.deepEqual(
      events.filter(({ type }) => type === 'down').map((event) => event.service.name),
      ['Gate', 'Rude'],
    );
    assert.deepEqual(engine.services(), []);
  });

  it('follows a service to other addresses and ports', () => {
    const link = new VirtualLink();
    const { engine: responder, source } = announcer(link, '192.0.2.1', service());
    const { events, engine } = browser(link, '192.0.2.7');
    link.run(5 * SECOND);
    link.send(source, responder.readdress(['198.51.100.1'], link.now));
    link.run(12 * SECOND);
    assert.ok(events.every(({ type }) => type === 'up'));
    assert.deepEqual(engine.services()[0]?.addresses, ['198.51.100.1']);
  });

  it('asks for the records that an answer left out', () => {
    const link = new VirtualLink();
    const { events, source } = browser(link, '192.0.2.7');
    link.run(200);
    const pointer: DnsRecord = {
      name: `${TYPE}.local`,
      type: 'PTR',
      ttl: 4500,
      flush: false,
      target: `Bare.${TYPE}.local`,
    };
    const bare = { address: '192.0.2.8', port: 5353 };
    link.send(bare, [{ message: response({ answers: [pointer] }) }]);
    link.run(link.now + 10);
    const asked = link.heard
      .filter(({ from }) => from === source)
      .at(-1)
      ?.message.questions.map(({ type }) => type);
    assert.deepEqual(asked, ['SRV', 'TXT']);
    const srv: DnsRecord = {
      name: pointer.target,
      type: 'SRV',
      ttl: 120,
      flush: true,
      priority: 0,
      weight: 0,
      port: 1,
      target: 'bare.local',
    };
    link.send(bare, [{ message: response({ answers: [srv] }) }]);
    link.run(link.now + 1100);
    const next = link.heard
      .filter(({ from }) => from === source)
      .flatMap(({ message }) => message.questions.map(({ type }) => type));
    assert.ok(next.includes('A') && next.includes('AAAA'));
    link.send(bare, [
      {
        message: response({
          answers: [{ name: 'bare.local', type: 'A', ttl: 120, flush: true, address: '192.0.2.8' }],
        }),
      },
    ]);
    link.run(link.now + 10);
    assert.deepEqual(
      events.map(({ type }) => type),
      ['up'],
    );
  });

  it('begins anew on request', () => {
    const link = new VirtualLink();
    const { engine, source } = browser(link, '192.0.2.7');
    link.run(HOUR);
    const before = link.heard.length;
    engine.start(link.now);
    link.run(link.now + 4 * SECOND);
    assert.equal(link.heard.slice(before).filter(({ from }) => from === source).length, 3);
  });

  it('sends long lists of known answers in several messages', () => {
    const link = new VirtualLink();
    const { source } = browser(link, '192.0.2.7');
    link.run(150);
    const many = Array.from(
      { length: 50 },
      (_, i): DnsRecord => ({
        name: `${TYPE}.local`,
        type: 'PTR',
        ttl: 4500,
        flush: false,
        target: `S${i}.${TYPE}.local`,
      }),
    );
    link.send({ address: '192.0.2.8', port: 5353 }, [{ message: response({ answers: many }) }]);
    link.run(link.now + 30);
    const before = link.heard.length;
    link.run(3 * SECOND);
    const parts = link.heard.slice(before).filter(({ from, message }) => from === source && message.answers.length > 0);
    assert.ok(parts.length >= 3);
    assert.deepEqual(
      parts.slice(0, 3).map(({ message }) => [message.answers.length, message.truncated]),
      [
        [20, true],
        [20, true],
        [10, false],
      ],
    );
  });
});

describe('a hostile link', () => {
  const pointerTo = (label: string): DnsRecord => ({
    name: `${TYPE}.local`,
    type: 'PTR',
    ttl: 4500,
    flush: false,
    target: `${label}.${TYPE}.local`,
  });
  const whole = (label: string, port: number): readonly DnsRecord[] => [
    pointerTo(label),
    {
      name: `${label}.${TYPE}.local`,
      type: 'SRV',
      ttl: 4500,
      flush: true,
      priority: 0,
      weight: 0,
      port,
      target: `${label}.local`,
    },
    { name: `${label}.local`, type: 'A', ttl: 4500, flush: true, address: '192.0.2.66' },
  ];

  it('fills no more than its share of the cache, and an honest service stays', () => {
    const link = new VirtualLink();
    announcer(link, '192.0.2.1', service());
    const { engine } = browser(link, '192.0.2.7');
    link.run(5 * SECOND);
    for (let sender = 0; sender < 10; sender++) {
      for (let i = 0; i < 100; i++) {
        const from = { address: `192.0.2.${100 + sender}`, port: 5353 };
        engine.receive(response({ answers: whole(`Flood-${sender}-${i}`, i) }), from, link.now);
      }
    }
    const names = engine.services().map(({ name }) => name);
    assert.ok(names.includes('Gate'));
    assert.ok(names.length <= 256);
    const ofOne = names.filter((name) => name.startsWith('Flood-9-')).length;
    assert.ok(ofOne > 0 && ofOne <= 64);
  });

  it('cannot grow a service without end, nor keep hosts that nobody names', () => {
    const link = new VirtualLink();
    const { engine } = browser(link, '192.0.2.7');
    const from = { address: '192.0.2.66', port: 5353 };
    engine.receive(response({ answers: whole('Big', 1) }), from, 1);
    for (let i = 0; i < 100; i++) {
      engine.receive(
        response({ answers: [{ name: 'Big.local', type: 'A', ttl: 4500, flush: false, address: `198.51.100.${i}` }] }),
        from,
        2,
      );
    }
    assert.ok((engine.services()[0]?.addresses.length ?? 0) <= 16);
    for (let i = 0; i < 1000; i++) {
      const srv: DnsRecord = {
        name: `Big.${TYPE}.local`,
        type: 'SRV',
        ttl: 4500,
        flush: true,
        priority: 0,
        weight: 0,
        port: 1,
        target: `h${i}.local`,
      };
      engine.receive(response({ answers: [srv] }), from, 3 + i / 1000);
    }
    // One host, not a thousand: the last one, whose address is not known.
    assert.equal(engine.services().length, 0);
    const { send } = engine.tick(5000);
    assert.ok(send.flatMap(({ message }) => message.questions).length <= 5);
  });

  it('makes nobody ask faster than once a second for one instance', () => {
    const link = new VirtualLink();
    const { engine, source } = browser(link, '192.0.2.7');
    link.run(200);
    const attacker = { address: '192.0.2.66', port: 5353 };
    for (let i = 0; i < 300; i++) {
      const srv: DnsRecord = {
        name: `Big.${TYPE}.local`,
        type: 'SRV',
        ttl: i % 2 === 0 ? 4500 : 0,
        flush: true,
        priority: 0,
        weight: 0,
        port: 1,
        target: `h${i}.local`,
      };
      link.send(attacker, [{ message: response({ answers: [pointerTo('Big'), srv] }) }]);
      link.run(link.now + 10);
    }
    const asked = link.heard.filter(({ from }) => from === source).length;
    assert.ok(asked <= 10, `${asked} questions in three seconds`);
    assert.equal(engine.services().length, 0);
  });

  it('is not believed from another port', () => {
    const { engine } = browser(new VirtualLink(), '192.0.2.7');
    engine.receive(response({ answers: whole('Far', 1) }), { address: '203.0.113.1', port: 4444 }, 1);
    assert.deepEqual(engine.services(), []);
  });

  it('cannot keep a record longer than 75 minutes', () => {
    const link = new VirtualLink();
    const { engine } = browser(link, '192.0.2.7');
    const answers = whole('Long', 1).map((record) => ({ ...record, ttl: 0xffffffff }));
    engine.receive(response({ answers }), { address: '192.0.2.66', port: 5353 }, 0);
    assert.equal(engine.services().length, 1);
    link.run(76 * MINUTE);
    assert.equal(engine.services().length, 0);
  });
});
