/** What both sides tell OpenSSL. */

import { constants, type KeyObject } from 'node:crypto';
import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { reasonOf, type Secret } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { NOBODYS_CRL } from './unjudged.ts';

/** RFC 9190 §2.1 asks for 1.3 and lets 1.2 be; older ones are gone (RFC 8996). */
export type TlsVersion = Extract<SecureVersion, 'TLSv1.2' | 'TLSv1.3'>;

/** A private key with its certificates. */
export interface TlsCredentials {
  readonly key: KeyObject;
  /** DER, end entity first. RFC 5216 §2.1.5: the fewer bytes, the fewer rounds. */
  readonly chain: readonly Uint8Array[];
}

export interface TlsTuning {
  /** Default TLSv1.2. */
  readonly minVersion?: TlsVersion;
  /** Default TLSv1.3. */
  readonly maxVersion?: TlsVersion;
  /** Key agreement groups, best first. Default `X25519:P-256:P-384`: hybrid ones cost a round of fragments. */
  readonly groups?: string;
}

/** How a server lets sessions be resumed. */
export interface TicketKeys {
  /** 48 bytes. */
  readonly key: Secret;
  /** Seconds. */
  readonly lifetime: number;
}

export interface ContextOptions extends TlsTuning {
  readonly credentials?: TlsCredentials;
  /** DER certificates whose names tell a client which certificate to present. */
  readonly authorities?: readonly Uint8Array[];
  /** A server's keys, or that a client takes tickets. Default: none are given or taken. */
  readonly tickets?: TicketKeys | 'taken';
}

/** RFC 9325 §4.2, and all of TLS 1.3: forward secrecy and AEAD. */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** @throws E_EAP_TLS_CREDENTIALS */
export function tlsContext(options: ContextOptions): SecureContext {
  const { credentials, authorities = [], tickets } = options;
  const ticketOption = tickets === undefined ? constants.SSL_OP_NO_TICKET : 0;
  try {
    return createSecureContext({
      ...(credentials === undefined
        ? {}
        : {
            key: credentials.key.export({ type: 'pkcs8', format: 'pem' }),
            cert: credentials.chain.map((der) => Certificate.parse(der).toPem()).join(''),
          }),
      // An empty list keeps the runtime's own authorities away.
      ca: authorities.map((der) => Certificate.parse(der).toPem()),
      crl: NOBODYS_CRL,
      minVersion: options.minVersion ?? 'TLSv1.2',
      maxVersion: options.maxVersion ?? 'TLSv1.3',
      ciphers: CIPHERS,
      ecdhCurve: options.groups ?? 'X25519:P-256:P-384',
      // Renegotiation could change who the other side is after it was judged.
      secureOptions: constants.SSL_OP_NO_RENEGOTIATION | ticketOption,
      sessionIdContext: 'sallyport-eap',
      ...(tickets === undefined || tickets === 'taken'
        ? {}
        : { ticketKeys: Buffer.from(tickets.key.expose()), sessionTimeout: tickets.lifetime }),
    });
  } catch (cause) {
    throw fail('E_EAP_TLS_CREDENTIALS', `unusable key or certificates: ${reasonOf(cause)}`, { cause });
  }
}
