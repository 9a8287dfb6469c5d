import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, fromHex, type JsonObject, SECOND, type Secret, toHex } from '@sallyport/core';
import { aesCmac } from '@sallyport/crypto';
import { deriveJsEncKey, deriveJsIntKey, deriveKeys10, deriveKeys11, wrapKey } from '@sallyport/lorawan';
import { deny, permit } from '@sallyport/onboarding';
import {
  AS_ID,
  AS_TOKEN,
  device11,
  JOIN_EUI,
  joinFrame,
  joinReq,
  KEK,
  lorawanDevice,
  NET_ID,
  openAccept,
  resultIn,
  world,
} from '../support/world.ts';

const EUI = '0102030405060708';

function frameIn(answer: JsonObject): Uint8Array {
  const { PHYPayload } = answer;
  assert.ok(typeof PHYPayload === 'string');
  return fromHex(PHYPayload);
}

function sealed(key: Secret, label: string): JsonObject {
  return { KEKLabel: label, AESKey: toHex(wrapKey(KEK, key)).toUpperCase() };
}

function rejoinFrame(type: number, id: string, devEui: string, count: number, key?: Uint8Array): string {
  const message = concat(
    Uint8Array.of(0xc0, type),
    fromHex(id).reverse(),
    fromHex(devEui).reverse(),
    Uint8Array.of(count & 0xff, count >> 8),
  );
  return toHex(concat(message, key === undefined ? new Uint8Array(4) : aesCmac(key, message).subarray(0, 4)));
}

describe('a join of LoRaWAN 1.0', () => {
  it('is answered with a Join-accept that the device can read, and with keys wrapped for each server', async () => {
    const { ask, devices, network } = world();
    const device = lorawanDevice(EUI);
    await devices.add(device);
    const answer = await ask(joinReq(device, 7, { SenderToken: 'c0ffee' }));
    const keys = deriveKeys10(device.appKey, 1, NET_ID, 7);
    const { PHYPayload, SessionKeyID, ...rest } = answer;
    assert.deepEqual(rest, {
      ProtocolVersion: '1.0',
      SenderID: JOIN_EUI,
      ReceiverID: NET_ID,
      TransactionID: 1234,
      MessageType: 'JoinAns',
      ReceiverToken: 'c0ffee',
      Result: { ResultCode: 'Success', Description: '' },
      Lifetime: 0,
      NwkSKey: sealed(keys.nwkSKey, 'ns'),
      AppSKey: sealed(keys.appSKey, 'as'),
    });
    assert.match(String(SessionKeyID), /^[0-9A-F]{32}$/);
    const opened = openAccept(frameIn(answer), device.appKey.expose());
    const fields = opened.subarray(0, -4);
    assert.equal(toHex(fields), `20010000${'030201'}${'04030201'}1501184f84e85684b85e84886684586e8400`);
    assert.deepEqual(opened.subarray(-4), aesCmac(device.appKey.expose(), fields).subarray(0, 4));
    assert.equal(typeof PHYPayload, 'string');
    assert.equal(network.sessions()[0]?.facts['netId'], NET_ID);
  });

  it('may use any DevNonce once, and a higher JoinNonce each time', async () => {
    const { ask, devices } = world();
    const device = lorawanDevice(EUI);
    await devices.add(device);
    for (const [devNonce, joinNonce] of [
      [9, 1],
      [3, 2],
    ] as const) {
      const opened = openAccept(frameIn(await ask(joinReq(device, devNonce))), device.appKey.expose());
      assert.equal(opened[1], joinNonce);
    }
    for (const devNonce of [9, 3]) assert.equal(resultIn(await ask(joinReq(device, devNonce))), 'JoinReqFailed');
    assert.equal(resultIn(await ask(joinReq(device, 3, { ProtocolVersion: '1.1' }))), 'FrameReplayed');
  });

  it('counts DevNonce up from LoRaWAN 1.0.4 on', async () => {
    const { ask, devices, refusals } = world();
    const device = lorawanDevice(EUI, { macVersion: '1.0.4' });
    await devices.add(device);
    assert.equal(resultIn(await ask(joinReq(device, 9))), 'Success');
    assert.equal(resultIn(await ask(joinReq(device, 8))), 'JoinReqFailed');
    assert.equal(resultIn(await ask(joinReq(device, 10))), 'Success');
    assert.deepEqual(refusals, ['E_LORAWAN_REPLAYED']);
  });

  it('has a lifetime where policy or the network says so, the shorter of both', async () => {
    const authorizer = { decide: async () => permit('so', [], [{ type: 'session-timeout', value: '600' }]) };
    const { ask, devices, network, time } = world(authorizer, { lifetime: 3600 * SECOND });
    const device = lorawanDevice(EUI);
    await devices.add(device);
    assert.equal((await ask(joinReq(device, 1)))['Lifetime'], 600);
    assert.equal(network.sessions()[0]?.endsAt, time.now().getTime() + 600 * SECOND);
  });
});

describe('a join of LoRaWAN 1.1', () => {
  it('derives four keys, and proves the Join-accept by JSIntKey', async () => {
    const { ask, devices } = world();
    const device = device11(EUI);
    const { nwkKey = device.appKey, appKey } = device;
    await devices.add(device);
    const answer = await ask(joinReq(device, 258));
    const keys = deriveKeys11({ nwkKey, appKey }, 1, JOIN_EUI, 258);
    assert.deepEqual(answer['SNwkSIntKey'], sealed(keys.sNwkSIntKey, 'ns'));
    assert.deepEqual(answer['FNwkSIntKey'], sealed(keys.fNwkSIntKey, 'ns'));
    assert.deepEqual(answer['NwkSEncKey'], sealed(keys.nwkSEncKey, 'ns'));
    assert.deepEqual(answer['AppSKey'], sealed(keys.appSKey, 'as'));
    assert.equal(answer['NwkSKey'], undefined);
    const opened = openAccept(frameIn(answer), nwkKey.expose());
    const covered = concat(Uint8Array.of(0xff), fromHex(JOIN_EUI).reverse(), Uint8Array.of(2, 1), opened.slice(0, -4));
    const mic = aesCmac(deriveJsIntKey(nwkKey, EUI).expose(), covered).subarray(0, 4);
    assert.deepEqual(opened.subarray(-4), mic);
  });

  it('falls back to the keys of 1.0 for a Network Server without OptNeg', async () => {
    const { ask, devices } = world();
    const device = device11(EUI);
    await devices.add(device);
    const answer = await ask(joinReq(device, 1, { DLSettings: '15', MACVersion: '1.0.3' }));
    const keys = deriveKeys10(device.nwkKey ?? device.appKey, 1, NET_ID, 1);
    assert.deepEqual(answer['NwkSKey'], sealed(keys.nwkSKey, 'ns'));
  });

  it('is taken up by Rejoin-requests of each type, under JSEncKey', async () => {
    for (const type of [0, 1, 2]) {
      const { ask, devices, network } = world();
      const device = device11(EUI);
      const { nwkKey = device.appKey, appKey } = device;
      await devices.add(device);
      assert.equal(resultIn(await ask(joinReq(device, 1))), 'Success');
      const key = type === 1 ? deriveJsIntKey(nwkKey, EUI).expose() : undefined;
      const PHYPayload = rejoinFrame(type, type === 1 ? JOIN_EUI : NET_ID, EUI, 123, key);
      const answer = await ask(joinReq(device, 1, { MessageType: 'RejoinReq', PHYPayload }));
      assert.equal(answer['MessageType'], 'RejoinAns');
      const keys = deriveKeys11({ nwkKey, appKey }, 2, JOIN_EUI, 123);
      assert.deepEqual(answer['FNwkSIntKey'], sealed(keys.fNwkSIntKey, 'ns'));
      const opened = openAccept(frameIn(answer), deriveJsEncKey(nwkKey, EUI).expose());
      const covered = concat(
        Uint8Array.of(type),
        fromHex(JOIN_EUI).reverse(),
        Uint8Array.of(123, 0),
        opened.slice(0, -4),
      );
      const mic = aesCmac(deriveJsIntKey(nwkKey, EUI).expose(), covered).subarray(0, 4);
      assert.deepEqual(opened.subarray(-4), mic);
      assert.equal(network.sessions().length, 1);
    }
  });

  it('refuses a Rejoin-request of type 1 that was sent before, or is not proved', async () => {
    const { ask, devices, refusals } = world();
    const device = device11(EUI);
    await devices.add(device);
    const key = deriveJsIntKey(device.nwkKey ?? device.appKey, EUI).expose();
    const rejoin = (PHYPayload: string) => ask(joinReq(device, 1, { MessageType: 'RejoinReq', PHYPayload }));
    assert.equal(resultIn(await rejoin(rejoinFrame(1, JOIN_EUI, EUI, 5, key))), 'Success');
    assert.equal(resultIn(await rejoin(rejoinFrame(1, JOIN_EUI, EUI, 5, key))), 'JoinReqFailed');
    assert.equal(resultIn(await rejoin(rejoinFrame(1, JOIN_EUI, EUI, 6))), 'MICFailed');
    assert.deepEqual(refusals, ['E_LORAWAN_REPLAYED', 'E_LORAWAN_MIC']);
  });
});

describe('the AppSKey', () => {
  it('is fetched by the Application Server of the device, while the device is let in', async () => {
    const { ask, devices, network } = world();
    const device = lorawanDevice(EUI);
    await devices.add(device);
    const { SessionKeyID = '' } = await ask(joinReq(device, 7));
    const request = { ...joinReq(device, 7), MessageType: 'AppSKeyReq', SenderID: AS_ID, SessionKeyID };
    const answer = await ask(request, AS_TOKEN);
    assert.deepEqual(answer['AppSKey'], sealed(deriveKeys10(device.appKey, 1, NET_ID, 7).appSKey, 'as'));
    assert.equal(answer['MessageType'], 'AppSKeyAns');
    assert.equal(resultIn(await ask({ ...request, SessionKeyID: '00' }, AS_TOKEN)), 'UnknownDevEUI');
    assert.equal(resultIn(await ask({ ...request, SenderID: NET_ID })), 'UnknownSender');
    await network.putOut(network.sessions()[0]?.id ?? '', 'by hand');
    assert.equal(resultIn(await ask(request, AS_TOKEN)), 'UnknownDevEUI');
  });

  it('goes to nobody who could not be given it', async () => {
    const { ask, devices, refusals } = world(undefined, {});
    const device = lorawanDevice(EUI, { applicationServer: undefined });
    await devices.add(device);
    const answer = await ask(joinReq(device, 7));
    assert.equal(answer['AppSKey'], undefined);
    assert.equal(typeof answer['SessionKeyID'], 'string');
    assert.deepEqual(refusals, []);
  });
});

describe('a device that policy does not want', () => {
  it('is refused with JoinReqFailed, and the other server is not told why', async () => {
    const { ask, devices, refusals, nonces } = world({ decide: async () => deny('a score of 9.8') });
    const device = lorawanDevice(EUI);
    await devices.add(device);
    const answer = await ask(joinReq(device, 7));
    assert.deepEqual(answer['Result'], { ResultCode: 'JoinReqFailed', Description: 'refused' });
    assert.doesNotMatch(JSON.stringify(answer), /9\.8|SKey|PHYPayload/);
    assert.deepEqual(refusals, ['E_LORAWAN_DENIED']);
    assert.deepEqual(nonces.used.get(`dev-nonce ${EUI}`), [7], 'its number is used up all the same');
  });

  it('has its Network Server told, with all that it needs to find the session', async () => {
    let isTrusted = true;
    const { ask, devices, network, notices } = world({ decide: async () => (isTrusted ? permit('y') : deny('n')) });
    const device = lorawanDevice(EUI);
    await devices.add(device);
    await ask(joinReq(device, 7));
    isTrusted = false;
    network.trustChanged({
      cause: 'policy-changed',
      deviceKey: undefined,
      certificateSerial: undefined,
      at: new Date(0),
    });
    await network.settled();
    assert.deepEqual(notices, [{ devEui: EUI, devAddr: '01020304', netId: NET_ID, session: `${EUI}-1`, reason: 'n' }]);
    assert.equal(resultIn(await ask(joinReq(device, 8))), 'JoinReqFailed');
  });
});

describe('HomeNSReq', () => {
  it('is answered with the home network, and not for strangers', async () => {
    const { ask, devices } = world();
    await devices.add(lorawanDevice(EUI));
    const request = { ...joinReq(lorawanDevice(EUI), 1), MessageType: 'HomeNSReq' };
    assert.equal((await ask(request))['HNetID'], NET_ID);
    assert.equal(resultIn(await ask({ ...request, DevEUI: '1111111111111111' })), 'UnknownDevEUI');
    await devices.add(lorawanDevice('2222222222222222', { homeNetId: undefined }));
    assert.equal(resultIn(await ask({ ...request, DevEUI: '2222222222222222' })), 'UnknownDevEUI');
  });
});

it('a frame that the device made is what the tests send', () => {
  assert.equal(joinFrame(lorawanDevice(EUI), 1).length, 23);
});
