import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { didKeySigner, makeClaim } from '@sallyport/assurance-claims';
import {
  ASSUMPTIONS,
  ECOSYSTEMS,
  FEED_LIMITS,
  FeedStore,
  importFeed,
  POSTURE_ERRORS,
  readSbom,
  SBOM_LIMITS,
  scoreSbom,
  vulnerabilityScoreSubject,
} from '@sallyport/assurance-posture';
import { systemClock } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { folder } from './support/feeds.ts';
import { bytesOf, cycloneDx, library } from './support/sboms.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('has an example that works', async (t) => {
    const lines: string[] = [];
    const tell = (line: string) => lines.push(line);
    const path = join(folder(t), 'feeds.db');
    const osvExport = fileURLToPath(new URL('vectors/osv-records.json', import.meta.url));
    const bytes = bytesOf(cycloneDx([library('pkg:npm/lodash@4.17.20')]));
    const signer = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));

    const feeds = FeedStore.open(path);
    t.after(() => feeds.close());
    const report = await importFeed(feeds, { kind: 'osv', path: osvExport });
    tell(`${report.records.added} advisories`);

    const sbom = readSbom(bytes);
    const score = scoreSbom(sbom, feeds, { at: systemClock.now(), fromManufacturer: true });
    tell(score.why);

    const claim = makeClaim({
      type: 'VulnerabilityScore',
      issuer: signer.issuer,
      validFrom: score.at,
      subject: vulnerabilityScoreSubject(score, 'thermo-2'),
    });

    assert.equal(lines[0], '7 advisories');
    const [, promised] = /tell\(score\.why\); \/\/ (.*)/.exec(readme) ?? [];
    assert.equal(lines[1], promised);
    assert.ok(claim['credentialSubject']);
  });

  it('names every ecosystem that is matched', () => {
    for (const name of Object.keys(ECOSYSTEMS)) {
      if (name !== 'GIT') assert.match(readme, new RegExp(`^\\| [^|]*${name.replace('.', '\\.')}`, 'm'), name);
    }
  });

  it('gives the limits and assumptions as they are', () => {
    const { unscored, exploited, unidentified, uncovered, empty } = ASSUMPTIONS;
    assert.deepEqual([unscored, exploited, unidentified, uncovered, empty], [10, 9, 10, 10, 10]);
    const { maxBytes, maxDepth, maxComponents, maxIdentifiers, maxStatements, maxTargets } = SBOM_LIMITS;
    const words = (count: number) => String(count).replace(/(\d)(?=(\d{3})+$)/g, '$1 ');
    const counts = `${words(maxComponents)} components, ${words(maxIdentifiers)} identifiers, ${words(maxStatements)} statements about ${words(maxTargets)} components`;
    const bill = `| a bill | ${maxBytes / 2 ** 20} MiB, ${maxDepth} levels, ${counts} |`;
    assert.ok(readme.includes(bill), bill);
    const record = `| a record of a feed | ${FEED_LIMITS.maxRecordBytes / 2 ** 20} MiB, ${FEED_LIMITS.maxDepth} levels |`;
    assert.ok(readme.includes(record), record);
  });
});

describe('the table of errors', () => {
  it('names for every code whose fault it is and what to do', () => {
    for (const [code, { hint }] of Object.entries(POSTURE_ERRORS)) {
      assert.match(code, /^E_POSTURE_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code', () => {
    const files = globSync('*/*.test.ts', { cwd: import.meta.dirname });
    const tested = files.map((file) => readFileSync(join(import.meta.dirname, file), 'utf8')).join('\n');
    for (const code of Object.keys(POSTURE_ERRORS)) assert.ok(tested.includes(code), `${code} is in no test`);
  });
});
