/** A ledger that forgets everything with the process: for tests and simulations. */

import type { RevokedEntry } from '@sallyport/pki';
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

export class MemoryCertificateLedger implements CertificateLedger {
  readonly #entries = new Map<string, LedgerEntry>();
  #lastCrl: CrlRecord | undefined;
  #revocations = 0;

  async record(certificate: IssuedCertificate): Promise<void> {
    if (this.#entries.has(certificate.serialNumber)) {
      throw fail('E_CA_SERIAL_TAKEN', `serial number ${certificate.serialNumber} is taken`);
    }
    this.#entries.set(certificate.serialNumber, { ...certificate, revocation: undefined });
  }

  async revoke(serialNumber: string, revocation: Revocation): Promise<LedgerEntry> {
    const entry = this.#entries.get(serialNumber);
    if (entry === undefined) throw fail('E_CA_UNKNOWN_CERTIFICATE', `no certificate has serial number ${serialNumber}`);
    const merged = mergedRevocation(entry.revocation, revocation);
    if (merged === entry.revocation) return entry;
    const revoked = { ...entry, revocation: merged };
    this.#entries.set(serialNumber, revoked);
    this.#revocations++;
    return revoked;
  }

  async bySerialNumber(serialNumber: string): Promise<LedgerEntry | undefined> {
    return this.#entries.get(serialNumber);
  }

  async bySubject(subject: string, page?: PageOptions): Promise<LedgerPage> {
    return this.#page((entry) => entry.subject === subject, page);
  }

  async byDevice(device: string, page?: PageOptions): Promise<LedgerPage> {
    return this.#page((entry) => entry.device === device, page);
  }

  async revoked(notExpiredAt: Date): Promise<readonly RevokedEntry[]> {
    const revoked: RevokedEntry[] = [];
    for (const { serialNumber, notAfter, revocation } of this.#entries.values()) {
      if (revocation === undefined || notAfter < notExpiredAt) continue;
      revoked.push({ serialNumber, revocationDate: revocation.at, reason: revocation.reason });
    }
    return revoked;
  }

  async crlState(): Promise<CrlState> {
    return { lastNumber: this.#lastCrl?.number ?? 0, last: this.#lastCrl, revocations: this.#revocations };
  }

  async recordCrl(crl: CrlRecord): Promise<void> {
    if (crl.number <= (this.#lastCrl?.number ?? 0)) {
      throw fail('E_CA_CRL_NUMBER_TAKEN', `CRL number ${crl.number} is taken`);
    }
    this.#lastCrl = crl;
  }

  #page(wanted: (entry: LedgerEntry) => boolean, { limit = 100, cursor = '0' }: PageOptions = {}): LedgerPage {
    const all = [...this.#entries.values()].filter(wanted);
    const start = Number(cursor);
    const entries = all.slice(start, start + limit);
    return start + limit < all.length ? { entries, next: String(start + limit) } : { entries };
  }
}
