import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { makeClaim } from '@sallyport/assurance-claims';
import { scoreSbom, vulnerabilityScoreSubject, vulnerabilitySubjects } from '@sallyport/assurance-posture';
import { AT, advisory, CRITICAL, HIGH, severity, shelf } from './support/feeds.ts';
import { library, sbomOf } from './support/sboms.ts';

const ISSUER = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK';
const RANGE = [{ introduced: '0' }];

describe('a score', () => {
  it('is claimed of a type, with the bill and the second it was worked out', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-a', ['npm', 'a'], RANGE, severity(HIGH))]);
    const sbom = sbomOf([library('pkg:npm/a@1.0.0')]);
    const subject = vulnerabilityScoreSubject(
      scoreSbom(sbom, store, { at: new Date('2026-03-01T12:00:00.789Z') }),
      'thermo-2',
    );
    assert.deepEqual(subject, {
      deviceType: 'thermo-2',
      score: 7.5,
      sbom: sbom.digest,
      computed: '2026-03-01T12:00:00Z',
    });
    // makeClaim refuses a subject that its type does not allow.
    const claim = makeClaim({ type: 'VulnerabilityScore', issuer: ISSUER, validFrom: AT, subject });
    assert.deepEqual(claim['credentialSubject'], subject);
  });
});

describe('findings', () => {
  it('are claimed worst first, each vulnerability and package once, none that is excused', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      advisory('GHSA-a', ['npm', 'a'], RANGE, severity(HIGH)),
      advisory('GHSA-b', ['npm', 'b'], RANGE, severity(CRITICAL)),
      advisory('GHSA-c', ['npm', 'c'], RANGE, severity(CRITICAL)),
    ]);
    const sbom = sbomOf(
      [
        library('pkg:npm/a@1.0.0'),
        library('pkg:npm/a@1.0.0', { 'bom-ref': 'again' }),
        library('pkg:npm/b@1.0.0'),
        library('pkg:npm/c@1.0.0'),
      ],
      { vulnerabilities: [{ id: 'GHSA-c', analysis: { state: 'not_affected' }, affects: [{ ref: 'c' }] }] },
    );
    const score = scoreSbom(sbom, store, { at: AT, fromManufacturer: true });
    const subjects = vulnerabilitySubjects(score, 'thermo-2');
    assert.deepEqual(subjects, [
      { deviceType: 'thermo-2', vulnerability: 'GHSA-b', score: 9.8, component: 'pkg:npm/b@1.0.0' },
      { deviceType: 'thermo-2', vulnerability: 'GHSA-a', score: 7.5, component: 'pkg:npm/a@1.0.0' },
    ]);
    for (const subject of subjects) {
      const claim = makeClaim({ type: 'Vulnerability', issuer: ISSUER, validFrom: AT, subject });
      assert.deepEqual(claim['credentialSubject'], subject);
    }
    assert.equal(vulnerabilitySubjects(score, 'thermo-2', { most: 1 }).length, 1);
  });

  it('of a component without a package URL are claimed of the type alone', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-a', ['npm', 'z'], RANGE)]);
    const sbom = sbomOf([{ type: 'library', name: 'a', 'bom-ref': 'a' }], {
      vulnerabilities: [{ id: 'CVE-2026-0001', affects: [{ ref: 'a' }] }],
    });
    assert.deepEqual(vulnerabilitySubjects(scoreSbom(sbom, store, { at: AT }), 'thermo-2'), [
      { deviceType: 'thermo-2', vulnerability: 'CVE-2026-0001', score: 10 },
    ]);
  });
});
