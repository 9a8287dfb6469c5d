/** Bills with one component, and feeds that know one vulnerability of it. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FeedStore, importFeed } from '@sallyport/assurance-posture';
import { utf8 } from '@sallyport/core';

/** Vulnerable before 4.17.21. */
export const billOf = (version: string): Uint8Array =>
  utf8(
    JSON.stringify({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      components: [{ type: 'library', name: 'lodash', version, purl: `pkg:npm/lodash@${version}` }],
    }),
  );

const ADVISORY = {
  schema_version: '1.6.0',
  id: 'GHSA-test-0001',
  aliases: ['CVE-2021-23337'],
  modified: '2024-01-01T00:00:00Z',
  published: '2021-02-15T00:00:00Z',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'lodash' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '4.17.21' }] }],
    },
  ],
};

/** Gives the path of the feeds. */
export async function feedsIn(folder: string): Promise<string> {
  const feeds = join(folder, 'feeds.sqlite');
  const path = join(folder, 'advisory.json');
  await writeFile(path, JSON.stringify(ADVISORY));
  const store = FeedStore.open(feeds);
  await importFeed(store, { kind: 'osv', path });
  store.close();
  return feeds;
}
