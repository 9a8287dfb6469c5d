/** One vulnerability of NVD's JSON 2.0, from its yearly files or its API's answers. */

import type { JsonValue } from '@sallyport/core';
import { z } from 'zod';
import { type CpeName, parseCpe } from '../cpe/name.ts';
import { fail } from '../errors.ts';
import type { AdvisoryEntry, AdvisoryRecord, ProductMatch, Rating } from './advisory.ts';
import { timeOf } from './osv-record.ts';

const text = z.string().max(2048);
const metric = z
  .array(z.object({ type: text.nullish(), cvssData: z.object({ vectorString: text.nullish() }) }))
  .max(256);
const matchSchema = z.object({
  vulnerable: z.boolean(),
  criteria: text,
  versionStartIncluding: text.nullish(),
  versionStartExcluding: text.nullish(),
  versionEndIncluding: text.nullish(),
  versionEndExcluding: text.nullish(),
});
const nodeSchema = z.object({
  operator: text.nullish(),
  negate: z.boolean().nullish(),
  cpeMatch: z.array(matchSchema).max(65_536),
});
const configurationSchema = z.object({
  operator: text.nullish(),
  negate: z.boolean().nullish(),
  nodes: z.array(nodeSchema).max(4096),
});
const recordSchema = z.object({
  cve: z.object({
    id: z.string().regex(/^CVE-\d{4}-\d{4,19}$/),
    lastModified: z.string().max(40),
    vulnStatus: text.nullish(),
    metrics: z
      .object({
        cvssMetricV40: metric.nullish(),
        cvssMetricV31: metric.nullish(),
        cvssMetricV30: metric.nullish(),
        cvssMetricV2: metric.nullish(),
      })
      .nullish(),
    configurations: z.array(configurationSchema).max(4096).nullish(),
  }),
});

type Cve = z.infer<typeof recordSchema>['cve'];
type Configuration = z.infer<typeof configurationSchema>;

/** @throws E_POSTURE_FEED_RECORD, E_POSTURE_CPE */
export function readNvdRecord(value: JsonValue): AdvisoryRecord {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fail(
      'E_POSTURE_FEED_RECORD',
      `NVD record: ${issue?.message ?? 'malformed'} at ${issue?.path.join('/') ?? ''}`,
    );
  }
  const { cve } = parsed.data;
  return {
    source: 'nvd',
    id: cve.id,
    modified: timeOf(cve.lastModified),
    isWithdrawn: cve.vulnStatus === 'Rejected',
    facts: { aliases: [], upstream: [], ratings: ratingsOf(cve) },
    entries: entriesOf(cve.configurations ?? []),
    passedOver: [],
  };
}

function ratingsOf({ metrics }: Cve): readonly Rating[] {
  const all = [metrics?.cvssMetricV40, metrics?.cvssMetricV31, metrics?.cvssMetricV30, metrics?.cvssMetricV2];
  return all.flatMap((list) =>
    (list ?? []).flatMap(({ type, cvssData: { vectorString } }): readonly Rating[] => {
      return vectorString ? [{ vector: vectorString, by: type === 'Primary' ? 'nvd' : 'quoted' }] : [];
    }),
  );
}

/** One entry for each product that is vulnerable, with all that is said of it. */
function entriesOf(configurations: readonly Configuration[]): readonly AdvisoryEntry[] {
  const products = new Map<string, ProductMatch[]>();
  for (const configuration of configurations) {
    const hasConditions =
      (configuration.operator === 'AND' && configuration.nodes.length > 1) || configuration.negate === true;
    for (const node of configuration.nodes) {
      // Nodes that say where something is not vulnerable make nothing vulnerable.
      if (node.negate === true) continue;
      for (const match of node.cpeMatch) {
        if (!match.vulnerable) continue;
        const key = productKey(parseCpe(match.criteria));
        const list = products.get(key) ?? [];
        list.push({ ...matchOf(match), hasConditions: hasConditions || node.operator === 'AND' });
        products.set(key, list);
      }
    }
  }
  return [...products].map(([key, matches]) => ({ key, body: { matches } }));
}

function matchOf(match: z.infer<typeof matchSchema>): Omit<ProductMatch, 'hasConditions'> {
  return {
    criteria: match.criteria,
    versions: {
      startIncluding: match.versionStartIncluding ?? undefined,
      startExcluding: match.versionStartExcluding ?? undefined,
      endIncluding: match.versionEndIncluding ?? undefined,
      endExcluding: match.versionEndExcluding ?? undefined,
    },
  };
}

/** Where vulnerabilities of any vendor or any product are kept; every product is looked up there too. */
export const ANY_PRODUCT = 'cpe/*';

/** The key under which advisories of a product are kept. */
export function productKey({ vendor, product }: CpeName): string {
  const isOpen = /(^|[^\\])[*?]/.test(vendor) || /(^|[^\\])[*?]/.test(product);
  return isOpen ? ANY_PRODUCT : `cpe/${vendor}:${product}`;
}
