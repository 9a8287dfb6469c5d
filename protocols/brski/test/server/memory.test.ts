import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HOUR, ManualClock } from '@sallyport/core';
import { SignedArtifact, verifyArtifact } from '../../src/artifact/index.ts';
import { PathMemory } from '../../src/server/path-memory.ts';
import { SignerMemory } from '../../src/server/signer-memory.ts';
import { device, domainCa, maker, NOW, otherDevice, strangerCa } from '../kit/cast.ts';
import { party } from '../kit/party.ts';
import { pledgeRequest } from '../kit/requests.ts';
import { throwsCode } from '../support/throws.ts';

describe('the memory of paths', () => {
  const anchors = [maker.certificate];
  const options = { leaf: device.certificate, intermediates: [], anchors, ignoreLifetimes: false };

  it('gives the anchor, the first time and the next', () => {
    const memory = new PathMemory(new ManualClock(NOW));
    for (let i = 0; i < 2; i++) assert.ok(memory.anchorOf(options).equals(maker.certificate));
  });

  it('holds no verdict past the end of a certificate in the path', async () => {
    const clock = new ManualClock(NOW);
    const memory = new PathMemory(clock);
    const leaf = await party({ name: 'short', issuer: maker, notAfter: new Date(NOW.getTime() + 60_000) });
    memory.anchorOf({ ...options, leaf: leaf.certificate });
    clock.advance(61_000);
    throwsCode('E_PKI_PATH_EXPIRED', () => memory.anchorOf({ ...options, leaf: leaf.certificate }));
    assert.ok(memory.anchorOf({ ...options, leaf: leaf.certificate, ignoreLifetimes: true }));
  });

  it('holds no verdict before the beginning of one, when the clock is set back', () => {
    const clock = new ManualClock(NOW);
    const memory = new PathMemory(clock);
    memory.anchorOf(options);
    clock.set('2025-12-31T00:00:00Z');
    throwsCode('E_PKI_PATH_NOT_YET_VALID', () => memory.anchorOf(options));
  });

  it('keeps verdicts under other anchors apart, and remembers no refusal', () => {
    const memory = new PathMemory(new ManualClock(NOW));
    memory.anchorOf(options);
    for (let i = 0; i < 2; i++) {
      throwsCode('E_PKI_PATH_NO_ISSUER', () => memory.anchorOf({ ...options, anchors: [strangerCa.certificate] }));
    }
    assert.ok(memory.anchorOf({ ...options, anchors: [domainCa.certificate, maker.certificate] }));
  });
});

describe('the memory of signers', () => {
  const open = async (...options: Parameters<typeof pledgeRequest>) =>
    SignedArtifact.parse(await pledgeRequest(...options), 'voucher-request');

  it('finds a signer again by the name in the CMS, for an hour', async () => {
    const clock = new ManualClock(NOW);
    const memory = new SignerMemory(clock);
    const signed = await open();
    assert.deepEqual(memory.recall(signed), []);
    memory.remember(signed, device.certificate);
    assert.deepEqual(memory.recall(await open({ nonce: 'other-nonce' })), [device.certificate]);
    assert.deepEqual(memory.recall(await open({}, { by: otherDevice })), []);
    clock.advance(HOUR);
    assert.deepEqual(memory.recall(signed), []);
  });

  it('changes nothing when it remembers the wrong one: the signature decides', async () => {
    const signed = await open();
    const { signer } = verifyArtifact(signed, { signatureOnly: true, extraCertificates: [otherDevice.certificate] });
    assert.ok(signer.equals(device.certificate));
  });
});
