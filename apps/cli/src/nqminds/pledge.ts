/** The brski tool's pledge: exporting a voucher-request (epvr) and sending one to a registrar (preg). */

import { PATHS, signPledgeVoucherRequest, VOUCHER_CMS_JSON, verifyMasaVoucher } from '@sallyport/brski';
import { PersistentConnection } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import { type NqmindsConfig, required } from './config.ts';
import { readCertificate, readKey, readSigner, readTrust } from './credentials.ts';
import { fail } from './errors.ts';
import { reasonIn } from './reason.ts';
import { DIALECT, decodeBody, encodeBody, wholeSeconds } from './wire.ts';

/** Makes the pledge's voucher-request for a registrar with this TLS certificate. Gives CMS DER. */
export function makePledgeRequest(
  config: NqmindsConfig,
  registrar: Certificate | Uint8Array,
  now: Date,
): Promise<Uint8Array> {
  const { createdOn, serialNumber, nonce, cms } = config.pledge;
  return signPledgeVoucherRequest({
    createdOn: wholeSeconds(createdOn ?? now),
    serialNumber: required(serialNumber, '[pledge] serialNumber'),
    ...(nonce === undefined ? {} : { nonce }),
    registrarTlsCertificate: registrar,
    ...readSigner(cms, 'pledge'),
    dialect: DIALECT,
  });
}

/** The voucher-request for the registrar whose certificate the config names. */
export function exportPledgeRequest(config: NqmindsConfig, now: Date): Promise<Uint8Array> {
  return makePledgeRequest(config, readCertificate(config.registrar.tlsCertPath, '[registrar] tlsCertPath'), now);
}

/** A pledge that knows its registrar, on the connection it asked on. */
export interface PledgeOutcome {
  /** The caller closes it. */
  readonly connection: PersistentConnection;
  readonly pinnedDomainCertificate: Certificate;
  /** True when the voucher's expires-on is behind `now`; this pledge has no clock of its own and takes it (RFC 8995 §2.6.1). */
  readonly isPastExpiry: boolean;
}

/**
 * Asks the registrar for a voucher over one provisional TLS connection, and verifies it.
 * @throws E_NQMINDS_REGISTRAR, E_NQMINDS_CONFIG, E_NQMINDS_FILE, E_BRSKI_…, E_HTTP_…
 */
export async function requestVoucher(config: NqmindsConfig, now: Date, signal?: AbortSignal): Promise<PledgeOutcome> {
  const { pledge, registrar } = config;
  const idevid = readCertificate(pledge.idevidCertPath, '[pledge] idevidCertPath');
  const connection = await PersistentConnection.open({
    host: registrar.host,
    port: registrar.port,
    identity: { key: readKey(pledge.idevidKeyPath, '[pledge] idevidKeyPath'), certificateChain: [idevid.der] },
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    return { connection, ...(await ask(config, connection, now)) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

async function ask(
  config: NqmindsConfig,
  connection: PersistentConnection,
  now: Date,
): Promise<Omit<PledgeOutcome, 'connection'>> {
  const { pledge } = config;
  const [registrarCertificate, ...others] = connection.serverChain;
  if (registrarCertificate === undefined) throw fail('E_NQMINDS_REGISTRAR', 'the registrar presented no certificate');
  const response = await connection.request({
    method: 'POST',
    path: PATHS.requestVoucher,
    headers: { 'content-type': VOUCHER_CMS_JSON, accept: VOUCHER_CMS_JSON },
    body: encodeBody(await makePledgeRequest(config, registrarCertificate, now)),
  });
  if (response.status !== 200) {
    throw fail('E_NQMINDS_REGISTRAR', `the registrar answered ${response.status}: ${reasonIn(response.body)}`);
  }
  const { voucher, pinnedDomainCertificate } = verifyMasaVoucher({
    voucher: decodeBody(response.body),
    serialNumber: required(pledge.serialNumber, '[pledge] serialNumber'),
    ...(pledge.nonce === undefined ? {} : { nonce: pledge.nonce }),
    registrarTlsCertificate: registrarCertificate,
    registrarTlsChain: others,
    masaTrust: readTrust(pledge.cms),
    at: 'ignore-validity',
  });
  const expiresOn = voucher.get('expiresOn');
  return { pinnedDomainCertificate, isPastExpiry: expiresOn !== undefined && expiresOn <= now };
}
