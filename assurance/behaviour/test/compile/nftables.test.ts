import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import {
  compileNftables,
  fillPeerSets,
  MUD_TABLE,
  type NftablesRules,
  type PeerMembers,
} from '@sallyport/assurance-behaviour';
import { withCode } from '@sallyport/testing';
import { type FileInput, LIGHTBULB, membersFrom, policyFrom, policyOfBytes, tcp } from '../support/mud-files.ts';

const DEVICE = 'ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk';
const HOST = '198.51.100.7';
const MEMBERS = membersFrom({
  'a.example.com': [HOST],
  'test.example.com': ['2001:db8::7'],
  'local-networks': ['10.0.0.0/8'],
});
const ADDRESSES = ['10.0.0.5', 'fd00::5'];

function compiled(
  file: FileInput,
  members: PeerMembers = MEMBERS,
  addresses: readonly string[] = ADDRESSES,
): NftablesRules {
  return compileNftables({ device: DEVICE, addresses, policy: policyFrom(file), members });
}

/** Rules of a chain that are not the same for all. */
function rulesOf(rules: NftablesRules, chain: 'from' | 'to'): readonly string[] {
  const own = new RegExp(`^add rule ${MUD_TABLE} ${chain}_[0-9a-f]+ (meta .*)$`);
  return rules.script
    .split('\n')
    .flatMap((line) => own.exec(line)?.[1] ?? [])
    .map((rule) => rule.replace(/@peers(\d)_[0-9a-f]+_[0-9a-f]+/g, '@peers$1'));
}

describe('rules for nftables', () => {
  it('permit what the file permits, in its order and in both directions', () => {
    const rules = compiled({
      from: [
        { matches: tcp(443, 'a.example.com', 'from', 'from-device') },
        { matches: { udp: { 'destination-port': { operator: 'neq', port: 7 } } }, forwarding: 'drop' },
      ],
      to: [{ matches: tcp(443, 'a.example.com', 'to', 'from-device') }, { matches: { icmp: { type: 3, code: 4 } } }],
    });
    assert.deepEqual(rulesOf(rules, 'from'), [
      'meta nfproto ipv4 ip daddr @peers4 meta l4proto 6 tcp dport { 443 } ct direction original return',
      'meta nfproto ipv4 meta l4proto 17 udp dport { 0-6, 8-65535 } drop',
    ]);
    assert.deepEqual(rulesOf(rules, 'to'), [
      'meta nfproto ipv4 ip saddr @peers4 meta l4proto 6 tcp sport { 443 } ct direction reply return',
      'meta nfproto ipv4 meta l4proto 1 icmp type { 3 } icmp code 4 return',
    ]);
  });

  it('end by dropping the rest', () => {
    const lines = compiled({}).script.split('\n');
    for (const chain of ['from', 'to']) {
      const own = lines.filter(
        (line) => line.startsWith(`add rule ${MUD_TABLE} ${chain}_`) && !line.includes('_devices'),
      );
      assert.match(own.at(-1) ?? '', / drop$/);
    }
  });

  it('leave out what concerns another version of IP than the device has', () => {
    assert.deepEqual(rulesOf(compiled({ from: [{}], type: 'ipv6-acl-type' }, MEMBERS, ['10.0.0.5']), 'from'), []);
  });

  it('match peers that are in all of the classes', () => {
    const matches = {
      'ietf-mud:mud': { 'local-networks': [null] },
      ipv4: { 'destination-ipv4-network': '10.1.0.0/16' },
    };
    assert.deepEqual(rulesOf(compiled({ from: [{ matches }] }), 'from'), [
      'meta nfproto ipv4 ip daddr 10.1.0.0/16 ip daddr @peers4 return',
    ]);
  });

  it('hold the addresses of a class in a set, which can be filled anew', () => {
    const rules = compiled({ from: [{ matches: tcp(443, 'a.example.com', 'from') }] });
    assert.deepEqual(
      rules.sets.map(({ family, peer }) => [family, peer]),
      [[4, { kind: 'name', name: 'a.example.com' }]],
    );
    const [{ set } = { set: '' }] = rules.sets;
    assert.ok(rules.script.includes(`add element ${MUD_TABLE} ${set} { ${HOST} }\n`));
    const moved = membersFrom({ 'a.example.com': ['198.51.100.8', '198.51.100.9'] });
    assert.equal(
      fillPeerSets(rules.sets, moved),
      `flush set ${MUD_TABLE} ${set}\nadd element ${MUD_TABLE} ${set} { 198.51.100.8, 198.51.100.9 }\n`,
    );
    assert.equal(fillPeerSets(rules.sets, membersFrom({})), `flush set ${MUD_TABLE} ${set}\n`);
  });

  it('permit nothing to peers that nobody knows, drop everything of them, and say so', () => {
    const matches = tcp(443, 'unknown.example.com', 'from');
    const rules = compiled({ from: [{ matches }, { matches, forwarding: 'drop' }, {}] });
    assert.deepEqual(rulesOf(rules, 'from'), [
      'meta nfproto ipv4 meta l4proto 6 tcp dport { 443 } drop',
      'meta nfproto ipv4 return',
    ]);
    assert.deepEqual(
      rules.unexpressed.filter(({ direction, entry }) => direction === 'from-device' && (entry ?? 9) < 2),
      [
        { direction: 'from-device', entry: 0, reason: 'peers-unknown', effect: 'left-out' },
        { direction: 'from-device', entry: 1, reason: 'peers-unknown', effect: 'widened' },
      ],
    );
  });

  it('take nothing from a file or a device but numbers', () => {
    const names = ['a.example.com', 'b_c.example.com'];
    const hostile = { ...MEMBERS, device: 'x"; flush ruleset; #\n' };
    const rules = compileNftables({
      device: hostile.device,
      addresses: ['10.0.0.5'],
      policy: policyFrom({
        from: names.map((name) => ({ matches: tcp(443, name, 'from') })),
        mud: { systeminfo: '"; drop' },
      }),
      members: membersFrom({ 'a.example.com': [HOST], 'b_c.example.com': [HOST] }),
    });
    assert.doesNotMatch(rules.script, /flush ruleset|example|#/);
  });

  it('refuse addresses and members that are none', () => {
    assert.throws(() => compiled({}, MEMBERS, ['10.0.0.5 } ; flush ruleset']), withCode('E_BEHAVIOUR_ARGUMENT'));
    assert.throws(() => compiled({}, MEMBERS, Array(17).fill('10.0.0.5')), withCode('E_BEHAVIOUR_ARGUMENT'));
    const from = [{ matches: tcp(443, 'a.example.com', 'from') }];
    assert.throws(
      () => compiled({ from }, membersFrom({ 'a.example.com': ['} drop'] })),
      withCode('E_BEHAVIOUR_ARGUMENT'),
    );
    const many = Array.from({ length: 5000 }, (_, at) => `10.0.${at >> 8}.${at & 255}`);
    assert.throws(() => compiled({ from }, membersFrom({ 'a.example.com': many })), withCode('E_BEHAVIOUR_ARGUMENT'));
  });
});

const skip =
  spawnSync('unshare', ['-n', 'nft', 'list', 'ruleset']).status === 0
    ? false
    : 'PEER MISSING: no nft, or no network namespaces';

describe('rules, as nft takes them', { skip }, () => {
  /** The rules in force after these transactions. */
  function after(...scripts: readonly string[]): string {
    const program = `${scripts.map((script) => `nft -f - <<'END' || exit 1\n${script}END\n`).join('')}nft list ruleset\n`;
    const { status, stdout, stderr } = spawnSync('unshare', ['-n', 'sh'], { input: program, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout;
  }
  const EVERYTHING: FileInput = {
    from: [
      { matches: tcp(443, 'a.example.com', 'from', 'from-device') },
      { matches: tcp(80, 'unknown.example.com', 'from', 'to-device'), forwarding: 'drop' },
      { matches: { udp: { 'source-port': { operator: 'gte', port: 1024 }, 'destination-port': { port: 53 } } } },
      { matches: { 'ietf-mud:mud': { 'local-networks': [null] } } },
      { matches: { ipv4: { 'destination-ipv4-network': '198.51.100.0/24', protocol: 47 } } },
    ],
    to: [{ matches: { icmp: { type: 3, code: 4 } } }, { matches: tcp(443, 'a.example.com', 'to') }],
  };
  const everything = (policy = policyFrom(EVERYTHING, 'with-house')) =>
    compileNftables({ device: DEVICE, addresses: ['10.0.0.5', 'fd00::5'], policy, members: MEMBERS });

  it('are taken whole', () => {
    const table = after(everything().script);
    assert.match(table, /10\.0\.0\.5 : jump from_/);
    assert.match(table, /fd00::5 : jump to_/);
    assert.match(table, /elements = \{ 198\.51\.100\.7 \}/);
  });

  it('are taken for the example of RFC 8520 §9', () => {
    const policy = policyOfBytes(LIGHTBULB, 'with-house');
    const table = after(compileNftables({ device: DEVICE, addresses: ['fd00::5'], policy, members: MEMBERS }).script);
    assert.match(table, /tcp dport 443 ct direction original return/);
    assert.match(table, /elements = \{ 2001:db8::7 \}/);
  });

  it('are the same put in force again, or in the place of others', () => {
    const once = after(everything().script);
    assert.equal(after(everything().script, everything().script), once);
    const other = compiled({ from: [{ matches: tcp(1, 'a.example.com', 'from') }] }, MEMBERS, ['10.0.0.6']);
    assert.equal(after(other.script, other.withdrawal + everything().script), once);
  });

  it('are gone when they are taken away, and another device’s are not', () => {
    const other = compileNftables({
      device: 'other',
      addresses: ['10.0.0.6'],
      policy: policyFrom({}),
      members: MEMBERS,
    });
    assert.equal(after(everything().script, other.script, everything().withdrawal), after(other.script));
  });

  it('have sets that can be filled while they are in force', () => {
    const rules = everything();
    const moved = membersFrom({ 'a.example.com': ['203.0.113.9'], 'local-networks': ['10.0.0.0/8', '10.1.0.0/16'] });
    const table = after(rules.script, fillPeerSets(rules.sets, moved));
    assert.match(table, /elements = \{ 203\.0\.113\.9 \}/);
    assert.doesNotMatch(table, /198\.51\.100\.7/);
  });
});
