import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import { decodeStatus, encodeStatus } from '../src/index.ts';
import { throwsCode } from './support/throws.ts';

describe('status telemetry', () => {
  it('reads figure 16 of RFC 8995', () => {
    const body = `{
      "version": 1,
      "status": false,
      "reason": "Informative human-readable message",
      "reason-context": { "additional" : "JSON" }
    }`;
    assert.deepEqual(decodeStatus(utf8(body)), {
      version: 1,
      status: false,
      reason: 'Informative human-readable message',
      reasonContext: { additional: 'JSON' },
      unknown: {},
    });
  });
  it('writes its keys in lower case, and no key without a value', () => {
    assert.equal(fromUtf8(encodeStatus({ version: 1, status: true })), '{"version":1,"status":true}');
    assert.equal(
      fromUtf8(encodeStatus({ version: 1, status: false, reason: 'no', reasonContext: { code: 7 } })),
      '{"version":1,"status":false,"reason":"no","reason-context":{"code":7}}',
    );
  });
  it('hands unknown members on, and a version it does not know', () => {
    const read = decodeStatus(utf8('{"version":9,"status":true,"Reason":"x","more":[1]}'));
    assert.deepEqual(read, { version: 9, status: true, unknown: { Reason: 'x', more: [1] } });
  });
  it('takes a literal for the context of the reason, as the prose of section 5.7 allows', () => {
    assert.equal(decodeStatus(utf8('{"version":1,"status":false,"reason-context":"x"}')).reasonContext, 'x');
  });
  it('comes back as it was written', () => {
    const statuses = fc.record(
      { version: fc.nat(), status: fc.boolean(), reason: fc.string({ maxLength: 100 }) },
      { requiredKeys: ['version', 'status'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(statuses, (status) => {
        assert.deepEqual(decodeStatus(encodeStatus(status)), { ...status, unknown: {} });
      }),
    );
  });

  describe('is refused when', () => {
    const cases: Readonly<Record<string, string>> = {
      'it is empty': '',
      'it is no object': '[1]',
      'version is missing': '{"status":true}',
      'version is text': '{"version":"1","status":true}',
      'version is negative': '{"version":-1,"status":true}',
      'version is a fraction': '{"version":1.5,"status":true}',
      'status is missing': '{"version":1}',
      'status has a capital': '{"version":1,"Status":true}',
      'status is text': '{"version":1,"status":"true"}',
      'reason is a number': '{"version":1,"status":false,"reason":1}',
      'reason is too long': `{"version":1,"status":false,"reason":"${'x'.repeat(4097)}"}`,
      'it is too large': `{"version":1,"status":false,"x":"${'x'.repeat(16 * 1024)}"}`,
      'it nests too deep': `{"version":1,"status":false,"reason-context":${'['.repeat(17)}${']'.repeat(17)}}`,
    };
    for (const [name, body] of Object.entries(cases)) {
      it(name, () => {
        assert.equal(throwsCode('E_BRSKI_STATUS_SYNTAX', () => decodeStatus(utf8(body))).http, 400);
      });
    }
  });
  it('is not written with a version that is no unsigned integer', () => {
    throwsCode('E_BRSKI_STATUS_SYNTAX', () => encodeStatus({ version: -1, status: true }));
  });
});
