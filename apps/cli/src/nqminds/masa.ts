/** The brski tool's MASA: it knows no devices and no owners, and pins the one certificate its config names. */

import { PATHS, signMasaVoucher, VOUCHER_CMS_JSON } from '@sallyport/brski';
import type { Clock } from '@sallyport/core';
import { bytes, type HttpHandler, router } from '@sallyport/http';
import type { NqmindsConfig } from './config.ts';
import { checkPeer, readCertificate, readSigner, readTrust } from './credentials.ts';
import { chainOf } from './registrar.ts';
import { statusStubs } from './stubs.ts';
import { DIALECT, decodeBody, encodeBody, wholeSeconds } from './wire.ts';

/** Reads the files of the config once, so that a bad path is told at the start. */
export function masaHandler(config: NqmindsConfig, clock: Clock): HttpHandler {
  const { masa, registrar } = config;
  const pinned = readCertificate(masa.ldevidCaCertPath, '[masa] ldevidCACertPath');
  const signer = readSigner(masa.cms, 'masa');
  const registrarTrust = readTrust(masa.cms);
  const pledgeTrust = readTrust(registrar.cms);
  const registrarCa =
    registrar.tlsCaCertPath === undefined
      ? undefined
      : readCertificate(registrar.tlsCaCertPath, '[registrar] tlsCACertPath');
  return router({
    ...statusStubs('masa'),
    [PATHS.requestVoucher]: {
      async POST(request) {
        checkPeer(chainOf(request), registrarCa, 'the registrar');
        const voucher = await signMasaVoucher({
          voucherRequest: decodeBody(request.body),
          createdOn: wholeSeconds(clock.now()),
          ...(masa.expiresOn === undefined ? {} : { expiresOn: wholeSeconds(masa.expiresOn) }),
          lookup: () => pinned,
          ...signer,
          registrarTrust,
          pledgeTrust,
          dialect: DIALECT,
        });
        return bytes(200, VOUCHER_CMS_JSON, encodeBody(voucher));
      },
    },
  });
}
