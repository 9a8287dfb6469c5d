import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, before, describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import { type DnsRecord, lookup } from '@sallyport/dns-sd';
import { withCode } from '@sallyport/testing';
import { decode, encode } from 'dns-packet';

const TYPE = '_brski-registrar._tcp';
const ZONE: readonly DnsRecord[] = [
  { name: `${TYPE}.example.com`, type: 'PTR', ttl: 60, flush: false, target: `North Gate.${TYPE}.example.com` },
  { name: `${TYPE}.example.com`, type: 'PTR', ttl: 60, flush: false, target: `South.${TYPE}.example.com` },
  { name: `${TYPE}.example.com`, type: 'PTR', ttl: 60, flush: false, target: `Gone.${TYPE}.example.com` },
  { name: `${TYPE}.example.com`, type: 'PTR', ttl: 60, flush: false, target: `Gone Too.${TYPE}.example.com` },
  { name: `${TYPE}.example.com`, type: 'PTR', ttl: 60, flush: false, target: `Still There.broken.example` },
  {
    name: `North Gate.${TYPE}.example.com`,
    type: 'SRV',
    ttl: 60,
    flush: false,
    priority: 10,
    weight: 0,
    port: 8443,
    target: 'north.example.com',
  },
  { name: `North Gate.${TYPE}.example.com`, type: 'TXT', ttl: 60, flush: false, strings: [utf8('a=b')] },
  {
    name: `South.${TYPE}.example.com`,
    type: 'SRV',
    ttl: 60,
    flush: false,
    priority: 5,
    weight: 0,
    port: 443,
    target: 'south.example.com',
  },
  { name: 'north.example.com', type: 'A', ttl: 60, flush: false, address: '192.0.2.1' },
  { name: 'north.example.com', type: 'AAAA', ttl: 60, flush: false, address: '2001:db8::1' },
  { name: 'south.example.com', type: 'A', ttl: 60, flush: false, address: '192.0.2.2' },
  {
    name: `${TYPE}.plain.example`,
    type: 'SRV',
    ttl: 60,
    flush: false,
    priority: 0,
    weight: 0,
    port: 1,
    target: 'north.example.com',
  },
  { name: `${TYPE}.none.example`, type: 'SRV', ttl: 60, flush: false, priority: 0, weight: 0, port: 1, target: '.' },
];

/** A name server of a few lines; `silent.example` gets no answer, `broken.example` a failure. */
const socket = createSocket('udp4');
let server = '';
socket.on('message', (bytes, from) => {
  const asked: unknown = decode(bytes);
  if (typeof asked !== 'object' || asked === null || !('questions' in asked) || !('id' in asked)) return;
  const questions: unknown[] = Array.isArray(asked.questions) ? asked.questions : [];
  const [question] = questions;
  if (typeof question !== 'object' || question === null || !('name' in question) || !('type' in question)) return;
  const name = String(question.name).toLowerCase();
  if (name.endsWith('silent.example')) return;
  const answers = ZONE.filter((record) => record.name.toLowerCase() === name && record.type === question.type);
  const exists = ZONE.some((record) => record.name.toLowerCase() === name);
  const rcode = name.endsWith('broken.example') ? 2 : exists ? 0 : 3;
  const answer = {
    id: asked.id,
    type: 'response',
    flags: 0x0400 | rcode,
    questions,
    answers: answers.map(({ name: owner, type, ttl, ...data }) => ({
      name: owner,
      type,
      ttl,
      data:
        'address' in data
          ? data.address
          : 'strings' in data
            ? data.strings.map((string) => Buffer.from(string))
            : 'port' in data
              ? data
              : data.target,
    })),
  };
  socket.send(encode(answer), from.port, from.address);
});
before(async () => {
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', () => resolve()));
  server = `127.0.0.1:${socket.address().port}`;
});
after(() => socket.close());

describe('lookup', () => {
  it('finds instances with their hosts, addresses and texts, by priority', async () => {
    const services = await lookup({ type: TYPE, domain: 'example.com', servers: [server] });
    assert.deepEqual(services, [
      {
        name: 'South',
        type: TYPE,
        domain: 'example.com',
        host: 'south.example.com',
        port: 443,
        addresses: ['192.0.2.2'],
        txt: new Map(),
        priority: 5,
        weight: 0,
      },
      {
        name: 'North Gate',
        type: TYPE,
        domain: 'example.com',
        host: 'north.example.com',
        port: 8443,
        addresses: ['2001:db8::1', '192.0.2.1'],
        txt: new Map([['a', utf8('b')]]),
        priority: 10,
        weight: 0,
      },
    ]);
  });

  it('takes SRV records without instances', async () => {
    const services = await lookup({ type: TYPE, domain: 'plain.example', servers: [server] });
    assert.deepEqual(
      services.map(({ host, port }) => [host, port]),
      [['north.example.com', 1]],
    );
  });

  it('finds nothing where there is nothing', async () => {
    assert.deepEqual(await lookup({ type: TYPE, domain: 'empty.example', servers: [server] }), []);
    assert.deepEqual(await lookup({ type: TYPE, domain: 'none.example', servers: [server] }), []);
  });

  it('says when the name server fails, is silent or is not wanted any more', async () => {
    const ask = (domain: string, signal?: AbortSignal) =>
      lookup({
        type: TYPE,
        domain,
        servers: [server],
        timeout: 50,
        tries: 1,
        ...(signal === undefined ? {} : { signal }),
      });
    await assert.rejects(ask('broken.example'), withCode('E_DNS_SD_LOOKUP'));
    await assert.rejects(ask('silent.example'), withCode('E_DNS_SD_LOOKUP'));
    await assert.rejects(ask('example.com', AbortSignal.abort()), withCode('E_DNS_SD_LOOKUP'));
    await assert.rejects(ask('silent.example', AbortSignal.timeout(5)), withCode('E_DNS_SD_LOOKUP'));
    await assert.rejects(
      lookup({ type: TYPE, domain: 'example.com', servers: ['nonsense'] }),
      withCode('E_DNS_SD_LOOKUP'),
    );
  });

  it('refuses names that are none', async () => {
    await assert.rejects(lookup({ type: 'http', domain: 'example.com' }), withCode('E_DNS_SD_NAME'));
    await assert.rejects(lookup({ type: TYPE, domain: 'a b' }), withCode('E_DNS_SD_NAME'));
  });
});
