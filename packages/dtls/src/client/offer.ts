/** What a client offers, and whether an answer keeps to it. */

import { certificateTypeOf, type DtlsClientCredentials } from '../credentials.ts';
import { fail } from '../errors.ts';
import { KEY_EXCHANGES } from '../key-exchange/key-exchange.ts';
import type { ClientHello } from '../messages/client-hello.ts';
import {
  checkPointFormats,
  checkRenegotiationInfo,
  encodePointFormats,
  encodeServerName,
  encodeSignatureSchemes,
  encodeSupportedGroups,
  readCertificateType,
} from '../messages/extensions.ts';
import type { ServerHello } from '../messages/server-hello.ts';
import {
  CERTIFICATE_TYPE,
  COMPRESSION_NULL,
  EXTENSION,
  TLS_EMPTY_RENEGOTIATION_INFO_SCSV,
  VERSION,
} from '../registries.ts';
import { type CipherSuite, suiteById } from '../suites.ts';
import type { ClientSettings } from './options.ts';

const EMPTY = new Uint8Array(0);

/**
 * The ClientHello, before there is a cookie.
 * @param roundOne - for EC-JPAKE: the body of its extension
 */
export function offer(settings: ClientSettings, random: Uint8Array, roundOne: Uint8Array | undefined): ClientHello {
  const { suites, credentials, serverName } = settings;
  const extensions = new Map<number, Uint8Array>([[EXTENSION.extendedMasterSecret, EMPTY]]);
  if (serverName !== undefined) extensions.set(EXTENSION.serverName, encodeServerName(serverName));
  if (suites.some(({ keyExchange }) => KEY_EXCHANGES[keyExchange].curves)) {
    extensions.set(EXTENSION.supportedGroups, encodeSupportedGroups());
    extensions.set(EXTENSION.ecPointFormats, encodePointFormats());
  }
  if (suites.some(({ keyExchange }) => KEY_EXCHANGES[keyExchange].certificates)) {
    extensions.set(EXTENSION.signatureAlgorithms, encodeSignatureSchemes());
  }
  if (credentials.type === 'raw-public-key') {
    const rawOnly = Uint8Array.of(1, CERTIFICATE_TYPE.rawPublicKey);
    extensions.set(EXTENSION.serverCertificateType, rawOnly);
    if (credentials.privateKey !== undefined) extensions.set(EXTENSION.clientCertificateType, rawOnly);
  }
  if (roundOne !== undefined) extensions.set(EXTENSION.ecjpakeKeyKpPair, roundOne);
  return {
    version: VERSION.dtls12,
    random,
    sessionId: EMPTY,
    cookie: EMPTY,
    suites: [...suites.map(({ id }) => id), TLS_EMPTY_RENEGOTIATION_INFO_SCSV],
    compressionMethods: Uint8Array.of(COMPRESSION_NULL),
    extensions,
  };
}

/**
 * The suite that the server chose.
 * @throws E_DTLS_VERSION, E_DTLS_COMPRESSION, E_DTLS_SUITE_NOT_OFFERED, E_DTLS_EXTENSION_UNSOLICITED,
 * E_DTLS_POINT_FORMAT, E_DTLS_RENEGOTIATION_INFO, E_DTLS_CERTIFICATE_TYPE, E_DTLS_MALFORMED
 */
export function checkAnswer(
  offered: ClientHello,
  answer: ServerHello,
  credentials: DtlsClientCredentials,
): CipherSuite {
  if (answer.version !== VERSION.dtls12) throw fail('E_DTLS_VERSION', 'the server chose another version than DTLS 1.2');
  if (answer.compressionMethod !== COMPRESSION_NULL) throw fail('E_DTLS_COMPRESSION', 'the server chose a compression');
  const suite = offered.suites.includes(answer.suite) ? suiteById(answer.suite) : undefined;
  if (suite === undefined)
    throw fail('E_DTLS_SUITE_NOT_OFFERED', `the server chose suite 0x${answer.suite.toString(16)}`);
  for (const type of answer.extensions.keys()) {
    // RFC 5746 §3.4: the signalling suite is an offer of renegotiation_info.
    if (!offered.extensions.has(type) && type !== EXTENSION.renegotiationInfo) {
      throw fail('E_DTLS_EXTENSION_UNSOLICITED', `extension ${type} was not offered`);
    }
  }
  checkRenegotiationInfo(answer.extensions);
  checkPointFormats(answer.extensions);
  checkCertificateTypes(answer, credentials);
  return suite;
}

/** RFC 7250 §4.2: a server that leaves the extension out shows X.509. */
function checkCertificateTypes({ extensions }: ServerHello, credentials: DtlsClientCredentials): void {
  if (credentials.type !== 'raw-public-key' && credentials.type !== 'certificate') return;
  const expected = CERTIFICATE_TYPE[certificateTypeOf(credentials)];
  const chosen = readCertificateType(extensions.get(EXTENSION.serverCertificateType), 'server_certificate_type');
  if (chosen !== expected) throw fail('E_DTLS_CERTIFICATE_TYPE', 'the server does not show the kind of key asked for');
  const own = extensions.get(EXTENSION.clientCertificateType);
  if (own !== undefined && readCertificateType(own, 'client_certificate_type') !== expected) {
    throw fail('E_DTLS_CERTIFICATE_TYPE', 'the server asks for a kind of certificate that was not offered');
  }
}
