import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CpeVersions, matchCpe, parseCpe } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';

const ZLIB = 'cpe:2.3:a:zlib:zlib';
const cpe = (head: string) => parseCpe(head + ':*'.repeat(13 - head.replaceAll('\\:', '').split(':').length));
const verdict = (wanted: string, versions: CpeVersions, product: string, version?: string) =>
  matchCpe(cpe(wanted), versions, cpe(product), version);

describe('a CPE', () => {
  it('is read from a formatted string and from a URI as the same name', () => {
    const formatted = parseCpe('cpe:2.3:a:hp:insight_diagnostics:7.4.0.1570:*:*:*:online:win2003:x64:*');
    // NIST IR 7695 §6.1.3.3, example 6
    const uri = parseCpe('cpe:/a:hp:insight_diagnostics:7.4.0.1570::~~online~win2003~x64~');
    assert.deepEqual(uri, formatted);
    assert.deepEqual(parseCpe('cpe:/a:Microsoft:internet_explorer:8.0.6001:beta').update, 'beta');
    assert.equal(parseCpe('cpe:/a:foo%5cbar:big%24money').vendor, 'foo\\\\bar');
  });

  it('of quoted letters keeps them apart from wildcards', () => {
    const name = parseCpe('cpe:2.3:a:vendor:lib\\:x\\+\\+:1\\*:*:*:*:*:*:*:*');
    assert.deepEqual([name.product, name.version], ['lib\\:x\\+\\+', '1\\*']);
  });

  it('that is malformed is refused', async () => {
    const bad = [
      '',
      'cpe',
      'cpe:2.3:a:b',
      'cpe:2.3:x:v:p:*:*:*:*:*:*:*:*',
      'cpe:2.3:a:v::*:*:*:*:*:*:*:*',
      'cpe:2.3:a:v:p q:*:*:*:*:*:*:*:*',
      'cpe:2.3:a:v:p:*:*:*:*:*:*:*:*:*:*',
      'cpe:/a:%zz',
      `cpe:2.3:a:${'v'.repeat(3000)}:p:*:*:*:*:*:*:*:*`,
    ];
    for (const text of bad) await refuses(() => parseCpe(text), 'E_POSTURE_CPE');
  });
});

describe('a match string', () => {
  it('means the versions between its ends', () => {
    const ends = { startIncluding: '1.2.2.2', endExcluding: '1.2.12' };
    assert.equal(verdict(ZLIB, ends, `${ZLIB}:1.2.11`), 'yes');
    assert.equal(verdict(ZLIB, ends, `${ZLIB}:1.2.2.2`), 'yes');
    assert.equal(verdict(ZLIB, ends, `${ZLIB}:1.2.12`), 'no');
    assert.equal(verdict(ZLIB, ends, `${ZLIB}:1.2.2.1`), 'no');
    const open = { startExcluding: '1.0', endIncluding: '2.0' };
    assert.deepEqual(
      ['1.0', '1.0.1', '2.0', '2.0.1'].map((version) => verdict(ZLIB, open, `${ZLIB}:${version}`)),
      ['no', 'yes', 'yes', 'no'],
    );
  });

  it('means one version, or every version', () => {
    assert.equal(verdict(`${ZLIB}:1.2.11`, {}, `${ZLIB}:1.2.11`), 'yes');
    assert.equal(verdict(`${ZLIB}:1.2.11`, {}, `${ZLIB}:1.2.13`), 'no');
    assert.equal(verdict(ZLIB, {}, `${ZLIB}:9`), 'yes');
    assert.equal(verdict(`${ZLIB}:-`, {}, `${ZLIB}:9`), 'no');
    assert.equal(verdict(`${ZLIB}:1.2.*`, {}, `${ZLIB}:1.2.77`), 'yes');
    assert.equal(verdict(`${ZLIB}:1.2.?`, {}, `${ZLIB}:1.2.77`), 'no');
    assert.equal(verdict(`${ZLIB}:1.2\\*`, {}, `${ZLIB}:1.2x`), 'no');
  });

  it('takes the version from beside the CPE where the CPE leaves it open, and says when there is none', () => {
    assert.equal(verdict(ZLIB, { endExcluding: '1.2.12' }, ZLIB, '1.2.11'), 'yes');
    assert.equal(verdict(ZLIB, { endExcluding: '1.2.12' }, ZLIB), 'unknown');
    assert.equal(verdict(ZLIB, { endExcluding: '1.2.12' }, ZLIB, 'latest'), 'unknown');
    assert.equal(verdict(ZLIB, {}, ZLIB), 'yes');
  });

  it('means no other product, part, update or target', () => {
    assert.equal(verdict(ZLIB, {}, 'cpe:2.3:a:gnu:zlib:1'), 'no');
    assert.equal(verdict(ZLIB, {}, 'cpe:2.3:o:zlib:zlib:1'), 'no');
    assert.equal(verdict(`${ZLIB}:1.0:rc1`, {}, `${ZLIB}:1.0:rc2`), 'no');
    assert.equal(verdict(`${ZLIB}:1.0:-`, {}, `${ZLIB}:1.0:rc2`), 'no');
    assert.equal(verdict(`${ZLIB}:*:*:*:*:*:node.js`, {}, `${ZLIB}:1:*:*:*:*:python`), 'no');
    assert.equal(verdict(`${ZLIB}:*:*:*:*:*:node.js`, {}, `${ZLIB}:1`), 'yes');
  });

  it('of thousands of wildcards is compared in time that grows with its length', () => {
    const pattern = parseCpe(`cpe:2.3:a:v:p:${'*a'.repeat(900)}*b:*:*:*:*:*:*:*`);
    const product = parseCpe(`cpe:2.3:a:v:p:${'a'.repeat(1900)}:*:*:*:*:*:*:*`);
    assert.equal(matchCpe(pattern, {}, product), 'no');
  });
});
