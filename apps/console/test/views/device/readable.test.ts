import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NAMELESS, readable } from '../../../src/views/device/readable.ts';

const URI = 'ni:///sha-256;sEv23srhafZD7gkihjR-wM8IMSoFOTLlpQICB3rR7KE';
const KEY = 'did:key:z6MkvzEXXcb6mhJqAFDnpreLWwyBTFmkmUpPe6nn6jbvHwCQ';

describe('a sentence of the domain', () => {
  it('has names in place of URIs', () => {
    const names = new Map([
      [URI, 'LAMP-1'],
      [KEY, 'the owner'],
    ]);
    assert.equal(
      readable(`${KEY} trusts ${URI}, says mailto:a@b.example`, names),
      'the owner trusts LAMP-1, says a@b.example',
    );
    assert.equal(
      readable(`{ Trust (${KEY}+, ${URI}+) } [${KEY}-]`, names),
      '{ Trust (the owner+, LAMP-1+) } [the owner-]',
    );
  });

  it('has what nobody has a name for shortened, and short names whole', () => {
    assert.equal(readable(`of ${URI}`, NAMELESS), 'of ni:///sha-256;sEv23srh…');
    assert.equal(readable('urn:dev:mac:0011223344556677', NAMELESS), 'urn:dev:mac:0011223344556677');
  });

  it('keeps everything else as it is', () => {
    const text = '<script>alert(1)</script> "quoted" 50 % ni: did:';
    assert.equal(readable(text, NAMELESS), text);
  });
});
