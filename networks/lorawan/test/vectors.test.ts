import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import {
  decodeUplink,
  deriveJsEncKey,
  deriveJsIntKey,
  deriveKeys10,
  deriveKeys11,
  encodeJoinAccept,
  provesKey,
  type SessionKeys,
  sealKey,
  wrapKey,
} from '@sallyport/lorawan';
import { JOIN_ACCEPTS, JOIN_REQUESTS, JOIN_SERVER, REJOIN_REQUESTS } from './vectors/brocaar-lorawan.ts';
import { LORA_PACKET } from './vectors/lora-packet.ts';

const ZEROS = new Uint8Array(16);

function hexOf(keys: SessionKeys): Record<string, string> {
  const secrets = Object.entries(keys).flatMap(([name, key]) => (key instanceof Secret ? [[name, key] as const] : []));
  return Object.fromEntries(secrets.map(([name, key]) => [name, toHex(key.expose())]));
}

describe('the vectors of another implementation', () => {
  it('are read: Join-requests and their MIC', () => {
    for (const { frame, key, joinEui, devEui, devNonce } of JOIN_REQUESTS) {
      const uplink = decodeUplink(fromHex(frame));
      assert.ok(uplink.type === 'join');
      assert.deepEqual([uplink.joinEui, uplink.devEui, uplink.devNonce], [joinEui, devEui, devNonce]);
      assert.equal(provesKey(uplink, fromHex(key)), true);
      assert.equal(provesKey(uplink, ZEROS), false);
    }
  });

  it('are read: Rejoin-requests and their MIC', () => {
    for (const { frame, type, devEui, count } of REJOIN_REQUESTS) {
      const uplink = decodeUplink(fromHex(frame));
      assert.ok(uplink.type === type);
      assert.deepEqual([uplink.devEui, uplink.count], [devEui, count]);
      assert.equal(provesKey(uplink, ZEROS), true);
    }
  });

  it('are written: Join-accepts of LoRaWAN 1.0 and 1.1', () => {
    for (const { frame, key, accept, answered } of JOIN_ACCEPTS) {
      const keys = { mic: fromHex(key), encryption: fromHex(key) };
      assert.equal(toHex(encodeJoinAccept({ ...accept, cfList: undefined }, keys, answered)), frame);
    }
  });

  it('are derived: session keys of LoRaWAN 1.0 and 1.1', () => {
    const { nwkKey, appKey, joinNonce, netId, devNonce, joinEui, rejoinCount } = JOIN_SERVER;
    const roots = { nwkKey: Secret.of(fromHex(nwkKey)), appKey: Secret.of(fromHex(appKey)) };
    assert.deepEqual(hexOf(deriveKeys10(roots.nwkKey, joinNonce, netId, devNonce)), JOIN_SERVER.session10);
    assert.deepEqual(hexOf(deriveKeys11(roots, joinNonce, joinEui, devNonce)), JOIN_SERVER.session11);
    assert.deepEqual(hexOf(deriveKeys10(roots.nwkKey, joinNonce, netId, rejoinCount)), JOIN_SERVER.rejoined10);
  });

  it('are derived: the same by a third implementation, with all root keys', () => {
    for (const vector of LORA_PACKET) {
      const { joinNonce, netId, joinEui, devEui, devNonce } = vector;
      const roots = { nwkKey: Secret.of(fromHex(vector.nwkKey)), appKey: Secret.of(fromHex(vector.appKey)) };
      assert.deepEqual(hexOf(deriveKeys10(roots.appKey, joinNonce, netId, devNonce)), vector.session10);
      assert.deepEqual(hexOf(deriveKeys11(roots, joinNonce, joinEui, devNonce)), vector.session11);
      assert.equal(toHex(deriveJsIntKey(roots.nwkKey, devEui).expose()), vector.joinServer.jsIntKey);
      assert.equal(toHex(deriveJsEncKey(roots.nwkKey, devEui).expose()), vector.joinServer.jsEncKey);
    }
  });

  it('are refused when they are cut, or go on, at every octet', () => {
    for (const { frame } of [...JOIN_REQUESTS, ...REJOIN_REQUESTS]) {
      const octets = fromHex(frame);
      const sizes = [...octets.keys()].map((length) => octets.subarray(0, length));
      for (const cut of [...sizes, Uint8Array.from([...octets, 0])]) {
        assert.throws(
          () => decodeUplink(cut),
          (error) => isSallyportError(error, 'E_LORAWAN_FRAME_SIZE', 'E_LORAWAN_FRAME'),
        );
      }
    }
  });

  it('are wrapped (RFC 3394)', () => {
    for (const name of ['fNwkSIntKey', 'sNwkSIntKey', 'nwkSEncKey', 'appSKey'] as const) {
      const key = Secret.of(fromHex(JOIN_SERVER.session11[name]));
      assert.equal(toHex(wrapKey(Secret.of(ZEROS), key)), JOIN_SERVER.wrapped11[name]);
    }
    // RFC 3394 §4.1, §4.3: 128 bits of key data under 128 and under 256 bits.
    const data = Secret.of(fromHex('00112233445566778899aabbccddeeff'));
    const kek = '000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f';
    assert.equal(
      toHex(wrapKey(Secret.of(fromHex(kek.slice(0, 32))), data)),
      '1fa68b0a8112b447aef34bd8fb5a7b829d3e862371d2cfe5',
    );
    assert.equal(toHex(wrapKey(Secret.of(fromHex(kek)), data)), '64e8c3f9ce0f5ba263e9777905818a2a93c8191e7d6e8ae7');
    assert.deepEqual(sealKey('in-clear', data), { KEKLabel: '', AESKey: '00112233445566778899AABBCCDDEEFF' });
  });
});
