/** What became of a claim that was logged, for whoever sent it and for the owner. */

import type { ClaimTypeName } from '@sallyport/assurance-claims';
import type { Standing } from '@sallyport/assurance-trust';
import type { Entry } from './ingest/ledger.ts';

export type Outcome =
  /** Durable, and not yet looked at. */
  | { readonly state: 'waiting' }
  /** Not what its issuer signed, or nothing that can be read as a claim. It stays in the log and counts for nothing. */
  | { readonly state: 'refused'; readonly code: string; readonly reason: string }
  /** The issuer's key cannot be had at the moment; it is tried again. */
  | { readonly state: 'unresolved'; readonly code: string; readonly reason: string }
  /** What this node concluded, answered or commanded itself: a record for others, never an input of its own decisions. */
  | { readonly state: 'own'; readonly uri: string; readonly type: ClaimTypeName }
  /** Authentic. Whether it counts, and why, is in the standing, which later claims and time can change. */
  | {
      readonly state: 'judged';
      readonly uri: string;
      readonly type: ClaimTypeName;
      readonly issuer: string;
      /** The nodes that passed it on, in the order in which it travelled. */
      readonly route: readonly string[];
      readonly standing: Standing;
    };

export function outcomeIn(entry: Entry | undefined, standingOf: (uri: string) => Standing | undefined): Outcome {
  if (entry === undefined) return { state: 'waiting' };
  if (!('routed' in entry)) return { state: entry.kind, code: entry.code, reason: entry.reason };
  const { claim, route } = entry.routed;
  const { uri, issuer } = claim;
  const { type } = claim.claim;
  if (entry.kind === 'own') return { state: 'own', uri, type };
  const standing = standingOf(uri);
  if (standing === undefined) return { state: 'waiting' };
  return { state: 'judged', uri, type, issuer, route: route.map(({ node }) => node), standing };
}
