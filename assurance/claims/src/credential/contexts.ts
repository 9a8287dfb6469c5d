/**
 * The JSON-LD contexts this verifier knows. None is ever fetched: credentials are processed as JSON, by their types
 * (VC Data Model 2.0 §6.3), and a context that nobody here has read could give any term any meaning.
 */

export type DataModel = '2.0' | '1.1';

/** What the first context says: the version of the data model. */
export const BASE_CONTEXTS: ReadonlyMap<string, DataModel> = new Map([
  ['https://www.w3.org/ns/credentials/v2', '2.0'],
  ['https://www.w3.org/2018/credentials/v1', '1.1'],
]);

export const CREDENTIALS_V2 = 'https://www.w3.org/ns/credentials/v2';

/** The context of the claims of this package; its document is `claimsContext()`. */
export const CLAIMS_CONTEXT = 'urn:sallyport:claims:v1';

/** What may stand after the base context, if nobody says otherwise. */
export const KNOWN_CONTEXTS: ReadonlySet<string> = new Set([
  ...BASE_CONTEXTS.keys(),
  CLAIMS_CONTEXT,
  'https://w3id.org/security/data-integrity/v2',
  'https://w3id.org/security/multikey/v1',
]);
