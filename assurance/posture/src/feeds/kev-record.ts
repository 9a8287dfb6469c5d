/** CISA's catalog of known exploited vulnerabilities. */

import type { JsonValue } from '@sallyport/core';
import { z } from 'zod';
import { fail } from '../errors.ts';

export interface KnownExploited {
  readonly cve: string;
  /** Days, as the catalog writes them: `2024-03-29`. */
  readonly dateAdded: string;
  readonly dueDate: string | undefined;
  /** Whether ransomware is known to use it. */
  readonly isRansomware: boolean;
}

const day = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const recordSchema = z.object({
  cveID: z.string().regex(/^CVE-\d{4}-\d{4,19}$/),
  dateAdded: day,
  dueDate: day.nullish(),
  knownRansomwareCampaignUse: z.string().max(64).nullish(),
});

/** @throws E_POSTURE_FEED_RECORD */
export function readKevRecord(value: JsonValue): KnownExploited {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw fail(
      'E_POSTURE_FEED_RECORD',
      `KEV record: ${issue?.message ?? 'malformed'} at ${issue?.path.join('/') ?? ''}`,
    );
  }
  const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse } = parsed.data;
  return {
    cve: cveID,
    dateAdded,
    dueDate: dueDate ?? undefined,
    isRansomware: knownRansomwareCampaignUse?.toLowerCase() === 'known',
  };
}
