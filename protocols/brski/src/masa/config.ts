/** How a MASA is set up. Every relaxation is named and off unless asked for (RFC 8995 §7.4). */

import { HOUR, MINUTE, type Milliseconds } from '@sallyport/core';
import type { Certificate, Signer } from '@sallyport/pki';
import type { ArtifactContentType } from '../artifact/index.ts';

import type { RateLimit } from '../server/rate-limiter.ts';
import type { SerialNumberField } from '../server/serial-number.ts';
import { fail } from './errors.ts';

/** What signs vouchers. */
export interface VoucherSigner {
  readonly certificate: Certificate;
  readonly signer: Signer;
  /** Issuers of `certificate` to put into the voucher's CMS; the pledge's own anchor may be left out. */
  readonly certificates?: readonly Certificate[];
}

/** Issuing vouchers without a nonce: for air-gapped owners, and only to registrars who authenticated. */
export interface NoncelessPolicy {
  /** A different, better protected key (RFC 8995 §11.6.2). */
  readonly signer: VoucherSigner;
  /** Sets expires-on, at the latest when the registrar's certificate ends. `unlimited` sets none (RFC 8995 §7.4.1). */
  readonly lifetime: Milliseconds | 'unlimited';
}

export interface MasaConfig {
  readonly signer: VoucherSigner;
  /** CAs under which this manufacturer's IDevIDs were issued. */
  readonly idevidAnchors: readonly Certificate[];
  readonly idevidIntermediates?: readonly Certificate[];
  /** Where this manufacturer's IDevIDs hold the serial number. Default: the subject's serialNumber. */
  readonly serialNumberField?: SerialNumberField;
  /** Judge IDevIDs without their lifetimes (RFC 8995 §2.6.2). Default false. */
  readonly ignoreIdevidLifetimes?: boolean;
  /** CAs of registrars known beforehand; one that chains to these is authenticated (RFC 8995 §5.5.4). Default none. */
  readonly registrarAnchors?: readonly Certificate[];
  /**
   * What vouchers pin: the farthest certificate that the registrar sent, which is how it says what it wants
   * (RFC 8995 §5.5.2), or always its end-entity certificate. Default `farthest`.
   */
  readonly pin?: 'farthest' | 'end-entity';
  /** A nonced request must enclose the pledge's own (RFC 8995 §5.5.5). Default true. */
  readonly requirePriorRequest?: boolean;
  /** Nonced vouchers too only for authenticated registrars (RFC 8995 §5.5.4). Default false. */
  readonly requireAuthentication?: boolean;
  /** Only for claimants that the ownership port verifies; without it, first use decides (RFC 8995 §7.4.2). Default false. */
  readonly requireOwnership?: boolean;
  /**
   * Which assertion a voucher carries when proximity and ownership are both proved. RFC 8995 §5.5.5 sets `proximity`;
   * `verified` tells the owner more. Default `proximity`.
   */
  readonly strongestAssertion?: 'proximity' | 'verified';
  /** Refuse while a voucher for another domain is unexpired, or has a nonce and is younger than this. Default: never refuse. */
  readonly outstandingFor?: Milliseconds;
  /** created-on must be present and at most this far from now (RFC 8995 §5.6: "stale"). Default: not looked at. */
  readonly maxRequestAge?: Milliseconds;
  /**
   * CRLs of the registrar's domain: `none`, `if-available` (those in the CMS, and those of the revocation port when the
   * certificates name distribution points), or `required`. Default `if-available`.
   */
  readonly revocation?: 'none' | 'if-available' | 'required';
  /** Default: not issued. */
  readonly nonceless?: NoncelessPolicy;
  /** The CMS content type of vouchers. Default: that of the pledge's request, else of the registrar's. */
  readonly contentType?: ArtifactContentType;
  /** Largest request body in bytes. Default 128 KiB. */
  readonly maxRequestBytes?: number;
  /** Requests from one address. Default: not limited here. */
  readonly rateLimit?: RateLimit;
  /** How audit logs are given: in the response, or under an unguessable URL (RFC 8995 §5.8). Default `inline`. */
  readonly auditLogDelivery?: 'inline' | 'location';
  /** The origin for Location fields, for example `https://masa.example.com`. Default: the field holds a path. */
  readonly origin?: string;
  /** How long an audit log stays under its URL. Default one hour. */
  readonly locationLifetime?: Milliseconds;
  /** Most audit log entries given; older ones are counted as `arbitrary`. Default 1000. */
  readonly maxAuditEvents?: number;
  /** For identities: the manufacturer's stable identifier, see `DeviceIdentity`. Default: taken from the first anchor. */
  readonly manufacturer?: string;
}

/** Defaults filled in. */
export type CompleteMasaConfig = MasaConfig &
  Required<
    Pick<
      MasaConfig,
      | 'pin'
      | 'requirePriorRequest'
      | 'requireAuthentication'
      | 'requireOwnership'
      | 'strongestAssertion'
      | 'revocation'
      | 'maxRequestBytes'
      | 'auditLogDelivery'
      | 'locationLifetime'
      | 'maxAuditEvents'
    >
  >;

/** RFC 8995 §5.6 recommends "on the order of 20 minutes" where a clock makes lifetimes count. */
export const RECOMMENDED_VOUCHER_LIFETIME: Milliseconds = 20 * MINUTE;

/** @throws E_BRSKI_MASA_CONFIG */
export function completeMasaConfig(config: MasaConfig): CompleteMasaConfig {
  if (config.idevidAnchors.length === 0) throw fail('E_BRSKI_MASA_CONFIG', 'a MASA needs an anchor for its IDevIDs');
  if (config.nonceless?.signer.signer.publicKey.equals(config.signer.signer.publicKey) === true) {
    throw fail('E_BRSKI_MASA_CONFIG', 'vouchers without a nonce need a key of their own (RFC 8995 §11.6.2)');
  }
  return {
    pin: 'farthest',
    requirePriorRequest: true,
    requireAuthentication: false,
    requireOwnership: false,
    strongestAssertion: 'proximity',
    revocation: 'if-available',
    maxRequestBytes: 128 * 1024,
    auditLogDelivery: 'inline',
    locationLifetime: HOUR,
    maxAuditEvents: 1000,
    ...config,
  };
}
