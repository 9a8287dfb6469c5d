import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { isSallyportError, Secret, seededRandom, toHex } from '@sallyport/core';
import {
  ATTRIBUTES,
  CODES,
  decodePacket,
  type OutgoingAttribute,
  sealRequest,
  sealResponse,
  VENDOR_ATTRIBUTES,
  verifyRequest,
  verifyResponse,
} from '@sallyport/radius';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { hideAttributes } from '../../src/hiding/hidden-attribute.ts';
import { CAPTURE_SECRET, TUNNEL_PASSWORDS } from '../support/vectors.ts';

const random = seededRandom('hiding');
const SECRET = Secret.of('a secret');
const key = { secret: SECRET, authenticator: new Uint8Array(16).fill(3) };
const hide = (attributes: readonly OutgoingAttribute[]) => hideAttributes(attributes, key, random);

describe('salted values', () => {
  it('of FreeRADIUS are revealed, whatever their padding is', () => {
    const known = { secret: CAPTURE_SECRET, authenticator: TUNNEL_PASSWORDS.authenticator };
    for (const password of ['foo', 'barbar'] as const) {
      const attributes = [{ type: 69, value: TUNNEL_PASSWORDS[password] }];
      const revealed = ATTRIBUTES['Tunnel-Password'].reveal(attributes, known);
      assert.ok(revealed?.equals(Secret.of(password)));
    }
  });

  it('come back, with their tags, and no salt is used twice in a packet (RFC 2868 §3.5)', () => {
    const passwords = Array.from({ length: 10 }, (_, tag) =>
      ATTRIBUTES['Tunnel-Password'].of(Secret.of(`pw ${tag}`), tag),
    );
    const attributes = hide(passwords.flat());
    const salts = attributes.map(({ value }) => toHex(value.subarray(1, 3)));
    assert.equal(new Set(salts).size, 10);
    assert.ok(attributes.every(({ value }) => ((value[1] ?? 0) & 0x80) !== 0));
    const revealed = ATTRIBUTES['Tunnel-Password'].revealAll(attributes, key);
    assert.deepEqual(
      revealed.map(({ tag }) => tag),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    );
    assert.ok(revealed[9]?.value.equals(Secret.of('pw 9')));
  });

  it('of every length up to 239 come back', () => {
    const length = fc.integer({ min: 0, max: 239 });
    fc.assert(
      fc.property(length, (size) => {
        const value = Secret.of(random.bytes(size));
        const attributes = hide([
          ...ATTRIBUTES['Tunnel-Password'].of(value, 31),
          ...VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(value),
        ]);
        assert.ok(ATTRIBUTES['Tunnel-Password'].reveal(attributes, key)?.equals(value));
        assert.ok(VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].reveal(attributes, key)?.equals(value));
      }),
    );
  });

  it('MPPE keys travel in an Access-Accept, hidden with the authenticator of its request (RFC 2548 §2.4)', () => {
    const asked = sealRequest({ code: CODES.ACCESS_REQUEST, identifier: 1, attributes: [], secret: SECRET }, random);
    const request = verifyRequest(decodePacket(asked.bytes), { secret: SECRET, requireMessageAuthenticator: true });
    const [send, receive] = [Secret.of(random.bytes(32)), Secret.of(random.bytes(32))];
    const attributes = [
      ...VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].of(receive),
      ...VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(send),
    ];
    const bytes = sealResponse({ code: CODES.ACCESS_ACCEPT, request, attributes, secret: SECRET }, random);
    const accept = verifyResponse(decodePacket(bytes), {
      secret: SECRET,
      requestCode: request.code,
      requestAuthenticator: asked.authenticator,
      requireMessageAuthenticator: true,
    });
    assert.ok(VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].reveal(accept.attributes, accept.key)?.equals(send));
    assert.ok(VENDOR_ATTRIBUTES['MS-MPPE-Recv-Key'].reveal(accept.attributes, accept.key)?.equals(receive));
  });

  it('that were never hidden so are refused', () => {
    for (const length of [0, 1, 3, 18, 20]) {
      const attributes = [{ type: 69, value: new Uint8Array(length) }];
      assert.throws(() => ATTRIBUTES['Tunnel-Password'].reveal(attributes, key), withCode('E_RADIUS_HIDDEN_VALUE'));
    }
    const attributes = hide(ATTRIBUTES['Tunnel-Password'].of(Secret.of('x')));
    const wrong = { ...key, secret: Secret.of('other') };
    let refused = 0;
    for (let i = 0; i < 50; i++) {
      try {
        ATTRIBUTES['Tunnel-Password'].reveal(attributes, { ...wrong, authenticator: random.bytes(16) });
      } catch (error) {
        assert.ok(isSallyportError(error, 'E_RADIUS_HIDDEN_VALUE'));
        refused++;
      }
    }
    assert.ok(refused > 30);
  });

  it('that are too long, or have a tag where there is none, are not made', () => {
    assert.throws(
      () => ATTRIBUTES['Tunnel-Password'].of(Secret.of(new Uint8Array(240))),
      withCode('E_RADIUS_ARGUMENT'),
    );
    assert.throws(() => VENDOR_ATTRIBUTES['MS-MPPE-Send-Key'].of(SECRET, 1), withCode('E_RADIUS_ARGUMENT'));
    assert.throws(() => hide(ATTRIBUTES['Tunnel-Password'].of(SECRET, 32)), withCode('E_RADIUS_ARGUMENT'));
  });
});

describe('User-Password', () => {
  it('of every length up to 128 comes back (RFC 2865 §5.2)', () => {
    const bytes = fc.uint8Array({ maxLength: 128 }).filter((value) => value.at(-1) !== 0);
    fc.assert(
      fc.property(bytes, (value) => {
        const attributes = hide(ATTRIBUTES['User-Password'].of(Secret.of(value)));
        assert.equal((attributes[0]?.value.length ?? 1) % 16, 0);
        assert.ok(ATTRIBUTES['User-Password'].reveal(attributes, key)?.equals(Secret.of(value)));
      }),
    );
  });

  it('that is too long, or would lose its end, is not made', () => {
    assert.throws(() => ATTRIBUTES['User-Password'].of(Secret.of('x'.repeat(129))), withCode('E_RADIUS_ARGUMENT'));
    assert.throws(() => ATTRIBUTES['User-Password'].of(Secret.of('x\0')), withCode('E_RADIUS_ARGUMENT'));
  });

  it('that was never hidden so is refused', () => {
    for (const length of [0, 1, 15, 17, 144]) {
      const attributes = [{ type: 2, value: new Uint8Array(length) }];
      assert.throws(() => ATTRIBUTES['User-Password'].reveal(attributes, key), withCode('E_RADIUS_HIDDEN_VALUE'));
    }
    assert.equal(ATTRIBUTES['User-Password'].reveal([], key), undefined);
  });
});

it('a value on its way to be hidden cannot be printed', () => {
  const [attribute] = ATTRIBUTES['User-Password'].of(Secret.of('correct horse'));
  const printed = `${inspect(attribute)} ${JSON.stringify(attribute)} ${attribute}`;
  assert.doesNotMatch(printed, /correct/);
});
