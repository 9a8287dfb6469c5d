/** Claims of the log, read for people. Nothing is decided by it. */

import type { ClaimEntry, LoggedClaim } from '@sallyport/assurance-claim-log';
import { type ControllerResolver, printClaim, type RoutedClaim, verifyRoute } from '@sallyport/assurance-claims';
import { isSallyportError, type JsonObject } from '@sallyport/core';

export class ClaimReader {
  readonly #resolve: ControllerResolver;

  constructor(resolve: ControllerResolver) {
    this.#resolve = resolve;
  }

  /** The claim within, whether or not it is still valid; undefined for what nobody signed so. */
  async read({ bytes }: Pick<LoggedClaim, 'bytes'>): Promise<RoutedClaim | undefined> {
    try {
      return await verifyRoute(bytes, { resolve: this.#resolve, at: 'ignore-validity' });
    } catch (thrown) {
      if (isSallyportError(thrown)) return undefined;
      throw thrown;
    }
  }
}

/** The part of a claim's JSON that its content gives. */
export function contentJson(read: RoutedClaim | undefined): JsonObject {
  if (read === undefined)
    return { uri: null, type: null, issuer: null, notation: null, validFrom: null, validUntil: null };
  const { claim, route } = read;
  const { validFrom, validUntil } = claim.verified.credential;
  return {
    uri: claim.uri,
    type: claim.claim.type,
    issuer: claim.issuer,
    notation: notationOf(read),
    validFrom: validFrom?.toISOString() ?? null,
    validUntil: validUntil?.toISOString() ?? null,
    ...(route.length === 0 ? {} : { route: route.map(({ node }) => node) }),
  };
}

/** The part that its place in the log gives. */
export function entryJson({ id, position, at, origin, from }: ClaimEntry): JsonObject {
  return { id, position, at: at.toISOString(), origin, from: from ?? null };
}

function notationOf({ claim }: RoutedClaim): string | null {
  try {
    return printClaim(claim);
  } catch (thrown) {
    // The name of an issuer may be one that CAHN's notation cannot hold.
    if (isSallyportError(thrown)) return null;
    throw thrown;
  }
}
