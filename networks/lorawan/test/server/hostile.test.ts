import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { fromUtf8, type JsonObject, Secret, toHex, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { deriveKeys11, KnownPeers, RESULTS } from '@sallyport/lorawan';
import { permit } from '@sallyport/onboarding';
import fc from 'fast-check';
import {
  ALLOWING,
  AS_TOKEN,
  device11,
  JOIN_EUI,
  joinFrame,
  joinReq,
  lorawanDevice,
  parsed,
  resultIn,
  world,
} from '../support/world.ts';

const EUI = '0102030405060708';
const RUNS = Number(process.env['SALLYPORT_FUZZ'] ?? 300);
const DEVICE = lorawanDevice(EUI);
const FRAME = toHex(joinFrame(DEVICE, 1));

/** What is wrong, the message, the error, and what version 1.0 says. */
const REFUSALS: readonly (readonly [string, JsonObject, string, string])[] = [
  ['a version that there is not', { MACVersion: '9.9' }, 'E_LORAWAN_MAC_VERSION', 'JoinReqFailed'],
  ['no MACVersion', { MACVersion: null }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['the sender of somebody else', { SenderID: 'ffffff' }, 'E_LORAWAN_SENDER', 'UnknownSender'],
  ['another receiver', { ReceiverID: '1111111111111111' }, 'E_LORAWAN_RECEIVER', 'UnkownReceiver'],
  ['a frame that is cut', { PHYPayload: FRAME.slice(2) }, 'E_LORAWAN_FRAME', 'MalformedRequest'],
  ['a frame that is short', { PHYPayload: FRAME.slice(0, -2) }, 'E_LORAWAN_FRAME_SIZE', 'FrameSizeError'],
  ['a frame that is long', { PHYPayload: `${FRAME}00` }, 'E_LORAWAN_FRAME_SIZE', 'FrameSizeError'],
  ['no frame', { PHYPayload: '' }, 'E_LORAWAN_FRAME_SIZE', 'FrameSizeError'],
  ['a data frame', { PHYPayload: `40${FRAME.slice(2)}` }, 'E_LORAWAN_FRAME', 'MalformedRequest'],
  ['a rejoin of a type that there is not', { PHYPayload: `c003${FRAME}` }, 'E_LORAWAN_FRAME', 'MalformedRequest'],
  ['a frame that is no hexadecimal', { PHYPayload: 'xyz' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['a frame of another kind than the message', { MessageType: 'RejoinReq' }, 'E_LORAWAN_FRAME', 'MalformedRequest'],
  ['a changed MIC', { PHYPayload: `${FRAME.slice(0, -2)}ff` }, 'E_LORAWAN_MIC', 'MICFailed'],
  ['a DevEUI that the frame has not', { DevEUI: '1111111111111111' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['a short DevEUI', { DevEUI: '11' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['a short DevAddr', { DevAddr: '11' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['DLSettings of two octets', { DLSettings: '1111' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['an RxDelay of 16', { RxDelay: 16 }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['an RxDelay that is text', { RxDelay: '1' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['a short CFList', { CFList: '00' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
  ['OptNeg for a device of 1.0', { DLSettings: '80' }, 'E_LORAWAN_OPT_NEG', 'JoinReqFailed'],
  ['a request for a Network Server', { MessageType: 'PRStartReq' }, 'E_LORAWAN_NOT_SERVED', 'Other'],
  ['an answer', { MessageType: 'JoinAns' }, 'E_LORAWAN_MESSAGE', 'MalformedRequest'],
];

describe('a Join Server', () => {
  for (const [what, change, code, result] of REFUSALS) {
    it(`refuses ${what}`, async () => {
      const { ask, devices, refusals, network } = world();
      await devices.add(DEVICE);
      const answer = await ask(joinReq(DEVICE, 1, change));
      assert.equal(resultIn(answer), result);
      assert.deepEqual(refusals, [code]);
      assert.deepEqual(network.sessions(), []);
    });
  }

  it('refuses a device that it has no keys for', async () => {
    const { ask } = world();
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1))), 'UnknownDevEUI');
  });

  it('refuses a device that comes with another JoinEUI', async () => {
    const { ask, devices, refusals } = world();
    await devices.add({ ...DEVICE, joinEui: '1111111111111111' });
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1))), 'JoinReqFailed');
    assert.deepEqual(refusals, ['E_LORAWAN_JOIN_EUI']);
  });

  it('refuses a Rejoin-request of a device of 1.0, and into the network of somebody else', async () => {
    const { ask, devices, refusals } = world();
    await devices.add(DEVICE);
    const rejoin = (netId: string) => `c000${netId}${Buffer.from(EUI, 'hex').reverse().toString('hex')}010000000000`;
    const message = { MessageType: 'RejoinReq', PHYPayload: rejoin('030201'), DLSettings: '80' };
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1, message))), 'JoinReqFailed');
    devices.devices.set(EUI, device11(EUI));
    const strange = { ...message, PHYPayload: rejoin('ffffff') };
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1, strange))), 'UnknownSender');
    assert.deepEqual(refusals, ['E_LORAWAN_OPT_NEG', 'E_LORAWAN_SENDER']);
  });

  it('lets nobody in when the number cannot be written down', async () => {
    const { ask, devices, nonces, network } = world();
    await devices.add(DEVICE);
    nonces.isBroken = true;
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1))), 'JoinReqFailed');
    assert.deepEqual(network.sessions(), []);
  });

  it('lets nobody in once the JoinNonces are used up', async () => {
    const { ask, devices, nonces, refusals } = world();
    await devices.add(DEVICE);
    nonces.joinNonces.set(EUI, 0xffffff);
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1))), 'JoinReqFailed');
    assert.deepEqual(refusals, ['E_LORAWAN_NONCES_USED_UP']);
  });

  it('lets nobody in whose AppSKey has no way to its server', async () => {
    const { ask, devices, refusals, network } = world(ALLOWING, { peers: inClear() }, false);
    await devices.add({ ...DEVICE, applicationServer: 'as' });
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1))), 'JoinReqFailed');
    assert.deepEqual(refusals, ['E_LORAWAN_STORE']);
    assert.deepEqual(network.sessions(), []);
  });

  it('gives network keys in clear to a server that is registered so, and the AppSKey by name only', async () => {
    const { ask, devices } = world(ALLOWING, { peers: inClear() });
    await devices.add({ ...DEVICE, applicationServer: 'as' });
    const answer = await ask(joinReq(DEVICE, 1));
    assert.match(JSON.stringify(answer['NwkSKey']), /"KEKLabel":"","AESKey":"[0-9A-F]{32}"/);
    assert.equal(answer['AppSKey'], undefined);
    assert.match(String(answer['SessionKeyID']), /^[0-9A-F]{32}$/);
  });

  it('answers strangers, and what is no message, as HTTP', async () => {
    const { network, post } = world();
    assert.equal((await post(joinReq(DEVICE, 1), 'nobody gave this token to anyone')).status, 401);
    assert.equal((await network.handle(buildRequest({ method: 'POST' }))).status, 401);
    assert.equal((await network.handle(buildRequest({ method: 'GET' }))).status, 405);
    assert.equal((await post(utf8('{'))).status, 400);
    assert.equal((await post([])).status, 400);
    assert.equal((await post(utf8('['.repeat(100)))).status, 400);
    assert.equal((await post(new Uint8Array(20_000).fill(0x20))).status, 413);
    assert.equal((await post({})).status, 400);
    assert.equal((await post(joinReq(DEVICE, 1, { TransactionID: 2 ** 32 }))).status, 400);
    assert.equal((await post(joinReq(DEVICE, 1, { ProtocolVersion: '2.0' }))).status, 400);
    assert.equal((await post(joinReq(DEVICE, 1, { SenderToken: 'f'.repeat(1000) }))).status, 400);
  });

  it('lets a server use its own identifiers only', async () => {
    const { ask, devices } = world();
    await devices.add(DEVICE);
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1), AS_TOKEN)), 'UnknownSender');
    assert.equal(resultIn(await ask(joinReq(DEVICE, 1, { SenderID: 'app.example' }), AS_TOKEN)), 'UnknownSender');
  });

  it('spells results as each version of the interfaces does', async () => {
    const { ask } = world();
    const wrong = { ReceiverID: '1111111111111111', ProtocolVersion: '1.1', SenderNSID: '00000000000000aa' };
    const answer = await ask(joinReq(DEVICE, 1, wrong));
    assert.equal(resultIn(answer), 'UnknownReceiver');
    assert.equal(answer['ReceiverNSID'], '00000000000000aa');
    for (const row of Object.values(RESULTS)) for (const code of Object.values(row)) assert.match(code, /^[A-Za-z]+$/);
  });

  it('answers whatever is sent, and keeps its keys', async () => {
    const { post, devices, network } = world();
    await devices.add(DEVICE);
    const valid = joinReq(DEVICE, 1);
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.jsonValue(),
      fc.stringMatching(/^[0-9a-f]{0,40}$/),
    );
    const changes = fc.dictionary(fc.constantFrom(...Object.keys(valid)), value);
    await fc.assert(
      fc.asyncProperty(changes, async (change) => {
        const message = utf8(JSON.stringify({ ...valid, PHYPayload: '00', ...change }));
        const { status, body } = await post(message);
        assert.ok([200, 400, 413].includes(status), String(status));
        assert.doesNotMatch(fromUtf8(body), new RegExp(EUI + EUI, 'i'));
      }),
      { numRuns: RUNS },
    );
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), async (frame) => {
        const response = await post({ ...valid, PHYPayload: toHex(frame) });
        assert.notEqual(resultIn(parsed(response)), 'Success');
      }),
      { numRuns: RUNS },
    );
    assert.deepEqual(network.sessions(), []);
  });
});

it('no key gets into a session, an event, an error or an answer that is not for it', async () => {
  const heard: unknown[] = [];
  const authorizer = {
    decide: async (request: unknown) => {
      heard.push(request);
      return permit('fine');
    },
  };
  const { ask, devices, network, record } = world(authorizer, {
    events: (event) => heard.push(event),
    refused: (error, peer) => heard.push(error, error.cause, peer),
  });
  const device = device11(EUI);
  await devices.add(device);
  heard.push(await ask(joinReq(device, 1)), await ask(joinReq(device, 1)), [...record.sessions.values()]);
  heard.push(network.sessions(), await network.provisioning.issue(PROVISION, device.identity));
  const text = inspect(heard, { depth: 10 }) + JSON.stringify(heard);
  const keys = deriveKeys11({ nwkKey: device.nwkKey ?? device.appKey, appKey: device.appKey }, 1, JOIN_EUI, 1);
  const secrets = [device.appKey, device.nwkKey, ...Object.values(keys)];
  for (const secret of secrets.filter((each) => each instanceof Secret)) {
    assert.doesNotMatch(text, new RegExp(toHex(secret.expose()), 'i'));
  }
  assert.match(text, /\[secret\]/);
});

const PROVISION = {
  macVersion: '1.1',
  devEui: '9999999999999999',
  joinEui: JOIN_EUI,
  homeNetId: undefined,
  applicationServer: undefined,
} as const;

describe('known peers', () => {
  it('are refused where two could be taken for one another, or a token could be guessed', () => {
    const peer = { name: 'a', ids: ['010203'], kek: 'in-clear' } as const;
    const code = { code: 'E_LORAWAN_ARGUMENT' };
    assert.throws(() => new KnownPeers([peer, peer]), code);
    assert.throws(() => new KnownPeers([{ ...peer, token: Secret.of('short') }]), code);
    const token = Secret.of('one token for both of them');
    assert.throws(
      () =>
        new KnownPeers([
          { ...peer, token },
          { ...peer, ids: ['x'], token },
        ]),
      code,
    );
  });

  it('are known by the certificate of their connection', async () => {
    const { createHash } = await import('node:crypto');
    const peerCertificate = utf8('a certificate');
    const certificates = [createHash('sha256').update(peerCertificate).digest('hex')];
    const peers = new KnownPeers([{ name: 'a', ids: ['010203'], kek: 'in-clear', certificates }]);
    const tls = {
      protocol: 'TLSv1.3',
      localCertificate: new Uint8Array(0),
      peerCertificate,
      peerChain: [peerCertificate],
      peerAuthorized: false,
      exporter: () => new Uint8Array(0),
    } as const;
    const connection = { id: 'c', remoteAddress: '::1', tls };
    assert.equal((await peers.identify(buildRequest({ connection })))?.name, 'a');
    const other = { ...connection, tls: { ...tls, peerCertificate: utf8('another') } };
    assert.equal(await peers.identify(buildRequest({ connection: other })), undefined);
  });
});

function inClear(): KnownPeers {
  return new KnownPeers([
    { name: 'ns', ids: ['010203'], kek: 'in-clear', token: Secret.of('the-network-server-knows-this') },
    { name: 'as', ids: ['as'], kek: 'in-clear', token: Secret.of(`${JOIN_EUI}${JOIN_EUI}`) },
  ]);
}
