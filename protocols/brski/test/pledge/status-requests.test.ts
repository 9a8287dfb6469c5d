import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8 } from '@sallyport/core';
import { BRSKI_ERRORS } from '../../src/errors.ts';
import { enrollStatusRequest, publicReason, voucherStatusRequest } from '../../src/pledge/status-requests.ts';

describe('status telemetry', () => {
  it('has lower-case keys, version and status, and a reason only on failure', () => {
    assert.deepEqual(JSON.parse(fromUtf8(voucherStatusRequest({ ok: true }).body)), { version: 1, status: true });
    assert.deepEqual(JSON.parse(fromUtf8(voucherStatusRequest({ ok: false, reason: 'no' }).body)), {
      version: 1,
      status: false,
      reason: 'no',
    });
  });

  it('goes to a place of its own for each report', () => {
    assert.equal(voucherStatusRequest({ ok: true }).path, '/.well-known/brski/voucher_status');
    assert.equal(enrollStatusRequest({ ok: true }).path, '/.well-known/brski/enrollstatus');
    assert.equal(enrollStatusRequest({ ok: true }).headers['content-type'], 'application/json');
  });

  it('tells a registrar that may be hostile only what the voucher itself shows', () => {
    const told = new Set(Object.keys(BRSKI_ERRORS).map(publicReason));
    assert.deepEqual([...told].sort(), [
      'the voucher answers another request',
      'the voucher does not pin this registrar',
      'the voucher is for another device',
      'the voucher pins no domain',
      'the voucher was not accepted',
    ]);
    for (const code of [
      'E_BRSKI_SIGNATURE',
      'E_BRSKI_PLEDGE_TIME',
      'E_BRSKI_PLEDGE_POLICY',
      'E_BRSKI_PLEDGE_NONCELESS',
    ]) {
      assert.equal(publicReason(code), 'the voucher was not accepted', code);
    }
  });
});
