/** What a server makes of a ClientHello: the suite, and the extensions of the answer. */

import {
  type CertificateCredentials,
  certificateTypeOf,
  type DtlsCredentials,
  keyExchangeOf,
  type RawPublicKeyCredentials,
} from '../credentials.ts';
import { fail } from '../errors.ts';
import { KEY_EXCHANGES } from '../key-exchange/key-exchange.ts';
import type { ClientHello } from '../messages/client-hello.ts';
import {
  allowsSecp256r1,
  checkPointFormats,
  checkRenegotiationInfo,
  encodePointFormats,
  hasExtendedMasterSecret,
  readCertificateTypes,
} from '../messages/extensions.ts';
import {
  CERTIFICATE_TYPE,
  COMPRESSION_NULL,
  EXTENSION,
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
  VERSION,
} from '../registries.ts';
import type { CipherSuite } from '../suites.ts';
import type { ServerSettings } from './options.ts';

export interface Choice {
  readonly suite: CipherSuite;
  readonly extendedMasterSecret: boolean;
  /** Of ServerHello, but for EC-JPAKE's. */
  readonly extensions: Map<number, Uint8Array>;
  /** Whether the client is asked for a certificate or raw key. */
  readonly asksClient: boolean;
}

/**
 * @throws E_DTLS_VERSION, E_DTLS_COMPRESSION, E_DTLS_NO_COMMON_SUITE, E_DTLS_GROUP, E_DTLS_POINT_FORMAT,
 * E_DTLS_RENEGOTIATION_INFO, E_DTLS_EXTENDED_MASTER_SECRET, E_DTLS_CERTIFICATE_TYPE, E_DTLS_MALFORMED
 */
export function choose(hello: ClientHello, credentials: DtlsCredentials, settings: ServerSettings): Choice {
  // RFC 5246 §E.1 read for DTLS: a smaller number is a later version, and its client can do 1.2 as well.
  if (hello.version >> 8 !== VERSION.dtls12 >> 8 || hello.version > VERSION.dtls12) {
    throw fail('E_DTLS_VERSION', `the client offers version 0x${hello.version.toString(16)}`);
  }
  if (!hello.compressionMethods.includes(COMPRESSION_NULL)) {
    throw fail('E_DTLS_COMPRESSION', 'the client does not offer the null compression');
  }
  checkRenegotiationInfo(hello.extensions);
  const extendedMasterSecret = hasExtendedMasterSecret(hello.extensions);
  if (!extendedMasterSecret && settings.requireExtendedMasterSecret) {
    throw fail('E_DTLS_EXTENDED_MASTER_SECRET', 'the client does not offer the extended master secret');
  }
  const suite = chooseSuite(hello, credentials, settings);
  const extensions = new Map<number, Uint8Array>();
  if (extendedMasterSecret) extensions.set(EXTENSION.extendedMasterSecret, new Uint8Array(0));
  const knowsRenegotiationInfo =
    hello.extensions.has(EXTENSION.renegotiationInfo) || hello.suites.includes(TLS_EMPTY_RENEGOTIATION_INFO_SCSV);
  // RFC 5746 §3.6
  if (knowsRenegotiationInfo) extensions.set(EXTENSION.renegotiationInfo, Uint8Array.of(0));
  if (KEY_EXCHANGES[suite.keyExchange].curves) agreeOnCurve(hello, extensions);
  const asksClient =
    (credentials.type === 'certificate' || credentials.type === 'raw-public-key') &&
    agreeOnCertificateTypes(hello, credentials, extensions);
  return { suite, extendedMasterSecret, extensions, asksClient };
}

/** The server's order of preference counts. */
function chooseSuite({ suites }: ClientHello, credentials: DtlsCredentials, settings: ServerSettings): CipherSuite {
  const keyExchange = keyExchangeOf(credentials);
  const suite = settings.suites.find((each) => each.keyExchange === keyExchange && suites.includes(each.id));
  if (suite === undefined) {
    throw fail('E_DTLS_NO_COMMON_SUITE', `none of the client’s ${suites.length} suites fits`, {
      details: {
        offered: suites
          .slice(0, 16)
          .map((id) => id.toString(16).padStart(4, '0'))
          .join(' '),
      },
    });
  }
  return suite;
}

function agreeOnCurve(hello: ClientHello, extensions: Map<number, Uint8Array>): void {
  if (!allowsSecp256r1(hello.extensions)) throw fail('E_DTLS_GROUP', 'the client does not offer secp256r1');
  checkPointFormats(hello.extensions);
  if (hello.extensions.has(EXTENSION.ecPointFormats)) extensions.set(EXTENSION.ecPointFormats, encodePointFormats());
}

/**
 * RFC 7250 §4.1, §4.2: each side's type is settled by itself; absent means X.509. Gives whether to ask the client for
 * its own.
 */
function agreeOnCertificateTypes(
  hello: ClientHello,
  credentials: CertificateCredentials | RawPublicKeyCredentials,
  extensions: Map<number, Uint8Array>,
): boolean {
  const type = CERTIFICATE_TYPE[certificateTypeOf(credentials)];
  const { clients = 'none' } = credentials;
  if (!agreeOn(EXTENSION.serverCertificateType)) {
    throw fail('E_DTLS_CERTIFICATE_TYPE', 'the client does not take the kind of key that this server shows');
  }
  if (clients === 'none') return false;
  if (agreeOn(EXTENSION.clientCertificateType)) return true;
  if (clients === 'ask') return false;
  throw fail('E_DTLS_CERTIFICATE_TYPE', 'the client does not show the kind of key that this server requires');

  function agreeOn(extension: number): boolean {
    const body = hello.extensions.get(extension);
    if (body === undefined) return type === CERTIFICATE_TYPE.x509;
    if (!readCertificateTypes(body, 'certificate types').includes(type)) return false;
    extensions.set(extension, Uint8Array.of(type));
    return true;
  }
}
