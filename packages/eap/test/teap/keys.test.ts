import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, seededRandom, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import { CompoundKeys, hashOfSuite, tlsPrf } from '../../src/teap/compound-keys.ts';
import { answerBinding, type BindingContext, bindingRequest, checkBinding } from '../../src/teap/crypto-binding.ts';
import type { Tlv } from '../../src/teap/tlvs.ts';

const secret = (hex: string) => Secret.of(fromHex(hex));

/**
 * One run of hostapd (2.11-devel, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256) with EAP-TLS inside, as it printed its keys; a run
 * made for this test with keys that were used for nothing else. It derived the MSK from the chain over MSKs.
 */
const RUN = {
  seed: 'e92e454956369875c097f7ea2b34d2831899fe12418c4a42ffcddf07a49715c0d495900a57229cb6',
  msk: '923f436f8fea8d947cd79d704004b9eebd7afcdffd5723c762fba67a50f5249c853596a364516839bd715fca94afb36f1edd2f2b34358a58995bd0b5d95422e4',
  emsk: '3abda2494892c600c1cd513656d6d9ff055375c72efd3ac12564ff677927c70a27bd72379f03eb22c25f5f576ad3b74c569d1914ab28242739f2ff1e64652e80',
  cmkMsk: '1b7bd7abb1c096311945420c159ab5a74812e941',
  cmkEmsk: '77e4e0b7c672bab01606a56fad547eff8556fa7f',
  derived:
    'd5029afe1f668b0bc62cbb3c196216d25c0f18e068f990356449597aa3ec0c2930493518d41ddc844aeb0082b2b68a1d4f9e2fc7da1f8ed2dda8bde8b1a76044',
} as const;

describe('compound keys', () => {
  const run = () => {
    const keys = new CompoundKeys('sha256', secret(RUN.seed), 'session-key-seed');
    keys.add({ msk: secret(RUN.msk), emsk: secret(RUN.emsk) });
    return keys;
  };
  it('are those of hostapd', () => {
    const keys = run();
    assert.equal(toHex(keys.cmk('msk')?.expose() ?? new Uint8Array(0)), RUN.cmkMsk);
    assert.equal(toHex(keys.cmk('emsk')?.expose() ?? new Uint8Array(0)), RUN.cmkEmsk);
    assert.equal(toHex(keys.derive('msk').msk.expose()), RUN.derived);
  });
  it('of the two chains differ', () => {
    const keys = run();
    assert.equal(keys.derive('emsk').msk.equals(keys.derive('msk').msk), false);
    assert.equal(keys.derive('emsk').msk.equals(keys.derive('emsk').emsk), false);
  });
  it('come of the seed alone when there was no inner method, one way or the other', () => {
    const [spec, hostap] = (['session-key-seed', 'zero-imsk'] as const).map(
      (way) => new CompoundKeys('sha256', secret(RUN.seed), way),
    );
    assert.ok(spec !== undefined && hostap !== undefined);
    assert.equal(spec.cmk('emsk'), undefined);
    assert.ok(spec.cmk('msk')?.equals(hostap.cmk('msk') ?? Secret.of('')));
    assert.equal(spec.derive('msk').msk.equals(hostap.derive('msk').msk), false);
  });
  it('are made with the hash of the suite', () => {
    assert.equal(hashOfSuite(0x1302), 'sha384');
    assert.equal(hashOfSuite(0xc02c), 'sha384');
    assert.equal(hashOfSuite(0x1301), 'sha256');
    assert.equal(hashOfSuite(0xc02b), 'sha256');
  });
  it('use the PRF of TLS 1.2, as known by its test vector for SHA-256', () => {
    // From the IETF's TLS list (2009), as many libraries carry it; public domain.
    const key = secret('9bbe436ba940f017b17652849a71db35');
    const out = tlsPrf('sha256', key, 'test label', fromHex('a0ba9f936cda311827a6f796ffd5198c'), 100);
    assert.equal(
      toHex(out),
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    );
  });
});

describe('Crypto-Binding', () => {
  const random = seededRandom('binding');
  function context(options: Partial<BindingContext> & { readonly hasInner?: boolean } = {}): BindingContext {
    const keys = new CompoundKeys('sha256', secret(RUN.seed), 'session-key-seed');
    if (options.hasInner !== false) keys.add({ msk: secret(RUN.msk), emsk: secret(RUN.emsk) });
    const outerTlvs = { server: fromHex('0001000130'), peer: new Uint8Array(0) };
    return { keys, outerTlvs, receivedVersion: 1, acceptsMskOnly: true, ...options };
  }
  const changed = (tlv: Tlv, at: number, value: number): Tlv => {
    const bytes = Uint8Array.from(tlv.value);
    bytes[at] = value;
    return { ...tlv, value: bytes };
  };

  it('is answered with the stronger MAC, and checked', () => {
    const { tlv, nonce } = bindingRequest(context(), random);
    assert.equal(tlv.value[3], 0x30);
    const answer = answerBinding(context(), tlv);
    assert.equal(answer.kind, 'emsk');
    assert.equal(answer.tlv.value[3], 0x11);
    assert.equal(checkBinding(context(), answer.tlv, nonce), 'emsk');
  });
  it('has one MAC, over zeros, when there was no inner method', () => {
    const { tlv, nonce } = bindingRequest(context({ hasInner: false }), random);
    assert.equal(tlv.value[3], 0x20);
    const answer = answerBinding(context({ hasInner: false }), tlv);
    assert.equal(checkBinding(context({ hasInner: false }), answer.tlv, nonce), 'msk');
  });
  it('has a nonce that ends even in a request and odd in a response', () => {
    for (let i = 0; i < 8; i++) {
      const { tlv } = bindingRequest(context(), random);
      assert.equal((tlv.value[35] ?? 1) & 1, 0);
      assert.equal((answerBinding(context(), tlv).tlv.value[35] ?? 0) & 1, 1);
    }
  });

  const request = bindingRequest(context(), random);
  const broken: readonly (readonly [what: string, tlv: Tlv, given: BindingContext])[] = [
    ['of another version', changed(request.tlv, 1, 2), context()],
    ['that received another version', changed(request.tlv, 2, 0), context()],
    ['that is a response', changed(request.tlv, 3, 0x31), context()],
    ['with the nonce of a response', changed(request.tlv, 35, (request.tlv.value[35] ?? 0) | 1), context()],
    ['with another nonce', changed(request.tlv, 10, (request.tlv.value[10] ?? 0) ^ 1), context()],
    ['with another EMSK MAC', changed(request.tlv, 36, (request.tlv.value[36] ?? 0) ^ 1), context()],
    ['with another MSK MAC', changed(request.tlv, 56, (request.tlv.value[56] ?? 0) ^ 1), context()],
    ['without a MAC', changed(request.tlv, 3, 0), context()],
    ['with a MAC that cannot be checked', changed(request.tlv, 3, 0x10), context({ hasInner: false })],
    ['over the MSK alone, where that is not enough', changed(request.tlv, 3, 0x20), context({ acceptsMskOnly: false })],
    [
      'over other outer TLVs of the server',
      request.tlv,
      context({ outerTlvs: { server: fromHex('0001000131'), peer: new Uint8Array(0) } }),
    ],
    [
      'over outer TLVs that the peer did not send',
      request.tlv,
      context({ outerTlvs: { server: fromHex('0001000130'), peer: fromHex('00') } }),
    ],
    ['over other inner methods', request.tlv, context({ hasInner: false })],
  ];
  for (const [what, tlv, given] of broken) {
    it(`${what} is refused`, () => assert.throws(() => answerBinding(given, tlv), withCode('E_EAP_TEAP_BINDING')));
  }
  it('with the request sent back is refused', () => {
    assert.throws(() => checkBinding(context(), request.tlv, request.nonce), withCode('E_EAP_TEAP_BINDING'));
  });
  it('in answer to another request is refused', () => {
    const { tlv } = answerBinding(context(), request.tlv);
    const other = bindingRequest(context(), random);
    assert.throws(() => checkBinding(context(), tlv, other.nonce), withCode('E_EAP_TEAP_BINDING'));
  });
});
