/** OCSPResponseStatus (RFC 6960 §4.2.1); 4 is not used. */

const STATUSES = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  undefined,
  'sigRequired',
  'unauthorized',
] as const;

export type OcspResponseStatus = Exclude<(typeof STATUSES)[number], undefined>;
export type OcspErrorStatus = Exclude<OcspResponseStatus, 'successful'>;

export function responseStatusOf(code: number): OcspResponseStatus | undefined {
  return STATUSES[code];
}

export function responseStatusCode(status: OcspResponseStatus): number {
  return STATUSES.indexOf(status);
}
