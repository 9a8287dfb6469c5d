import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Secret, seededRandom } from '@sallyport/core';
import {
  ATTRIBUTES,
  attributeName,
  CODES,
  decodePacket,
  describePacket,
  errorCauseName,
  sealRequest,
  VENDOR_ATTRIBUTES,
} from '@sallyport/radius';
import { TCPDUMP_EAP } from '../support/vectors.ts';

const FREERADIUS = '/usr/share/freeradius';

describe('the dictionary', () => {
  it('names each place once', () => {
    const paths = [...Object.values(ATTRIBUTES), ...Object.values(VENDOR_ATTRIBUTES)].map(({ path }) => path.join('.'));
    assert.equal(new Set(paths).size, paths.length);
  });

  const skip = existsSync(FREERADIUS) ? false : 'the dictionaries of FreeRADIUS are not installed';
  it('gives the numbers and types that FreeRADIUS gives', { skip }, () => {
    const theirs = readDictionaries();
    let compared = 0;
    for (const [name, { path }] of Object.entries(ATTRIBUTES)) {
      const number = theirs.get(name.toLowerCase());
      if (number === undefined) continue;
      assert.equal(path.join('.'), number, name);
      compared++;
    }
    assert.ok(compared > 100, `${compared} compared`);
  });

  it('names what it knows and numbers what it does not', () => {
    assert.equal(attributeName('80'), 'Message-Authenticator');
    assert.equal(attributeName('26.311.17'), 'MS-MPPE-Recv-Key');
    assert.equal(attributeName('26.9.250'), '26.9.250');
    assert.equal(errorCauseName(503), 'session context not found');
    assert.equal(errorCauseName(999), 'cause 999');
  });
});

function readDictionaries(): Map<string, string> {
  const numbers = new Map<string, string>();
  const rfcs =
    '2865 2866 2867 2868 2869 3162 3576 3580 4072 4372 4675 4818 4849 5176 5580 5607 6572 6677 6911 7268 8045 8559';
  for (const rfc of rfcs.split(' ')) {
    const file = `${FREERADIUS}/dictionary.rfc${rfc}`;
    if (!existsSync(file)) continue;
    for (const [, name = '', number = ''] of readFileSync(file, 'utf8').matchAll(/^ATTRIBUTE\s+(\S+)\s+(\S+)/gm)) {
      numbers.set(name.toLowerCase(), number);
    }
  }
  return numbers;
}

describe('a described packet', () => {
  it('says what is in it', () => {
    const { code, attributes } = describePacket(decodePacket(TCPDUMP_EAP.request));
    assert.equal(code, 'Access-Request');
    assert.deepEqual(
      attributes.find(({ name }) => name === 'User-Name'),
      { name: 'User-Name', value: 'John.McGuirk' },
    );
  });

  it('shows no password, no key and no proof, hidden or not', () => {
    const attributes = [
      ...ATTRIBUTES['User-Password'].of(Secret.of('correct horse')),
      ...ATTRIBUTES['Tunnel-Password'].of(Secret.of('battery')),
      ...VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(Secret.of('staple')),
      ...ATTRIBUTES['EAP-Message'].of(new TextEncoder().encode('eap')),
    ];
    const draft = { code: CODES.ACCESS_REQUEST, identifier: 1, attributes, secret: Secret.of('s') };
    const { bytes } = sealRequest(draft, seededRandom('describe'));
    const described = describePacket(decodePacket(bytes));
    for (const name of ['User-Password', 'Tunnel-Password', 'MS-MPPE-Send-Key', 'EAP-Message']) {
      assert.deepEqual(
        described.attributes.find((entry) => entry.name === name),
        { name, value: '[hidden]' },
      );
    }
  });

  it('lets nobody write control characters into a log', () => {
    const attributes = ATTRIBUTES['User-Name'].of('a\r\n\u001b[2Jb');
    const { bytes } = sealRequest({ code: 1, identifier: 1, attributes, secret: Secret.of('s') }, seededRandom('x'));
    const value = describePacket(decodePacket(bytes)).attributes.find(({ name }) => name === 'User-Name')?.value;
    assert.equal(value, 'a\\u000d\\u000a\\u001b[2Jb');
  });
});
