/** What a reader is shown of the log. */

import { isSallyportError, type JsonObject, type JsonValue, toBase64 } from '@sallyport/core';
import type { ClaimLog, ClaimQuery } from '../claim-log.ts';
import { fail } from '../errors.ts';
import { type ClaimEntry, isOrigin, type LoggedClaim, ORIGINS } from '../logged-claim.ts';

const MOST_IN_PAGE = 1000;
const MAX_CURSOR = 4096;

/** @throws E_CLAIM_LOG_QUERY */
export function readQuery(query: URLSearchParams): ClaimQuery {
  const origin = query.get('origin');
  const cursor = query.get('cursor');
  const limit = query.get('limit');
  if (origin !== null && !isOrigin(origin))
    throw fail('E_CLAIM_LOG_QUERY', `an origin is one of ${ORIGINS.join(', ')}`);
  if (limit !== null && !(/^[1-9][0-9]{0,3}$/.test(limit) && Number(limit) <= MOST_IN_PAGE)) {
    throw fail('E_CLAIM_LOG_QUERY', `a limit is a whole number from 1 to ${MOST_IN_PAGE}`);
  }
  if (cursor !== null && cursor.length > MAX_CURSOR)
    throw fail('E_CLAIM_LOG_QUERY', 'the cursor is not from this list');
  return {
    ...(origin === null ? {} : { origin }),
    ...(limit === null ? {} : { limit: Number(limit) }),
    ...(cursor === null ? {} : { cursor }),
  };
}

/** @throws E_CLAIM_LOG_QUERY */
export async function listClaims(log: ClaimLog, query: ClaimQuery): Promise<JsonObject> {
  try {
    const { claims, next } = await log.page(query);
    return { claims: claims.map(showEntry), ...(next === undefined ? {} : { next }) };
  } catch (cause) {
    if (query.cursor !== undefined && isSallyportError(cause, 'E_STORE_ARGUMENT')) {
      throw fail('E_CLAIM_LOG_QUERY', 'the cursor is not from this list', { cause });
    }
    throw cause;
  }
}

export function showClaim(claim: LoggedClaim, outcome: JsonValue | undefined): JsonObject {
  const { bytes } = claim;
  return { ...showEntry(claim), bytes: toBase64(bytes), ...(outcome === undefined ? {} : { outcome }) };
}

function showEntry({ id, position, at, origin, from, size }: ClaimEntry): JsonObject {
  return { id, position, at: at.toISOString(), origin, from: from ?? null, size };
}
