/** The usual people: a maker with its CA, MASA keys and devices, and two domains with their registrars. */

import { extendedKeyUsage, OID } from '@sallyport/pki';
import { masaUrlExtension } from '../../src/masa-url.ts';
import { type Party, party } from './party.ts';

/** Inside everyone's validity. */
export const NOW = new Date('2026-06-01T12:00:00Z');

export const MASA_URL = 'https://masa.example.com/.well-known/brski';
export const SERIAL = 'SN-0001';

export const maker = await party({ name: 'Maker IDevID CA', isCa: true });
export const voucherCa = await party({ name: 'Maker voucher CA', isCa: true });
export const masaSigner = await party({ name: 'MASA', issuer: voucherCa });
/** The better protected key for vouchers without a nonce (RFC 8995 §11.6.2). */
export const offlineSigner = await party({ name: 'MASA, offline', issuer: voucherCa });

export function makeDevice(
  serialNumber: string,
  options: { issuer?: Party; masaUrl?: string | null } = {},
): Promise<Party> {
  const { masaUrl = 'masa.example.com' } = options;
  return party({
    name: [
      ['OU', 'Lamp'],
      ['serialNumber', serialNumber],
    ],
    issuer: options.issuer ?? maker,
    notAfter: 'never',
    extensions: masaUrl === null ? [] : [masaUrlExtension(masaUrl)],
  });
}

export const device = await makeDevice(SERIAL);
export const otherDevice = await makeDevice('SN-0002');

export function makeRegistrar(name: string, issuer?: Party): Promise<Party> {
  return party({
    name,
    ...(issuer === undefined ? {} : { issuer }),
    extensions: [extendedKeyUsage([OID.cmcRa], true)],
  });
}

export const domainCa = await party({ name: 'Domain CA', isCa: true });
export const registrar = await makeRegistrar('Registrar', domainCa);
export const otherDomainCa = await party({ name: 'Other domain CA', isCa: true });
export const otherRegistrar = await makeRegistrar('Other registrar', otherDomainCa);

/** Nobody's manufacturer. */
export const strangerCa = await party({ name: 'Stranger CA', isCa: true });
export const strangeDevice = await makeDevice('SN-0666', { issuer: strangerCa });
