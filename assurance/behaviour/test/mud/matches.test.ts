import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readMud } from '@sallyport/assurance-behaviour';
import type { JsonObject } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { prefixText } from '../../src/addresses/prefix.ts';
import { entryOf, mudBytes } from '../support/mud-files.ts';

describe('source and destination', () => {
  const ipv4 = { 'ietf-acldns:dst-dnsname': 'a.example.com' };
  const udp = { 'source-port': { port: 1 }, 'destination-port': { port: 2 } };

  it('are device and peer of what the device sends', () => {
    const entry = entryOf('from-device', { matches: { ipv4, udp } });
    assert.deepEqual(entry?.peers, [{ kind: 'name', name: 'a.example.com' }]);
    assert.deepEqual([entry?.devicePorts, entry?.peerPorts], [[{ low: 1, high: 1 }], [{ low: 2, high: 2 }]]);
  });

  it('are peer and device of what is sent to it', () => {
    const entry = entryOf('to-device', { matches: { ipv4: { 'ietf-acldns:src-dnsname': 'A.Example.COM.' }, udp } });
    assert.deepEqual(entry?.peers, [{ kind: 'name', name: 'a.example.com' }]);
    assert.deepEqual([entry?.devicePorts, entry?.peerPorts], [[{ low: 2, high: 2 }], [{ low: 1, high: 1 }]]);
  });

  it('of the device itself make an accept permit nothing', () => {
    const file = readMud(mudBytes({ to: [{ matches: { ipv4 } }] }));
    assert.deepEqual(file.toDevice, []);
    assert.deepEqual(file.omissions, [
      {
        path: 'ietf-access-control-list:acls.acl[1].aces.ace[0].matches.ipv4.ietf-acldns:dst-dnsname',
        reason: 'own-address',
        effect: 'entry-left-out',
      },
    ]);
  });

  for (const [given, prefix] of Object.entries({
    '198.51.100.0/24': '198.51.100.0/24',
    '198.51.100.7/24': '198.51.100.0/24',
    '198.51.100.7/32': '198.51.100.7',
    '0.0.0.0/0': '0.0.0.0/0',
  })) {
    it(`may be the network ${given}`, () => {
      const [peer] = entryOf('from-device', { matches: { ipv4: { 'destination-ipv4-network': given } } })?.peers ?? [];
      assert.equal(peer?.kind === 'network' ? prefixText(peer.prefix) : peer?.kind, prefix);
    });
  }

  it('may be a host that is named by its address after all', () => {
    const file = readMud(mudBytes({ from: [{ matches: { ipv4: { 'ietf-acldns:dst-dnsname': '198.51.100.7' } } }] }));
    assert.equal(file.fromDevice[0]?.peers[0]?.kind, 'network');
    assert.equal(file.hasAddresses, true);
  });
});

describe('ports', () => {
  const portsOf = (port: JsonObject) =>
    entryOf('from-device', { matches: { tcp: { 'destination-port': port } } })?.peerPorts;

  it('are ranges and operators', () => {
    assert.deepEqual(portsOf({ 'lower-port': 10, 'upper-port': 20 }), [{ low: 10, high: 20 }]);
    assert.deepEqual(portsOf({ port: 10 }), [{ low: 10, high: 10 }]);
    assert.deepEqual(portsOf({ operator: 'eq', port: 10 }), [{ low: 10, high: 10 }]);
    assert.deepEqual(portsOf({ operator: 'lte', port: 10 }), [{ low: 0, high: 10 }]);
    assert.deepEqual(portsOf({ operator: 'gte', port: 10 }), [{ low: 10, high: 65535 }]);
    assert.deepEqual(portsOf({ operator: 'neq', port: 10 }), [
      { low: 0, high: 9 },
      { low: 11, high: 65535 },
    ]);
    assert.deepEqual(portsOf({ operator: 'neq', port: 0 }), [{ low: 1, high: 65535 }]);
  });

  const wrong: Readonly<Record<string, JsonObject>> = {
    'of nothing': {},
    'from more to less': { 'lower-port': 20, 'upper-port': 10 },
    'from somewhere to nowhere': { 'lower-port': 20 },
    'beyond the last': { port: 65_536 },
    'below the first': { port: -1 },
    'by another operator': { operator: 'near', port: 1 },
    'with both': { operator: 'eq', port: 1, 'lower-port': 1 },
  };
  for (const [name, port] of Object.entries(wrong))
    it(`${name} are refused`, () => assert.throws(() => portsOf(port), withCode('E_BEHAVIOUR_MUD')));
});

describe('protocols', () => {
  it('follow from what is matched of them', () => {
    assert.equal(entryOf('from-device', { matches: { tcp: {} } })?.protocol, 6);
    assert.equal(entryOf('from-device', { matches: { udp: {} } })?.protocol, 17);
    assert.equal(entryOf('from-device', { matches: { icmp: {} } })?.protocol, 1);
    assert.equal(entryOf('from-device', { matches: { icmp: {} } }, 'ipv6-acl-type')?.protocol, 58);
    assert.equal(entryOf('from-device', { matches: { ipv4: { protocol: 47 } } })?.protocol, 47);
  });

  it('of ICMP have type and code', () => {
    const entry = entryOf('to-device', { matches: { icmp: { type: 3, code: 4 } } });
    assert.deepEqual(entry?.icmp, { types: [3], code: 4 });
  });

  it('of TCP know who began', () => {
    const tcp = { 'ietf-mud:direction-initiated': 'to-device' };
    assert.equal(entryOf('from-device', { matches: { tcp } })?.initiated, 'to-device');
  });

  const wrong: Readonly<Record<string, readonly [JsonObject, string | null]>> = {
    'that contradict each other': [{ ipv4: { protocol: 17 }, tcp: {} }, 'ipv4-acl-type'],
    'of two kinds': [{ tcp: {}, udp: {} }, 'ipv4-acl-type'],
    'of IPv4 in a list of IPv6': [{ ipv4: {} }, 'ipv6-acl-type'],
    'of both versions of IP': [{ ipv4: {}, ipv6: {} }, null],
    'that are ICMP of no version': [{ icmp: {} }, null],
    'begun by nobody': [{ tcp: { 'ietf-mud:direction-initiated': 'sideways' } }, 'ipv4-acl-type'],
    'with a network of the other version': [{ ipv4: { 'destination-ipv4-network': '2001:db8::/32' } }, 'ipv4-acl-type'],
    'with a network that is none': [{ ipv4: { 'destination-ipv4-network': '198.51.100.0' } }, 'ipv4-acl-type'],
    'with a name that is none': [{ ipv4: { 'ietf-acldns:dst-dnsname': 'a b' } }, 'ipv4-acl-type'],
  };
  for (const [name, [matches, type]] of Object.entries(wrong)) {
    it(`${name} are refused`, () =>
      assert.throws(() => entryOf('from-device', { matches }, type), withCode('E_BEHAVIOUR_MUD')));
  }
});

describe('abstractions of RFC 8520 §4', () => {
  const peersOf = (mud: JsonObject) => entryOf('from-device', { matches: { 'ietf-mud:mud': mud } })?.peers;

  it('name hosts that the network knows', () => {
    assert.deepEqual(peersOf({ manufacturer: 'lights.example.com' }), [
      { kind: 'manufacturer', host: 'lights.example.com' },
    ]);
    assert.deepEqual(peersOf({ 'same-manufacturer': [null] }), [
      { kind: 'manufacturer', host: 'lighting.example.com' },
    ]);
    assert.deepEqual(peersOf({ model: 'https://x.example.com/y' }), [
      { kind: 'model', url: 'https://x.example.com/y' },
    ]);
    assert.deepEqual(peersOf({ 'local-networks': [null] }), [{ kind: 'local-networks' }]);
    assert.deepEqual(peersOf({ controller: 'urn:x:y' }), [{ kind: 'controller', uri: 'urn:x:y' }]);
    assert.deepEqual(peersOf({ 'my-controller': [null] }), [
      { kind: 'my-controller', url: 'https://lighting.example.com/lightbulb2000' },
    ]);
  });

  it('must all hold together with the rest', () => {
    const matches = {
      'ietf-mud:mud': { 'local-networks': [null], 'same-manufacturer': [null] },
      ipv4: { 'destination-ipv4-network': '10.0.0.0/8' },
    };
    assert.deepEqual(
      entryOf('from-device', { matches })?.peers.map(({ kind }) => kind),
      ['network', 'manufacturer', 'local-networks'],
    );
  });

  const wrong: Readonly<Record<string, JsonObject>> = {
    'a manufacturer that is no host': { manufacturer: 'https://lights.example.com' },
    'a flag that is true': { 'local-networks': true },
    'a flag that is an empty list': { 'local-networks': [] },
    'a controller that is no URI': { controller: 'my gateway' },
  };
  for (const [name, mud] of Object.entries(wrong))
    it(`refuse ${name}`, () => assert.throws(() => peersOf(mud), withCode('E_BEHAVIOUR_MUD')));

  it('refuse a model that is no https URL', () =>
    assert.throws(() => peersOf({ model: 'urn:x' }), withCode('E_BEHAVIOUR_MUD_URL')));
});

describe('what is not understood', () => {
  const UNKNOWN = { ipv4: { protocol: 6, dscp: 8 }, 'example-x:y': 1 };

  it('is ignored where it permits nothing (RFC 8520 §3.9)', () => {
    const mud = { 'example-x:color': 'red', 'a\nb': 1 };
    const file = readMud(mudBytes({ from: [{ more: { statistics: {} } }], mud, root: { 'example-x:top': {} } }));
    assert.equal(file.fromDevice.length, 1);
    assert.deepEqual(file.omissions, [
      {
        path: 'ietf-access-control-list:acls.acl[0].aces.ace[0].statistics',
        reason: 'unknown-node',
        effect: 'ignored',
      },
      { path: 'ietf-mud:mud.example-x:color', reason: 'unknown-node', effect: 'ignored' },
      { path: 'ietf-mud:mud.…', reason: 'unknown-node', effect: 'ignored' },
      { path: 'example-x:top', reason: 'unknown-node', effect: 'ignored' },
    ]);
  });

  it('as a condition of an accept makes it permit nothing', () => {
    const file = readMud(mudBytes({ from: [{ matches: UNKNOWN }, {}] }));
    assert.equal(file.fromDevice.length, 1);
    assert.deepEqual(
      file.omissions.map(({ reason, effect }) => [reason, effect]),
      [
        ['match-not-supported', 'entry-left-out'],
        ['unknown-node', 'entry-left-out'],
      ],
    );
  });

  it('as a condition of a drop makes it drop more', () => {
    const file = readMud(mudBytes({ from: [{ matches: UNKNOWN, forwarding: 'drop' }] }));
    assert.deepEqual([file.fromDevice[0]?.action, file.fromDevice[0]?.protocol], ['drop', 6]);
    assert.ok(file.omissions.every(({ effect }) => effect === 'widened'));
  });

  it('as an action is ignored with its entry, and reject is taken for drop (RFC 8520 §2.1)', () => {
    const from = [
      { forwarding: 'reject' },
      { forwarding: 'ietf-access-control-list:accept' },
      { forwarding: 'mirror' },
    ];
    const file = readMud(mudBytes({ from }));
    assert.deepEqual(
      file.fromDevice.map(({ action }) => action),
      ['drop', 'accept'],
    );
    assert.deepEqual(
      file.omissions.map(({ reason }) => reason),
      ['action-not-supported'],
    );
  });

  it('as a type of list permits nothing', () => {
    const file = readMud(mudBytes({ from: [{}], type: 'eth-acl-type' }));
    assert.deepEqual(file.fromDevice, []);
    assert.deepEqual(
      file.omissions.map(({ reason }) => reason),
      ['list-type-not-supported', 'list-type-not-supported'],
    );
  });

  it('as an extension is told, such as appendix B’s', () => {
    const mud = { extensions: ['ietf-mud-detext-example'], 'ietf-mud-detext-example:is-detnet-required': 'false' };
    const { extensions, omissions } = readMud(mudBytes({ mud }));
    assert.deepEqual(extensions, ['ietf-mud-detext-example']);
    assert.deepEqual(
      omissions.map(({ path, reason }) => [path, reason]),
      [
        ['extensions[0]', 'extension'],
        ['ietf-mud:mud.ietf-mud-detext-example:is-detnet-required', 'unknown-node'],
      ],
    );
  });

  it('as a TLS profile of RFC 9761 is told, and what depends on it permits nothing', () => {
    const matches = { ipv4: { protocol: 6 }, tcp: {}, 'ietf-acl-tls:client-profiles': {} };
    const mud = { extensions: ['ietf-mud-tls'], 'ietf-mud-tls:client-profiles': {} };
    const file = readMud(mudBytes({ from: [{ matches }], mud }));
    assert.deepEqual(file.fromDevice, []);
    assert.deepEqual(
      file.omissions.map(({ reason, effect }) => [reason, effect]),
      [
        ['tls-profile', 'entry-left-out'],
        ['tls-profile', 'ignored'],
        ['tls-profile', 'ignored'],
      ],
    );
  });
});
