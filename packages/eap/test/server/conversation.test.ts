import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, VirtualTime } from '@sallyport/core';
import {
  Conversation,
  type ConversationOptions,
  type ConversationStep,
  EapPeer,
  type EapType,
  TYPES,
} from '../../src/index.ts';
import { md5Peer, md5Server } from '../support/md5.ts';
import { identifierOf, identityResponse, packet, RESPONSE } from '../support/raw.ts';

const VENDOR: EapType = { vendor: 4711, type: 1 };

function conversation(options: Partial<ConversationOptions<string>> = {}) {
  const made = new Conversation<string>(
    { methods: [md5Server()], ...options },
    { session: 's', origin: 'o', identifier: 1 },
  );
  return { made, first: made.begin() };
}

/** Up to the first Request of a method. */
async function proposed(options: Partial<ConversationOptions<string>> = {}) {
  const { made, first } = conversation(options);
  const step = await made.receive(identityResponse(identifierOf(first)));
  assert.ok(step.step === 'request');
  return { made, request: step.eap };
}

function codeOf(step: ConversationStep<unknown>): string {
  return 'error' in step ? step.error.code : step.step;
}

const nak = (request: Uint8Array, ...types: readonly number[]) =>
  packet(RESPONSE, identifierOf(request), Uint8Array.of(3, ...types));

describe('a conversation of the server', () => {
  it('asks for the identity first', () => {
    assert.deepEqual(conversation().first, fromHex('0101000501'));
  });
  it('ends in Success with the identifier of the last Response, and knows the identity', async () => {
    const { made, request } = await proposed();
    const peer = new EapPeer({ identity: 'x', methods: [md5Peer()] }, { timer: new VirtualTime() });
    const { response } = await peer.receive(request);
    assert.ok(response !== undefined);
    const step = await made.receive(response);
    assert.ok(step.step === 'success');
    assert.deepEqual([...step.eap], [3, identifierOf(response), 0, 4]);
    assert.equal(step.authenticated.grant, '@owner.example');
    assert.equal(step.authenticated.method, 'MD5');
    assert.equal(made.isOver, true);
  });
  it('proposes the method that a Nak asks for', async () => {
    const methods = [md5Server(TYPES.tls, 'first'), md5Server(TYPES.teap, 'second'), md5Server()];
    const { made, request } = await proposed({ methods });
    assert.equal(request[4], TYPES.tls.type);
    const step = await made.receive(nak(request, TYPES.md5Challenge.type));
    assert.ok(step.step === 'request');
    assert.equal(step.eap[4], TYPES.md5Challenge.type);
  });
  it('does not propose again what was refused', async () => {
    const { made, request } = await proposed({ methods: [md5Server(TYPES.tls), md5Server()] });
    const second = await made.receive(nak(request, TYPES.md5Challenge.type));
    assert.ok(second.step === 'request');
    assert.equal(codeOf(await made.receive(nak(second.eap, TYPES.tls.type))), 'E_EAP_NO_METHOD');
  });
  it('proposes a method of a vendor to a peer that says 254, and takes its expanded Nak', async () => {
    const { made, request } = await proposed({ methods: [md5Server(TYPES.tls), md5Server(VENDOR), md5Server()] });
    const second = await made.receive(nak(request, 254, TYPES.md5Challenge.type));
    assert.ok(second.step === 'request');
    assert.equal(Buffer.from(second.eap.subarray(4, 12)).toString('hex'), 'fe00126700000001');
    const answer = packet(RESPONSE, identifierOf(second.eap), fromHex('fe00000000000003fe00000000000004'));
    const third = await made.receive(answer);
    assert.ok(third.step === 'request');
    assert.equal(third.eap[4], TYPES.md5Challenge.type);
  });
  it('fails when the peer wants no method', async () => {
    const { made, request } = await proposed();
    const step = await made.receive(nak(request, 0));
    assert.equal(codeOf(step), 'E_EAP_NO_METHOD');
    assert.ok(step.step === 'failure');
    assert.deepEqual([...step.eap], [4, identifierOf(request), 0, 4]);
  });
  it('fails on a Nak of nothing', async () => {
    const { made, request } = await proposed();
    assert.equal(codeOf(await made.receive(nak(request))), 'E_EAP_NAK_FORM');
  });
  it('passes over a Nak in the midst of a method', async () => {
    const endless = md5Server();
    const methods = [
      {
        ...endless,
        open: () => ({
          memory: 0,
          begin: async () => new Uint8Array(1),
          receive: async () => ({ step: 'request', data: new Uint8Array(1) }) as const,
          close() {},
        }),
      },
    ];
    const { made, request } = await proposed({ methods });
    const second = await made.receive(packet(RESPONSE, identifierOf(request), Uint8Array.of(4, 0)));
    assert.ok(second.step === 'request');
    assert.equal(codeOf(await made.receive(nak(second.eap, 13))), 'E_EAP_NAK_LATE');
    assert.equal(made.isOver, false);
  });
  it('passes over a Response to another Request', async () => {
    const { made, request } = await proposed();
    const step = await made.receive(packet(RESPONSE, identifierOf(request) + 1, Uint8Array.of(4, 0)));
    assert.equal(codeOf(step), 'E_EAP_IDENTIFIER');
  });
  it('passes over a type that was not asked for', async () => {
    const { made, request } = await proposed();
    const step = await made.receive(packet(RESPONSE, identifierOf(request), Uint8Array.of(25, 0)));
    assert.equal(codeOf(step), 'E_EAP_TYPE_UNEXPECTED');
  });
  it('passes over a method before the identity', async () => {
    const { made } = conversation();
    assert.equal(codeOf(await made.receive(packet(RESPONSE, 1, Uint8Array.of(13, 0)))), 'E_EAP_TYPE_UNEXPECTED');
  });
  it('passes over Requests and Success', async () => {
    const { made } = conversation();
    assert.equal(codeOf(await made.receive(fromHex('0101000501'))), 'E_EAP_UNEXPECTED_CODE');
    assert.equal(codeOf(await made.receive(fromHex('03010004'))), 'E_EAP_UNEXPECTED_CODE');
  });
  it('passes over what is no packet', async () => {
    const { made } = conversation();
    assert.equal(codeOf(await made.receive(fromHex('ffff'))), 'E_EAP_HEADER');
  });
  it('answers the last Response again with the same Request', async () => {
    const { made, first } = conversation();
    const response = identityResponse(identifierOf(first));
    const once = await made.receive(response);
    const twice = await made.receive(response);
    assert.ok(once.step === 'request' && twice.step === 'request');
    assert.deepEqual(twice.eap, once.eap);
  });
  it('passes over a second Response while the first is worked on', async () => {
    const { made, first } = conversation({ methodsFor: async () => [md5Server()] });
    const response = identityResponse(identifierOf(first));
    const [once, twice] = await Promise.all([made.receive(response), made.receive(response)]);
    assert.equal(once.step, 'request');
    assert.equal(codeOf(twice), 'E_EAP_BUSY');
  });
  it('passes over everything after its end', async () => {
    const { made, request } = await proposed();
    await made.receive(nak(request, 0));
    assert.equal(codeOf(await made.receive(nak(request, 0))), 'E_EAP_OVER');
  });
  it('refuses an identity for which there is no method', async () => {
    const { made, first } = conversation({ methodsFor: () => [] });
    assert.equal(codeOf(await made.receive(identityResponse(identifierOf(first)))), 'E_EAP_IDENTITY_REFUSED');
  });
  it('refuses an identity that is no UTF-8, or too long', async () => {
    const one = conversation();
    assert.equal(codeOf(await one.made.receive(packet(RESPONSE, 1, fromHex('01ff')))), 'E_EAP_IDENTITY');
    const two = conversation();
    assert.equal(codeOf(await two.made.receive(identityResponse(1, 'a'.repeat(1021)))), 'E_EAP_IDENTITY');
  });
  it('ends after the limit of Requests', async () => {
    const methods = [md5Server(TYPES.tls), md5Server(TYPES.teap), md5Server()];
    const { made, request } = await proposed({ methods, maxRounds: 2 });
    assert.equal(codeOf(await made.receive(nak(request, 4, 55))), 'E_EAP_ROUNDS');
  });
  it('fails when a method throws what is no typed error', async () => {
    const broken = {
      ...md5Server(),
      open: () => ({
        memory: 0,
        begin: async () => new Uint8Array(1),
        receive: async () => {
          throw new TypeError('a bug');
        },
        close() {},
      }),
    };
    const { made, request } = await proposed({ methods: [broken] });
    const step = await made.receive(packet(RESPONSE, identifierOf(request), Uint8Array.of(4, 0)));
    assert.equal(codeOf(step), 'E_EAP_METHOD_FAILED');
  });
  it('counts identifiers round', async () => {
    const made = new Conversation<string>({ methods: [md5Server()] }, { session: '', origin: '', identifier: 255 });
    const first = made.begin();
    const step = await made.receive(identityResponse(identifierOf(first)));
    assert.ok(step.step === 'request');
    assert.equal(identifierOf(step.eap), 0);
  });
});
