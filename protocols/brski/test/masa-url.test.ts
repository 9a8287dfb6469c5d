import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { der } from '@sallyport/der';
import { type Extension, extension } from '@sallyport/pki';
import { ID_PE_MASA_URL, masaUrlExtension, masaUrlOf } from '../src/index.ts';
import { holder } from './support/pki.ts';
import { throwsCode } from './support/throws.ts';

async function withExtension(...extensions: readonly Extension[]) {
  return (await holder({ subject: [['CN', 'device']], extensions })).certificate;
}

const IA5_STRING = 0x16;
const UTF8_STRING = 0x0c;

describe('the MASA URL extension', () => {
  const urls: readonly (readonly [string, string])[] = [
    ['masa.example.com', 'https://masa.example.com/.well-known/brski'],
    ['masa.example.com:9443', 'https://masa.example.com:9443/.well-known/brski'],
    ['MASA.Example.com:443', 'https://masa.example.com/.well-known/brski'],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/.well-known/brski'],
    ['https://masa.example.com/brski', 'https://masa.example.com/brski'],
    ['https://masa.example.com/.well-known/brski/', 'https://masa.example.com/.well-known/brski'],
    ['https://masa.example.com', 'https://masa.example.com'],
  ];
  for (const [text, url] of urls) {
    it(`makes ${url} of ${text}`, async () => {
      const made = masaUrlExtension(text);
      assert.equal(made.critical, false);
      assert.equal(masaUrlOf(await withExtension(made)), url);
    });
  }
  it('may be absent', async () => {
    assert.equal(masaUrlOf(await withExtension()), undefined);
  });

  const unusable = [
    '',
    'http://masa.example.com/',
    'ldap://masa.example.com/x',
    'https://user:secret@masa.example.com/',
    'user@masa.example.com',
    'https://masa.example.com/?q=1',
    'https://masa.example.com/#x',
    'masa.example.com?q=1',
    '/.well-known/brski',
    'masa example.com',
    'masa.example.com:99999',
    `${'a'.repeat(1100)}.com`,
    'https:///x/',
    'https:masa.example.com/x',
    'https://masa.example.com\\x/',
  ];
  for (const text of unusable) {
    it(`is neither made of nor read from ${JSON.stringify(text.slice(0, 50))}`, async () => {
      throwsCode('E_BRSKI_MASA_URL_INPUT', () => masaUrlExtension(text));
      const certificate = await withExtension(extension(ID_PE_MASA_URL, der.string(IA5_STRING, text)));
      throwsCode('E_BRSKI_MASA_URL', () => masaUrlOf(certificate));
    });
  }
  it('is not read from another string type, nor with bytes after it', async () => {
    const value = der.string(IA5_STRING, 'masa.example.com');
    for (const wrong of [der.string(UTF8_STRING, 'masa.example.com'), Uint8Array.of(...value, 0), value.subarray(1)]) {
      const certificate = await withExtension(extension(ID_PE_MASA_URL, wrong));
      throwsCode('E_BRSKI_MASA_URL', () => masaUrlOf(certificate));
    }
  });
});
