import assert from 'node:assert/strict';
import { createDecipheriv } from 'node:crypto';
import { describe, it } from 'node:test';
import { fromHex, Secret, toHex } from '@sallyport/core';
import { plainAlert, sealedAlert } from '../../src/tls/alerts.ts';

describe('alerts', () => {
  it('are plain before encryption begins', () => {
    assert.equal(toHex(plainAlert('unknown_ca')), '15030300020230');
  });
  it('are sealed under the key and IV that RFC 8448 §3 derives from the same secret', () => {
    // server_application_traffic_secret_0 of the simple 1-RTT handshake, with its key and IV; IETF Trust, a test vector.
    const secret = Secret.of(fromHex('a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643'));
    const record = sealedAlert('access_denied', secret, 0x1301);
    assert.ok(record !== undefined);
    const cipher = createDecipheriv(
      'aes-128-gcm',
      fromHex('9f02283b6c9c07efc26bb9f2ac92e356'),
      fromHex('cf782b88dd83549aadf1e984'),
    );
    cipher.setAAD(record.subarray(0, 5));
    cipher.setAuthTag(record.subarray(-16));
    const inner = Buffer.concat([cipher.update(record.subarray(5, -16)), cipher.final()]);
    assert.deepEqual([...inner], [2, 49, 21]);
    assert.equal(record.length, 5 + 3 + 16);
  });
  it('are sealed by each suite of TLS 1.3 that is offered, and by no other', () => {
    const secret = Secret.of(new Uint8Array(48));
    for (const suite of [0x1301, 0x1302, 0x1303])
      assert.equal(sealedAlert('bad_certificate', secret, suite)?.length, 24);
    assert.equal(sealedAlert('bad_certificate', secret, 0x1304), undefined);
  });
});
