import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { FeedStore, importFeed } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';
import { advisory, CRITICAL, folder, kev, nvd, shelf } from '../support/feeds.ts';

const RANGE = [{ introduced: '0' }];

describe('a feed store', () => {
  it('keeps what was imported when it is opened again', async (t) => {
    const { store, path, put } = shelf(t);
    await put('osv', [advisory('GHSA-1', ['npm', 'a'], RANGE)]);
    store.close();
    const again = FeedStore.open(join(path, 'feeds.db'));
    t.after(() => again.close());
    assert.deepEqual(
      again.entriesOf('npm/a').map(({ id, body }) => [id, body]),
      [
        [
          'GHSA-1',
          {
            release: '',
            ranges: [{ type: 'ECOSYSTEM', events: [{ kind: 'introduced', version: '0' }] }],
            versions: [],
            ratings: [],
          },
        ],
      ],
    );
  });

  it('tells what changed since a revision', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-1', ['npm', 'a'], RANGE, { aliases: ['CVE-2024-0001'] })]);
    const { revision } = store;
    await put('osv', [
      advisory('GHSA-1', ['npm', 'b'], RANGE, { modified: '2026-02-01T00:00:00Z' }),
      advisory('GHSA-2', ['PyPI', 'c'], RANGE),
    ]);
    await put('nvd', [nvd('CVE-2024-0002', [], { cvssMetricV31: CRITICAL })]);
    await put('kev', [kev('CVE-2024-0003')]);
    assert.deepEqual([...(store.changesSince(revision) ?? [])].sort(), [
      'PyPI/c',
      'covers:PyPI',
      'id:CVE-2024-0001',
      'id:CVE-2024-0002',
      'id:CVE-2024-0003',
      'id:GHSA-1',
      'id:GHSA-2',
      'npm/a',
      'npm/b',
    ]);
    assert.deepEqual([...(store.changesSince(store.revision) ?? [])], []);
  });

  it('says that it no longer knows when too much changed', async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-1', ['npm', 'a'], RANGE)]);
    const aliases = Array.from({ length: 4000 }, (_, index) => `A-${index}`);
    const many = Array.from({ length: 13 }, (_, index) =>
      advisory(`GHSA-x${index}`, ['npm', 'a'], RANGE, { aliases: aliases.map((alias) => `${alias}-${index}`) }),
    );
    await put('osv', many);
    assert.equal(store.changesSince(1), undefined);
    assert.deepEqual([...(store.changesSince(2) ?? [])], []);
  });

  it('in memory works alike', async (t) => {
    const store = FeedStore.open(':memory:');
    t.after(() => store.close());
    const file = join(folder(t), 'a.json');
    writeFileSync(file, JSON.stringify(advisory('GHSA-1', ['npm', 'a'], RANGE)));
    await importFeed(store, { kind: 'osv', path: file });
    assert.equal(store.entriesOf('npm/a').length, 1);
    assert.equal(store.covers('npm'), true);
    assert.equal(store.covers('PyPI'), false);
  });

  it('leaves files of others alone', async (t) => {
    const path = folder(t);
    const foreign = join(path, 'foreign.db');
    const db = new DatabaseSync(foreign);
    db.exec('CREATE TABLE a (b)');
    db.close();
    await refuses(() => FeedStore.open(foreign), 'E_POSTURE_FEED_FOREIGN');
    const text = join(path, 'text.db');
    writeFileSync(text, 'no database at all, but long enough to be looked at as if it were one'.repeat(20));
    await refuses(() => FeedStore.open(text), 'E_POSTURE_FEED_STORE');
    await refuses(() => FeedStore.open(join(path, 'missing', 'feeds.db')), 'E_POSTURE_FEED_STORE');
  });

  it('that is closed refuses to be read', async (t) => {
    const { store } = shelf(t);
    store.close();
    await refuses(() => store.entriesOf('npm/a'), 'E_POSTURE_FEED_STORE');
    await refuses(() => store.state(), 'E_POSTURE_FEED_STORE');
  });
});
