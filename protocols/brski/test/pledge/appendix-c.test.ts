/** The voucher of RFC 8995 appendix C as the pledge it was made for would take it. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { AcceptedVoucher, type VoucherExpectations } from '../../src/pledge/accepted-voucher.ts';
import { AuthenticatedConnection, ProvisionalConnection } from '../../src/pledge/registrar-connection.ts';
import { CERTIFICATES, CMS, NONCE, SERIAL_NUMBER, THEN } from '../support/appendix-c.ts';
import { throwsCode } from '../support/throws.ts';

const EXPECTED: VoucherExpectations = {
  anchors: [CERTIFICATES.masa],
  idevid: CERTIFICATES.idevid,
  serialNumber: SERIAL_NUMBER,
  nonce: NONCE,
  at: THEN,
};

describe('the voucher of RFC 8995 appendix C', () => {
  it('is accepted under the MASA certificate and under the CA above it', () => {
    for (const anchor of [CERTIFICATES.masa, CERTIFICATES.vendor]) {
      const voucher = AcceptedVoucher.verify(CMS.voucher, { ...EXPECTED, anchors: [anchor] });
      assert.ok(voucher.pinnedDomainCert.equals(CERTIFICATES.registrar));
      assert.equal(voucher.assertion, 'logged');
    }
  });

  it('authenticates the registrar it was made for', () => {
    const voucher = AcceptedVoucher.verify(CMS.voucher, EXPECTED);
    const chain = [CERTIFICATES.registrar.der, CERTIFICATES.ownerCa.der];
    const connection = AuthenticatedConnection.byVoucher(ProvisionalConnection.accept(chain), voucher, { at: THEN });
    assert.equal(connection.proof, 'voucher');
  });

  it('authenticates no other', () => {
    const voucher = AcceptedVoucher.verify(CMS.voucher, EXPECTED);
    const stranger = ProvisionalConnection.accept([CERTIFICATES.masa.der]);
    throwsCode('E_BRSKI_PLEDGE_PIN', () => AuthenticatedConnection.byVoucher(stranger, voucher, { at: THEN }));
  });

  it('is too old for a pledge that trusts its clock today, and fresh for one without a clock', () => {
    throwsCode('E_BRSKI_SIGNATURE', () =>
      AcceptedVoucher.verify(CMS.voucher, { ...EXPECTED, at: new Date('2026-01-01') }),
    );
    AcceptedVoucher.verify(CMS.voucher, { ...EXPECTED, at: undefined });
  });

  it('is nobody else’s', () => {
    throwsCode('E_BRSKI_PLEDGE_SERIAL', () => AcceptedVoucher.verify(CMS.voucher, { ...EXPECTED, serialNumber: 'x' }));
    throwsCode('E_BRSKI_PLEDGE_NONCE', () => AcceptedVoucher.verify(CMS.voucher, { ...EXPECTED, nonce: 'x' }));
  });
});
