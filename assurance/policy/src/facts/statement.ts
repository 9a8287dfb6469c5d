/** What claims say, on the way to facts. */

import type { VerifiedClaim } from '@sallyport/assurance-claims';
import type { Value } from '@sallyport/assurance-inference';

/** A relation and its arguments. */
export type Statement = readonly [relation: string, ...values: readonly Value[]];

/** Finds a Schema claim that counts, by its URI. */
export type SchemaOf = (uri: string) => VerifiedClaim | undefined;
