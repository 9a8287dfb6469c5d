import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scoreSbom } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';
import { AT, advisory, CRITICAL, HIGH, MEDIUM, nvd, severity, shelf } from '../support/feeds.ts';
import { brief, flaw, LODASH } from '../support/lodash.ts';
import { library, SERIAL, sbomOf } from '../support/sboms.ts';

describe('the score of a bill', () => {
  it('is that of the worst known vulnerability, and says why', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      flaw('GHSA-a', HIGH, { aliases: ['CVE-2026-0001'] }),
      flaw('GHSA-b', MEDIUM),
      advisory('GHSA-c', ['npm', 'other'], [{ introduced: '0' }], severity(CRITICAL)),
    ]);
    const sbom = sbomOf([LODASH]);
    const result = scoreSbom(sbom, store, { at: AT });
    assert.deepEqual([result.score, result.sbom, result.at, result.revision], [7.5, sbom.digest, AT, 1]);
    assert.deepEqual(result.findings.map(brief), [
      ['CVE-2026-0001', 7.5, 'cvss'],
      ['GHSA-b', 5, 'cvss'],
    ]);
    const [worst] = result.findings;
    assert.deepEqual(worst?.component, {
      ref: 'lodash',
      name: 'lodash',
      version: '4.17.20',
      purl: 'pkg:npm/lodash@4.17.20',
    });
    assert.deepEqual([worst?.fixedIn, worst?.sources, worst?.isCertain], [['4.17.21'], ['GHSA-a'], true]);
    assert.equal(result.why, 'CVE-2026-0001 in lodash 4.17.20: CVSS 3.1 says 7.5; fixed in 4.17.21 (GHSA-a)');
    assert.deepEqual(result.gaps, []);
  });

  it('is 0 when everything could be looked up and nothing is known', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [flaw('GHSA-a', HIGH)]);
    const result = scoreSbom(sbomOf([library('pkg:npm/lodash@4.17.21')]), store, { at: AT });
    assert.deepEqual([result.score, result.findings, result.gaps], [0, [], []]);
    assert.equal(result.why, 'No known vulnerability is left, and everything could be looked up');
  });

  it('counts a vulnerability once, whatever names it goes by, and lists who says so', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      flaw('GHSA-a', HIGH, { aliases: ['CVE-2026-0001'] }),
      flaw('PYSEC-1', undefined, { aliases: ['GHSA-a'] }),
    ]);
    await put('nvd', [nvd('CVE-2026-0001', [], { cvssMetricV31: MEDIUM })]);
    const { findings } = scoreSbom(sbomOf([LODASH]), store, { at: AT });
    assert.deepEqual(findings.map(brief), [['CVE-2026-0001', 5, 'cvss']]);
    assert.deepEqual(findings[0]?.ids, ['CVE-2026-0001', 'GHSA-a', 'PYSEC-1']);
    assert.deepEqual([...(findings[0]?.sources ?? [])].sort(), ['GHSA-a', 'PYSEC-1']);
  });
});

describe('what is not known', () => {
  it('counts as bad news, each in its own words', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [flaw('GHSA-a', HIGH)]);
    const sbom = sbomOf([
      { type: 'library', name: 'blob' },
      library('npm:broken'),
      library('pkg:generic/zlib@1.2.11'),
      library('pkg:pypi/requests@2.0'),
      { type: 'file', name: 'readme' },
      library('pkg:npm/lodash@4.17.21'),
    ]);
    const { score, gaps, why } = scoreSbom(sbom, store, { at: AT });
    assert.equal(score, 10);
    assert.deepEqual(
      gaps.map((gap) => [gap.kind, gap.component?.name]),
      [
        ['unidentified', 'blob'],
        ['unidentified', 'npm:broken'],
        ['uncovered', 'zlib'],
        ['uncovered', 'requests'],
      ],
    );
    assert.equal(why, 'blob has no package URL or CPE, so that nobody can look it up');
    assert.match(gaps[3]?.why ?? '', /no advisories are imported \(PyPI\)/);
    assert.equal(scoreSbom(sbom, store, { at: AT, assume: { unidentified: 3, uncovered: 5 } }).score, 5);
  });

  it('of a bill without software is all', async (t) => {
    const { store } = shelf(t);
    for (const components of [[], [{ type: 'file', name: 'firmware.bin' }]]) {
      const { gaps } = scoreSbom(sbomOf(components, { metadata: {} }), store, { at: AT });
      assert.deepEqual(
        gaps.map(({ kind, score }) => [kind, score]),
        [['empty', 10]],
      );
    }
  });

  it('of what the bill is of is made good by its parts, where it names them', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [flaw('GHSA-a', HIGH)]);
    assert.deepEqual(scoreSbom(sbomOf([library('pkg:npm/lodash@4.17.21')]), store, { at: AT }).gaps, []);
    const alone = scoreSbom(sbomOf([]), store, { at: AT });
    assert.deepEqual([alone.score, alone.gaps.map(({ component }) => component?.name)], [10, ['thermo-2']]);
  });

  it('of a version leaves a finding that may be', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [flaw('GHSA-a', HIGH)]);
    const { score, findings } = scoreSbom(sbomOf([library('pkg:npm/lodash')]), store, { at: AT });
    assert.deepEqual([score, findings[0]?.isCertain], [7.5, false]);
    assert.match(findings[0]?.why ?? '', /its version cannot be compared/);
  });

  it('cannot be assumed to be worse than the worst', async (t) => {
    const { store } = shelf(t);
    for (const unscored of [-1, 11, Number.NaN]) {
      await refuses(() => scoreSbom(sbomOf([]), store, { at: AT, assume: { unscored } }), 'E_POSTURE_ARGUMENT');
    }
  });
});

describe('what NVD says of a product', () => {
  const cpe = 'cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*';
  const product = { vulnerable: true, criteria: 'cpe:2.3:a:zlib:zlib:*:*:*:*:*:*:*:*', versionEndExcluding: '1.2.12' };
  const zlib = library('pkg:deb/debian/zlib@1.2.11-2%2Bdeb11u2?distro=debian-11', { cpe });

  it('does not count against a package whose distribution took the fix back', async (t) => {
    const { store, put } = shelf(t);
    await put('nvd', [nvd('CVE-2018-25032', [product], { cvssMetricV31: HIGH })]);
    assert.equal(scoreSbom(sbomOf([zlib]), store, { at: AT }).score, 7.5);
    await put('osv', [
      advisory('DSA-5111-1', ['Debian:11', 'zlib'], [{ introduced: '0' }, { fixed: '1.2.11-2+deb11u1' }], {
        upstream: ['CVE-2018-25032'],
      }),
    ]);
    assert.equal(scoreSbom(sbomOf([zlib]), store, { at: AT }).score, 0);
  });

  it('only together with another product counts, and says so', async (t) => {
    const { store, put } = shelf(t);
    const board = { vulnerable: false, criteria: 'cpe:2.3:h:acme:board:-:*:*:*:*:*:*:*' };
    const nodes = [product, board].map((match) => ({ operator: 'OR', negate: false, cpeMatch: [match] }));
    await put('nvd', [
      nvd('CVE-2018-25032', [], { cvssMetricV31: HIGH }, { configurations: [{ operator: 'AND', nodes }] }),
    ]);
    const [finding] = scoreSbom(sbomOf([zlib]), store, { at: AT }).findings;
    assert.match(finding?.why ?? '', /only together with other products/);
  });
});

describe('what the bill says of vulnerabilities', () => {
  const statement = (state: string | undefined, more = {}) => ({
    vulnerabilities: [
      {
        id: 'CVE-2026-0001',
        ...(state === undefined ? {} : { analysis: { state, justification: 'code_not_reachable' } }),
        affects: [{ ref: 'lodash' }],
        ...more,
      },
    ],
  });
  const known = [flaw('GHSA-a', HIGH, { aliases: ['CVE-2026-0001'] })];

  it('excuses only where the manufacturer vouches for it', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', known);
    for (const state of ['not_affected', 'false_positive', 'resolved']) {
      const sbom = sbomOf([LODASH], statement(state));
      assert.equal(scoreSbom(sbom, store, { at: AT }).score, 7.5, state);
      const result = scoreSbom(sbom, store, { at: AT, fromManufacturer: true });
      assert.equal(result.score, 0, state);
      assert.equal(result.findings[0]?.excuse?.justification, 'code_not_reachable');
      assert.match(result.findings[0]?.why ?? '', /not counted: its maker says code_not_reachable/);
    }
    for (const state of ['exploitable', 'in_triage', undefined]) {
      const sbom = sbomOf([LODASH], statement(state));
      assert.equal(scoreSbom(sbom, store, { at: AT, fromManufacturer: true }).score, 7.5, state);
    }
  });

  it('excuses a component of the product, or of one version, and no other', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', known);
    const score = (affects: readonly object[], more = {}) =>
      scoreSbom(sbomOf([LODASH], JSON.parse(JSON.stringify(statement('not_affected', { affects, ...more })))), store, {
        at: AT,
        fromManufacturer: true,
      }).score;
    assert.equal(score([{ ref: 'thermo' }]), 0);
    assert.equal(score([{ ref: 'thermo', versions: [{ version: '1.4.0', status: 'unaffected' }] }]), 0);
    assert.equal(score([{ ref: 'thermo', versions: [{ version: '1.3.0', status: 'unaffected' }] }]), 7.5);
    assert.equal(score([{ ref: `${SERIAL.replace('urn:uuid:', 'urn:cdx:')}/1#lodash` }]), 0);
    assert.equal(score([{ ref: 'lodash', versions: [{ version: '4.17.20', status: 'unaffected' }] }]), 0);
    assert.equal(score([{ ref: 'lodash', versions: [{ version: '4.17.19' }] }]), 7.5);
    assert.equal(score([{ ref: 'lodash', versions: [{ range: 'vers:npm/<5' }] }]), 7.5);
    assert.equal(score([{ ref: 'other' }]), 7.5);
    assert.equal(score([]), 7.5);
    assert.equal(score([{ ref: 'lodash' }], { id: 'CVE-2026-9999' }), 7.5);
    assert.equal(score([{ ref: 'lodash' }], { id: 'GHSA-a' }), 0);
  });

  it('excuses nothing when it contradicts itself', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', known);
    const both = ['not_affected', 'exploitable'].flatMap((state) => statement(state).vulnerabilities);
    const sbom = sbomOf([LODASH], { vulnerabilities: both });
    assert.equal(scoreSbom(sbom, store, { at: AT, fromManufacturer: true }).score, 7.5);
  });

  it('may stand in a document of its own that points into the bill', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', known);
    const link = (serial: string) => ({ affects: [{ ref: `urn:cdx:${serial}/1#lodash` }] });
    const vexOf = (serial: string) =>
      sbomOf([], {
        serialNumber: 'urn:uuid:00000000-0000-4000-8000-000000000000',
        ...statement('not_affected', link(serial)),
      });
    const options = { at: AT, fromManufacturer: true };
    const own = SERIAL.slice('urn:uuid:'.length);
    assert.equal(scoreSbom(sbomOf([LODASH]), store, { ...options, vex: [vexOf(own)] }).score, 0);
    const other = '11111111-1111-4111-8111-111111111111';
    assert.equal(scoreSbom(sbomOf([LODASH]), store, { ...options, vex: [vexOf(other)] }).score, 7.5);
  });

  it('against the device counts from anybody, also what no feed knows', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-z', ['npm', 'z'], [{ introduced: '0' }])]);
    const rated = statement('exploitable', { ratings: [{ severity: 'high', vector: MEDIUM }] });
    const { findings } = scoreSbom(sbomOf([LODASH], rated), store, { at: AT });
    assert.deepEqual(findings.map(brief), [['CVE-2026-0001', 5, 'cvss']]);
    assert.deepEqual(findings[0]?.sources, ['sbom']);
    const unrated = scoreSbom(sbomOf([LODASH], statement('in_triage')), store, { at: AT });
    assert.equal(unrated.score, 10);
    assert.deepEqual(scoreSbom(sbomOf([LODASH], statement('not_affected')), store, { at: AT }).findings, []);
  });
});
