/**
 * The bodies of TMF messages. The bytes are put together by hand from the TLVs that OpenThread and ot-commissioner send in these messages,
 * in their order, so that a change of the wire shows here.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { fromHex, isSallyportError, Secret, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  channelMaskOf,
  DEFAULT_SECURITY_POLICY,
  datasetFromHex,
  decodeAnnounceBegin,
  decodeCommissionerDataset,
  decodeDatasetGetResponse,
  decodeDatasetSetRequest,
  decodeEnergyReport,
  decodeEnergyScan,
  decodeGetRequest,
  decodeJoinEntrust,
  decodeJoinFinalizeRequest,
  decodeKeepAliveRequest,
  decodePanIdConflict,
  decodePanIdQuery,
  decodePetitionRequest,
  decodePetitionResponse,
  decodeRelayRx,
  decodeRelayTx,
  decodeStateResponse,
  decodeUdpProxy,
  encodeAnnounceBegin,
  encodeCommissionerDataset,
  encodeDatasetGetResponse,
  encodeDatasetSetRequest,
  encodeEnergyReport,
  encodeEnergyScan,
  encodeGetRequest,
  encodeJoinEntrust,
  encodeJoinFinalizeRequest,
  encodeKeepAliveRequest,
  encodePanIdConflict,
  encodePanIdQuery,
  encodePetitionRequest,
  encodePetitionResponse,
  encodeRelayRx,
  encodeRelayTx,
  encodeStateResponse,
  encodeUdpProxy,
  OperationalDataset,
  TLVS,
  Tlv,
  tlvDefinition,
  wants,
} from '@sallyport/thread';
import { fuzz } from '../support/fuzz.ts';
import { OPENTHREAD_5938, OPENTHREAD_PENDING } from '../support/openthread-datasets.ts';

/** One message: its bytes, its value, both ways, and the types of the TLVs without which it is refused. */
interface Example {
  readonly name: string;
  readonly hex: string;
  readonly required: readonly number[];
  readonly check: (bytes: Uint8Array) => void;
  readonly decode: (bytes: Uint8Array) => unknown;
}

function example<Value>(
  name: string,
  hex: string,
  value: Value,
  encode: (value: Value) => Uint8Array,
  decode: (bytes: Uint8Array) => Value,
  required: readonly number[],
): Example {
  const bytes = hex.replaceAll(' ', '');
  return {
    name,
    hex: bytes,
    required,
    decode,
    check(read) {
      assert.equal(toHex(encode(value)), bytes);
      assert.deepEqual(decode(read), value);
    },
  };
}

const MASK = '3506 0004001fffe0';
const IID = fromHex('d45e64fa83f81cf7');
const RELAY = { joinerUdpPort: 49153, joinerIid: IID, joinerRouterLocator: 0x0400, dtls: fromHex('16fefd00') };
const RELAY_HEAD = '1202c001 1308d45e64fa83f81cf7 14020400';
const KEK = Secret.of(fromHex('000102030405060708090a0b0c0d0e0f'));
const entrusted = datasetFromHex(OPENTHREAD_5938.hex).values;

const EXAMPLES: readonly Example[] = [
  example(
    'COMM_PET.req',
    '0a0e 53616c6c79706f72742d31323334',
    { commissionerId: 'Sallyport-1234' },
    encodePetitionRequest,
    decodePetitionRequest,
    [10],
  ),
  example(
    'COMM_PET.rsp accept',
    '100101 0a0141 0b021234',
    { state: 'accept', commissionerId: 'A', sessionId: 0x1234 },
    encodePetitionResponse,
    decodePetitionResponse,
    [16, 11],
  ),
  example(
    'COMM_PET.rsp reject',
    '1001ff 0a0141',
    { state: 'reject', commissionerId: 'A' },
    encodePetitionResponse,
    decodePetitionResponse,
    [16],
  ),
  example(
    'COMM_KA.req',
    '100101 0b021234',
    { state: 'accept', sessionId: 0x1234 },
    encodeKeepAliveRequest,
    decodeKeepAliveRequest,
    [16, 11],
  ),
  example('COMM_KA.rsp', '1001ff', { state: 'reject' }, encodeStateResponse, decodeStateResponse, [16]),
  example('RLY_RX.ntf', `${RELAY_HEAD} 110416fefd00`, RELAY, encodeRelayRx, decodeRelayRx, [18, 19, 20, 17]),
  example('RLY_TX.ntf', `${RELAY_HEAD} 110416fefd00`, RELAY, encodeRelayTx, decodeRelayTx, [18, 19, 20, 17]),
  example(
    'RLY_TX.ntf with a KEK',
    `${RELAY_HEAD} 1510000102030405060708090a0b0c0d0e0f 110416fefd00`,
    { ...RELAY, kek: KEK },
    encodeRelayTx,
    decodeRelayTx,
    [18, 19, 20, 17],
  ),
  example(
    'UDP_RX.ntf',
    '3110fd000db800000000000000fffe00fc00 3006f0bff0bf4001',
    { address: 'fd00:db8::ff:fe00:fc00', sourcePort: 61631, destinationPort: 61631, payload: fromHex('4001') },
    encodeUdpProxy,
    decodeUdpProxy,
    [49, 48],
  ),
  example('MGMT_GET.req', '0d03350703', { types: [53, 7, 3] }, encodeGetRequest, decodeGetRequest, []),
  example('MGMT_GET.req for all', '', {}, encodeGetRequest, decodeGetRequest, []),
  example(
    'MGMT_COMMISSIONER_GET.rsp',
    '09020400 0b021234 0801ff 120203e8',
    { borderAgentLocator: 0x0400, sessionId: 0x1234, steeringData: fromHex('ff'), joinerUdpPort: 1000 },
    encodeCommissionerDataset,
    decodeCommissionerDataset,
    [],
  ),
  example(
    'MGMT_COMMISSIONER_SET.req for commercial commissioning',
    '0b021234 3d01ff 3e0100 41020001 42020002',
    { sessionId: 0x1234, aeSteeringData: fromHex('ff'), nmkpSteeringData: fromHex('00'), aeUdpPort: 1, nmkpUdpPort: 2 },
    encodeCommissionerDataset,
    decodeCommissionerDataset,
    [],
  ),
  example(
    'MGMT_ANNOUNCE_BEGIN.ntf',
    `0b021234 ${MASK} 360103 370203e8`,
    { sessionId: 0x1234, channelMask: channelMaskOf(), count: 3, period: 1000 },
    encodeAnnounceBegin,
    decodeAnnounceBegin,
    [11, 53, 54, 55],
  ),
  example(
    'MGMT_PANID_QUERY.qry',
    `0b021234 ${MASK} 0102face`,
    { sessionId: 0x1234, channelMask: channelMaskOf(), panId: 0xface },
    encodePanIdQuery,
    decodePanIdQuery,
    [11, 53, 1],
  ),
  example(
    'MGMT_PANID_CONFLICT.ans',
    `${MASK} 0102face`,
    { channelMask: channelMaskOf(), panId: 0xface },
    encodePanIdConflict,
    decodePanIdConflict,
    [53, 1],
  ),
  example(
    'MGMT_ED_SCAN.qry',
    `0b021234 ${MASK} 360102 37020064 38020020`,
    { sessionId: 0x1234, channelMask: channelMaskOf(), count: 2, period: 100, scanDuration: 32 },
    encodeEnergyScan,
    decodeEnergyScan,
    [11, 53, 54, 55, 56],
  ),
  example(
    'MGMT_ED_REPORT.ans',
    `${MASK} 39039cb07f`,
    { channelMask: channelMaskOf(), energyList: [-100, -80, 127] },
    encodeEnergyReport,
    decodeEnergyReport,
    [53, 57],
  ),
  example(
    'JOIN_FIN.req',
    '100101 210a4f70656e546872656164 220446544431 2305312e322e33 250618b430000010 240101 200b687474703a2f2f612e622f',
    {
      state: 'accept',
      vendorName: 'OpenThread',
      vendorModel: 'FTD1',
      vendorSwVersion: '1.2.3',
      // OpenThread's stack: its vendor's OUI, version 0.1 (src/core/config/misc.h).
      vendorStackVersion: { oui: '18b430', build: 0, revision: 0, minor: 1, major: 0 },
      vendorData: fromHex('01'),
      provisioningUrl: 'http://a.b/',
    },
    encodeJoinFinalizeRequest,
    decodeJoinFinalizeRequest,
    [16, 33, 34, 35, 37],
  ),
  example(
    'JOIN_ENT.ntf',
    '0510f366cec7a446bab978d90d27abe38f23 0708fdf1f1add0797dc0 020839758ec8144b07fb 030f4f70656e5468726561642d35393338' +
      ` 0e080000000000010000 ${MASK} 04103ca67c969efb0d0c74a4d8ee923b576c 0c0402a0f7f8 060400000000`,
    {
      networkKey: entrusted.networkKey ?? KEK,
      meshLocalPrefix: fromHex('fdf1f1add0797dc0'),
      extendedPanId: fromHex('39758ec8144b07fb'),
      networkName: 'OpenThread-5938',
      activeTimestamp: { seconds: 1, ticks: 0, authoritative: false },
      channelMask: channelMaskOf(),
      pskc: entrusted.pskc ?? KEK,
      securityPolicy: DEFAULT_SECURITY_POLICY,
      networkKeySequence: 0,
    },
    encodeJoinEntrust,
    decodeJoinEntrust,
    [5, 7, 2, 3, 14],
  ),
];

function withoutType(hex: string, type: number): Uint8Array {
  const dataset = OperationalDataset.decode(fromHex(hex));
  return dataset.without({ ...TLVS.count, type }).encode();
}

describe('TMF bodies', () => {
  for (const { name, hex, required, check, decode } of EXAMPLES) {
    it(`${name} is written and read`, () => check(fromHex(hex)));

    for (const type of required) {
      it(`${name} without its ${tlvDefinition(type)?.name} TLV is refused`, () => {
        assert.throws(() => decode(withoutType(hex, type)), withCode('E_THREAD_TLV_MISSING'));
      });
      it(`${name} with two ${tlvDefinition(type)?.name} TLVs is refused`, () => {
        const twice = fromHex(
          hex +
            toHex(
              OperationalDataset.decode(fromHex(hex))
                .only({ ...TLVS.count, type })
                .encode(),
            ),
        );
        assert.throws(() => decode(twice), withCode('E_THREAD_TLV_DUPLICATE'));
      });
    }

    it(`${name} keeps TLVs that are none of its own`, () => {
      const others = [new Tlv(130, fromHex('aa55')), new Tlv(200, fromHex(''), true)];
      const read = decode(fromHex(`${hex}8202aa55c8ff0000`));
      assert.ok(typeof read === 'object' && read !== null && 'others' in read);
      assert.deepEqual(read.others, others);
    });

    it(`${name} is read or refused, whatever happens to it`, () => {
      fuzz(name, [fromHex(hex)], decode);
    });

    it(`${name} is read or refused, wherever it is cut off`, () => {
      for (let length = 0; length < hex.length / 2; length++) {
        try {
          decode(fromHex(hex).subarray(0, length));
        } catch (thrown) {
          assert.ok(isSallyportError(thrown), `${thrown}`);
        }
      }
    });
  }

  it('write the others they were read with', () => {
    const read = decodePetitionRequest(fromHex('0a01418202aa55'));
    assert.equal(toHex(encodePetitionRequest(read)), '0a01418202aa55');
  });

  it('never show keys, however they are printed', () => {
    const relay = decodeRelayTx(fromHex(`${RELAY_HEAD}1510000102030405060708090a0b0c0d0e0f1100`.replaceAll(' ', '')));
    const entrust = EXAMPLES.find(({ name }) => name === 'JOIN_ENT.ntf');
    // A key that came in a message to which it does not belong is among the others.
    const petition = decodePetitionRequest(fromHex(`0a014105${'10'}${OPENTHREAD_5938.networkKey}`));
    for (const value of [relay, entrust?.decode(fromHex(entrust.hex)), petition]) {
      for (const text of [inspect(value, { depth: 9 }), JSON.stringify(value)]) {
        assert.match(text, /\[secret\]/);
        assert.doesNotMatch(text, new RegExp(`${OPENTHREAD_5938.networkKey}|${OPENTHREAD_5938.pskc}|0001020304050607`));
        assert.doesNotMatch(text, /243, ?102, ?206|60, ?166, ?124|f3 66 ce/);
      }
    }
  });

  it('with a datagram of 1200 bytes have a long length', () => {
    const dtls = new Uint8Array(1200).fill(0x17);
    const bytes = encodeRelayRx({ ...RELAY, dtls });
    assert.ok(toHex(bytes).includes('11ff04b01717'));
    assert.deepEqual(decodeRelayRx(bytes).dtls, dtls);
  });

  // ot-commissioner writes these two TLVs with a long length whatever their size (src/library/tlv.cpp).
  it('may have a long length where a short one would do', () => {
    const relayed = decodeRelayRx(fromHex(`${RELAY_HEAD} 11ff000416fefd00`.replaceAll(' ', '')));
    assert.deepEqual(relayed, RELAY);
    assert.equal(decodeUdpProxy(fromHex('3110fd000db800000000000000fffe00fc0030ff0004f0bff0bf')).payload.length, 0);
  });
});

describe('a petition that is accepted', () => {
  it('must have a session id', () => {
    assert.throws(() => decodePetitionResponse(fromHex('1001010a0141')), withCode('E_THREAD_TLV_MISSING'));
  });
});

describe('a get request', () => {
  it('wants what it lists, and everything when it lists nothing', () => {
    assert.ok(wants({}, 5) && wants({ types: [] }, 5) && wants({ types: [1, 5] }, 5));
    assert.ok(!wants({ types: [1] }, 5));
  });
});

describe('requests to set a dataset', () => {
  const dataset = datasetFromHex(OPENTHREAD_PENDING);

  it('are a session id and a dataset', () => {
    const bytes = encodeDatasetSetRequest({ sessionId: 0x1234, dataset });
    assert.equal(toHex(bytes), `0b021234${OPENTHREAD_PENDING}`);
    const read = decodeDatasetSetRequest(bytes);
    assert.equal(read.sessionId, 0x1234);
    assert.ok(read.dataset.equals(dataset));
  });

  it('from another node have no session id', () => {
    const read = decodeDatasetSetRequest(encodeDatasetSetRequest({ dataset }));
    assert.ok(!('sessionId' in read));
    assert.ok(read.dataset.equals(dataset));
  });

  it('are refused like datasets', () => {
    assert.throws(() => decodeDatasetSetRequest(fromHex('0102face0102face')), withCode('E_THREAD_TLV_DUPLICATE'));
    assert.throws(() => decodeDatasetSetRequest(new Uint8Array(255)), withCode('E_THREAD_DATASET_TOO_LARGE'));
  });

  it('are answered with the dataset, or with nothing', () => {
    assert.equal(toHex(encodeDatasetGetResponse(dataset)), OPENTHREAD_PENDING);
    assert.equal(encodeDatasetGetResponse(undefined).length, 0);
    assert.ok(decodeDatasetGetResponse(fromHex(OPENTHREAD_PENDING)).equals(dataset));
    assert.equal(decodeDatasetGetResponse(new Uint8Array(0)).size, 0);
  });
});
