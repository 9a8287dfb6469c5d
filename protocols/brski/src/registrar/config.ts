/** How a registrar is set up. Every relaxation of RFC 8995 §7.3 is named and off unless asked for. */

import { HOUR, MINUTE, type Milliseconds, SECOND } from '@sallyport/core';
import type { Certificate, Signer } from '@sallyport/pki';
import type { RateLimit } from '../server/rate-limiter.ts';
import type { SerialNumberField } from '../server/serial-number.ts';
import type { AuditPolicy } from './audit-policy.ts';
import { fail } from './errors.ts';

/** One manufacturer whose devices may ask to come aboard. */
export interface ManufacturerTrust {
  /** For people, and for the MASA client to find its credentials. */
  readonly name: string;
  /** CAs of this manufacturer's IDevIDs: the trust store for pledges (RFC 8995 §2.5.3). */
  readonly anchors: readonly Certificate[];
  /** For pledges that present their end-entity certificate alone. */
  readonly intermediates?: readonly Certificate[];
  /** Where the IDevIDs hold the serial number (RFC 8995 §2.3.1). Default: the subject's serialNumber. */
  readonly serialNumberField?: SerialNumberField;
  /** Judge IDevIDs without their lifetimes (RFC 8995 §2.6.2). Default false. */
  readonly ignoreLifetimes?: boolean;
  /** Used in place of the URL in the IDevID (RFC 8995 §5.4), up to and without `/requestvoucher`. */
  readonly masaUrl?: string;
  /** Used when the IDevID has no URL (RFC 8995 §2.8). */
  readonly fallbackMasaUrl?: string;
  /** Anchors that vouchers must lead to. Without them a voucher's signature is checked, but not whose it is. */
  readonly voucherAnchors?: readonly Certificate[];
  /** Judge the voucher signer without lifetimes. Default false. */
  readonly ignoreVoucherSignerLifetimes?: boolean;
}

/** RFC 8995 §7.3: "They MUST NOT be the default behavior." */
export interface ReducedSecurity {
  /** Accept IDevIDs that lead to no known manufacturer; the device counts as `claimed`, and the MASA URL is its own word. */
  readonly unknownManufacturers?: boolean;
  /**
   * Accept devices that present no client certificate and claim an identity in a request signed with any key
   * (RFC 8995 §7.3.2). Only behind a physically secured perimeter.
   */
  readonly claimedIdentities?: boolean;
  /** Accept pledge requests without a nonce, and get vouchers without one for devices that are not there (RFC 8995 §7.3.3). */
  readonly nonceless?: boolean;
  /** Forward vouchers of kinds this registrar cannot read, when the pledge asked for that kind (RFC 8995 §7.3.5). */
  readonly opaqueVouchers?: boolean;
}

export interface RegistrarConfig {
  /** What the TLS listener presents, and what signs requests to MASAs. */
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** Issuers of `certificate`, nearest first, preferably up to the domain CA. */
  readonly chain: readonly Certificate[];
  /** The manufacturers as they stand; give the same array while nothing changed. */
  readonly manufacturers: () => readonly ManufacturerTrust[];
  readonly reducedSecurity?: ReducedSecurity;
  /** What MASAs are asked to pin (RFC 8995 §5.5). Default `end-entity`; nonceless requests always send the chain. */
  readonly pin?: 'end-entity' | 'chain';
  /** Tell an unknown manufacturer's device with 403 that an administrator could help (RFC 8995 §5.3). Default false: 404. */
  readonly hintAtUnknownManufacturers?: boolean;
  /**
   * How long a pledge waits for its answer before it gets 202 and the work goes on. Default 4 s: after 5 s without
   * progress a pledge may turn to another proxy (RFC 8995 §5.1).
   */
  readonly patience?: Milliseconds;
  /** Retry-After of a 202, when nothing better is known. Default 5 s. */
  readonly retryAfter?: Milliseconds;
  /** How long finished work waits for the pledge to ask again. Default one hour. */
  readonly answerLifetime?: Milliseconds;
  /** Pledge requests in hand or answered lately. Default 10 000. */
  readonly maxSessions?: number;
  /**
   * Most bytes that these may hold, estimated from the sizes of the requests; the oldest finished ones are forgotten
   * first, and a device that asks again is then served afresh. Default 64 MiB.
   */
  readonly maxSessionBytes?: number;
  /** created-on, where present, is at most this far from now (RFC 8995 §5.6: "stale"). Default: not looked at. */
  readonly maxRequestAge?: Milliseconds;
  /** Largest pledge request in bytes. Default 64 KiB. */
  readonly maxRequestBytes?: number;
  /** Largest voucher in bytes. Default 128 KiB. */
  readonly maxVoucherBytes?: number;
  /** Requests from one address; a join proxy's address stands for all behind it. Default: not limited here. */
  readonly rateLimit?: RateLimit;
  readonly audit?: AuditConfig;
}

export interface AuditConfig {
  /**
   * - `after-status`: once the pledge has told how it liked the voucher (RFC 8995 §5.8). Default.
   * - `before-voucher`: ahead of C.8, so that a device with a wrong history gets no voucher.
   * - `never`: then the Authorizer decides without it.
   */
  readonly when?: 'after-status' | 'before-voucher' | 'never';
  /** Default: every history of this domain alone is accepted; see `domainHistoryPolicy`. */
  readonly policy?: AuditPolicy;
  /** What to do with a log that cannot be had or read (RFC 8995 §5.8.1: "operator controls"). Default `refuse`. */
  readonly unknown?: 'refuse' | 'ignore';
}

/** Defaults filled in. */
export type CompleteRegistrarConfig = RegistrarConfig &
  Required<
    Pick<
      RegistrarConfig,
      | 'pin'
      | 'patience'
      | 'retryAfter'
      | 'answerLifetime'
      | 'maxSessions'
      | 'maxSessionBytes'
      | 'maxRequestBytes'
      | 'maxVoucherBytes'
    >
  > & { readonly reducedSecurity: ReducedSecurity; readonly audit: AuditConfig };

/** RFC 8995 §5.6: a pledge waits no longer than this between two tries, whatever it is told. */
const LONGEST_RETRY_AFTER = MINUTE;

/** @throws E_BRSKI_REGISTRAR_CONFIG */
export function completeRegistrarConfig(config: RegistrarConfig): CompleteRegistrarConfig {
  const complete = {
    pin: 'end-entity' as const,
    patience: 4 * SECOND,
    retryAfter: 5 * SECOND,
    answerLifetime: HOUR,
    maxSessions: 10_000,
    maxSessionBytes: 64 << 20,
    maxRequestBytes: 64 * 1024,
    maxVoucherBytes: 128 * 1024,
    reducedSecurity: {},
    audit: {},
    ...config,
  };
  if (complete.retryAfter > LONGEST_RETRY_AFTER) {
    throw fail('E_BRSKI_REGISTRAR_CONFIG', 'retryAfter is longer than the minute a pledge waits (RFC 8995 §5.6)');
  }
  if (!config.signer.publicKey.equals(config.certificate.publicKey)) {
    throw fail('E_BRSKI_REGISTRAR_CONFIG', "the signer's key is not that of the registrar's certificate");
  }
  return complete;
}
