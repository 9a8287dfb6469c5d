import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Secret, toHex } from '@sallyport/core';
import {
  ATTRIBUTES,
  CODES,
  chapResponse,
  checkChap,
  decodePacket,
  encodePacket,
  readEapMessage,
  sealRequest,
  sealResponse,
  verifyRequest,
  verifyResponse,
} from '@sallyport/radius';
import {
  CAPTURE_SECRET,
  DISCONNECT_REQUEST,
  RFC_SECRET,
  RFC2865_7_1,
  RFC2865_7_2,
  RFC2865_7_3,
  RFC5997_6_1,
  RFC5997_6_3,
  TCPDUMP_EAP,
  WIRESHARK_CHAP,
  WIRESHARK_EAP,
} from '../support/vectors.ts';

const noRandom = { bytes: (length: number) => new Uint8Array(length) };
const OLD = { secret: RFC_SECRET, requireMessageAuthenticator: false };

describe('the examples of RFC 2865 §7', () => {
  it('§7.1: a user logs in with a password', () => {
    const request = verifyRequest(decodePacket(RFC2865_7_1.request), OLD);
    assert.equal(ATTRIBUTES['User-Name'].first(request.attributes), 'nemo');
    assert.equal(ATTRIBUTES['NAS-IP-Address'].first(request.attributes), '192.168.1.16');
    assert.equal(ATTRIBUTES['NAS-Port'].first(request.attributes), 3);
    const password = ATTRIBUTES['User-Password'].reveal(request.attributes, request.key);
    assert.ok(password?.equals(Secret.of('arctangent')));
  });

  it('§7.1: the password is hidden to the same octets', () => {
    const random = { bytes: () => RFC2865_7_1.request.slice(4, 20) };
    const attributes = ATTRIBUTES['User-Password'].of(Secret.of('arctangent'));
    const { bytes } = sealRequest(
      { code: CODES.ACCESS_REQUEST, identifier: 0, attributes, secret: RFC_SECRET },
      random,
    );
    // Our own begins with Message-Authenticator, of 18 octets.
    assert.equal(toHex(bytes.subarray(38)), toHex(RFC2865_7_1.request.subarray(26, 44)));
  });

  const answers = [
    { title: '§7.1: the accept', request: RFC2865_7_1.request, response: RFC2865_7_1.accept },
    { title: '§7.2: the accept', request: RFC2865_7_2.request, response: RFC2865_7_2.accept },
    { title: '§7.3: the challenge', request: RFC2865_7_3.request, response: RFC2865_7_3.challenge },
    { title: 'RFC 5997 §6.1: the answer to Status-Server', request: RFC5997_6_1.request, response: RFC5997_6_1.accept },
    { title: 'RFC 5997 §6.3: the longer answer', request: RFC5997_6_3.request, response: RFC5997_6_3.accept },
  ];
  for (const { title, request, response } of answers) {
    it(`${title} is genuine`, () => {
      const asked = decodePacket(request);
      const policy = { ...OLD, requestCode: asked.code, requestAuthenticator: asked.authenticator };
      assert.equal(verifyResponse(decodePacket(response), policy).identifier, asked.identifier);
    });
  }

  it('§7.2: CHAP is answered with the password of the example, and its accept has the attributes printed', () => {
    const { attributes, authenticator } = decodePacket(RFC2865_7_2.request);
    const chap = ATTRIBUTES['CHAP-Password'].first(attributes);
    assert.ok(chap !== undefined && checkChap(chap, authenticator, Secret.of('arctangent')));
    assert.equal(toHex(chapResponse(22, authenticator, Secret.of('arctangent'))), toHex(chap));
    assert.ok(!checkChap(chap, authenticator, Secret.of('arctangenT')));
    assert.ok(!checkChap(chap.subarray(1), authenticator, Secret.of('arctangent')));
    const accept = decodePacket(RFC2865_7_2.accept).attributes;
    assert.equal(ATTRIBUTES['Framed-IP-Address'].first(accept), '255.255.255.254');
    assert.equal(ATTRIBUTES['Framed-MTU'].first(accept), 1500);
  });

  it('§7.3: the challenge has a text and a state', () => {
    const { attributes } = decodePacket(RFC2865_7_3.challenge);
    assert.equal(ATTRIBUTES['Reply-Message'].first(attributes), 'Challenge 32769430.  Enter response at prompt.');
    assert.equal(toHex(ATTRIBUTES.State.first(attributes) ?? new Uint8Array()), '3332373639343330');
  });
});

describe('RFC 5997 §6', () => {
  for (const [section, { request }] of Object.entries({ '§6.1': RFC5997_6_1, '§6.3': RFC5997_6_3 })) {
    it(`${section}: the query has a right Message-Authenticator`, () => {
      assert.equal(verifyRequest(decodePacket(request), OLD).code, CODES.STATUS_SERVER);
    });
  }

  it('§6.1: sealed anew it is the same octets', () => {
    const random = { bytes: () => RFC5997_6_1.request.slice(4, 20) };
    const draft = { code: CODES.STATUS_SERVER, identifier: 218, attributes: [], secret: RFC_SECRET };
    assert.equal(toHex(sealRequest(draft, random).bytes), toHex(RFC5997_6_1.request));
  });
});

describe('captured conversations', () => {
  it('of EAP are genuine on both sides, with Message-Authenticator demanded', () => {
    for (const { request, response } of WIRESHARK_EAP) {
      const policy = { secret: CAPTURE_SECRET, requireMessageAuthenticator: true };
      const asked = verifyRequest(decodePacket(request), policy);
      const eap = readEapMessage(asked.attributes);
      assert.equal(eap?.[0], 2);
      const answered = verifyResponse(decodePacket(response), {
        ...policy,
        requestCode: asked.code,
        requestAuthenticator: asked.authenticator,
      });
      assert.ok((readEapMessage(answered.attributes)?.length ?? 0) >= 4);
    }
  });

  it('of dynamic authorization have right authenticators of both kinds, and are sealed to the same octets', () => {
    const { code, identifier } = verifyRequest(decodePacket(DISCONNECT_REQUEST), {
      secret: CAPTURE_SECRET,
      requireMessageAuthenticator: true,
    });
    const sealed = sealRequest({ code, identifier, attributes: [], secret: CAPTURE_SECRET }, noRandom);
    assert.equal(toHex(sealed.bytes), toHex(DISCONNECT_REQUEST));
  });

  it('of a switch that passes EAP on are read to the last attribute', () => {
    const { attributes } = decodePacket(TCPDUMP_EAP.request);
    assert.equal(ATTRIBUTES['Calling-Station-Id'].first(attributes), '00-14-22-E9-54-5E');
    assert.equal(ATTRIBUTES['NAS-Port'].first(attributes), 50012);
    assert.equal(ATTRIBUTES['User-Name'].first(attributes), 'John.McGuirk');
    assert.equal(toHex(readEapMessage(attributes) ?? new Uint8Array()), '02000011014a6f686e2e4d63477569726b');
  });

  it('with an accept that has no Message-Authenticator is only taken from a server that is let off it', () => {
    const asked = decodePacket(WIRESHARK_CHAP.request);
    const policy = {
      secret: CAPTURE_SECRET,
      requestCode: asked.code,
      requestAuthenticator: asked.authenticator,
      requireMessageAuthenticator: true,
    };
    const accept = decodePacket(WIRESHARK_CHAP.accept);
    assert.throws(() => verifyResponse(accept, policy), { code: 'E_RADIUS_MESSAGE_AUTHENTICATOR_MISSING' });
    assert.equal(verifyResponse(accept, { ...policy, requireMessageAuthenticator: false }).code, CODES.ACCESS_ACCEPT);
  });

  it('are written back octet for octet', () => {
    for (const packet of [TCPDUMP_EAP.request, RFC2865_7_3.challenge, ...WIRESHARK_EAP.map(({ request }) => request)]) {
      assert.equal(toHex(encodePacket(decodePacket(packet))), toHex(packet));
    }
  });
});

it('an answer begins with Message-Authenticator, right behind the header', () => {
  const request = decodePacket(WIRESHARK_CHAP.request);
  const attributes = ATTRIBUTES['Reply-Message'].of('welcome');
  for (const code of [CODES.ACCESS_ACCEPT, CODES.ACCESS_REJECT, CODES.ACCESS_CHALLENGE]) {
    const bytes = sealResponse({ code, request, attributes, secret: CAPTURE_SECRET }, noRandom);
    assert.deepEqual([...bytes.subarray(20, 22)], [80, 18]);
  }
});
