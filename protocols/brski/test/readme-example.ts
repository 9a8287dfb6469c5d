import { createNonce, createVoucher, Voucher } from '@sallyport/brski';
import { systemRandom } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';

/** Issues a voucher with the MASA's certificate and key (PEM, DER or objects), then reads it as the pledge would. */
export async function issueAndRead(masaCa: string, masa: string, masaKey: string, registrar: Certificate) {
  const cms = await createVoucher()
    .set('createdOn', new Date())
    .set('assertion', 'proximity')
    .set('serialNumber', '00-D0-E5-F2-00-02')
    .set('nonce', createNonce(systemRandom))
    .set('pinnedDomainCert', registrar.der)
    .sign({ certificate: masa, key: masaKey });
  const { voucher } = Voucher.verify(cms, { trust: { store: { certificates: [masaCa] }, at: 'ignore-validity' } });
  return voucher.get('serialNumber');
}
