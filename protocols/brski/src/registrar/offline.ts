/** Vouchers for devices that are not there yet, without a nonce (RFC 8995 §5.5, §7.3.3): a reduced mode, off by default. */

import { toHex } from '@sallyport/core';
import { type DeviceIdentity, deviceKey, type Facts } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import { spkiFingerprint } from '../domain-id.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { sessionOf } from '../server/fingerprint.ts';
import { Trail } from '../server/trail.ts';
import type { ManufacturerTrust } from './config.ts';
import { enforce, type RegistrarPoint } from './enforcement.ts';
import { fail, registrarError } from './errors.ts';
import type { House } from './house.ts';
import { MasaWait, orderVoucher } from './masa-exchange.ts';
import { masaUrlFor } from './masa-url.ts';
import type { StoredVoucher } from './ports.ts';
import { signRegistrarRequest } from './registrar-request.ts';
import { examineVoucher } from './voucher-check.ts';

/** A device known from its label or from the sales channel. */
export interface AbsentDevice {
  readonly serialNumber: string;
  readonly manufacturer: ManufacturerTrust;
  /** The anchor its IDevID leads to. Default: the manufacturer's first. */
  readonly anchor?: Certificate;
  /** "Configured from the same out-of-band source as the serial-number" (RFC 8995 §5.5). */
  readonly idevidIssuer?: Uint8Array;
}

/**
 * Gets a voucher without a nonce and keeps it until the device comes. Policy is asked at C.3 and at C.8.
 * @throws E_BRSKI_REGISTRAR_MODE_OFF, E_BRSKI_REGISTRAR_DENIED…, E_BRSKI_REGISTRAR_UNACCEPTABLE, E_BRSKI_REGISTRAR_DEFERRED,
 * E_BRSKI_REGISTRAR_MASA_…, E_BRSKI_REGISTRAR_VOUCHER_…
 */
export async function storeVoucher(house: House, absent: AbsentDevice): Promise<StoredVoucher> {
  const { config, ports, own, shelf } = house;
  if (config.reducedSecurity.nonceless !== true) {
    throw fail('E_BRSKI_REGISTRAR_MODE_OFF', 'requests without a nonce are off');
  }
  const { serialNumber, manufacturer: trust, idevidIssuer } = absent;
  const anchor = absent.anchor ?? trust.anchors[0];
  const device: DeviceIdentity = {
    serialNumber,
    manufacturer: anchor === undefined ? undefined : toHex(spkiFingerprint(anchor)),
    model: undefined,
    credential: undefined,
    assurance: 'claimed',
  };
  const masaUrl = masaUrlFor({ idevid: undefined, trust });
  const now = ports.clock.now();
  const registrarRequest = await signRegistrarRequest(
    { serialNumber, idevidIssuer, nonce: undefined, pledgeRequest: undefined, createdOn: now },
    { ...config, certificate: own.certificate },
  );
  const trail = new Trail(sessionOf(registrarRequest), ports, registrarError, device);
  const ask = async (point: RegistrarPoint, facts: Facts = {}) => {
    const wait = await enforce(point, ports, trail, async () => ({ device, facts: { ...facts, absent: true } }));
    if (wait !== undefined) throw fail('E_BRSKI_REGISTRAR_DEFERRED', 'the decision was put off');
  };
  await ask('C.3');
  const voucher = await trail.step(
    'C.4',
    async () => {
      const order = { masaUrl, manufacturer: trust, accept: VOUCHER_CMS_JSON, request: registrarRequest };
      const got = await orderVoucher(ports.masa, { ...order, maxBytes: config.maxVoucherBytes, now });
      if (got instanceof MasaWait) throw fail('E_BRSKI_REGISTRAR_MASA_UNAVAILABLE', 'the MASA asks for patience');
      return got;
    },
    () => ({ message: 'the MASA gave a voucher without a nonce' }),
  );
  const memory = house.voucherMemory;
  const expected = {
    serialNumber,
    nonce: undefined,
    trust,
    own,
    memory,
    now,
    acceptOpaque: false,
    acceptNonceless: true,
  };
  const { facts } = examineVoucher(voucher.body, voucher.mediaType, expected);
  await ask('C.8', facts);
  const stored: StoredVoucher = { voucher: voucher.body, registrarRequest, masaUrl };
  await ports.journal.record([{ kind: 'voucher-stored', at: now, session: trail.session, device, ...stored }]);
  await shelf.put(deviceKey(device), stored);
  return stored;
}
