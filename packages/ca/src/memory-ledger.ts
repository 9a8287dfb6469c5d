/** A ledger that forgets everything with the process: for tests and simulations. */

import type { RevokedEntry } from '@sallyport/pki';
import { fail } from './errors.ts';
import {
  type CertificateLedger,
  type CrlRecord,
  type IssuedCertificate,
  type LedgerEntry,
  type LedgerPage,
  mergedRevocation,
  type PageOptions,
  type Revocation,
} from './ledger.ts';

export class MemoryCertificateLedger implements CertificateLedger {
  readonly #entries = new Map<string, LedgerEntry>();
  #crlNumber = 0;

  async record(certificate: IssuedCertificate): Promise<void> {
    if (this.#entries.has(certificate.serialNumber)) {
      throw fail('E_CA_SERIAL_TAKEN', `serial number ${certificate.serialNumber} is taken`);
    }
    this.#entries.set(certificate.serialNumber, { ...certificate, revocation: undefined });
  }

  async revoke(serialNumber: string, revocation: Revocation): Promise<LedgerEntry> {
    const entry = this.#entries.get(serialNumber);
    if (entry === undefined) throw fail('E_CA_UNKNOWN_CERTIFICATE', `no certificate has serial number ${serialNumber}`);
    const revoked = { ...entry, revocation: mergedRevocation(entry.revocation, revocation) };
    this.#entries.set(serialNumber, revoked);
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

  async lastCrlNumber(): Promise<number> {
    return this.#crlNumber;
  }

  async recordCrl({ number }: CrlRecord): Promise<void> {
    if (number <= this.#crlNumber) throw fail('E_CA_CRL_NUMBER_TAKEN', `CRL number ${number} is taken`);
    this.#crlNumber = number;
  }

  #page(wanted: (entry: LedgerEntry) => boolean, { limit = 100, cursor = '0' }: PageOptions = {}): LedgerPage {
    const all = [...this.#entries.values()].filter(wanted);
    const start = Number(cursor);
    const entries = all.slice(start, start + limit);
    return start + limit < all.length ? { entries, next: String(start + limit) } : { entries };
  }
}
