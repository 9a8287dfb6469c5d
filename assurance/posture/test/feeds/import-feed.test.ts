import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type FeedKind, FeedStore, importFeed } from '@sallyport/assurance-posture';
import { ManualClock } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { AT, advisory, CRITICAL, HIGH, kev, nvd, severity, shelf } from '../support/feeds.ts';
import { zipOf } from '../support/zip.ts';

const LODASH = advisory('GHSA-1', ['npm', 'lodash'], [{ introduced: '0' }, { fixed: '4.17.21' }], severity(HIGH));
const ids = (store: FeedStore, key: string) => store.entriesOf(key).map(({ id }) => id);

describe('a feed', () => {
  it('is imported with a report of what was in it', async (t) => {
    const { store, put } = shelf(t);
    const report = await put('osv', [LODASH, advisory('RHSA', ['Conan', 'zlib'], [{ introduced: '0' }])]);
    assert.deepEqual(report.records, {
      read: 2,
      added: 2,
      updated: 0,
      unchanged: 0,
      withdrawn: 0,
      removed: 0,
      refused: 0,
    });
    assert.deepEqual([report.kind, report.revision, report.at], ['osv', 1, AT]);
    assert.deepEqual(report.passedOver, { Conan: 1 });
    assert.match(report.digest, /^[0-9a-f]{64}$/);
    assert.deepEqual(ids(store, 'npm/lodash'), ['GHSA-1']);
    const { imports, ...state } = store.state();
    assert.deepEqual(state, { revision: 1, advisories: 2, exploited: 0, covered: ['npm'] });
    assert.deepEqual(imports, [{ kind: 'osv', digest: report.digest, at: AT }]);
  });

  it('imported again changes nothing', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [LODASH]);
    const { records, revision } = await put('osv', [LODASH]);
    assert.deepEqual([records.added, records.updated, records.unchanged], [0, 0, 1]);
    assert.deepEqual([...(store.changesSince(revision - 1) ?? [])], []);
    await put('kev', [kev('CVE-2024-3094')]);
    assert.equal((await put('kev', [kev('CVE-2024-3094')])).records.unchanged, 1);
    await put('nvd', [nvd('CVE-2024-3094', [])]);
    assert.equal((await put('nvd', [nvd('CVE-2024-3094', [])])).records.unchanged, 1);
  });

  it('replaces a record by a newer one alone', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [LODASH]);
    const renamed = { aliases: ['CVE-1'], modified: '2026-02-01T00:00:00Z' };
    const newer = advisory('GHSA-1', ['npm', 'underscore'], [{ introduced: '0' }], renamed);
    assert.equal((await put('osv', [newer])).records.updated, 1);
    assert.equal((await put('osv', [LODASH])).records.unchanged, 1);
    assert.deepEqual(ids(store, 'npm/lodash'), []);
    assert.deepEqual(ids(store, 'npm/underscore'), ['GHSA-1']);
    assert.equal(store.named('CVE-1').length, 1);
  });

  it('takes out what its publisher withdrew, and does not take it in again', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [LODASH]);
    const withdrawn = { modified: '2026-02-01T00:00:00Z', withdrawn: '2026-02-01T00:00:00Z' };
    const gone = advisory('GHSA-1', ['npm', 'lodash'], [{ introduced: '0' }], withdrawn);
    const { records } = await put('osv', [gone]);
    assert.deepEqual([records.updated, records.withdrawn], [1, 1]);
    await put('osv', [LODASH]);
    assert.deepEqual(ids(store, 'npm/lodash'), []);
    assert.deepEqual(store.named('GHSA-1'), []);
    await put('nvd', [nvd('CVE-2024-0001', [], { cvssMetricV31: CRITICAL }, { vulnStatus: 'Rejected' })]);
    assert.deepEqual(store.named('CVE-2024-0001'), []);
  });

  it('with bad records is imported without them, and tells which and why', async (t) => {
    const { store, put } = shelf(t);
    const bad = [
      7,
      { id: 'no-time' },
      advisory('GHSA-2', ['npm', 'a'], []),
      advisory('GHSA-3', ['npm', 'a'], [{ introduced: '0' }], { modified: 'yesterday' }),
      {
        id: 'GHSA-4',
        modified: '2026-01-01T00:00:00Z',
        affected: [{ ranges: [{ type: 'X', events: [{}], repo: '' }] }],
      },
    ];
    const { records, problems } = await put('osv', [...bad, LODASH]);
    assert.deepEqual([records.read, records.added, records.refused], [6, 2, 4]);
    assert.deepEqual([...new Set(problems.map(({ code }) => code))], ['E_POSTURE_FEED_RECORD']);
    assert.match(problems[0]?.where ?? '', /#1$/);
    assert.deepEqual(ids(store, 'npm/lodash'), ['GHSA-1']);

    const nvdReport = await put('nvd', [
      nvd('CVE-2024-0001', [{ vulnerable: true, criteria: 'cpe:2.3:a:v' }]),
      nvd('CVE-x', []),
      nvd('CVE-2024-0002', []),
    ]);
    assert.deepEqual(
      nvdReport.problems.map(({ code }) => code),
      ['E_POSTURE_CPE', 'E_POSTURE_FEED_RECORD'],
    );
    assert.equal((await put('kev', [kev('nonsense'), kev('CVE-2024-0001')])).records.refused, 1);
  });

  it('of nothing but bad records, or of no records, is refused whole', async (t) => {
    const { store, put } = shelf(t);
    await refuses(() => put('osv', [{ id: 'a' }]), 'E_POSTURE_FEED_FORMAT');
    await refuses(() => put('nvd', []), 'E_POSTURE_FEED_FORMAT');
    assert.equal(store.state().revision, 0);
  });

  it('of another kind is refused', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'kev.json');
    writeFileSync(file, JSON.stringify({ vulnerabilities: [kev('CVE-2024-0001')] }));
    await refuses(() => importFeed(store, { kind: 'nvd', path: file }), 'E_POSTURE_FEED_FORMAT');
    await refuses(() => importFeed(store, { kind: 'osv', path: file }), 'E_POSTURE_FEED_FORMAT');
    const kind: FeedKind = JSON.parse('"rss"');
    await refuses(() => importFeed(store, { kind, path: file }), 'E_POSTURE_FEED_FORMAT');
  });

  it('that ends too early is refused whole', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'short.json');
    writeFileSync(file, JSON.stringify([LODASH]).slice(0, -1));
    await refuses(() => importFeed(store, { kind: 'osv', path: file }), 'E_POSTURE_FEED_FILE');
    assert.deepEqual(ids(store, 'npm/lodash'), []);
    writeFileSync(file, gzipSync(JSON.stringify([LODASH])).subarray(0, 60));
    await refuses(() => importFeed(store, { kind: 'osv', path: file }), 'E_POSTURE_FEED_FILE');
    writeFileSync(file, zipOf({ 'a.json': JSON.stringify(LODASH) }).subarray(0, 60));
    await refuses(() => importFeed(store, { kind: 'osv', path: file }), 'E_POSTURE_FEED_FILE');
    await refuses(() => importFeed(store, { kind: 'osv', path: join(path, 'missing') }), 'E_POSTURE_FEED_FILE');
  });

  it('can be cancelled, and nothing of it is kept', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'lines.jsonl');
    writeFileSync(file, `${JSON.stringify(LODASH)}\n`.repeat(2000));
    const cancel = new AbortController();
    const work = importFeed(store, {
      kind: 'osv',
      path: file,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await refuses(() => work, 'E_POSTURE_CANCELLED');
    assert.deepEqual(ids(store, 'npm/lodash'), []);
  });

  it('ends as whoever is told of its progress ends it', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'a.json');
    writeFileSync(file, JSON.stringify([LODASH]));
    const onProgress = () => {
      throw new RangeError('enough');
    };
    await assert.rejects(importFeed(store, { kind: 'osv', path: file, onProgress }), RangeError);
    assert.equal((await importFeed(store, { kind: 'osv', path: file })).records.added, 1);
  });

  it('has another import wait as long as one goes on', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'lines.jsonl');
    writeFileSync(file, JSON.stringify(LODASH));
    const going = store.importing(async () => {
      await refuses(() => importFeed(store, { kind: 'osv', path: file }), 'E_POSTURE_FEED_BUSY');
      throw new Error('given up');
    });
    await assert.rejects(going, /given up/);
    await importFeed(store, { kind: 'osv', path: file });
    assert.deepEqual(ids(store, 'npm/lodash'), ['GHSA-1']);
  });

  it('is read by others as it was until it is whole', async (t) => {
    const { store, path } = shelf(t);
    const file = join(path, 'lines.jsonl');
    writeFileSync(file, `${JSON.stringify(LODASH)}\n`.repeat(2000));
    const seen: number[] = [];
    await importFeed(store, {
      kind: 'osv',
      path: file,
      onProgress: () => {
        // In another thread or process as well as here.
        const other = FeedStore.open(join(path, 'feeds.db'));
        seen.push(store.entriesOf('npm/lodash').length, other.entriesOf('npm/lodash').length);
        other.close();
      },
    });
    assert.ok(seen.length > 2 && seen.every((count) => count === 0));
    assert.deepEqual(ids(store, 'npm/lodash'), ['GHSA-1']);
  });
});

describe('the catalog of known exploited vulnerabilities', () => {
  it('is what was published last, when all of it could be read', async (t) => {
    const { store, put } = shelf(t);
    await put('kev', [kev('CVE-2024-0001'), kev('CVE-2024-0002', { knownRansomwareCampaignUse: 'Unknown' })]);
    assert.equal(store.exploited('CVE-2024-0001')?.isRansomware, true);
    assert.equal(store.exploited('CVE-2024-0002')?.isRansomware, false);
    const bad = await put('kev', [kev('CVE-2024-0002'), { cveID: 7 }]);
    assert.deepEqual([bad.records.updated, bad.records.removed], [1, 0]);
    assert.equal((await put('kev', [kev('CVE-2024-0002')])).records.removed, 1);
    assert.equal(store.exploited('CVE-2024-0001'), undefined);
  });
});

describe('the same records', () => {
  const other = advisory('GHSA-2', ['npm', 'lodash'], [{ introduced: '0' }]);

  for (const [form, name, content] of [
    ['as JSON lines', 'all.jsonl', `${JSON.stringify(LODASH)}\n${JSON.stringify(other)}\n`],
    ['as gzipped JSON lines', 'all.jsonl.gz', gzipSync(`${JSON.stringify(LODASH)}\n${JSON.stringify(other)}`)],
    ['as a gzipped list', 'all.json.gz', gzipSync(JSON.stringify([LODASH, other]))],
    [
      'in an archive',
      'all.zip',
      zipOf({ 'a.json': JSON.stringify(LODASH), 'b.json': JSON.stringify(other), 'x.txt': '{' }),
    ],
  ] as const) {
    it(`${form} are the same feed`, async (t) => {
      const { store, path } = shelf(t);
      const file = join(path, name);
      writeFileSync(file, content);
      const report = await importFeed(store, { kind: 'osv', path: file, clock: new ManualClock(AT) });
      assert.equal(report.digest, createHash('sha256').update(content).digest('hex'));
      assert.deepEqual(ids(store, 'npm/lodash').sort(), ['GHSA-1', 'GHSA-2']);
    });
  }

  it('in a folder are the same feed, and their digest does not hang on the order of the files', async (t) => {
    const { store, path } = shelf(t);
    const digests: string[] = [];
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const base = join(path, order.join(''));
      mkdirSync(join(base, 'npm'), { recursive: true });
      for (const name of order) {
        const record = name === 'a' ? LODASH : other;
        writeFileSync(join(base, name === 'a' ? 'npm/a.json' : 'b.json'), JSON.stringify(record));
      }
      digests.push((await importFeed(store, { kind: 'osv', path: base })).digest);
    }
    assert.equal(digests[0], digests[1]);
    assert.deepEqual(ids(store, 'npm/lodash').sort(), ['GHSA-1', 'GHSA-2']);
  });

  const zip = spawnSync('zip', ['-v']).status === 0;
  it('in an archive of Info-ZIP are the same feed', { skip: zip ? false : 'zip is not installed' }, async (t) => {
    const { store, path } = shelf(t);
    writeFileSync(join(path, 'a.json'), JSON.stringify(LODASH));
    assert.equal(spawnSync('zip', ['-q', 'all.zip', 'a.json'], { cwd: path }).status, 0);
    await importFeed(store, { kind: 'osv', path: join(path, 'all.zip') });
    assert.deepEqual(ids(store, 'npm/lodash'), ['GHSA-1']);
  });
});
