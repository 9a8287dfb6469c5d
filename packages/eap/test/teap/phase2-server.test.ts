import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, seededRandom, utf8, VirtualTime } from '@sallyport/core';
import {
  EapPeer,
  encodeTlvs,
  findTlv,
  makeTlv,
  requestActionTlv,
  type TeapExchange,
  type TeapPlan,
  type Tlv,
} from '../../src/index.ts';
import { CompoundKeys } from '../../src/teap/compound-keys.ts';
import { answerBinding, type BindingContext } from '../../src/teap/crypto-binding.ts';
import { Phase2Server, type Phase2Step } from '../../src/teap/phase2-server.ts';
import {
  eapPayloadTlv,
  errorTlv,
  intermediateResultTlv,
  nakTlv,
  readEapPayload,
  readError,
  readStatus,
  resultTlv,
} from '../../src/teap/values.ts';
import { md5Peer, md5Server, TEST_KEYS } from '../support/md5.ts';
import { identityResponse, packet, RESPONSE } from '../support/raw.ts';

const SEED = Secret.of(new Uint8Array(40).fill(7));

const bindingContext = (): BindingContext => ({
  keys: new CompoundKeys('sha256', SEED, 'session-key-seed'),
  outerTlvs: { server: new Uint8Array(0), peer: new Uint8Array(0) },
  receivedVersion: 1,
  acceptsMskOnly: true,
});

const accept: TeapPlan<string>['decide'] = async () => ({ verdict: 'accept', grant: 'yes' });

function phase2(plan: Partial<TeapPlan<string>> = {}) {
  const server = new Phase2Server<string>({
    plan: { stages: [], decide: accept, ...plan },
    view: { tlsVersion: 'TLSv1.3', chain: [], tlsUnique: undefined },
    binding: bindingContext(),
    random: seededRandom('phase 2'),
    session: 's',
    origin: 'o',
  });
  return { server, send: (...tlvs: readonly Tlv[]) => server.receive(encodeTlvs(tlvs)) };
}

function sent(step: Phase2Step<string>): readonly Tlv[] {
  assert.ok(step.step === 'send', step.step);
  return step.tlvs;
}

/** The server tells of failure, with this code; and whatever comes then ends with this error. */
async function assertRefused(
  step: Phase2Step<string>,
  send: (...tlvs: readonly Tlv[]) => Promise<Phase2Step<string>>,
  code: string,
  teapError: number | undefined,
): Promise<void> {
  const tlvs = sent(step);
  const result = findTlv(tlvs, 'result');
  assert.equal(result && readStatus(result), 'failure');
  const given = findTlv(tlvs, 'error');
  assert.equal(given && readError(given), teapError);
  const end = await send(resultTlv('failure'));
  assert.equal(end.step === 'failure' && end.error.code, code);
}

/** The answer to the binding in these TLVs, by a peer that is right. */
function bound(tlvs: readonly Tlv[]): Tlv {
  const request = findTlv(tlvs, 'cryptoBinding');
  assert.ok(request !== undefined);
  return answerBinding(bindingContext(), request).tlv;
}

const UNKNOWN = { type: 0x2000, isMandatory: true, value: new Uint8Array(0) };

const exchange = (more: Partial<TeapExchange> = {}): TeapPlan<string>['stages'] => [
  {
    stage: 'exchange',
    open: () => ({
      begin: async () => ({ step: 'send', tlvs: [makeTlv('csrAttributes', utf8('attributes'))] }),
      receive: async () => ({ step: 'done' }),
      close() {},
      ...more,
    }),
  },
];

describe('phase 2 of a server', () => {
  it('ends with success when both sides tell it and are bound', async () => {
    const { server, send } = phase2();
    const tlvs = sent(await server.begin());
    const end = await send(resultTlv('success'), bound(tlvs));
    assert.ok(end.step === 'success');
    assert.equal(end.grant, 'yes');
    assert.equal(end.kind, 'msk');
  });
  it('refuses an end that is not bound', async () => {
    const { server, send } = phase2();
    await server.begin();
    await assertRefused(await send(resultTlv('success')), send, 'E_EAP_TEAP_BINDING', 2001);
  });
  it('refuses an end with a wrong binding', async () => {
    const { server, send } = phase2();
    const right = bound(sent(await server.begin()));
    const wrong = { ...right, value: right.value.with(60, (right.value[60] ?? 0) ^ 1) };
    await assertRefused(await send(resultTlv('success'), wrong), send, 'E_EAP_TEAP_BINDING', 2001);
  });
  it('refuses a binding without a result', async () => {
    const { server, send } = phase2();
    const tlvs = sent(await server.begin());
    await assertRefused(await send(bound(tlvs)), send, 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('takes the failure of the peer, with its code', async () => {
    const { server, send } = phase2();
    await server.begin();
    const end = await send(resultTlv('failure'), errorTlv('clientCertificateRejected'));
    assert.ok(end.step === 'failure');
    assert.equal(end.error.code, 'E_EAP_TEAP_FAILED');
    assert.equal(end.error.details['error'], 1020);
  });
  it('tells the failure that the owner decides', async () => {
    const { server, send } = phase2({ decide: async () => ({ verdict: 'reject', reason: 'no' }) });
    await assertRefused(await server.begin(), send, 'E_EAP_TEAP_REFUSED', 1004);
  });
  it('fails when the owner cannot decide', async () => {
    const decide = async () => {
      throw new Error('the database is away');
    };
    const { server, send } = phase2({ decide });
    await assertRefused(await server.begin(), send, 'E_EAP_METHOD_FAILED', 2002);
  });
  it('answers a TLV that it must know and does not by a NAK', async () => {
    const { server, send } = phase2({ stages: exchange() });
    await server.begin();
    assert.deepEqual(sent(await send(UNKNOWN)), [nakTlv(UNKNOWN.type)]);
  });
  it('passes over a TLV that it need not know', async () => {
    const { server, send } = phase2({ stages: exchange() });
    await server.begin();
    const tlvs = sent(await send({ ...UNKNOWN, isMandatory: false }));
    assert.ok(findTlv(tlvs, 'result') !== undefined);
  });
  it('refuses such a TLV beside a result', async () => {
    const { server, send } = phase2();
    const tlvs = sent(await server.begin());
    const step = await send(resultTlv('success'), bound(tlvs), UNKNOWN);
    await assertRefused(step, send, 'E_EAP_TEAP_TLV_UNSUPPORTED', 2002);
  });
  it('gives up when the peer does not know what it needs', async () => {
    const { server, send } = phase2({ stages: exchange() });
    await server.begin();
    await assertRefused(await send(nakTlv(18)), send, 'E_EAP_TEAP_TLV_UNSUPPORTED', 2002);
  });
  it('refuses what is no TLV', async () => {
    const { server, send } = phase2();
    await server.begin();
    await assertRefused(await server.receive(Uint8Array.of(1)), send, 'E_EAP_TEAP_TLV', 2002);
  });
  it('refuses a binding that it did not ask for', async () => {
    const { server, send } = phase2({ stages: exchange() });
    await server.begin();
    const step = await send(makeTlv('cryptoBinding', new Uint8Array(76)));
    await assertRefused(step, send, 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('refuses a status that is none', async () => {
    const { server, send } = phase2();
    const tlvs = sent(await server.begin());
    const step = await send(makeTlv('result', Uint8Array.of(0, 3)), bound(tlvs));
    await assertRefused(step, send, 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('tells why an exchange failed', async () => {
    const receive = async () =>
      ({ step: 'failed', reason: 'a bad request', code: 'badCertificateSigningRequest' }) as const;
    const { server, send } = phase2({ stages: exchange({ receive }) });
    await server.begin();
    await assertRefused(await send(makeTlv('pkcs10', utf8('?'))), send, 'E_EAP_TEAP_REFUSED', 1025);
  });
  it('keeps what steers TEAP from exchanges', async () => {
    const seen: number[] = [];
    const receive = async (tlvs: readonly Tlv[]) => {
      seen.push(...tlvs.map(({ type }) => type));
      return { step: 'done' } as const;
    };
    const { server, send } = phase2({ stages: exchange({ receive }) });
    await server.begin();
    await send(errorTlv('innerMethodError'), makeTlv('identityHint', utf8('x')), makeTlv('pkcs10', utf8('y')));
    assert.deepEqual(seen, [16]);
  });
  it('does what a wish after the end says comes of not doing it', async () => {
    for (const status of ['success', 'failure'] as const) {
      const { server, send } = phase2();
      const tlvs = sent(await server.begin());
      const wish = requestActionTlv({ status, action: 'processTlv', tlvs: [] });
      const step = await send(wish, bound(tlvs));
      if (status === 'failure') await assertRefused(step, send, 'E_EAP_TEAP_FAILED', undefined);
      else assert.equal((await send(resultTlv('success'))).step, 'success');
    }
  });
});

describe('an inner method of a server', () => {
  const stages: TeapPlan<string>['stages'] = [{ stage: 'eap', methods: [md5Server()], identityType: 'machine' }];

  async function asked() {
    const made = phase2({ stages });
    const tlvs = sent(await made.server.begin());
    const peer = new EapPeer({ identity: 'joe', methods: [md5Peer()] }, { timer: new VirtualTime() });
    const step = async (from: readonly Tlv[]): Promise<Phase2Step<string>> => {
      const payload = findTlv(from, 'eapPayload');
      assert.ok(payload !== undefined);
      const { response } = await peer.receive(readEapPayload(payload).eap);
      assert.ok(response !== undefined);
      return made.send(eapPayloadTlv(response));
    };
    return { ...made, tlvs, step };
  }

  it('is asked for with its type of identity, bound, and ended at once', async () => {
    const { tlvs, step } = await asked();
    assert.deepEqual(
      tlvs.map(({ type }) => type),
      [2, 9],
    );
    const last = sent(await step(sent(await step(tlvs))));
    assert.deepEqual(
      last.map(({ type }) => type),
      [10, 3, 12],
    );
  });
  it('must be answered', async () => {
    const { send } = await asked();
    await assertRefused(await send(errorTlv('innerMethodError')), send, 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('must be answered with its identifier, as nothing gets lost inside', async () => {
    const { send } = await asked();
    const step = await send(eapPayloadTlv(identityResponse(99)));
    await assertRefused(step, send, 'E_EAP_IDENTIFIER', 2002);
  });
  it('that fails is told of', async () => {
    const { tlvs, step, send } = await asked();
    const challenge = sent(await step(tlvs));
    const payload = findTlv(challenge, 'eapPayload');
    const identifier = payload === undefined ? 0 : (readEapPayload(payload).eap[1] ?? 0);
    const wrong = packet(RESPONSE, identifier, Uint8Array.of(4, 16), new Uint8Array(16));
    const failed = await send(eapPayloadTlv(wrong));
    const intermediate = findTlv(sent(failed), 'intermediateResult');
    assert.equal(intermediate && readStatus(intermediate), 'failure');
    await assertRefused(failed, send, 'E_EAP_TLS_REFUSED', 1001);
  });
  it('that is bound without telling of its success is refused', async () => {
    const { tlvs, step, send } = await asked();
    const last = sent(await step(sent(await step(tlvs))));
    const request = findTlv(last, 'cryptoBinding');
    assert.ok(request !== undefined);
    const context = bindingContext();
    context.keys.add(TEST_KEYS);
    const { tlv } = answerBinding(context, request);
    const twice = await send(resultTlv('success'), tlv);
    await assertRefused(twice, send, 'E_EAP_TEAP_TLV_UNEXPECTED', 2002);
  });
  it('that is bound and told of ends with success, by the EMSK', async () => {
    const { tlvs, step, send } = await asked();
    const last = sent(await step(sent(await step(tlvs))));
    const request = findTlv(last, 'cryptoBinding');
    assert.ok(request !== undefined);
    const context = bindingContext();
    context.keys.add(TEST_KEYS);
    const end = await send(intermediateResultTlv('success'), resultTlv('success'), answerBinding(context, request).tlv);
    assert.equal(end.step === 'success' && end.kind, 'emsk');
  });
});
