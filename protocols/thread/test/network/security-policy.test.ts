import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { DEFAULT_SECURITY_POLICY, formatSecurityPolicy, type SecurityPolicy, TLVS } from '@sallyport/thread';
import fc from 'fast-check';

function read(hex: string): SecurityPolicy {
  return TLVS.securityPolicy.decode(fromHex(hex));
}

describe('security policies', () => {
  // 0c 04 02a0f7f8 is `672 onrc 0` in OpenThread's documents (src/cli/README_DATASET.md).
  it('of a new network are what OpenThread begins with', () => {
    assert.equal(toHex(TLVS.securityPolicy.encode(DEFAULT_SECURITY_POLICY)), '02a0f7f8');
    assert.deepEqual(read('02a0f7f8'), DEFAULT_SECURITY_POLICY);
    assert.equal(formatSecurityPolicy(DEFAULT_SECURITY_POLICY), '672 onrc 0');
  });

  // Each flag as OpenThread's command line spells it, and the bit that differs.
  const bits: readonly (readonly [hex: string, text: string])[] = [
    ['02a077f8', '672 nrc 0'],
    ['02a0b7f8', '672 orc 0'],
    ['02a0d7f8', '672 onc 0'],
    ['02a0e7f8', '672 onr 0'],
    ['02a0f3f8', '672 onrcC 0'],
    ['02a0f5f8', '672 onrce 0'],
    ['02a0f6f8', '672 onrcp 0'],
    ['02a0f7b8', '672 onrcR 0'],
    ['02a0f7ff', '672 onrc 7'],
    ['000207c0', '2  0'],
  ];
  for (const [hex, text] of bits) {
    it(`${hex} read as ${JSON.stringify(text)}`, () => {
      assert.equal(formatSecurityPolicy(read(hex)), text);
    });
  }

  it('have a bit for the ToBLE link and one for beacons', () => {
    assert.equal(read('02a0f778').tobleLink, false);
    assert.equal(read('02a0fff8').beacons, true);
  });

  // From the certification plans (OpenThread, tests/nexus/test_1_1_9_2_4.cpp): 0e 10 ff.
  it('of Thread 1.1 have three bytes, and the flags that came later off', () => {
    const policy = read('0e10ff');
    assert.equal(policy.rotationHours, 3600);
    assert.deepEqual(
      [
        policy.commercialCommissioning,
        policy.autonomousEnrollment,
        policy.networkKeyProvisioning,
        policy.nonCcmRouters,
      ],
      [false, false, false, false],
    );
    assert.equal(policy.versionThreshold, 0);
    assert.equal(toHex(TLVS.securityPolicy.encode(policy)), '0e10ff');
  });

  it('are written back as they were read, reserved bits and later bytes included', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 12 }), (bytes) => {
        assert.equal(toHex(TLVS.securityPolicy.encode(TLVS.securityPolicy.decode(bytes))), toHex(bytes));
      }),
    );
  });

  const unusable: readonly Partial<SecurityPolicy>[] = [
    { rotationHours: 65_536 },
    { versionThreshold: 8 },
    { reservedBits: 1 },
    { thread11: true, further: new Uint8Array(1) },
  ];
  for (const values of unusable) {
    it(`with ${JSON.stringify(values)} cannot be written`, () => {
      const policy = { ...DEFAULT_SECURITY_POLICY, ...values };
      assert.throws(() => TLVS.securityPolicy.encode(policy), withCode('E_THREAD_ARGUMENT'));
    });
  }
});
