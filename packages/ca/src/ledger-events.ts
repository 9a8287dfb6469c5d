/** What the ledger writes into the log, and the tables it reads back. */

import { eventType, type Projection, type StoredEvent, table } from '@sallyport/store';
import type { RevokeReason } from './ledger.ts';

/** Times are milliseconds since 1970; `der` is base64. */
type Issued = {
  readonly authority: string;
  readonly serialNumber: string;
  readonly subject: string;
  readonly profile: string;
  readonly device: string | null;
  readonly issuedAt: number;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly der: string;
};
type Revoked = {
  readonly authority: string;
  readonly serialNumber: string;
  readonly reason: RevokeReason;
  readonly at: number;
};
export type CrlIssued = {
  readonly authority: string;
  readonly number: number;
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  /** How many revocations it takes into account; lists of early releases do not say. */
  readonly revocations?: number;
  /** Base64; lists of early releases do not have it. */
  readonly signature?: string;
};

export const CERTIFICATE_ISSUED = eventType<Issued>('certificate.issued');
export const CERTIFICATE_REVOKED = eventType<Revoked>('certificate.revoked');
export const CRL_ISSUED = eventType<CrlIssued>('certificate.crl-issued');

export type CertificateRow = Issued & {
  /** Position of the event: the order of issuance. */
  readonly position: number;
  readonly revocation: { readonly reason: RevokeReason; readonly at: number } | null;
};

/** What a CRL needs, apart from the rows that hold whole certificates. */
type RevokedRow = Revoked & { readonly notAfter: number };
type AuthorityRow = { readonly lastCrl: CrlIssued | null; readonly revocations: number };

export function certificateKey({ authority, serialNumber }: { authority: string; serialNumber: string }): string {
  return `${authority}/${serialNumber}`;
}

/** Index values are `authority`, a line break, and the text, so that authorities stay apart. */
export function withinAuthority(authority: string, text: string): string {
  return `${authority}\n${text}`;
}

export const certificates = table<CertificateRow>('certificates')
  .textIndex('subject', ({ authority, subject }) => withinAuthority(authority, indexed(subject)))
  .textIndex('device', ({ authority, device }) => (device === null ? undefined : withinAuthority(authority, device)));
export const revocations = table<RevokedRow>('revocations');
export const authorities = table<AuthorityRow>('authorities');

/** The longest subject that is found by its whole text; what is longer is found by its beginning. */
const MAX_INDEXED = 200;

export function indexed(subject: string): string {
  return subject.slice(0, MAX_INDEXED).toWellFormed().replaceAll('\0', ' ');
}

/** Give this to the store when it is opened; it serves every CA whose ledger is in that store. */
export const CERTIFICATE_PROJECTION: Projection = {
  name: 'certificates',
  version: 2,
  tables: [certificates, revocations, authorities],
  async apply(event: StoredEvent, tables) {
    const changeAuthority = async (authority: string, change: (row: AuthorityRow) => AuthorityRow): Promise<void> => {
      const rows = tables.table(authorities);
      rows.put(authority, change((await rows.get(authority)) ?? { lastCrl: null, revocations: 0 }));
    };
    if (CERTIFICATE_ISSUED.is(event)) {
      const row = { ...event.data, position: event.position, revocation: null };
      tables.table(certificates).put(certificateKey(event.data), row);
    } else if (CERTIFICATE_REVOKED.is(event)) {
      const key = certificateKey(event.data);
      const row = await tables.table(certificates).get(key);
      if (row === undefined) return;
      const { reason, at } = event.data;
      tables.table(certificates).put(key, { ...row, revocation: { reason, at } });
      tables.table(revocations).put(key, { ...event.data, notAfter: row.notAfter });
      await changeAuthority(event.data.authority, (before) => ({ ...before, revocations: before.revocations + 1 }));
    } else if (CRL_ISSUED.is(event)) {
      await changeAuthority(event.data.authority, (before) => ({ ...before, lastCrl: event.data }));
    }
  },
};
