import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type FeedKind, FeedStore, type ImportReport, importFeed } from '@sallyport/assurance-posture';
import { type JsonValue, ManualClock } from '@sallyport/core';

export const AT = new Date('2026-03-01T12:00:00Z');

/** A folder that goes with the test. */
export function folder(context: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-posture-'));
  context.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export interface Shelf {
  readonly store: FeedStore;
  readonly path: string;
  /** Imports records as a file of their feed. */
  put(kind: FeedKind, records: readonly JsonValue[]): Promise<ImportReport>;
}

/** A feed store in a file of its own, with what is put into it. */
export function shelf(context: TestContext): Shelf {
  const path = folder(context);
  const store = FeedStore.open(join(path, 'feeds.db'));
  context.after(() => store.close());
  const clock = new ManualClock(AT);
  let files = 0;
  return {
    store,
    path,
    put: async (kind, records) => {
      const file = join(path, `${kind}-${files++}.json`);
      writeFileSync(file, JSON.stringify(kind === 'osv' ? records : { vulnerabilities: records }));
      return importFeed(store, { kind, path: file, clock });
    },
  };
}

/** An OSV record of one package with one range. */
export function advisory(
  id: string,
  [ecosystem, name]: readonly [string, string],
  events: readonly JsonValue[],
  more: Readonly<Record<string, JsonValue>> = {},
): JsonValue {
  return {
    id,
    modified: '2026-01-01T00:00:00Z',
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'ECOSYSTEM', events }] }],
    ...more,
  };
}

export const CRITICAL = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H';
export const HIGH = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H';
export const MEDIUM = 'CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:L/A:L';

export const severity = (score: string, type = 'CVSS_V3') => ({ severity: [{ type, score }] });

/** A vulnerability of NVD with one product, or only with its metrics. */
export function nvd(
  id: string,
  matches: readonly JsonValue[],
  vectors: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, JsonValue>> = {},
): JsonValue {
  const metrics = Object.entries(vectors).map(([key, vectorString]) => [
    key,
    [{ source: 'nvd@nist.gov', type: 'Primary', cvssData: { vectorString } }],
  ]);
  return {
    cve: {
      id,
      lastModified: '2026-01-01T00:00:00.000',
      vulnStatus: 'Analyzed',
      metrics: Object.fromEntries(metrics),
      configurations: [{ nodes: [{ operator: 'OR', negate: false, cpeMatch: matches }] }],
      ...more,
    },
  };
}

export function kev(cveID: string, more: Readonly<Record<string, JsonValue>> = {}): JsonValue {
  return {
    cveID,
    dateAdded: '2024-03-29',
    dueDate: '2024-04-19',
    knownRansomwareCampaignUse: 'Known',
    vendorProject: 'Example',
    ...more,
  };
}
