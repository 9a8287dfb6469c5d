/** Bounds on what is accepted of a stranger's SignedData. */
export interface CmsLimits {
  /** Largest encoding in bytes. */
  readonly maxBytes: number;
  readonly maxCertificates: number;
  readonly maxCrls: number;
  readonly maxSigners: number;
}

/** Generous for vouchers and enrolment: a voucher with a full chain has around 4 kB, three certificates and one signer. */
export const DEFAULT_CMS_LIMITS: CmsLimits = {
  maxBytes: 1 << 20,
  maxCertificates: 32,
  maxCrls: 8,
  maxSigners: 8,
};
