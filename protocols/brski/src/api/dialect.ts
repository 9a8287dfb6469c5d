/** How a peer's BRSKI departs from the specification; everything here is off unless asked for. */

export interface Dialect {
  /** The root name of voucher-requests, when it is not `ietf-voucher-request:voucher`. */
  readonly requestRootName?: string;
  /**
   * Artefacts are signed with other keys than those of the IDevID and of the registrar's TLS certificate. What
   * RFC 8995 §5.5.4 and §5.5.5 read in the signers' certificates — id-kp-cmcRA, the pledge's serial number, the
   * registrar the pledge saw — cannot be read then, and is not checked.
   */
  readonly separateSigningKeys?: boolean;
  /** Write expires-on beside a nonce, which the YANG module forbids (RFC 8366 §5.3). */
  readonly expiresOnWithNonce?: boolean;
}

/** The codec's part of a dialect. */
export function requestRoot(dialect: Dialect | undefined): { readonly rootName?: string } {
  return dialect?.requestRootName === undefined ? {} : { rootName: dialect.requestRootName };
}
