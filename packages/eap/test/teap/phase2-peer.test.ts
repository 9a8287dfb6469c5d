import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, seededRandom, utf8 } from '@sallyport/core';
import { encodeTlvs, findTlv, makeTlv, type TeapPeerExchange, type Tlv } from '../../src/index.ts';
import { CompoundKeys } from '../../src/teap/compound-keys.ts';
import { type BindingContext, bindingRequest } from '../../src/teap/crypto-binding.ts';
import { Phase2Peer, type Phase2PeerOptions, type Phase2Reply } from '../../src/teap/phase2-peer.ts';
import {
  eapPayloadTlv,
  errorTlv,
  identityTypeTlv,
  intermediateResultTlv,
  nakTlv,
  readEapPayload,
  readError,
  readIdentityType,
  readStatus,
  resultTlv,
} from '../../src/teap/values.ts';
import { md5Peer, TEST_KEYS } from '../support/md5.ts';
import { packet, REQUEST } from '../support/raw.ts';

const SEED = Secret.of(new Uint8Array(40).fill(7));

function bindingContext(inner = 0): BindingContext {
  const keys = new CompoundKeys('sha256', SEED, 'session-key-seed');
  for (let i = 0; i < inner; i++) keys.add(TEST_KEYS);
  const outerTlvs = { server: new Uint8Array(0), peer: new Uint8Array(0) };
  return { keys, outerTlvs, receivedVersion: 1, acceptsMskOnly: true };
}

/** A binding as a server makes it after so many inner methods. */
const binding = (inner = 0) => bindingRequest(bindingContext(inner), seededRandom('peer')).tlv;

function phase2(options: Partial<Phase2PeerOptions> = {}) {
  const peer = new Phase2Peer({
    binding: bindingContext(),
    identity: 'joe',
    identityTypes: ['machine'],
    methods: [md5Peer()],
    exchange: undefined,
    ...options,
  });
  return (...tlvs: readonly Tlv[]) => peer.receive(encodeTlvs(tlvs));
}

function assertRefused(reply: Phase2Reply, code: string, teapError: number | undefined): void {
  assert.equal(reply.error?.code, code);
  assert.equal(reply.success, undefined);
  const result = findTlv(reply.tlvs, 'result');
  assert.equal(result && readStatus(result), 'failure');
  const given = findTlv(reply.tlvs, 'error');
  assert.equal(given && readError(given), teapError);
}

const identityRequest = eapPayloadTlv(packet(REQUEST, 1, Uint8Array.of(1)));
const challenge = eapPayloadTlv(packet(REQUEST, 2, Uint8Array.of(4, 1, 9)));

/** Up to the end of the inner method. */
async function inner() {
  const send = phase2();
  await send(identityRequest);
  await send(challenge);
  return send;
}

describe('phase 2 of a peer', () => {
  it('ends with success when that is told and bound', async () => {
    const reply = await phase2()(resultTlv('success'), binding());
    assert.equal(reply.success, 'msk');
    assert.deepEqual(
      reply.tlvs.map(({ type }) => type),
      [12, 3],
    );
  });
  it('refuses an end that is not bound', async () => {
    assertRefused(await phase2()(resultTlv('success')), 'E_EAP_TEAP_BINDING', 2001);
  });
  it('refuses an inner method that is not bound', async () => {
    const send = await inner();
    assertRefused(await send(intermediateResultTlv('success')), 'E_EAP_TEAP_BINDING', 2001);
  });
  it('refuses an end in the midst of an inner method', async () => {
    const send = phase2();
    await send(identityRequest);
    assertRefused(await send(resultTlv('success'), binding()), 'E_EAP_TEAP_BINDING', 2001);
  });
  it('refuses a binding without a result', async () => {
    assertRefused(await phase2()(binding()), 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('refuses a binding that leaves out the inner method', async () => {
    const send = await inner();
    assertRefused(await send(intermediateResultTlv('success'), binding(0)), 'E_EAP_TEAP_BINDING', 2001);
  });
  it('takes a binding of the inner method, and an end that comes later', async () => {
    const send = await inner();
    const middle = await send(intermediateResultTlv('success'), binding(1));
    assert.deepEqual(
      middle.tlvs.map(({ type }) => type),
      [10, 12],
    );
    assert.equal((await send(resultTlv('success'))).success, 'emsk');
  });
  it('takes all at once', async () => {
    const send = await inner();
    const reply = await send(intermediateResultTlv('success'), resultTlv('success'), binding(1));
    assert.equal(reply.success, 'emsk');
    assert.deepEqual(
      reply.tlvs.map(({ type }) => type),
      [10, 12, 3],
    );
  });
  it('takes failure, with its code, and acknowledges it', async () => {
    const reply = await phase2()(resultTlv('failure'), errorTlv('unspecifiedAuthorizationFailure'));
    assertRefused(reply, 'E_EAP_TEAP_FAILED', undefined);
    assert.equal(reply.error?.details['error'], 1004);
  });
  it('acknowledges the failure of an inner method, and goes on', async () => {
    const send = await inner();
    const reply = await send(intermediateResultTlv('failure'));
    assert.equal(reply.error, undefined);
    assert.deepEqual(reply.tlvs, [intermediateResultTlv('failure')]);
  });
  it('gives no password', async () => {
    const reply = await phase2()(makeTlv('basicPasswordAuthRequest', utf8('Password:')));
    assert.deepEqual(reply.tlvs, [nakTlv(13)]);
  });
  it('refuses what it must know and does not, beside a result', async () => {
    const unknown = { type: 0x2000, isMandatory: true, value: new Uint8Array(0) };
    assertRefused(await phase2()(unknown, resultTlv('success')), 'E_EAP_TEAP_TLV_UNSUPPORTED', 2002);
  });
  it('refuses a PAC', async () => {
    const pac = { type: 11, isMandatory: false, value: new Uint8Array(4) };
    assertRefused(await phase2()(pac), 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('refuses what is no TLV, and what comes after its end', async () => {
    const send = phase2();
    assertRefused(await send({ type: 3, isMandatory: true, value: new Uint8Array(3) }), 'E_EAP_TEAP_TLV', 2002);
    assertRefused(await send(resultTlv('success'), binding()), 'E_EAP_OVER', 2002);
  });
  it('tells which type of identity it has', async () => {
    for (const asked of ['machine', 'user'] as const) {
      const reply = await phase2()(identityTypeTlv(asked), identityRequest);
      const own = findTlv(reply.tlvs, 'identityType');
      assert.equal(own && readIdentityType(own), 'machine');
    }
  });
  it('asks for another inner method by a Nak', async () => {
    const send = phase2();
    await send(identityRequest);
    const reply = await send(eapPayloadTlv(packet(REQUEST, 2, Uint8Array.of(13, 0x20))));
    const payload = findTlv(reply.tlvs, 'eapPayload');
    assert.deepEqual(payload && [...readEapPayload(payload).eap], [2, 2, 0, 6, 3, 4]);
  });
  it('refuses an inner packet that it cannot answer', async () => {
    assertRefused(await phase2()(eapPayloadTlv(Uint8Array.of(3, 1, 0, 4))), 'E_EAP_IDENTIFIER', 2002);
  });
  it('does not end before its exchange is satisfied', async () => {
    const exchange: TeapPeerExchange = { receive: async () => [], isSatisfied: () => false, close() {} };
    assertRefused(await phase2({ exchange })(resultTlv('success'), binding()), 'E_EAP_TEAP_UNSATISFIED', 1003);
  });
  it('fails when its exchange throws', async () => {
    const exchange: TeapPeerExchange = {
      async receive() {
        throw new Error('a bug');
      },
      isSatisfied: () => true,
      close() {},
    };
    assertRefused(await phase2({ exchange })(makeTlv('pkcs7', utf8('?'))), 'E_EAP_METHOD_FAILED', 2002);
  });
});
