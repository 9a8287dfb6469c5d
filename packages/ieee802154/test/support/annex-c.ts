/**
 * The protected frames of IEEE 802.15.4 annex C.2 (2006 and 2015 editions). Read from the public test suites of
 * OpenThread, tests/unit/test_aes.cpp (BSD-3-Clause), and Tock, capsules/src/test/aes_ccm.rs (MIT or Apache-2.0), which agree.
 * No check sequences: the standard prints none.
 */

import { createSecretKey } from 'node:crypto';
import { fromHex } from '@sallyport/core';

export const ANNEX_C_KEY = createSecretKey(fromHex('c0c1c2c3c4c5c6c7c8c9cacbcccdcecf'));
export const ANNEX_C_SENDER = fromHex('acde480000000001');

export const ANNEX_C = [
  {
    name: 'C.2.1, beacon, MIC-64',
    level: 2,
    nonce: 'acde4800000000010000000502',
    plain: '08d08421430100000000' + '48deac0205000000' + '55cf000051525354',
    secured: '08d08421430100000000' + '48deac0205000000' + '55cf000051525354' + '223bc1ec841ab553',
  },
  {
    name: 'C.2.2, data, ENC',
    level: 4,
    nonce: 'acde4800000000010000000504',
    plain: '69dc84214302000000' + '0048deac01000000' + '0048deac0405000000' + '61626364',
    secured: '69dc84214302000000' + '0048deac01000000' + '0048deac0405000000' + 'd43e022b',
  },
  {
    name: 'C.2.3, command, ENC-MIC-64',
    level: 6,
    nonce: 'acde4800000000010000000506',
    plain: '2bdc84214302000000' + '0048deacffff010000' + '000048deac0605000000' + '01ce',
    secured: '2bdc84214302000000' + '0048deacffff010000' + '000048deac0605000000' + '01' + 'd84fde529061f9c6f1',
  },
] as const;
