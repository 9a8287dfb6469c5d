import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge, type PeerMembers, type Traffic } from '@sallyport/assurance-behaviour';
import {
  DNS,
  type FileInput,
  LIGHTBULB,
  membersFrom,
  NTP,
  policyFrom,
  policyOfBytes,
  tcp,
} from '../support/mud-files.ts';

const HOST = '198.51.100.7';
const TRAFFIC: Traffic = {
  direction: 'from-device',
  peer: HOST,
  protocol: 6,
  devicePort: 40_000,
  peerPort: 443,
  icmpType: undefined,
  icmpCode: undefined,
  initiated: 'from-device',
};
const MEMBERS = membersFrom({
  'a.example.com': [HOST],
  'test.example.com': ['2001:db8::7', HOST],
  'lighting.example.com': ['10.0.0.0/30'],
  'local-networks': ['10.0.0.0/8', 'fd00::/8'],
  [DNS]: ['10.0.0.53'],
  [NTP]: [],
});

function isAllowed(file: FileInput, traffic: Partial<Traffic>, members: PeerMembers = MEMBERS): boolean {
  return judge(policyFrom(file), { ...TRAFFIC, ...traffic }, members).isAllowed;
}

describe('the lightbulb of RFC 8520 §9', () => {
  const policy = policyOfBytes(LIGHTBULB, 'with-house');
  const cases: readonly (readonly [boolean, string, Partial<Traffic>])[] = [
    [true, 'begins TLS with its host', { peer: '2001:db8::7' }],
    [true, 'hears its host answer', { peer: '2001:db8::7', direction: 'to-device' }],
    [false, 'does not answer its host', { peer: '2001:db8::7', initiated: 'to-device' }],
    [false, 'does not hear its host begin', { peer: '2001:db8::7', direction: 'to-device', initiated: 'to-device' }],
    [false, 'does not speak to its host over IPv4', {}],
    [false, 'does not speak to another host', { peer: '2001:db8::8' }],
    [false, 'does not speak HTTP', { peer: '2001:db8::7', peerPort: 80 }],
    [false, 'does not speak UDP', { peer: '2001:db8::7', protocol: 17 }],
    [true, 'asks for names', { peer: '10.0.0.53', protocol: 17, peerPort: 53 }],
    [false, 'does not ask anybody for names', { peer: '8.8.8.8', protocol: 17, peerPort: 53 }],
    [false, 'does not ask for the time where nobody tells it', { peer: '10.0.0.123', protocol: 17, peerPort: 123 }],
    [true, 'asks for an address', { peer: '255.255.255.255', protocol: 17, devicePort: 68, peerPort: 67 }],
    [true, 'looks for neighbours', { peer: 'ff02::1:ff00:1', protocol: 58, icmpType: 135, peerPort: undefined }],
    [false, 'does not ping', { peer: '2001:db8::7', protocol: 58, icmpType: 128, peerPort: undefined }],
    [false, 'does not speak to what is no address', { peer: 'test.example.com' }],
  ];
  for (const [expected, name, traffic] of cases) {
    it(name, () => assert.equal(judge(policy, { ...TRAFFIC, ...traffic }, MEMBERS).isAllowed, expected));
  }
});

describe('entries', () => {
  it('are asked in their order, the first that matches decides', () => {
    const drop = { matches: tcp(443, 'a.example.com', 'from'), forwarding: 'drop' };
    assert.equal(isAllowed({ from: [drop, {}] }, {}), false);
    assert.equal(isAllowed({ from: [{}, drop] }, {}), true);
    assert.equal(isAllowed({ from: [drop, {}] }, { peerPort: 80 }), true);
  });

  it('can take away what the standard permits', () => {
    const drop = { matches: { udp: { 'destination-port': { port: 53 } } }, forwarding: 'drop' };
    const asking = { peer: '10.0.0.53', protocol: 17, peerPort: 53 };
    assert.equal(isAllowed({}, asking), true);
    assert.equal(isAllowed({ from: [drop] }, asking), false);
  });

  it('say which of them decided', () => {
    const policy = policyFrom({ from: [{ matches: { udp: {} } }, { matches: tcp(443, 'a.example.com', 'from') }] });
    assert.deepEqual(judge(policy, TRAFFIC, MEMBERS), { isAllowed: true, entry: 1 });
    assert.deepEqual(judge(policy, { ...TRAFFIC, peerPort: 80 }, MEMBERS), { isAllowed: false, entry: undefined });
  });

  it('of peers that nobody knows permit nothing and drop everything', () => {
    const matches = tcp(443, 'unknown.example.com', 'from');
    assert.equal(isAllowed({ from: [{ matches }] }, {}), false);
    assert.equal(isAllowed({ from: [{ matches, forwarding: 'drop' }, {}] }, {}), false);
  });

  it('match peers that are in all of the classes', () => {
    const matches = { 'ietf-mud:mud': { 'same-manufacturer': [null], 'local-networks': [null] } };
    assert.equal(isAllowed({ from: [{ matches }] }, { peer: '10.0.0.2' }), true);
    assert.equal(isAllowed({ from: [{ matches }] }, { peer: '10.0.0.4' }), false);
  });

  it('take IPv4 inside IPv6 for IPv4', () => {
    assert.equal(
      isAllowed({ from: [{ matches: tcp(443, 'a.example.com', 'from') }] }, { peer: `::ffff:${HOST}` }),
      true,
    );
  });

  it('of who began permit what may be so, and drop what is so', () => {
    const began = (forwarding: string) => ({ matches: tcp(443, 'a.example.com', 'from', 'from-device'), forwarding });
    assert.equal(isAllowed({ from: [began('accept')] }, { initiated: undefined }), true);
    assert.equal(isAllowed({ from: [began('accept')] }, { initiated: 'to-device' }), false);
    assert.equal(isAllowed({ from: [began('drop'), {}] }, { initiated: undefined }), true);
    assert.equal(isAllowed({ from: [began('drop'), {}] }, { initiated: 'from-device' }), false);
  });

  it('of ICMP match type and code', () => {
    const file = { from: [{ matches: { icmp: { type: 3, code: 4 } } }] };
    const icmp = { protocol: 1, devicePort: undefined, peerPort: undefined };
    assert.equal(isAllowed(file, { ...icmp, icmpType: 3, icmpCode: 4 }), true);
    assert.equal(isAllowed(file, { ...icmp, icmpType: 3, icmpCode: 1 }), false);
    assert.equal(isAllowed(file, { ...icmp, icmpType: 8, icmpCode: 4 }), false);
    assert.equal(isAllowed(file, icmp), false);
  });
});
