/** The port through which whoever admitted a device hears that trust in it may be gone: ask policy anew, and act. */

/** Why trust is in question. What became of it is the {@link Authorizer}'s to say. */
export type TrustCause =
  /** A certificate of the device was revoked: whoever shows it is to be turned away. */
  | 'certificate-revoked'
  /** The owner changed whom to accept or to refuse. */
  | 'policy-changed'
  /** The device's history was found wanting, or is so no more (RFC 8995 §5.8.3). */
  | 'history-judged';

export interface TrustChange {
  readonly cause: TrustCause;
  /** The device concerned, as registers hold it; undefined when any may be. */
  readonly deviceKey: string | undefined;
  /** The certificate concerned, in lower-case hexadecimal; undefined when all of the device are. */
  readonly certificateSerial: string | undefined;
  /** When it was written down. */
  readonly at: Date;
}

/** Hears of changes, in their order. Must not throw and must not block: slow work belongs behind a queue. */
export type TrustListener = (change: TrustChange) => void;

export interface TrustChanges {
  /** Tells of every change from now on, whichever replica made it. Gives the way to stop. */
  onTrustChanged(listener: TrustListener): () => void;
}
