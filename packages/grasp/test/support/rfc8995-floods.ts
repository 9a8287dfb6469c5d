/**
 * The floods of RFC 8995 figures 11 and 12, written by hand in CBOR from the CDDL of RFC 8990 §4.
 *
 * The figures print one bracket too many and leave out the one that joins objective and locator; the CDDL counts.
 */

import { fromHex } from '@sallyport/core';
import { type Flood, IPPROTO_TCP } from '@sallyport/grasp';

const PROXY_ADDRESS = 'fe800000000000000000000000000001';
const REGISTRAR_ADDRESS = 'fda379a6f6ee00000200000064000001';

/** [9, 12340815, h'fe80…01', 180000, [["AN_Proxy", 4, 1, ""], [103, h'fe80…01', 6, 4443]]] */
export const PROXY_BYTES = fromHex(
  [
    '85', // array of five
    '09', // M_FLOOD
    '1a00bc4e4f', // 12340815
    `50${PROXY_ADDRESS}`,
    '1a0002bf20', // 180000
    '82', // array of two: objective, locator
    '84', // array of four
    '68414e5f50726f7879', // "AN_Proxy"
    '04', // synchronization only
    '01', // one hop
    '60', // ""
    '84', // array of four
    '1867', // O_IPv6_LOCATOR
    `50${PROXY_ADDRESS}`,
    '06', // TCP
    '19115b', // 4443
  ].join(''),
);

export const PROXY_FLOOD: Flood = {
  sessionId: 12340815,
  initiator: 'fe80::1',
  ttl: 180_000,
  objectives: [
    {
      objective: { name: 'AN_Proxy', flags: 4, loopCount: 1, value: '' },
      locator: { type: 'ipv6', address: 'fe80::1', protocol: IPPROTO_TCP, port: 4443 },
    },
  ],
};

/** [9, 51804321, h'fda3…01', 180000, [["AN_join_registrar", 4, 255, "EST-TLS"], [103, h'fda3…01', 6, 8443]]] */
export const REGISTRAR_BYTES = fromHex(
  [
    '85',
    '09',
    '1a031678a1', // 51804321
    `50${REGISTRAR_ADDRESS}`,
    '1a0002bf20',
    '82',
    '84',
    '71414e5f6a6f696e5f726567697374726172', // "AN_join_registrar"
    '04',
    '18ff', // 255
    '674553542d544c53', // "EST-TLS"
    '84',
    '1867',
    `50${REGISTRAR_ADDRESS}`,
    '06',
    '1920fb', // 8443
  ].join(''),
);

export const REGISTRAR_FLOOD: Flood = {
  sessionId: 51804321,
  initiator: 'fda3:79a6:f6ee:0:200:0:6400:1',
  ttl: 180_000,
  objectives: [
    {
      objective: { name: 'AN_join_registrar', flags: 4, loopCount: 255, value: 'EST-TLS' },
      locator: { type: 'ipv6', address: 'fda3:79a6:f6ee:0:200:0:6400:1', protocol: IPPROTO_TCP, port: 8443 },
    },
  ],
};
