/** The brski tool's registrar. */

import { idevidIssuerOf, PATHS, serialNumberOf, signVoucherRequest, VOUCHER_CMS_JSON } from '@sallyport/brski';
import { type Clock, isSallyportError, reasonOf } from '@sallyport/core';
import {
  bytes,
  type HttpHandler,
  type HttpRequest,
  type OpenOptions,
  PersistentConnection,
  router,
} from '@sallyport/http';
import type { NqmindsConfig } from './config.ts';
import { checkPeer, readCertificate, readKey, readSigner, readTrust } from './credentials.ts';
import { resign } from './enroll.ts';
import { SIMPLE_ENROLL } from './enroll-client.ts';
import { fail } from './errors.ts';
import { statusStubs } from './stubs.ts';
import { DIALECT, decodeBody, encodeBody, wholeSeconds } from './wire.ts';

/** Reads the files of the config once, so that a bad path is told at the start. */
export function registrarHandler(config: NqmindsConfig, clock: Clock): HttpHandler {
  const { registrar, pledge, masa } = config;
  const tlsCertificate = readCertificate(registrar.tlsCertPath, '[registrar] tlsCertPath');
  const tlsKey = readKey(registrar.tlsKeyPath, '[registrar] tlsKeyPath');
  const signer = readSigner(registrar.cms, 'registrar');
  const pledgeTrust = readTrust(registrar.cms);
  const idevidCa = optional(pledge.idevidCaCertPath, '[pledge] idevidCACertPath');
  const masaCa = optional(masa.tlsCaCertPath, '[masa] tlsCACertPath');
  const enrolmentCa = readEnrolmentCa(config);

  // The tool's certificates carry no names: the chain decides, and without a CA in the config nothing does.
  const masaConnection = {
    host: masa.host,
    port: masa.port,
    identity: { key: tlsKey, certificateChain: [tlsCertificate.der] },
    trust: { mode: 'judged', judge: (chain) => void checkPeer(chain, masaCa, 'the MASA') },
  } satisfies OpenOptions;

  return router({
    ...statusStubs('registrar'),
    [PATHS.requestVoucher]: {
      async POST(request) {
        const idevid = checkPeer(chainOf(request), idevidCa, 'the pledge');
        const voucherRequest = await signVoucherRequest({
          pledgeVoucherRequest: decodeBody(request.body),
          createdOn: wholeSeconds(clock.now()),
          serialNumber: serialNumberOf(idevid),
          idevidIssuer: idevidIssuerOf(idevid),
          registrarTlsCertificate: tlsCertificate,
          ...signer,
          pledgeTrust,
          dialect: DIALECT,
        });
        return bytes(200, VOUCHER_CMS_JSON, await askMasa(masaConnection, encodeBody(voucherRequest)));
      },
    },
    [SIMPLE_ENROLL]: {
      async POST(request) {
        checkPeer(chainOf(request), idevidCa, 'the pledge');
        if (enrolmentCa === undefined) throw fail('E_NQMINDS_UNAVAILABLE', 'config.ini names no CA key to enrol with');
        const certificate = await resign(decodeBody(request.body), enrolmentCa);
        return bytes(200, 'text/plain', encodeBody(certificate.der));
      },
    },
  });
}

/** @throws E_NQMINDS_MASA */
async function askMasa(where: OpenOptions, body: Uint8Array): Promise<Uint8Array> {
  try {
    const connection = await PersistentConnection.open(where);
    try {
      const headers = { 'content-type': VOUCHER_CMS_JSON, accept: VOUCHER_CMS_JSON };
      const response = await connection.request({ method: 'POST', path: PATHS.requestVoucher, headers, body });
      if (response.status !== 200) throw fail('E_NQMINDS_MASA', `the MASA answered ${response.status}`);
      return encodeBody(decodeBody(response.body));
    } finally {
      connection.close();
    }
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_NQMINDS_MASA') throw cause;
    throw fail('E_NQMINDS_MASA', `the MASA cannot be asked: ${reasonOf(cause)}`, { cause });
  }
}

export function chainOf(request: HttpRequest): readonly Uint8Array[] {
  return request.connection.tls?.peerChain ?? [];
}

function optional(path: string | undefined, key: string) {
  return path === undefined ? undefined : readCertificate(path, key);
}

/** The built tool signs with the registrar's TLS CA; CAHN's config has a key for the LDevID CA instead. */
function readEnrolmentCa({ registrar, masa }: NqmindsConfig) {
  if (registrar.tlsCaKeyPath !== undefined) {
    return {
      key: readKey(registrar.tlsCaKeyPath, '[registrar] tlsCAKeyPath'),
      certificate: readCertificate(registrar.tlsCaCertPath, '[registrar] tlsCACertPath'),
    };
  }
  if (masa.ldevidCaKeyPath === undefined) return undefined;
  return {
    key: readKey(masa.ldevidCaKeyPath, '[masa] ldevidCAKeyPath'),
    certificate: readCertificate(masa.ldevidCaCertPath, '[masa] ldevidCACertPath'),
  };
}
