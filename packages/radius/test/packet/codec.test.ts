import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, Secret, toHex } from '@sallyport/core';
import {
  ATTRIBUTES,
  CODES,
  decodePacket,
  encodePacket,
  type Packet,
  sealRequest,
  sealResponse,
  verifyRequest,
  verifyResponse,
} from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { RFC_SECRET, RFC5997_6_1, TCPDUMP_EAP, WIRESHARK_EAP } from '../support/vectors.ts';

const SECRET = Secret.of('a secret of 20 octet');
const POLICY = { secret: SECRET, requireMessageAuthenticator: true };
const random = { bytes: (length: number) => new Uint8Array(length).fill(7) };

const octets = (maxLength: number, minLength = 0) => fc.uint8Array({ minLength, maxLength });
const attribute = fc.record({ type: fc.nat(255), value: octets(60) }, { noNullPrototype: true });
const parts = fc.record({
  code: fc.nat(255),
  identifier: fc.nat(255),
  authenticator: octets(16, 16),
  attributes: fc.array(attribute, { maxLength: 40 }),
});

/** A packet whose length and bytes stand as given. */
function packetOf(...bytes: number[]): Uint8Array {
  const header = [1, 0, 0, 20 + bytes.length, ...new Array<number>(16).fill(0)];
  return Uint8Array.from([...header, ...bytes]);
}

describe('a packet', () => {
  it('survives the round trip, unknown attributes and their order included', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const packet = decodePacket(encodePacket(given));
        const { bytes, ...read } = packet;
        assert.deepEqual(read, { ...given });
        assert.equal(toHex(encodePacket(read)), toHex(bytes));
      }),
    );
  });

  it('is refused when it is cut off anywhere', () => {
    const { request } = TCPDUMP_EAP;
    for (let length = 0; length < request.length; length++) {
      assert.throws(() => decodePacket(request.subarray(0, length)), withCode('E_RADIUS_TRUNCATED'));
    }
  });

  it('may have padding behind it, which is no part of it', () => {
    const padded = Uint8Array.from([...TCPDUMP_EAP.request, 1, 2, 3]);
    assert.equal(toHex(decodePacket(padded).bytes), toHex(TCPDUMP_EAP.request));
  });

  for (const length of [0, 19, 4097, 65535]) {
    it(`is refused with the length ${length}`, () => {
      const bytes = new Uint8Array(70_000);
      bytes.set([1, 0, length >> 8, length & 0xff]);
      assert.throws(() => decodePacket(bytes), withCode('E_RADIUS_LENGTH'));
    });
  }

  it('is taken with 4096 octets', () => {
    const attributes = Array.from({ length: 16 }, (_, at) => ({
      type: 200,
      value: new Uint8Array(at < 15 ? 253 : 249),
    }));
    const bytes = encodePacket({ code: 1, identifier: 0, authenticator: new Uint8Array(16), attributes });
    assert.equal(bytes.length, 4096);
    assert.equal(decodePacket(bytes).attributes.length, 16);
    assert.throws(
      () =>
        encodePacket({
          code: 1,
          identifier: 0,
          authenticator: new Uint8Array(16),
          attributes: [...attributes, { type: 1, value: new Uint8Array(0) }],
        }),
      withCode('E_RADIUS_PACKET_SIZE'),
    );
  });

  it('is refused with an attribute of length 0 or 1, or one that ends outside', () => {
    for (const tail of [[1, 0], [1, 1], [1], [1, 3], [1, 4, 0], [1, 2, 1]]) {
      assert.throws(() => decodePacket(packetOf(...tail)), withCode('E_RADIUS_ATTRIBUTE_LENGTH'));
    }
  });

  it('is refused with more attributes than allowed', () => {
    const many = packetOf(...new Array<number[]>(50).fill([1, 2]).flat());
    assert.equal(decodePacket(many, 50).attributes.length, 50);
    assert.throws(() => decodePacket(many, 49), withCode('E_RADIUS_TOO_MANY_ATTRIBUTES'));
  });

  it('never makes the reader throw anything but a typed error, whatever is changed in it', () => {
    const packets = WIRESHARK_EAP.flatMap(({ request, response }) => [request, response]);
    fc.assert(
      fc.property(
        fc.constantFrom(...packets),
        fc.array(fc.tuple(fc.nat(130), fc.nat(255)), { maxLength: 4 }),
        (packet, flips) => {
          const changed = Uint8Array.from(packet);
          for (const [at, value] of flips) if (at < changed.length) changed[at] = value;
          try {
            verifyRequest(decodePacket(changed), POLICY);
          } catch (error) {
            assert.ok(isSallyportError(error));
          }
        },
      ),
    );
  });
});

const sealed = (code: number, attributes = ATTRIBUTES['User-Name'].of('device')): Packet =>
  decodePacket(sealRequest({ code, identifier: 9, attributes, secret: SECRET }, random).bytes);

function flipped(packet: Packet, at: number): Packet {
  const bytes = Uint8Array.from(packet.bytes);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return decodePacket(bytes);
}

describe('a request', () => {
  const requests = [
    CODES.ACCESS_REQUEST,
    CODES.STATUS_SERVER,
    CODES.ACCOUNTING_REQUEST,
    CODES.DISCONNECT_REQUEST,
    CODES.COA_REQUEST,
  ];

  it('that was sealed is genuine', () => {
    for (const code of requests) assert.equal(verifyRequest(sealed(code), POLICY).code, code);
  });

  it('that was changed in any octet is not', () => {
    for (const code of requests) {
      const packet = sealed(code);
      for (let at = 0; at < packet.bytes.length; at++) {
        assert.throws(
          () => verifyRequest(flipped(packet, at), POLICY),
          isSallyportError,
          `octet ${at} of code ${code}`,
        );
      }
    }
  });

  it('with another secret is refused', () => {
    const policy = { ...POLICY, secret: Secret.of('another') };
    assert.throws(
      () => verifyRequest(sealed(CODES.ACCESS_REQUEST), policy),
      withCode('E_RADIUS_MESSAGE_AUTHENTICATOR'),
    );
    assert.throws(
      () => verifyRequest(sealed(CODES.ACCOUNTING_REQUEST), policy),
      withCode('E_RADIUS_REQUEST_AUTHENTICATOR'),
    );
  });

  it('without Message-Authenticator is refused, or taken from a client that is let off', () => {
    const attributes = [...ATTRIBUTES['User-Name'].of('device'), { type: 2, value: new Uint8Array(16) }];
    const packet = decodePacket(
      encodePacket({ code: CODES.ACCESS_REQUEST, identifier: 1, authenticator: new Uint8Array(16), attributes }),
    );
    assert.throws(() => verifyRequest(packet, POLICY), withCode('E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING'));
    assert.equal(verifyRequest(packet, { ...POLICY, requireMessageAuthenticator: false }).code, CODES.ACCESS_REQUEST);
  });

  const bare = (code: number, attributes: { type: number; value: Uint8Array }[]) =>
    decodePacket(encodePacket({ code, identifier: 1, authenticator: new Uint8Array(16), attributes }));
  const password = { type: 2, value: new Uint8Array(16) };
  const letOff = { ...POLICY, requireMessageAuthenticator: false };
  const refusals = [
    {
      what: 'EAP',
      packet: bare(1, [{ type: 79, value: new Uint8Array(4) }]),
      code: 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING',
    },
    { what: 'Status-Server', packet: bare(12, []), code: 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING' },
    {
      what: 'Proxy-State',
      packet: bare(1, [password, { type: 33, value: new Uint8Array(4) }]),
      code: 'E_RADIUS_PROXY_STATE',
    },
    { what: 'no credential', packet: bare(1, ATTRIBUTES['User-Name'].of('x')), code: 'E_RADIUS_CREDENTIALS' },
  ];
  for (const { what, packet, code } of refusals) {
    it(`without Message-Authenticator is refused all the same: ${what}`, () => {
      assert.throws(() => verifyRequest(packet, letOff), withCode(code));
    });
  }

  it('with two of them, or one of another length, is refused', () => {
    const zero = { type: 80, value: new Uint8Array(16) };
    assert.throws(
      () => verifyRequest(bare(1, [zero, zero]), POLICY),
      withCode('E_RADIUS_MESSAGE_AUTHENTICATOR_REPEATED'),
    );
    const short = { type: 80, value: new Uint8Array(15) };
    assert.throws(() => verifyRequest(bare(1, [short]), POLICY), withCode('E_RADIUS_MESSAGE_AUTHENTICATOR'));
  });

  it('of a code that asks nothing is refused', () => {
    for (const code of [0, 2, 5, 11, 13, 41, 255]) {
      assert.throws(() => verifyRequest(bare(code, []), POLICY), withCode('E_RADIUS_CODE'));
    }
  });
});

describe('a response', () => {
  const request = sealed(CODES.ACCESS_REQUEST);
  const policy = { ...POLICY, requestCode: request.code, requestAuthenticator: request.authenticator };
  const response = (secret = SECRET, code: number = CODES.ACCESS_ACCEPT) =>
    decodePacket(sealResponse({ code, request, attributes: ATTRIBUTES.Class.of(Uint8Array.of(1)), secret }, random));

  it('that was sealed is genuine', () => {
    assert.equal(verifyResponse(response(), policy).code, CODES.ACCESS_ACCEPT);
  });

  it('that was changed in any octet is not', () => {
    const packet = response();
    // The identifier is what finds the request.
    for (let at = 2; at < packet.bytes.length; at++) {
      assert.throws(() => verifyResponse(flipped(packet, at), policy), isSallyportError, `octet ${at}`);
    }
  });

  it('made with another secret, or for another request, is refused', () => {
    assert.throws(() => verifyResponse(response(Secret.of('x')), policy), withCode('E_RADIUS_RESPONSE_AUTHENTICATOR'));
    assert.throws(
      () => verifyResponse(response(), { ...policy, requestAuthenticator: new Uint8Array(16) }),
      withCode('E_RADIUS_RESPONSE_AUTHENTICATOR'),
    );
  });

  it('of another kind than what was asked is refused, and not made', () => {
    const accounting = { ...policy, requestCode: CODES.ACCOUNTING_REQUEST };
    assert.throws(() => verifyResponse(response(), accounting), withCode('E_RADIUS_CODE'));
    assert.throws(() => response(SECRET, CODES.ACCOUNTING_RESPONSE), withCode('E_RADIUS_ARGUMENT'));
  });

  it('to Status-Server may lack Message-Authenticator (RFC 5997 §6): it lets nobody in', () => {
    const asked = decodePacket(RFC5997_6_1.request);
    const given = { ...policy, secret: RFC_SECRET, requestCode: asked.code, requestAuthenticator: asked.authenticator };
    assert.equal(verifyResponse(decodePacket(RFC5997_6_1.accept), given).code, CODES.ACCESS_ACCEPT);
  });
});
