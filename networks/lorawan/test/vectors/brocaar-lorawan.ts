/**
 * Vectors that nobody here made: from the tests of the Go library github.com/brocaar/lorawan (MIT licence, © 2019 Orne
 * Brocaar): phypayload_test.go and backend/joinserver/joinserver_test.go. Limits: the AppKey of the LoRaWAN 1.1 sessions is all
 * zeros there.
 */

export const JOIN_REQUESTS = [
  {
    frame: '00040302010403020105040302050403022d106a990e12',
    key: '01010101010101010101010101010101',
    joinEui: '0102030401020304',
    devEui: '0203040502030405',
    devNonce: 4141,
  },
  {
    frame: '0001010101010101010202020202020202030309b97b32',
    key: '0102030405060708090a0b0c0d0e0f10',
    joinEui: '0101010101010101',
    devEui: '0202020202020202',
    devNonce: 771,
  },
] as const;

export const REJOIN_REQUESTS = [
  {
    frame: 'c0020302010807060504030201db003c8642ae',
    type: 'rejoin-2',
    devEui: '0102030405060708',
    count: 219,
  },
  {
    frame: 'c0010807060504030201100f0e0d0c0b0a09db00eac31072',
    type: 'rejoin-1',
    devEui: '090a0b0c0d0e0f10',
    count: 219,
  },
] as const;

export const JOIN_ACCEPTS = [
  {
    frame: '20493eeb51fba2116f810edb3742975142',
    key: '00112233445566778899aabbccddeeff',
    accept: { joinNonce: 5704647, netId: '221101', devAddr: '02031980', dlSettings: 0, rxDelay: 0 },
    answered: undefined,
  },
  {
    frame: '2023cf335489aae3183c0be0baa8dee5f3',
    key: '0102030405060708090a0b0c0d0e0f10',
    accept: { joinNonce: 65793, netId: '020202', devAddr: '01020304', dlSettings: 0, rxDelay: 0 },
    answered: undefined,
  },
  {
    // LoRaWAN 1.1: OptNeg. The library’s example uses one key for the MIC and the encryption.
    frame: '207abeea06b02920f11c02d0348fcf1815',
    key: '0102030405060708090a0b0c0d0e0f10',
    accept: { joinNonce: 65793, netId: '020202', devAddr: '01020304', dlSettings: 0x80, rxDelay: 0 },
    answered: { requestType: 0xff, joinEui: '0807060504030201', nonce: 258 },
  },
] as const;

/** Of the Join Server’s tests: DevNonce 258, JoinNonce 65536, RJcount 123. */
export const JOIN_SERVER = {
  devEui: '0102030405060708',
  joinEui: '0807060504030201',
  netId: '010203',
  nwkKey: '01020304050607080102030405060708',
  appKey: '00000000000000000000000000000000',
  devNonce: 258,
  joinNonce: 65536,
  rejoinCount: 123,
  session10: { nwkSKey: 'df53c35f3034ccced0ff354c70de04df', appSKey: '927b9c911183cffe4cb2ff4b75545f6d' },
  session11: {
    fNwkSIntKey: '537f8aae896c79e015d102d06286354e',
    sNwkSIntKey: '589498993092cfdb5fd2e02ac7510bf1',
    nwkSEncKey: '9898283c4f66eb6c6fd5165882046c40',
    appSKey: '01621215d1ca08febf0c602cc2ad90fa',
  },
  /** The library’s answers to Rejoin-requests: derived as without OptNeg there, so they are vectors of that formula alone. */
  rejoined10: { nwkSKey: '0feb54bd2f854bfec367fe5b1b841037', appSKey: '0b19169753fc3c1fdea1766a0c2275e1' },
  /** Under a key encryption key of zeros. */
  wrapped11: {
    fNwkSIntKey: '5755e6c3241ee7e6646f0ffe87787a002cf9e4b083498f00',
    sNwkSIntKey: 'f6b0b81f3d3029125591c0b0b88d76c93b48aca4041685d3',
    nwkSEncKey: '4ee1ecdbbd9752ef6de28c41e9bdae2527cef1f2027f9df7',
    appSKey: 'f8d7c9fa37b0d1c6354e6db8e19d9d7ab4e5c7581e9f1e20',
  },
} as const;
