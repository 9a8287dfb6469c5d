import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  compileFilterRules,
  compileMud,
  type FilterRules,
  filterRuleObligations,
  type PeerMembers,
} from '@sallyport/assurance-behaviour';
import { concat, fromUtf8 } from '@sallyport/core';
import { obligationAttributes } from '@sallyport/wifi-wired';
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
const MEMBERS = membersFrom({
  'a.example.com': [HOST],
  'b.example.com': ['198.51.100.8', '198.51.100.9', '2001:db8::9'],
  'test.example.com': ['2001:db8::7'],
  'local-networks': ['10.0.0.0/8', '192.168.0.0/16'],
  'lighting.example.com': ['10.1.0.0/16', '172.16.0.1'],
  [DNS]: ['10.0.0.53'],
  [NTP]: [],
});
const DENY = ['deny in ip from any to any', 'deny out ip from any to any'];

function compiled(
  file: FileInput,
  members: PeerMembers = MEMBERS,
  addresses: readonly string[] = ['10.0.0.5'],
): FilterRules {
  return compileFilterRules({ device: 'lamp', addresses, policy: policyFrom(file), members });
}

/** Rules of the file itself: without those of the standard and the last two. */
function own(file: FileInput, members?: PeerMembers, addresses?: readonly string[]): readonly string[] {
  return compiled(file, members, addresses).rules.filter((rule) => !DENY.includes(rule) && !rule.includes('10.0.0.53'));
}

describe('rules for RADIUS', () => {
  it('are those of RFC 8520 §9 for its example', () => {
    const policy = policyOfBytes(LIGHTBULB);
    assert.deepEqual(
      compileFilterRules({ device: 'lamp', addresses: ['2001:db8::5'], policy, members: MEMBERS }).rules,
      ['permit in 6 from any to 2001:db8::7 443', 'permit out 6 from 2001:db8::7 443 to any established', ...DENY],
    );
  });

  it('have what the house permits first and the rest denied last', () => {
    const policy = policyFrom({}, 'with-house');
    assert.deepEqual(compileFilterRules({ device: 'lamp', addresses: ['10.0.0.5'], policy, members: MEMBERS }).rules, [
      'permit in 17 from any 68 to 0.0.0.0/0 67',
      'permit in 17 from any to 10.0.0.53 53',
      'permit out 17 from 0.0.0.0/0 67 to any 68',
      'permit out 1 from 0.0.0.0/0 to any icmptypes 3,11',
      'permit out 17 from 10.0.0.53 53 to any',
      ...DENY,
    ]);
  });

  it('name each address that a peer has, of the versions of IP that the entry and the device have', () => {
    const from = [{ matches: tcp(443, 'b.example.com', 'from') }];
    assert.deepEqual(own({ from }, MEMBERS, ['10.0.0.5', 'fd00::5']), [
      'permit in 6 from any to 198.51.100.8 443',
      'permit in 6 from any to 198.51.100.9 443',
    ]);
    assert.deepEqual(own({ from: [{}], type: null }, MEMBERS, ['10.0.0.5', 'fd00::5']), [
      'permit in ip from any to any',
    ]);
    assert.deepEqual(own({ from: [{}], type: null }), ['permit in ip from any to 0.0.0.0/0']);
  });

  it('name what two classes have in common', () => {
    const mud = { 'local-networks': [null], 'same-manufacturer': [null] };
    assert.deepEqual(own({ from: [{ matches: { 'ietf-mud:mud': mud } }] }), ['permit in ip from any to 10.1.0.0/16']);
  });

  it('write ports as ranges and lists', () => {
    const matches = {
      udp: { 'source-port': { operator: 'neq', port: 7 }, 'destination-port': { 'lower-port': 1, 'upper-port': 9 } },
    };
    assert.deepEqual(own({ from: [{ matches }] }), ['permit in 17 from any 0-6,8-65535 to 0.0.0.0/0 1-9']);
  });

  it('know who began by the flags of TCP alone, and say so', () => {
    const began = (direction: 'from-device' | 'to-device') => ({
      matches: { tcp: { 'ietf-mud:direction-initiated': direction } },
    });
    const file = { from: [began('from-device'), began('to-device')], to: [began('from-device'), began('to-device')] };
    assert.deepEqual(own(file), [
      'permit in 6 from any to 0.0.0.0/0',
      'permit in 6 from any to 0.0.0.0/0 established',
      'permit out 6 from 0.0.0.0/0 to any established',
      'permit out 6 from 0.0.0.0/0 to any',
    ]);
    const told = compiled(file).unexpressed.filter(({ reason }) => reason === 'stateless');
    assert.deepEqual(
      told.map(({ effect }) => effect),
      Array(4).fill('approximated'),
    );
  });

  it('drop more rather than less of what they cannot tell apart', () => {
    const from = [
      { matches: { tcp: { 'ietf-mud:direction-initiated': 'to-device' } }, forwarding: 'drop' },
      { matches: { icmp: { type: 8, code: 0 } }, forwarding: 'drop' },
      { matches: { icmp: { type: 8, code: 0 } } },
      { matches: tcp(1, 'unknown.example.com', 'from'), forwarding: 'drop' },
      { matches: tcp(1, 'unknown.example.com', 'from') },
    ];
    assert.deepEqual(own({ from }), [
      'deny in 6 from any to 0.0.0.0/0',
      'deny in 1 from any to 0.0.0.0/0 icmptypes 8',
      'deny in 6 from any to 0.0.0.0/0 1',
    ]);
    assert.deepEqual(
      compiled({ from }).unexpressed.map(({ entry, reason, effect }) => [entry, reason, effect]),
      [
        [3, 'peers-unknown', 'widened'],
        [4, 'peers-unknown', 'left-out'],
        [0, 'stateless', 'widened'],
        [1, 'icmp-code', 'widened'],
        [2, 'icmp-code', 'left-out'],
      ],
    );
  });

  it('deny all when they do not fit into a message', () => {
    const from = Array.from({ length: 200 }, (_, at) => ({ matches: tcp(at, 'a.example.com', 'from') }));
    const { rules, unexpressed } = compiled({ from });
    assert.deepEqual(rules, DENY);
    assert.deepEqual(
      unexpressed.filter(({ reason }) => reason === 'too-large').map(({ effect }) => effect),
      ['all-denied', 'all-denied'],
    );
  });

  it('are for both versions of IP when the device has no address yet', () => {
    const from = [{ matches: tcp(443, 'b.example.com', 'from') }];
    assert.deepEqual(own({ from: [{}], type: null }, MEMBERS, []), ['permit in ip from any to any']);
    assert.deepEqual(own({ from }, MEMBERS, []), own({ from }, MEMBERS, ['10.0.0.5', 'fd00::5']));
  });

  it('are what the obligation filter-rule of a Wi-Fi or wired network takes', () => {
    const policy = policyFrom({ from: [{ matches: tcp(443, 'a.example.com', 'from') }] }, 'with-house');
    const { filterRules, nftables } = compileMud({ device: 'lamp', addresses: [], policy, members: MEMBERS });
    const attributes = obligationAttributes(filterRuleObligations(filterRules));
    // RFC 4849 §2: the rules one after the other, with a zero between, cut wherever an attribute is full.
    assert.ok(attributes.length > 1 && attributes.every(({ type }) => type === 92));
    assert.equal(fromUtf8(concat(...attributes.map(({ value }) => value))), filterRules.join('\0'));
    assert.match(nftables, /^add table inet sallyport_mud\n/);
  });
});
