import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, MINUTE, SECOND } from '@sallyport/core';
import {
  encodeFlood,
  type Flood,
  FloodListener,
  type FloodListenerOptions,
  type Locator,
  offerAddress,
} from '@sallyport/grasp';
import { withCode } from '@sallyport/testing';
import { encodeCbor } from '../src/cbor.ts';
import { PROXY_BYTES, PROXY_FLOOD, REGISTRAR_BYTES } from './support/rfc8995-floods.ts';

const LINK = 'fe80::1%eth0';
let session = 0;

function listener(more: Partial<FloodListenerOptions> = {}) {
  return new FloodListener({ objectives: ['AN_Proxy'], scope: 'link-local', ...more });
}

function proxyAt(port: number, change: Partial<Flood> = {}): Uint8Array {
  const locator: Locator = { type: 'ipv6', address: 'fe80::1', protocol: 6, port };
  const objective = { name: 'AN_Proxy', flags: 4, loopCount: 1, value: '' };
  return encodeFlood({ ...PROXY_FLOOD, sessionId: ++session, objectives: [{ objective, locator }], ...change });
}

function eventsOf(of: FloodListener, datagram: Uint8Array, source: string, now: number): readonly string[] {
  const reception = of.receive(datagram, source, now);
  return reception.outcome === 'accepted' ? reception.events.map(({ type }) => type) : [reception.outcome];
}

describe('FloodListener', () => {
  it('hears an offer with its locator and where it came from', () => {
    const heard = listener();
    const reception = heard.receive(PROXY_BYTES, LINK, 0);
    const [offered] = PROXY_FLOOD.objectives;
    const offer = { objective: offered?.objective, locator: offered?.locator, initiator: 'fe80::1', source: LINK };
    assert.deepEqual(reception, { outcome: 'accepted', events: [{ type: 'up', offer }] });
    assert.deepEqual(heard.offers(), [offer]);
  });

  it('knows a repetition by session id and initiator, for two minutes', () => {
    const heard = listener();
    assert.deepEqual(eventsOf(heard, PROXY_BYTES, LINK, 0), ['up']);
    assert.deepEqual(eventsOf(heard, PROXY_BYTES, LINK, MINUTE), ['repeated']);
    assert.deepEqual(eventsOf(heard, PROXY_BYTES, LINK, 2 * MINUTE), []);
    assert.equal(heard.nextAt, 5 * MINUTE);
  });

  it('keeps an offer as long as it is flooded again, and forgets it when its time is over', () => {
    const heard = listener();
    for (let minute = 0; minute < 10; minute++) {
      assert.deepEqual(heard.expire(minute * MINUTE), []);
      eventsOf(heard, proxyAt(1), LINK, minute * MINUTE);
    }
    assert.deepEqual(heard.expire(12 * MINUTE - 1), []);
    assert.deepEqual(
      heard.expire(12 * MINUTE).map(({ type }) => type),
      ['down'],
    );
    assert.deepEqual(heard.offers(), []);
    assert.equal(heard.nextAt, undefined);
  });

  it('forgets at once what is taken back', () => {
    const heard = listener();
    eventsOf(heard, proxyAt(1), LINK, 0);
    eventsOf(heard, proxyAt(1, { ttl: 1 }), LINK, SECOND);
    assert.equal(heard.nextAt, SECOND + 1);
    assert.equal(heard.expire(SECOND + 1).length, 1);
  });

  it('overwrites what has the same name and locator, and keeps apart what has not', () => {
    const heard = listener();
    eventsOf(heard, proxyAt(1), LINK, 0);
    const objective = { name: 'AN_Proxy', flags: 4, loopCount: 1, value: 'changed' };
    const locator: Locator = { type: 'ipv6', address: 'fe80::1', protocol: 6, port: 1 };
    assert.deepEqual(eventsOf(heard, proxyAt(1, { objectives: [{ objective, locator }] }), LINK, 1), ['up']);
    assert.deepEqual(
      heard.offers().map((offer) => offer.objective.value),
      ['changed'],
    );
    assert.deepEqual(eventsOf(heard, proxyAt(2), LINK, 2), ['up']);
    assert.deepEqual(eventsOf(heard, proxyAt(1, { objectives: [{ objective }] }), LINK, 3), ['up']);
    assert.equal(heard.offers().length, 3);
  });

  it('lets nobody on the link overwrite or take back what another says', () => {
    const heard = listener();
    eventsOf(heard, proxyAt(1), LINK, 0);
    eventsOf(heard, proxyAt(1, { ttl: 1 }), 'fe80::bad%eth0', 1);
    eventsOf(heard, proxyAt(1, { ttl: 1 }), 'fe80::1%eth1', 1);
    heard.expire(SECOND);
    assert.deepEqual(
      heard.offers().map(({ source }) => source),
      [LINK],
    );
  });

  it('keeps nothing longer than an hour, whatever is said', () => {
    for (const ttl of [0, 0xffff_ffff]) {
      const heard = listener();
      eventsOf(heard, proxyAt(1, { ttl }), LINK, 0);
      assert.equal(heard.nextAt, HOUR);
    }
  });

  it('hears only the link itself', () => {
    for (const source of ['2001:db8::1', '192.0.2.1', '::1', '127.0.0.1', '', 'nonsense']) {
      assert.throws(() => listener().receive(PROXY_BYTES, source, 0), withCode('E_GRASP_POLICY'));
    }
    assert.deepEqual(eventsOf(listener(), PROXY_BYTES, '169.254.1.1', 0), ['up']);
    for (const source of ['::1', '127.0.0.1']) {
      assert.deepEqual(eventsOf(listener({ allowLoopback: true }), PROXY_BYTES, source, 0), ['up']);
    }
    assert.throws(
      () => listener({ allowLoopback: true }).receive(PROXY_BYTES, '192.0.2.1', 0),
      withCode('E_GRASP_POLICY'),
    );
  });

  it('drops floods on the link whose loop count is not one', () => {
    for (const loopCount of [0, 2, 255]) {
      const objectives = [{ objective: { name: 'AN_Proxy', flags: 4, loopCount } }];
      assert.throws(() => listener().receive(proxyAt(1, { objectives }), LINK, 0), withCode('E_GRASP_POLICY'));
    }
    assert.throws(
      () => listener({ objectives: ['AN_join_registrar'] }).receive(REGISTRAR_BYTES, LINK, 0),
      withCode('E_GRASP_POLICY'),
    );
  });

  it('drops what is not wanted and takes the rest of a mixed flood', () => {
    assert.throws(() => listener({ objectives: ['AN_ACP'] }).receive(PROXY_BYTES, LINK, 0), withCode('E_GRASP_POLICY'));
    const objectives = ['AN_ACP', 'AN_Proxy', 'an_proxy'].map((name) => ({
      objective: { name, flags: 4, loopCount: 1 },
    }));
    const heard = listener();
    assert.deepEqual(eventsOf(heard, proxyAt(1, { objectives }), LINK, 0), ['up']);
    assert.equal(heard.offers()[0]?.objective.name, 'AN_Proxy');
  });

  it('hears a whole domain from any address, tells senders by their initiator', () => {
    const heard = new FloodListener({ objectives: ['AN_join_registrar'], scope: 'domain' });
    assert.deepEqual(eventsOf(heard, REGISTRAR_BYTES, 'fda3:79a6:f6ee::9', 0), ['up']);
    assert.deepEqual(eventsOf(heard, REGISTRAR_BYTES, 'fda3:79a6:f6ee::10', 1), ['repeated']);
    assert.equal(heard.offers().length, 1);
  });

  it('names messages of other types and does nothing about them', () => {
    const reception = listener().receive(encodeCbor([1, 5, new Uint8Array(16), ['AN_Proxy', 1, 1]]), LINK, 0);
    assert.deepEqual(reception, { outcome: 'not-supported', type: 1, name: 'M_DISCOVERY' });
  });

  it('passes on the codec’s refusals', () => {
    assert.throws(() => listener().receive(Uint8Array.of(0xff), LINK, 0), withCode('E_GRASP_CBOR'));
    assert.throws(() => listener().receive(Uint8Array.of(0x81, 9), LINK, 0), withCode('E_GRASP_MALFORMED'));
  });

  it('under a flood of floods keeps its bounds, and keeps an honest offer', () => {
    const heard = listener();
    eventsOf(heard, proxyAt(1), LINK, 0);
    for (let sender = 0; sender < 20; sender++) {
      for (let i = 0; i < 100; i++) eventsOf(heard, proxyAt(1000 + i), `fe80::bad:${sender}%eth0`, 1);
    }
    assert.ok(heard.offers().length <= 256);
    assert.ok(heard.offers().some(({ source }) => source === LINK));
    const ofOne = heard.offers().filter(({ source }) => source === 'fe80::bad:19%eth0').length;
    assert.ok(ofOne > 0 && ofOne <= 32);
  });

  it('forgets session ids rather than grow, oldest first', () => {
    const heard = listener({ limits: { maxSessions: 10 } });
    const first = proxyAt(1);
    eventsOf(heard, first, LINK, 0);
    assert.deepEqual(eventsOf(heard, first, LINK, 1), ['repeated']);
    for (let i = 0; i < 10; i++) eventsOf(heard, proxyAt(2), LINK, 2);
    assert.deepEqual(eventsOf(heard, first, LINK, 3), []);
  });
});

describe('offerAddress', () => {
  it('completes link-local addresses with the zone they came from', () => {
    const base = { objective: { name: 'a', flags: 4, loopCount: 1 }, initiator: 'fe80::1', source: LINK };
    assert.equal(
      offerAddress({ ...base, locator: { type: 'ipv6', address: 'fe80::2', protocol: 6, port: 1 } }),
      'fe80::2%eth0',
    );
    assert.equal(
      offerAddress({ ...base, locator: { type: 'ipv6', address: 'fd00::2', protocol: 6, port: 1 } }),
      'fd00::2',
    );
    assert.equal(
      offerAddress({ ...base, locator: { type: 'ipv4', address: '192.0.2.1', protocol: 6, port: 1 } }),
      '192.0.2.1',
    );
    assert.equal(offerAddress({ ...base, locator: { type: 'fqdn', name: 'x', protocol: 6, port: 1 } }), undefined);
    assert.equal(offerAddress({ ...base, locator: undefined }), undefined);
  });
});
