/** Media types on BRSKI's wire. */

/** A voucher or voucher-request: JSON in CMS, as raw DER with no further encoding (RFC 8366 §8.3, RFC 8995 §6). */
export const VOUCHER_CMS_JSON = 'application/voucher-cms+json';

/** Status telemetry and audit logs (RFC 8995 §5.7, §5.8.1). */
export const JSON_TYPE = 'application/json';

/** The reason a MASA gives for refusing (RFC 8995 §5.6). */
export const PLAIN_TEXT = 'text/plain; charset=utf-8';
