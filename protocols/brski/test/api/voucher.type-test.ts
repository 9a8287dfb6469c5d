/**
 * What must not compile. The type checker is the test: an expected error that does not come is one.
 * Nothing here is ever run.
 */

import { type AttributeValue, createVoucher, signMasaVoucher, Voucher, verifyMasaVoucher } from '../../src/index.ts';

const voucher = createVoucher();

voucher.set('createdOn', new Date()).set('serialNumber', '1').set('assertion', 'logged');
voucher.set('nonce', 'AAAA').set('pinnedDomainCert', new Uint8Array(1)).set('domainCertRevocationChecks', true);

// @ts-expect-error: a date is not text
voucher.set('createdOn', '2026-01-01T00:00:00Z');
// @ts-expect-error: a date is not a number
voucher.set('expiresOn', 1_700_000_000);
// @ts-expect-error: a serial number is text
voucher.set('serialNumber', 12345);
// @ts-expect-error: an assertion is one of three words
voucher.set('assertion', 'agent-proximity');
// @ts-expect-error: bytes are not base64 text
voucher.set('pinnedDomainCert', 'MIIB');
// @ts-expect-error: bytes are not base64 text
voucher.set('idevidIssuer', 'MIIB');
// @ts-expect-error: a nonce is what stands on the wire
voucher.set('nonce', new Uint8Array(16));
// @ts-expect-error: a flag is not text
voucher.set('domainCertRevocationChecks', 'false');
// @ts-expect-error: an attribute is cleared, not set to nothing
voucher.set('lastRenewalDate', undefined);
// @ts-expect-error: there are eleven attributes, under these names
voucher.set('serial-number', '1');
// @ts-expect-error: there are eleven attributes, under these names
voucher.get('agentSignCert');
// @ts-expect-error: there are eleven attributes, under these names
voucher.clear('everything');

const createdOn: Date | undefined = voucher.get('createdOn');
const flag: boolean | undefined = voucher.get('domainCertRevocationChecks');
// @ts-expect-error: an attribute may be empty
const always: Date = voucher.get('createdOn');
// @ts-expect-error: a serial number is no date
const wrong: Date | undefined = voucher.get('serialNumber');

const bytes: AttributeValue<'proximityRegistrarCert'> = new Uint8Array(1);
// @ts-expect-error: the value of an attribute has its own type
const text: AttributeValue<'proximityRegistrarCert'> = 'x';

// @ts-expect-error: whom to trust is never left open
createVoucher().sign({ certificate: '' });
// @ts-expect-error: whom to trust is never left open
verifyMasaVoucher({ voucher: bytes, serialNumber: '1', registrarTlsCertificate: '', at: new Date() });
// @ts-expect-error: a trust store needs a time to judge by
Voucher.verify(bytes, { trust: { store: { certificates: [] } } });
// @ts-expect-error: the owner is looked up by a function
signMasaVoucher({ lookup: 'registrar.pem' });

export const USED = [createdOn, flag, always, wrong, bytes, text];
