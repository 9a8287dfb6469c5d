/**
 * Packets that nobody here made. Origins:
 * - RFC 2865 §7 and RFC 5997 §6, whose secret is `xyzzy5461`.
 * - RADIUS.pcap and RADIUS-RFC5176.pcap of tcpdump's tests (3-clause BSD), and radius_localhost.pcapng of Wireshark's sample
 *   captures, as FreeRADIUS repeats them in src/tests/unit/protocols/radius (Network RADIUS, CC BY 4.0).
 *   The secret `testing123` was found to fit the last two; that of the first is not known.
 * - FreeRADIUS, src/tests/unit/protocols/radius/rfc2868.txt (Network RADIUS, CC BY 4.0): Tunnel-Password.
 * Limits: the RFC 5176 capture has requests and responses that do not belong together, and the Message-Authenticator of its CoA-Request
 * is made with the authenticator where RFC 5176 §3.4 wants zeros; only its Disconnect-Request is used.
 */

import { fromHex, Secret } from '@sallyport/core';

const hex = (text: string): Uint8Array => fromHex(text.replace(/\s+/g, ''));

export const RFC_SECRET = Secret.of('xyzzy5461');
export const CAPTURE_SECRET = Secret.of('testing123');

export const RFC2865_7_1 = {
  request:
    hex(`01 00 00 38 0f 40 3f 94 73 97 80 57 bd 83 d5 cb 98 f4 22 7a 01 06 6e 65 6d 6f 02 12 0d be 70 8d 93 d4 13 ce
    31 96 e4 3f 78 2a 0a ee 04 06 c0 a8 01 10 05 06 00 00 00 03`),
  accept:
    hex(`02 00 00 26 86 fe 22 0e 76 24 ba 2a 10 05 f6 bf 9b 55 e0 b2 06 06 00 00 00 01 0f 06 00 00 00 00 0e 06 c0 a8
    01 03`),
};

export const RFC2865_7_2 = {
  request:
    hex(`01 01 00 47 2a ee 86 f0 8d 0d 55 96 9c a5 97 8e 0d 33 67 a2 01 08 66 6c 6f 70 73 79 03 13 16 e9 75 57 c3 16
    18 58 95 f2 93 ff 63 44 07 72 75 04 06 c0 a8 01 10 05 06 00 00 00 14 06 06 00 00 00 02 07 06 00 00 00 01`),
  accept:
    hex(`02 01 00 38 15 ef bc 7d ab 26 cf a3 dc 34 d9 c0 3c 86 01 a4 06 06 00 00 00 02 07 06 00 00 00 01 08 06 ff ff
    ff fe 0a 06 00 00 00 02 0d 06 00 00 00 01 0c 06 00 00 05 dc`),
};

export const RFC2865_7_3 = {
  request:
    hex(`01 02 00 39 f3 a4 7a 1f 6a 6d 76 71 0b 94 7a b9 30 41 a0 39 01 07 6d 6f 70 73 79 02 12 33 65 75 73 77 82 89
    b5 70 88 5e 15 08 48 25 c5 04 06 c0 a8 01 10 05 06 00 00 00 07`),
  challenge:
    hex(`0b 02 00 4e 36 f3 c8 76 4a e8 c7 11 57 40 3c 0c 71 ff 9c 45 12 30 43 68 61 6c 6c 65 6e 67 65 20 33 32 37
    36 39 34 33 30 2e 20 20 45 6e 74 65 72 20 72 65 73 70 6f 6e 73 65 20 61 74 20 70 72 6f 6d 70 74 2e 18 0a 33 32 37 36
    39 34 33 30`),
};

export const RFC5997_6_1 = {
  request: hex('0cda00268a54f4686fb394c52866e302185d062350125a665e2e1e8411f3e243822097c84fa3'),
  accept: hex('02da0014ef0d552a4bf2d693ec2b6fe8b5411d66'),
};

export const RFC5997_6_3 = {
  request:
    hex(`0c 47 00 2c bf 58 de 56 ae 40 8a d3 b7 0c 85 13 f9 b0 3f be 04 06 c0 00 02 10 50 12 85 2d 6f ec 61 e7 ed 74
    b8 e3 2d ac 2f 2a 5f b2`),
  accept:
    hex(`02 47 00 34 46 f4 3e 62 fd 03 54 42 4c bb eb fd 6d 21 4e 06 12 20 52 41 44 49 55 53 20 53 65 72 76 65 72 20
    75 70 20 32 20 64 61 79 73 2c 20 31 38 3a 34 30`),
};

/** Wireshark: an EAP-MD5 conversation that ends in a reject, and one that ends in an accept. */
export const WIRESHARK_EAP = [
  {
    request:
      hex(`01 67 00 57 40 b6 64 db f5 d6 81 b2 ad bd 17 69 51 51 18 c8 01 07 73 74 65 76 65 02 12 db c6 c4 b7 58 be 14
      f0 05 b3 87 7c 9e 2f b6 01 04 06 c0 a8 00 1c 05 06 00 00 00 7b 50 12 5f 0f 86 47 e8 c8 9b d8 81 36 42 68 fc d0 45 32
      4f 0c 02 66 00 0a 01 73 74 65 76 65`),
    response:
      hex(`0b 67 00 83 83 ec e7 07 a2 f3 1b b6 5b ad fb 22 a6 40 23 d9 06 06 00 00 00 02 07 06 00 00 00 01 08 06 ac
      10 03 21 09 06 ff ff ff 00 0a 06 00 00 00 03 0b 09 73 74 64 2e 70 70 70 0c 06 00 00 05 dc 0d 06 00 00 00 01 4f 18 01
      67 00 16 04 10 ff 0b f1 d6 e4 01 a9 cb e5 b4 6e b9 43 e5 54 9a 50 12 6e 79 4a 02 0c 45 c6 6f 42 47 ba 8c 5f f0 4e d1
      18 12 73 6f 86 85 73 08 82 77 41 4a e3 f3 1e ac 34 e9`),
  },
  {
    request:
      hex(`01 68 00 75 b3 e2 2f f8 55 a6 90 28 0e 6c 34 44 c4 6e 66 3b 01 07 73 74 65 76 65 02 12 fb 92 fb 79 8e d9 d6
      30 27 50 18 e4 5c 6c 8b a2 04 06 c0 a8 00 1c 05 06 00 00 00 7b 50 12 8f 34 af d1 19 60 af 92 25 82 ab ea 64 ff c2 f3
      18 12 73 6f 86 85 73 08 82 77 41 4a e3 f3 1e ac 34 e9 4f 18 02 67 00 16 04 10 c7 6e 1d 28 72 6f d1 c0 cb 67 1a 54 24
      16 8d 26`),
    response:
      hex(`03 68 00 2c 71 62 4d a2 5c 0b 58 97 f7 05 39 e0 19 a8 1e ae 4f 06 04 67 00 04 50 12 ce 70 fe 87 a9 97 b4
      4d e5 83 cd 19 be a2 93 21`),
  },
  {
    request:
      hex(`01 72 00 75 8a b0 86 d6 0a e5 7c a0 46 52 a6 87 10 e6 30 de 01 07 73 74 65 76 65 02 12 c0 23 8d af 7e a4 99
      d4 8b e3 25 12 a0 ae 5b c7 04 06 c0 a8 00 1c 05 06 00 00 00 7b 50 12 c5 0b 17 d5 46 cd f7 c0 a0 bf ff bd d3 5a 72 80
      18 12 db e0 f4 9f db 91 f0 d0 23 71 8f e6 6f 2d e0 07 4f 18 02 71 00 16 04 10 36 d9 3b 94 f1 42 71 4e 95 06 16 13 64
      0e d3 6d`),
    response:
      hex(`02 72 00 66 e6 c4 59 f6 07 63 14 87 65 35 51 64 ac 59 94 14 06 06 00 00 00 02 07 06 00 00 00 01 08 06 ac
      10 03 21 09 06 ff ff ff 00 0a 06 00 00 00 03 0b 09 73 74 64 2e 70 70 70 0c 06 00 00 05 dc 0d 06 00 00 00 01 4f 06 03
      71 00 04 50 12 69 ff 0a ab 72 16 68 cd 28 25 6d e5 75 73 b9 bd 01 07 73 74 65 76 65`),
  },
];

/** Wireshark: CHAP with Message-Authenticator, accepted by a server that sends none: how servers were before CVE-2024-3596. */
export const WIRESHARK_CHAP = {
  request:
    hex(`01 a8 00 4c 95 bb e8 5b 56 ad 0a a3 6d d8 0f 9b 7c 59 06 7d 01 07 73 74 65 76 65 03 13 a8 05 74 ae 2c 41 3a 39
    3f 07 b5 56 49 84 bd a7 40 04 06 c0 a8 00 1c 05 06 00 00 00 7b 50 12 9d a0 af 08 54 27 70 93 12 16 d4 a4 cf 11 0b f3`),
  accept:
    hex(`02 a8 00 47 76 d7 0f 96 ce 40 5e 45 7b db 08 61 cc 33 ea cc 06 06 00 00 00 02 07 06 00 00 00 01 08 06 ac 10 03
    21 09 06 ff ff ff 00 0a 06 00 00 00 03 0b 09 73 74 64 2e 70 70 70 0c 06 00 00 05 dc 0d 06 00 00 00 01`),
};

/** tcpdump, RFC 5176. */
export const DISCONNECT_REQUEST = hex(
  '28 01 00 26 e1 79 2d 2b 4a b3 49 f1 a4 c0 fc c7 33 d0 91 c1 50 12 58 51 3d 66 28 47 e5 f8 73 4a 30 db da c8 e4 af',
);

/** tcpdump: an EAP identity through a switch, its challenge, and the accept of the conversation; their secret is not known. */
export const TCPDUMP_EAP = {
  request:
    hex(`01 05 00 8b ec fe 3d 2f e4 47 3e c6 29 90 95 ee 46 ae df 77 04 06 0a 00 00 01 05 06 00 00 c3 5c 3d 06 00 00 00
    0f 01 0e 4a 6f 68 6e 2e 4d 63 47 75 69 72 6b 1e 13 30 30 2d 31 39 2d 30 36 2d 45 41 2d 42 38 2d 38 43 1f 13 30 30 2d 31
    34 2d 32 32 2d 45 39 2d 35 34 2d 35 45 06 06 00 00 00 02 0c 06 00 00 05 dc 4f 13 02 00 00 11 01 4a 6f 68 6e 2e 4d 63 47
    75 69 72 6b 50 12 28 c5 be b8 84 24 86 da 70 db 51 31 6f 9d 78 89`),
};

/** FreeRADIUS: passwords hidden with `testing123` and the authenticator 00 01 … 0f. */
export const TUNNEL_PASSWORDS = {
  authenticator: hex('000102030405060708090a0b0c0d0e0f'),
  foo: hex('00 99 73 05 1d e6 c5 57 30 7d ac d5 da a5 99 f4 e2 6e 7e'),
  barbar: hex('00 c0 6f 25 5f 09 b7 dc 0e 4a 1a 46 56 05 f4 8f 7c 0b a4'),
};

/** RFC 6929 §9: path, octets of the value, attributes. */
export const RFC6929 = [
  { path: [241, 1], value: hex('626f62'), wire: hex('f10601626f62') },
  { path: [241, 2, 1], value: hex('2345'), wire: hex('f1070201042345') },
  { path: [241, 1, 1, 2, 3, 4, 5], value: hex('cdef'), wire: hex('f10f01010c020a030804060504cdef') },
  { path: [241, 26, 1, 4], value: hex('74657374'), wire: hex('f10c1a000000010474657374') },
  { path: [241, 26, 1, 5, 3], value: hex('74657374'), wire: hex('f10e1a0000000105030674657374') },
  { path: [245, 1], value: hex('626f62'), wire: hex('f5070100626f62') },
  { path: [245, 2, 1], value: hex('2345'), wire: hex('f508020001042345') },
  { path: [245, 1, 1, 2, 3, 4, 5], value: hex('cdef'), wire: hex('f5100100010c020a030804060504cdef') },
  { path: [245, 26, 1, 4], value: hex('74657374'), wire: hex('f50d1a00000000010474657374') },
  { path: [245, 26, 1, 5, 3], value: hex('74657374'), wire: hex('f50f1a000000000105030674657374') },
] as const;

/** RFC 6929 §9.2: values over two attributes, with and without a vendor before them. */
export const RFC6929_LONG = [
  {
    path: [245, 4],
    value: fromHex(`${'a'.repeat(251)}${'b'.repeat(251)}${'c'.repeat(30)}`),
    wire: fromHex(`f5ff0480${'a'.repeat(251)}${'b'.repeat(251)}f5130400${'c'.repeat(30)}`),
  },
  {
    path: [245, 26, 1, 6],
    value: fromHex(`${'a'.repeat(251)}${'b'.repeat(251)}${'c'.repeat(30)}`),
    wire: fromHex(`f5ff1a800000000106${'a'.repeat(251)}${'b'.repeat(241)}f5181a00${'b'.repeat(10)}${'c'.repeat(30)}`),
  },
] as const;
