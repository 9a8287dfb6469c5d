/** What a registrar needs from the house it runs in. */

import type { Clock, Random, Timer } from '@sallyport/core';
import type { HttpResponse } from '@sallyport/http';
import type { Authorizer, DeviceIdentity, EventListener } from '@sallyport/onboarding';
import type { Assertion } from '../artifact/index.ts';
import type { AuditLog } from '../audit-log.ts';
import type { ReplayGuard } from '../server/replay-guard.ts';
import type { Status } from '../telemetry.ts';
import type { ManufacturerTrust } from './config.ts';

/** One call to a MASA. The client picks TLS anchors and credentials by `manufacturer`, and checks the DNS-ID of the URL. */
export interface MasaCall {
  /** The whole URL of the resource, always https (RFC 8995 §2.3.2). */
  readonly url: string;
  readonly manufacturer: ManufacturerTrust;
  readonly accept: string;
}

export interface MasaPost extends MasaCall {
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** Header names in lower case. */
export type MasaResponse = Pick<HttpResponse, 'status' | 'headers' | 'body'>;

/** Talks to MASAs. Rejects when no HTTP response came; follows no redirects by itself. */
export interface MasaClient {
  requestVoucher(call: MasaPost): Promise<MasaResponse>;
  requestAuditLog(call: MasaPost): Promise<MasaResponse>;
  /** GET of an audit log that lies elsewhere (201 with Location, RFC 8995 §5.8). */
  fetchAuditLog(call: MasaCall): Promise<MasaResponse>;
}

interface RecordBase {
  readonly at: Date;
  readonly session: string;
  readonly device: DeviceIdentity;
}

/** What a registrar writes down. Append-only; each is of use to whoever asks later what happened to a device. */
export type RegistrarRecord =
  | (RecordBase & {
      readonly kind: 'voucher-forwarded';
      readonly masaUrl: string;
      /** CMS, as the pledge sent it. */
      readonly pledgeRequest: Uint8Array;
      /** CMS, as sent to the MASA; the audit log can be asked for with it (RFC 8995 §5.8). */
      readonly registrarRequest: Uint8Array;
      /** CMS, as the MASA gave it and the pledge got it. */
      readonly voucher: Uint8Array;
      /** Undefined when the voucher is of a kind this registrar cannot read (RFC 8995 §7.3.5). */
      readonly assertion: Assertion | undefined;
      readonly nonce: string | undefined;
      /** The voucher had been given before, or was held for the device. */
      readonly cached: boolean;
    })
  | (RecordBase & {
      readonly kind: 'voucher-stored';
      readonly masaUrl: string;
      readonly registrarRequest: Uint8Array;
      readonly voucher: Uint8Array;
    })
  | (RecordBase & { readonly kind: 'voucher-status'; readonly status: Status })
  | (RecordBase & {
      readonly kind: 'enroll-status';
      readonly status: Status;
      /** RFC 8995 §5.9.4: whether it came over TLS with the matching client certificate, the new LDevID. */
      readonly matchingCertificate: boolean;
      /** SHA-256 of the client certificate, hexadecimal. */
      readonly clientCertificate: string;
    })
  | (RecordBase & {
      readonly kind: 'audit-verdict';
      readonly acceptable: boolean;
      readonly reason: string;
      readonly log: AuditLog | undefined;
    });

export interface RegistrarJournal {
  /** Resolves once all the records are durable, all or none; only then does the registrar answer. */
  record(records: readonly RegistrarRecord[]): Promise<void>;
}

/** Devices whose enrolment is refused (RFC 8995 §5.8.3). Keys as `deviceKey` makes them. */
export interface DeviceFlags {
  /** Why the device is refused, or undefined when it is not. */
  reasonFor(deviceKey: string): Promise<string | undefined>;
  /** Called with a verdict after it was recorded; undefined lifts the flag. */
  set(deviceKey: string, reason: string | undefined): Promise<void>;
}

/** Vouchers without a nonce, got beforehand for devices that will arrive while no MASA can be reached (RFC 8995 §7.3.3). */
export interface VoucherShelf {
  take(deviceKey: string): Promise<StoredVoucher | undefined>;
  put(deviceKey: string, stored: StoredVoucher): Promise<void>;
}

export interface StoredVoucher {
  readonly voucher: Uint8Array;
  readonly registrarRequest: Uint8Array;
  readonly masaUrl: string;
}

/** A forwarded voucher as far as a review of the device's history needs it. */
export interface UnreviewedVoucher {
  readonly session: string;
  readonly masaUrl: string;
  /** CMS, as sent to the MASA. */
  readonly registrarRequest: Uint8Array;
}

/** Remembers, beyond this process, which devices got a voucher and were not reviewed since (RFC 8995 §5.8). */
export interface UnreviewedVouchers {
  find(deviceKey: string): Promise<UnreviewedVoucher | undefined>;
}

/** Knows the certificates that this domain issued. */
export interface IssuedCertificates {
  /** The device a certificate (DER) was issued to, or undefined when it is not a valid one of this domain. */
  issuedTo(certificate: Uint8Array): Promise<DeviceIdentity | undefined>;
}

export interface RegistrarPorts {
  /** Asked at C.3, before the MASA hears of the device, and at C.8. */
  readonly authorizer: Authorizer;
  readonly masa: MasaClient;
  readonly journal: RegistrarJournal;
  /** Hears C.3, C.4, C.8 and C.9, and C.10 and D.7 as far as telemetry tells. */
  readonly events: EventListener;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly issued?: IssuedCertificates;
  /**
   * Read back from what the journal recorded. Without it a registrar that was started anew, and another replica, know of
   * no review that is due.
   */
  readonly unreviewed?: UnreviewedVouchers;
  /** Default: in memory. */
  readonly replayGuard?: ReplayGuard;
  /** Default: in memory. */
  readonly flags?: DeviceFlags;
  /** Default: in memory. */
  readonly shelf?: VoucherShelf;
}
