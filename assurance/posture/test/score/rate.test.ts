import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ScoreOptions, scoreSbom } from '@sallyport/assurance-posture';
import { AT, advisory, CRITICAL, HIGH, kev, MEDIUM, nvd, shelf } from '../support/feeds.ts';
import { brief, FIXED, flaw, LODASH } from '../support/lodash.ts';
import { library, sbomOf } from '../support/sboms.ts';

describe('the severity of a vulnerability', () => {
  it('is CVSS 4.0’s before 3.1’s, and NVD’s own before what NVD quotes', async (t) => {
    const { store, put } = shelf(t);
    const v4 = 'CVSS:4.0/AV:L/AC:L/AT:P/PR:L/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N';
    await put('osv', [flaw('CVE-2026-0001', CRITICAL), flaw('CVE-2026-0002', undefined)]);
    const quoted = { cvssData: { vectorString: CRITICAL }, type: 'Secondary' };
    const own = { cvssData: { vectorString: HIGH }, type: 'Primary' };
    await put('nvd', [
      nvd('CVE-2026-0001', [], { cvssMetricV31: CRITICAL, cvssMetricV40: v4 }),
      nvd('CVE-2026-0002', [], {}, { metrics: { cvssMetricV31: [quoted, own] } }),
    ]);
    const scored = (options: Partial<ScoreOptions> = {}) =>
      scoreSbom(sbomOf([LODASH]), store, { at: AT, ...options }).findings.map(brief);
    assert.deepEqual(scored(), [
      ['CVE-2026-0002', 7.5, 'cvss'],
      ['CVE-2026-0001', 7.3, 'cvss'],
    ]);
    assert.deepEqual(scored({ prefer: ['3.1', '4.0'] })[0], ['CVE-2026-0001', 9.8, 'cvss']);
  });

  it('is taken from words where there is no vector, and from nothing where there are no words: then it is the worst', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      flaw('GHSA-words', undefined, { database_specific: { severity: 'MODERATE' } }),
      flaw('GHSA-none', undefined),
      flaw('GHSA-broken', 'CVSS:3.1/AV:N'),
    ]);
    const sbom = sbomOf([LODASH]);
    const { score, findings } = scoreSbom(sbom, store, { at: AT });
    assert.equal(score, 10);
    assert.deepEqual(findings.map(brief), [
      ['GHSA-broken', 10, 'assumed'],
      ['GHSA-none', 10, 'assumed'],
      ['GHSA-words', 6.9, 'severity'],
    ]);
    assert.match(findings[0]?.why ?? '', /nobody says how bad it is, counted as 10/);
    assert.equal(scoreSbom(sbom, store, { at: AT, assume: { unscored: 4 } }).score, 6.9);
  });

  it('of a distribution’s advisory is the worst of what it passes on', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      advisory('DSA-1', ['Debian:12', 'zlib'], [{ introduced: '0' }, { fixed: '2' }], {
        upstream: ['CVE-2026-0001', 'CVE-2026-0002'],
      }),
    ]);
    await put('nvd', [
      nvd('CVE-2026-0001', [], { cvssMetricV31: MEDIUM }),
      nvd('CVE-2026-0002', [], { cvssMetricV31: HIGH }),
    ]);
    await put('kev', [kev('CVE-2026-0001')]);
    const [finding] = scoreSbom(sbomOf([library('pkg:deb/debian/zlib@1')]), store, { at: AT }).findings;
    assert.deepEqual(finding === undefined ? [] : brief(finding), ['DSA-1', 9, 'cvss']);
    assert.equal(finding?.cvss?.score, 7.5);
    assert.equal(finding?.exploited?.cve, 'CVE-2026-0001');
  });

  it('of a distribution’s record of one CVE is that of the CVE, by whose name it goes', async (t) => {
    const { store, put } = shelf(t);
    const range = [{ introduced: '0' }];
    await put('osv', [
      advisory('UBUNTU-CVE-2026-0001', ['Ubuntu:22.04:LTS', 'zlib'], range, { upstream: ['CVE-2026-0001'] }),
    ]);
    const product = { vulnerable: true, criteria: 'cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*' };
    await put('nvd', [nvd('CVE-2026-0001', [product], { cvssMetricV31: HIGH })]);
    const zlib = library('pkg:deb/ubuntu/zlib@1', { cpe: 'cpe:2.3:a:zlib:zlib:1:*:*:*:*:*:*:*' });
    const { findings } = scoreSbom(sbomOf([zlib]), store, { at: AT });
    assert.deepEqual(findings.map(brief), [['CVE-2026-0001', 7.5, 'cvss']]);
    assert.deepEqual([...(findings[0]?.sources ?? [])].sort(), ['CVE-2026-0001', 'UBUNTU-CVE-2026-0001']);
  });

  it('of an advisory for several CVEs is that of the worst', async (t) => {
    const { store, put } = shelf(t);
    const v4 = 'CVSS:4.0/AV:L/AC:L/AT:N/PR:N/UI:A/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N';
    await put('osv', [flaw('GHSA-a', undefined, { aliases: ['CVE-2026-0001', 'CVE-2026-0002'] })]);
    await put('nvd', [
      nvd('CVE-2026-0001', [], { cvssMetricV40: v4 }),
      nvd('CVE-2026-0002', [], { cvssMetricV31: CRITICAL }),
    ]);
    assert.equal(scoreSbom(sbomOf([LODASH]), store, { at: AT }).score, 9.8);
  });

  it('is raised to critical when it is known to be exploited', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [flaw('GHSA-a', MEDIUM, { aliases: ['CVE-2026-0001'] })]);
    await put('kev', [kev('CVE-2026-0001')]);
    const sbom = sbomOf([LODASH]);
    const [finding] = scoreSbom(sbom, store, { at: AT }).findings;
    assert.deepEqual([finding?.score, finding?.cvss?.score, finding?.exploited?.isRansomware], [9, 5, true]);
    assert.match(finding?.why ?? '', /known to be exploited since 2024-03-29/);
    assert.equal(scoreSbom(sbom, store, { at: AT, assume: { exploited: 0 } }).score, 5);
  });

  it('given for one package goes before that of the advisory', async (t) => {
    const { store, put } = shelf(t);
    const affected = [
      {
        package: { ecosystem: 'npm', name: 'lodash' },
        ranges: [{ type: 'ECOSYSTEM', events: FIXED }],
        severity: [{ type: 'CVSS_V3', score: MEDIUM }],
      },
    ];
    await put('osv', [flaw('GHSA-a', CRITICAL, { affected })]);
    assert.equal(scoreSbom(sbomOf([LODASH]), store, { at: AT }).score, 5);
  });
});
