import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MUD_LIMITS, readMud } from '@sallyport/assurance-behaviour';
import { type JsonObject, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { type AceInput, entryOf, LIGHTBULB, mudBytes, mudJson } from '../support/mud-files.ts';

const FULL = { 'ietf-mud:mud': { 'mud-version': 1 } };

describe('the example of RFC 8520 §9', () => {
  const file = readMud(LIGHTBULB);

  it('says what it is about', () => {
    assert.equal(file.url, 'https://lighting.example.com/lightbulb2000');
    assert.equal(file.lastUpdate.toISOString(), '2019-01-28T10:20:51.000Z');
    assert.equal(file.cacheValidity, 48);
    assert.equal(file.isSupported, true);
    assert.equal(file.systemInfo, 'The BMS Example Light Bulb');
    assert.equal(file.hasAddresses, false);
    assert.deepEqual(file.omissions, []);
  });

  it('lets the device begin TLS with one host, and that host answer', () => {
    const entry = {
      action: 'accept',
      families: [6],
      peers: [{ kind: 'name', name: 'test.example.com' }],
      protocol: 6,
      devicePorts: undefined,
      peerPorts: [{ low: 443, high: 443 }],
      icmp: undefined,
      initiated: 'from-device',
    };
    assert.deepEqual(file.fromDevice, [entry]);
    assert.deepEqual(file.toDevice, [entry]);
  });
});

describe('the container mud', () => {
  it('has defaults where the module has them', () => {
    const file = readMud(mudBytes());
    assert.equal(file.cacheValidity, 48);
    assert.equal(file.signatureUrl, undefined);
    assert.deepEqual(file.extensions, []);
  });

  it('tells all it may tell', () => {
    const mud = {
      'mud-signature': 'https://lighting.example.com/lightbulb2000.p7s',
      'cache-validity': 168,
      'is-supported': false,
      systeminfo: 'A lamp ☼',
      'mfg-name': 'Lights',
      'model-name': '2000',
      'firmware-rev': '1',
      'software-rev': '2',
      documentation: 'https://lighting.example.com/doc',
    };
    const { omissions, fromDevice: _from, toDevice: _to, ...file } = readMud(mudBytes({ mud }));
    assert.deepEqual(omissions, []);
    assert.deepEqual(file, {
      url: 'https://lighting.example.com/lightbulb2000',
      lastUpdate: new Date('2026-05-01T00:00:00Z'),
      signatureUrl: 'https://lighting.example.com/lightbulb2000.p7s',
      cacheValidity: 168,
      isSupported: false,
      systemInfo: 'A lamp ☼',
      mfgName: 'Lights',
      modelName: '2000',
      firmwareRev: '1',
      softwareRev: '2',
      documentation: 'https://lighting.example.com/doc',
      extensions: [],
      hasAddresses: false,
    });
  });

  const wrong: Readonly<Record<string, readonly [JsonObject, string]>> = {
    'of version 2': [{ 'mud-version': 2 }, 'E_BEHAVIOUR_MUD_VERSION'],
    'of a version that is no number': [{ 'mud-version': '1' }, 'E_BEHAVIOUR_MUD'],
    'with an http URL': [{ 'mud-url': 'http://lighting.example.com/lightbulb2000' }, 'E_BEHAVIOUR_MUD_URL'],
    'with credentials in its URL': [{ 'mud-url': 'https://me:secret@lighting.example.com/' }, 'E_BEHAVIOUR_MUD_URL'],
    'with a fragment in its URL': [{ 'mud-url': 'https://lighting.example.com/x#y' }, 'E_BEHAVIOUR_MUD_URL'],
    'with an http signature': [{ 'mud-signature': 'http://lighting.example.com/x.p7s' }, 'E_BEHAVIOUR_MUD_URL'],
    'kept for no hour': [{ 'cache-validity': 0 }, 'E_BEHAVIOUR_MUD'],
    'kept for more than a week': [{ 'cache-validity': 169 }, 'E_BEHAVIOUR_MUD'],
    'kept for half hours': [{ 'cache-validity': 1.5 }, 'E_BEHAVIOUR_MUD'],
    'with support that is a word': [{ 'is-supported': 'yes' }, 'E_BEHAVIOUR_MUD'],
    'updated on no day': [{ 'last-update': '2026-13-01T00:00:00Z' }, 'E_BEHAVIOUR_MUD'],
    'updated in no zone': [{ 'last-update': '2026-01-01T00:00:00' }, 'E_BEHAVIOUR_MUD'],
    'with a number as its name': [{ systeminfo: 5 }, 'E_BEHAVIOUR_MUD'],
    'with an extension that has no name': [{ extensions: [''] }, 'E_BEHAVIOUR_MUD'],
    'with an extension of a long name': [{ extensions: ['x'.repeat(41)] }, 'E_BEHAVIOUR_MUD'],
    'with extensions that are no list': [{ extensions: 'x' }, 'E_BEHAVIOUR_MUD'],
    'with a policy that is no object': [{ 'from-device-policy': [] }, 'E_BEHAVIOUR_MUD'],
    'with a policy of a list that is not there': [
      { 'from-device-policy': { 'access-lists': { 'access-list': [{ name: 'elsewhere' }] } } },
      'E_BEHAVIOUR_MUD',
    ],
    'with a policy of one list twice': [
      { 'from-device-policy': { 'access-lists': { 'access-list': [{ name: 'fr' }, { name: 'fr' }] } } },
      'E_BEHAVIOUR_MUD',
    ],
  };
  for (const [name, [mud, code]] of Object.entries(wrong)) {
    it(`${name} is refused`, () => assert.throws(() => readMud(mudBytes({ mud })), withCode(code)));
  }

  for (const name of ['mud-version', 'mud-url', 'last-update', 'is-supported']) {
    it(`without ${name} is refused`, () => {
      const document = mudJson();
      const { [name]: _gone, ...mud } = { ...Object(document['ietf-mud:mud']) };
      assert.throws(
        () => readMud(utf8(JSON.stringify({ ...document, 'ietf-mud:mud': mud }))),
        withCode('E_BEHAVIOUR_MUD'),
      );
    });
  }
});

describe('a document', () => {
  const wrong: Readonly<Record<string, readonly [string, string]>> = {
    'that is empty': ['', 'E_JSON_SYNTAX'],
    'that is a list': ['[]', 'E_BEHAVIOUR_MUD'],
    'without the container mud': ['{}', 'E_BEHAVIOUR_MUD'],
    'with a member twice': [
      '{"ietf-mud:mud":{"mud-version":2},"ietf-mud:mud":{"mud-version":1}}',
      'E_CLAIMS_DUPLICATE_NAME',
    ],
    'nested deep': ['['.repeat(17), 'E_JSON_TOO_DEEP'],
    'that is large': [JSON.stringify({ ...FULL, x: 'x'.repeat(MUD_LIMITS.maxBytes) }), 'E_JSON_TOO_LARGE'],
    'of many values': [JSON.stringify({ x: Array(MUD_LIMITS.maxMembers + 1).fill(0) }), 'E_CLAIMS_TOO_LARGE'],
  };
  for (const [name, [text, code]] of Object.entries(wrong)) {
    it(`${name} is refused`, () => assert.throws(() => readMud(utf8(text)), withCode(code)));
  }

  it('with too many entries is refused', () => {
    const from = Array.from({ length: MUD_LIMITS.maxEntries + 1 }, (): AceInput => ({}));
    assert.throws(() => readMud(mudBytes({ from })), withCode('E_BEHAVIOUR_MUD_TOO_LARGE'));
  });

  it('with more that is not understood than can be told is refused', () => {
    const mud = Object.fromEntries(Array.from({ length: MUD_LIMITS.maxOmissions + 1 }, (_, at) => [`x${at}`, 0]));
    assert.throws(() => readMud(mudBytes({ mud })), withCode('E_BEHAVIOUR_MUD_TOO_LARGE'));
  });

  it('with two lists of one name is refused', () => {
    const acls = { acl: [{ name: 'fr' }, { name: 'fr' }] };
    assert.throws(
      () => readMud(mudBytes({ root: { 'ietf-access-control-list:acls': acls } })),
      withCode('E_BEHAVIOUR_MUD'),
    );
  });

  it('with two entries of one name is refused', () => {
    assert.throws(() => readMud(mudBytes({ from: [{}, { more: { name: 'ace0' } }] })), withCode('E_BEHAVIOUR_MUD'));
  });

  it('keeps its entries in their order', () => {
    const ports = [7, 3, 9, 1];
    const from = ports.map((port) => ({ matches: { udp: { 'destination-port': { port } } } }));
    assert.deepEqual(
      readMud(mudBytes({ from })).fromDevice.map(({ peerPorts }) => peerPorts?.[0]?.low),
      ports,
    );
  });

  it('may have lists that no policy refers to', () => {
    const file = readMud(mudBytes({ from: [{}], mud: { 'from-device-policy': {} } }));
    assert.deepEqual(file.fromDevice, []);
  });

  it('has an entry without conditions match all of its list’s version of IP', () => {
    assert.deepEqual(entryOf('from-device', {})?.families, [4]);
    assert.deepEqual(entryOf('from-device', {}, 'ietf-access-control-list:ipv6-acl-type')?.families, [6]);
    assert.deepEqual(entryOf('from-device', {}, null)?.families, [4, 6]);
  });
});
