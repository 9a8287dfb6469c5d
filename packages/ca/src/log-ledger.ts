/** The ledger over the append-only log: issuing, revoking and numbering CRLs are events; lookups read a projection. */

import { fromBase64, isSallyportError, toBase64 } from '@sallyport/core';
import type { RevokedEntry } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import { fail } from './errors.ts';
import {
  type CertificateLedger,
  type CrlRecord,
  type CrlState,
  type IssuedCertificate,
  type LedgerEntry,
  type LedgerPage,
  mergedRevocation,
  type PageOptions,
  type Revocation,
} from './ledger.ts';
import {
  authorities,
  CERTIFICATE_ISSUED,
  CERTIFICATE_REVOKED,
  type CertificateRow,
  CRL_ISSUED,
  type CrlIssued,
  certificateKey,
  certificates,
  indexed,
  revocations,
  withinAuthority,
} from './ledger-events.ts';

export interface LogCertificateLedgerOptions {
  /** Opened with `CERTIFICATE_PROJECTION`. */
  readonly store: LogStore;
  /** A short name of the CA that never changes, so that several can share a store. */
  readonly authority: string;
}

export class LogCertificateLedger implements CertificateLedger {
  readonly #store: LogStore;
  readonly #authority: string;

  /** @throws E_STORE_ARGUMENT when the store was opened without the projection */
  constructor({ store, authority }: LogCertificateLedgerOptions) {
    if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(authority)) {
      throw fail('E_CA_AUTHORITY_NAME', 'the name of the authority is not allowed');
    }
    this.#store = store;
    this.#authority = authority;
    store.table(certificates);
  }

  async record(certificate: IssuedCertificate): Promise<void> {
    const { serialNumber } = certificate;
    const event = CERTIFICATE_ISSUED.create(
      this.#stream(serialNumber),
      {
        authority: this.#authority,
        serialNumber,
        subject: certificate.subject,
        profile: certificate.profile,
        device: certificate.device ?? null,
        issuedAt: certificate.issuedAt.getTime(),
        notBefore: certificate.notBefore.getTime(),
        notAfter: certificate.notAfter.getTime(),
        der: toBase64(certificate.der),
      },
      { at: certificate.issuedAt, uniqueKey: `certificate-serial/${this.#authority}/${serialNumber}` },
    );
    try {
      await this.#store.append([event]);
    } catch (cause) {
      if (!isSallyportError(cause, 'E_STORE_CONFLICT')) throw cause;
      throw fail('E_CA_SERIAL_TAKEN', `serial number ${serialNumber} is taken`, { cause });
    }
  }

  async revoke(serialNumber: string, revocation: Revocation): Promise<LedgerEntry> {
    const key = certificateKey({ authority: this.#authority, serialNumber });
    return this.#store.transact(async (tx) => {
      const row = await tx.table(certificates).get(key);
      if (row === undefined) throw fail('E_CA_UNKNOWN_CERTIFICATE', `no certificate has serial number ${serialNumber}`);
      const entry = entryOf(row);
      const merged = mergedRevocation(entry.revocation, revocation);
      if (merged === entry.revocation) return entry;
      const at = merged.at.getTime();
      const data = { authority: this.#authority, serialNumber, reason: merged.reason, at };
      await tx.append([CERTIFICATE_REVOKED.create(this.#stream(serialNumber), data)]);
      return { ...entry, revocation: merged };
    });
  }

  async bySerialNumber(serialNumber: string): Promise<LedgerEntry | undefined> {
    const key = certificateKey({ authority: this.#authority, serialNumber });
    const row = key.length > 256 ? undefined : await this.#store.table(certificates).get(key);
    return row && entryOf(row);
  }

  async bySubject(subject: string, page?: PageOptions): Promise<LedgerPage> {
    const found = await this.#page('subject', indexed(subject), page);
    return { ...found, entries: found.entries.filter((entry) => entry.subject === subject) };
  }

  async byDevice(device: string, page?: PageOptions): Promise<LedgerPage> {
    return this.#page('device', device, page);
  }

  async revoked(notExpiredAt: Date): Promise<readonly RevokedEntry[]> {
    const entries: RevokedEntry[] = [];
    const rows = this.#store.table(revocations).scan({ prefix: `${this.#authority}/` });
    for await (const { row } of rows) {
      if (row.notAfter < notExpiredAt.getTime()) continue;
      entries.push({ serialNumber: row.serialNumber, revocationDate: new Date(row.at), reason: row.reason });
    }
    return entries;
  }

  async crlState(): Promise<CrlState> {
    const row = await this.#store.table(authorities).get(this.#authority);
    if (row === undefined) return { lastNumber: 0, last: undefined, revocations: 0 };
    const { lastCrl, revocations: count } = row;
    return {
      lastNumber: lastCrl?.number ?? 0,
      last: lastCrl === null ? undefined : crlRecordOf(lastCrl),
      revocations: count,
    };
  }

  async recordCrl({ number, thisUpdate, nextUpdate, revocations: count, signature }: CrlRecord): Promise<void> {
    const data = {
      authority: this.#authority,
      number,
      thisUpdate: thisUpdate.getTime(),
      nextUpdate: nextUpdate.getTime(),
      revocations: count,
      signature: toBase64(signature),
    };
    const extra = { at: thisUpdate, uniqueKey: `crl-number/${this.#authority}/${number}` };
    try {
      await this.#store.append([CRL_ISSUED.create(`authority/${this.#authority}`, data, extra)]);
    } catch (cause) {
      if (!isSallyportError(cause, 'E_STORE_CONFLICT')) throw cause;
      throw fail('E_CA_CRL_NUMBER_TAKEN', `CRL number ${number} is taken`, { cause });
    }
  }

  async #page(index: 'subject' | 'device', text: string, options: PageOptions = {}): Promise<LedgerPage> {
    const query = { ...options, index, equals: withinAuthority(this.#authority, text) } as const;
    const { entries, next } = await this.#store.table(certificates).page(query);
    const found = entries.map(({ row }) => row).sort((a, b) => a.position - b.position);
    return { entries: found.map(entryOf), ...(next === undefined ? {} : { next }) };
  }

  #stream(serialNumber: string): string {
    return `certificate/${this.#authority}/${serialNumber}`;
  }
}

function entryOf(row: CertificateRow): LedgerEntry {
  return {
    serialNumber: row.serialNumber,
    subject: row.subject,
    profile: row.profile,
    device: row.device ?? undefined,
    issuedAt: new Date(row.issuedAt),
    notBefore: new Date(row.notBefore),
    notAfter: new Date(row.notAfter),
    der: fromBase64(row.der),
    revocation:
      row.revocation === null ? undefined : { reason: row.revocation.reason, at: new Date(row.revocation.at) },
  };
}

function crlRecordOf({
  number,
  thisUpdate,
  nextUpdate,
  revocations: count,
  signature,
}: CrlIssued): CrlRecord | undefined {
  if (count === undefined || signature === undefined) return undefined;
  return {
    number,
    thisUpdate: new Date(thisUpdate),
    nextUpdate: new Date(nextUpdate),
    revocations: count,
    signature: fromBase64(signature),
  };
}
