import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { readSbom, sbomDigest } from '@sallyport/assurance-posture';
import { concat, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { bytesOf, cycloneDx } from '../support/sboms.ts';

describe('a bill of materials', () => {
  it('is named by the digest of its bytes as they are, byte order mark and all', () => {
    const bytes = concat(new Uint8Array([0xef, 0xbb, 0xbf]), bytesOf(cycloneDx([])));
    const digest = `ni:///sha-256;${createHash('sha256').update(bytes).digest('base64url')}`;
    assert.equal(readSbom(bytes).digest, digest);
    assert.equal(sbomDigest(bytes), digest);
  });

  it('of another format is refused, with what to do about it', async () => {
    for (const text of ['', '   ', 'hello', '[]', '{}', '7', '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>']) {
      const error = await refuses(() => readSbom(utf8(text)), text === '{' ? 'E_JSON_SYNTAX' : 'E_POSTURE_FORMAT');
      assert.match(error.hint, /CycloneDX JSON/);
    }
    await refuses(() => readSbom(utf8('{"bomFormat"')), 'E_JSON_SYNTAX');
    await refuses(() => readSbom(new Uint8Array([0x7b, 0xff, 0x7d])), 'E_BYTES_UTF8');
    await refuses(() => readSbom(utf8(`{"a":${'['.repeat(100)}${']'.repeat(100)}}`)), 'E_JSON_TOO_DEEP');
  });
});
