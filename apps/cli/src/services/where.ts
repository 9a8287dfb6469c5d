/** Which service a command means: that of a data directory on this machine, or one elsewhere by its address. */

export interface Where {
  readonly dataDir: string;
  /** `https://host:port` of a service elsewhere, where one is meant. */
  readonly api?: string;
  /** A file with certificates in PEM that the service's own leads to. */
  readonly ca?: string;
  /** SHA-256 of such a certificate, in place of the file. */
  readonly caFingerprint?: string;
}

export type RemoteWhere = Where & { readonly api: string };
