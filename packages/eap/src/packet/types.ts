/** Types of Requests and Responses (RFC 3748 §5): legacy ones of one byte, expanded ones with a vendor. */

/** `vendor` 0 and `type` below 256 is a legacy type; both forms on the wire mean the same (RFC 3748 §5.7). */
export interface EapType {
  /** SMI Private Enterprise Number, 24 bits; 0 for the IETF. */
  readonly vendor: number;
  /** 32 bits. */
  readonly type: number;
}

/** The one byte that says that vendor and vendor type follow. */
export const EXPANDED = 254;

/** The types this package speaks of, by the names of IANA's registry. */
export const TYPES = {
  identity: { vendor: 0, type: 1 },
  notification: { vendor: 0, type: 2 },
  nak: { vendor: 0, type: 3 },
  md5Challenge: { vendor: 0, type: 4 },
  tls: { vendor: 0, type: 13 },
  teap: { vendor: 0, type: 55 },
  /** RFC 9140. */
  noob: { vendor: 0, type: 56 },
} as const satisfies Readonly<Record<string, EapType>>;

/** Types up to 3 carry no authentication (RFC 3748 §5). */
export function isMethod({ vendor, type }: EapType): boolean {
  return vendor !== 0 || type > TYPES.nak.type;
}

export function isLegacy({ vendor, type }: EapType): boolean {
  return vendor === 0 && type < EXPANDED + 2 && type !== EXPANDED;
}

export function isSameType(a: EapType, b: EapType): boolean {
  return a.vendor === b.vendor && a.type === b.type;
}

/** `13`, or `vendor:type`. */
export function typeText({ vendor, type }: EapType): string {
  return vendor === 0 ? `${type}` : `${vendor}:${type}`;
}
