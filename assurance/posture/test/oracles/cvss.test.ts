/** Scores beside those of libraries that others wrote. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { scoreCvss } from '@sallyport/assurance-posture';
import { calculateBaseScoreV4 } from 'cvss4';
import { parseCvss2Vector, parseCvss3Vector } from 'vuln-vects';
import { CVSS_METRICS } from '../../src/cvss/metrics.ts';

function everyVector(metrics: ReadonlyMap<string, readonly string[]>): readonly string[] {
  return [...metrics].reduce<readonly string[]>(
    (vectors, [name, values]) =>
      vectors.flatMap((vector) => values.map((value) => `${vector}${vector === '' ? '' : '/'}${name}:${value}`)),
    [''],
  );
}

describe('base scores', () => {
  it('of every vector of CVSS 2.0 are those of another library', () => {
    for (const vector of everyVector(CVSS_METRICS['2.0'].base)) {
      // The library does not round (CVSS 2.0 §3.2.1).
      assert.equal(scoreCvss(vector).score, Number(parseCvss2Vector(vector).baseScore.toFixed(1)), vector);
    }
  });

  it('of every vector of CVSS 3.0 and 3.1 are those of another library', () => {
    for (const version of ['3.0', '3.1'] as const) {
      for (const base of everyVector(CVSS_METRICS[version].base)) {
        const vector = `CVSS:${version}/${base}`;
        assert.equal(scoreCvss(vector).score, parseCvss3Vector(vector).baseScore, vector);
      }
    }
  });

  it('of one in 41 vectors of CVSS 4.0 are those of another library, but for how halves are rounded', () => {
    let compared = 0;
    let differing = 0;
    everyVector(CVSS_METRICS['4.0'].base).forEach((base, index) => {
      if (index % 41 !== 0) return;
      const vector = `CVSS:4.0/${base}`;
      const difference = Math.abs(scoreCvss(vector).score - calculateBaseScoreV4(vector));
      compared++;
      if (difference === 0) return;
      differing++;
      // FIRST's calculator rounds halves up in spite of binary fractions; the other library came before that.
      assert.equal(difference.toFixed(3), '0.100', vector);
    });
    assert.ok(compared > 2500);
    assert.ok(differing / compared < 0.01, `${differing} of ${compared}`);
  });
});
