/** How a domain publishes the status of its certificates. */

import type { Milliseconds } from '@sallyport/core';

export interface RevocationPublishing {
  /** Where to listen, over plain HTTP; undefined when another process does, and for work on the books alone. */
  readonly listen?: { readonly host: string /** 0 lets the system choose. */; readonly port: number };
  /**
   * The URL under which relying parties reach that listener; it stands in every certificate.
   * Default: made of the first of the domain's `hosts` and the port that is listened on.
   */
  readonly url?: string;
  /** How long a revocation list is current; it is replaced when half of that is over. Default 7 days. */
  readonly crlLifetime?: Milliseconds;
  /** How long an OCSP answer is current. Default 1 hour. */
  readonly ocspLifetime?: Milliseconds;
}
