import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { learnMudUrl, MUD_SIGNER_EXTENSION, MUD_URL_EXTENSION } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import { type Extension, extension, Name } from '@sallyport/pki';
import { withCode } from '@sallyport/testing';
import { identity } from '../support/people.ts';

const URL_TEXT = 'https://lighting.example.com/lightbulb2000';
const IA5_STRING = 0x16;
const urlExtension = (text: string, tag = IA5_STRING) => extension(MUD_URL_EXTENSION, der.string(tag, text));
const SIGNER = Name.of([['CN', 'Lights Inc.']]);

async function learned(...extensions: readonly Extension[]) {
  const { certificate } = await identity('A lamp', extensions);
  return learnMudUrl({ kind: 'certificate', certificate });
}

describe('the MUD URL in a certificate', () => {
  it('is learned', async () => {
    assert.deepEqual(await learned(urlExtension(URL_TEXT)), { url: URL_TEXT, signer: undefined });
  });

  it('is learned with who signs the file', async () => {
    const pointer = await learned(urlExtension(URL_TEXT), extension(MUD_SIGNER_EXTENSION, SIGNER.der));
    assert.ok(pointer?.signer?.equals(SIGNER));
  });

  it('may not be there', async () => {
    assert.equal(await learned(), undefined);
    assert.equal(await learned(extension(MUD_SIGNER_EXTENSION, SIGNER.der)), undefined);
  });

  const wrong: Readonly<Record<string, readonly [readonly Extension[], string]>> = {
    'of http': [[urlExtension('http://lighting.example.com/')], 'E_BEHAVIOUR_MUD_URL'],
    'that is no URL': [[urlExtension('lightbulb2000')], 'E_BEHAVIOUR_MUD_URL'],
    'in UTF8String': [[urlExtension(URL_TEXT, TAG.UTF8_STRING)], 'E_BEHAVIOUR_MUD_EXTENSION'],
    'that is no DER': [[extension(MUD_URL_EXTENSION, utf8(URL_TEXT))], 'E_BEHAVIOUR_MUD_EXTENSION'],
    'with a signer that is no name': [
      [urlExtension(URL_TEXT), extension(MUD_SIGNER_EXTENSION, der.string(IA5_STRING, 'Lights'))],
      'E_BEHAVIOUR_MUD_EXTENSION',
    ],
  };
  for (const [name, [extensions, code]] of Object.entries(wrong)) {
    it(`${name} is refused`, async () => {
      const { certificate } = await identity('A lamp', extensions);
      assert.throws(() => learnMudUrl({ kind: 'certificate', certificate }), withCode(code));
    });
  }
});

describe('a MUD URL from elsewhere', () => {
  it('is not taken, whether from DHCP or from LLDP', () => {
    assert.throws(() => learnMudUrl({ kind: 'dhcp', option: utf8(URL_TEXT) }), withCode('E_BEHAVIOUR_MUD_SOURCE'));
    assert.throws(() => learnMudUrl({ kind: 'lldp', tlv: utf8(URL_TEXT) }), withCode('E_BEHAVIOUR_MUD_SOURCE'));
  });
});
