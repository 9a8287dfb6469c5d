import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeMessage, encodeFlood, FloodListener, type Offer } from '@sallyport/grasp';
import {
  AN_JOIN_REGISTRAR,
  AN_PROXY,
  FLOOD_INTERVAL,
  FLOOD_TTL,
  proxyObjective,
  proxyOfferOf,
  registrarObjective,
  registrarOfferOf,
} from '../../src/discovery/objectives.ts';

const PROXY = { host: 'fe80::1', port: 4443 };
const REGISTRAR = { host: 'fda3:79a6:f6ee:0:200:0:6400:1', port: 8443 };

/** RFC 8995 figure 11, with the bracket that its print lacks. */
const FIGURE_11 = Buffer.from(
  [
    '8509', // M_FLOOD, five elements
    '1a00bc4e4f', // session-id 12340815
    '50fe800000000000000000000000000001', // initiator
    '1a0002bf20', // ttl 180000
    '82', // one objective with its locator
    '8468414e5f50726f7879040160', // ["AN_Proxy", 4, 1, ""]
    '84186750fe8000000000000000000000000000010619115b', // [O_IPv6_LOCATOR, fe80::1, IPPROTO_TCP, 4443]
  ].join(''),
  'hex',
);

function heard(objective: ReturnType<typeof proxyObjective>, source: string, scope: 'link-local' | 'domain'): Offer {
  const listener = new FloodListener({ objectives: [AN_PROXY, AN_JOIN_REGISTRAR], scope });
  const flood = encodeFlood({ sessionId: 1, initiator: 'fe80::1', ttl: FLOOD_TTL, objectives: [objective] });
  const reception = listener.receive(flood, source, 0);
  assert.equal(reception.outcome, 'accepted');
  const [event] = reception.outcome === 'accepted' ? reception.events : [];
  assert.equal(event?.type, 'up');
  return event.offer;
}

describe('AN_Proxy', () => {
  it('is flooded as the CDDL of RFC 8995 §4.1.1 says', () => {
    assert.deepEqual(proxyObjective(PROXY), {
      objective: { name: 'AN_Proxy', flags: 4, loopCount: 1, value: '' },
      locator: { type: 'ipv6', address: 'fe80::1', protocol: 6, port: 4443 },
    });
    assert.equal(FLOOD_TTL, 180_000);
    assert.equal(FLOOD_INTERVAL, 60_000);
  });

  it('is the message of figure 11', () => {
    const message = decodeMessage(FIGURE_11);
    assert.ok(message.kind === 'flood');
    assert.equal(message.flood.ttl, FLOOD_TTL);
    assert.deepEqual(message.flood.objectives, [proxyObjective(PROXY)]);
  });

  it('is a candidate on the link it was heard on', () => {
    assert.deepEqual(proxyOfferOf(heard(proxyObjective(PROXY), 'fe80::1%eth0', 'link-local')), {
      source: 'grasp',
      announcer: 'fe80::1%eth0',
      host: 'fe80::1%eth0',
      port: 4443,
    });
  });

  it('may be of IPv4 (RFC 8995 appendix A)', () => {
    const offer = heard(proxyObjective({ host: '169.254.7.7', port: 1 }), '169.254.7.7', 'link-local');
    assert.equal(proxyOfferOf(offer)?.host, '169.254.7.7');
  });

  it('is no candidate where a neighbour points elsewhere than to itself', () => {
    const offer = heard(proxyObjective({ host: '2001:db8::1', port: 443 }), 'fe80::1%eth0', 'link-local');
    assert.equal(proxyOfferOf(offer), undefined);
    const itself = heard(proxyObjective({ host: '192.0.2.1', port: 443 }), '192.0.2.1', 'domain');
    assert.equal(proxyOfferOf(itself)?.host, '192.0.2.1');
  });

  it('is no candidate without TCP, without a port, without an address', () => {
    const { objective } = proxyObjective(PROXY);
    for (const locator of [
      { type: 'ipv6', address: 'fe80::1', protocol: 17, port: 5683 },
      { type: 'ipv6', address: 'fe80::1', protocol: 41 },
      { type: 'ipv6', address: 'fe80::1', protocol: 6, port: 0 },
      { type: 'fqdn', name: 'proxy.example', protocol: 6, port: 443 },
    ] as const) {
      assert.equal(proxyOfferOf(heard({ objective, locator }, 'fe80::1%eth0', 'link-local')), undefined);
    }
    assert.equal(proxyOfferOf(heard({ objective }, 'fe80::1%eth0', 'link-local')), undefined);
  });
});

describe('AN_join_registrar', () => {
  it('is flooded as the CDDL of RFC 8995 §4.3 says', () => {
    assert.deepEqual(registrarObjective(REGISTRAR), {
      objective: { name: 'AN_join_registrar', flags: 4, loopCount: 255, value: 'EST-TLS' },
      locator: { type: 'ipv6', address: REGISTRAR.host, protocol: 6, port: 8443 },
    });
  });

  it('leads a join proxy to the registrar', () => {
    const offer = heard(registrarObjective(REGISTRAR), REGISTRAR.host, 'domain');
    assert.deepEqual(registrarOfferOf(offer), REGISTRAR);
    assert.equal(proxyOfferOf(offer), undefined);
  });

  it('must name EST over TLS, alone or in a list: there is no other way to proxy', () => {
    for (const [value, isTaken] of [
      ['EST-TLS', true],
      ['EST-TLS, CMP', true],
      ['CMP EST-TLS', true],
      ['EST-TLS2', false],
      ['BRSKI_RJP', false],
      ['', false],
      [7, false],
    ] as const) {
      const { objective, locator } = registrarObjective(REGISTRAR);
      const flooded = { objective: { ...objective, value }, ...(locator === undefined ? {} : { locator }) };
      assert.equal(registrarOfferOf(heard(flooded, REGISTRAR.host, 'domain')) !== undefined, isTaken, String(value));
    }
  });

  it('is taken with TCP only (RFC 8995 §4.3 shows two that are not)', () => {
    const { objective } = registrarObjective(REGISTRAR);
    for (const locator of [
      { type: 'ipv6', address: 'fd45:1345::6789', protocol: 17, port: 5683 },
      { type: 'ipv6', address: 'fe80::1234', protocol: 41 },
    ] as const) {
      assert.equal(registrarOfferOf(heard({ objective, locator }, REGISTRAR.host, 'domain')), undefined);
    }
  });
});
