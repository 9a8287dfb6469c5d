import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SbomScore, scoreSbom } from '@sallyport/assurance-posture';
import type { JsonValue } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import fc from 'fast-check';
import { AT, advisory, CRITICAL, HIGH, kev, MEDIUM, nvd, severity, shelf } from '../support/feeds.ts';
import { library, sbomOf } from '../support/sboms.ts';

const NAMES = ['a', 'b', 'c', 'd'];
const SBOM = sbomOf(
  NAMES.map((name) => library(`pkg:npm/${name}@1.5.0`, { cpe: `cpe:2.3:a:v:${name}:1.5.0:*:*:*:*:*:*:*` })).concat(
    library('pkg:pypi/e@1.0'),
  ),
);

/** A score but for how much of it was worked out anew. */
const said = ({ score, findings, gaps, revision, why }: SbomScore) => ({ score, findings, gaps, revision, why });

describe('a score after an earlier one', () => {
  it('matches only the components that something new is said of', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [
      advisory('GHSA-a', ['npm', 'a'], [{ introduced: '0' }], { ...severity(HIGH), aliases: ['CVE-2026-0001'] }),
      advisory('GHSA-b', ['npm', 'b'], [{ introduced: '0' }], severity(HIGH)),
    ]);
    const first = scoreSbom(SBOM, store, { at: AT });
    assert.equal(first.matched, SBOM.components.length);
    assert.equal(scoreSbom(SBOM, store, { at: AT, previous: first }).matched, 0);

    await put('kev', [kev('CVE-2026-0001')]);
    const second = scoreSbom(SBOM, store, { at: AT, previous: first });
    assert.deepEqual([second.matched, second.findings[0]?.score], [1, 9]);

    await put('osv', [advisory('GHSA-c', ['npm', 'c'], [{ introduced: '0' }], severity(CRITICAL))]);
    const third = scoreSbom(SBOM, store, { at: AT, previous: second });
    assert.deepEqual([third.matched, third.findings[0]?.component.name], [1, 'c']);

    await put('osv', [advisory('PYSEC-1', ['PyPI', 'other'], [{ introduced: '0' }])]);
    const fourth = scoreSbom(SBOM, store, { at: AT, previous: third });
    assert.deepEqual([fourth.matched, fourth.gaps.map(({ component }) => component?.name)], [1, []]);
  });

  it('of another bill is refused', async (t) => {
    const { store } = shelf(t);
    const previous = scoreSbom(sbomOf([]), store, { at: AT });
    await refuses(() => scoreSbom(SBOM, store, { at: AT, previous }), 'E_POSTURE_ARGUMENT');
  });

  it('is the same as one from the beginning, whatever was imported in between', async (t) => {
    const name = fc.constantFrom(...NAMES);
    const id = fc.constantFrom('GHSA-1', 'GHSA-2', 'CVE-2026-0001', 'CVE-2026-0002');
    const vector = fc.constantFrom(CRITICAL, HIGH, MEDIUM);
    const day = fc.integer({ min: 1, max: 28 }).map((number) => `2026-02-${String(number).padStart(2, '0')}T00:00:00Z`);
    const osv = fc
      .record({ id, name, vector, day, alias: id, withdrawn: fc.boolean() })
      .map((made): readonly ['osv', JsonValue] => [
        'osv',
        advisory(made.id, ['npm', made.name], [{ introduced: '1' }, { fixed: '2' }], {
          ...severity(made.vector),
          modified: made.day,
          aliases: [made.alias],
          ...(made.withdrawn ? { withdrawn: made.day } : {}),
        }),
      ]);
    const product = fc
      .record({ name, vector, day, number: fc.constantFrom('0001', '0002') })
      .map((made): readonly ['nvd', JsonValue] => [
        'nvd',
        nvd(
          `CVE-2026-${made.number}`,
          [{ vulnerable: true, criteria: `cpe:2.3:a:v:${made.name}:*:*:*:*:*:*:*:*`, versionEndExcluding: '2' }],
          { cvssMetricV31: made.vector },
          { lastModified: made.day },
        ),
      ]);
    const exploited = fc
      .constantFrom('CVE-2026-0001', 'CVE-2026-0002')
      .map((cve): readonly ['kev', JsonValue] => ['kev', kev(cve)]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(osv, product, exploited), { minLength: 2, maxLength: 6 }), async (steps) => {
        const { store, put } = shelf(t);
        let previous: SbomScore | undefined;
        for (const [kind, record] of steps) {
          await put(kind, [record]);
          const whole = scoreSbom(SBOM, store, { at: AT });
          const step = scoreSbom(SBOM, store, { at: AT, ...(previous === undefined ? {} : { previous }) });
          assert.deepEqual(said(step), said(whole));
          previous = step;
        }
        store.close();
      }),
      { numRuns: 25 },
    );
  });
});
