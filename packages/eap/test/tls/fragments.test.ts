import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, toHex } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { decodeFragment, encodeFragment, type TlsFragment } from '../../src/tls/flags.ts';
import { TlsLink } from '../../src/tls/link.ts';
import { uint32 } from '../support/raw.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const length = fc.option(fc.integer({ min: 0, max: 0xffffffff }), { nil: undefined });

function fragment(given: Partial<TlsFragment>, total: number | undefined): TlsFragment {
  const base = { more: false, start: false, version: 0, data: new Uint8Array(0), ...given };
  return total === undefined ? base : { ...base, length: total };
}

describe('fragments', () => {
  it('of EAP-TLS come back as they went', () => {
    fc.assert(
      fc.property(length, fc.boolean(), fc.boolean(), bytes(50), (total, more, start, data) => {
        const made = fragment({ more, start, data }, total);
        assert.deepEqual(decodeFragment(encodeFragment(made), 'tls'), made);
      }),
    );
  });
  it('of TEAP come back as they went, with version and outer TLVs', () => {
    const outer = fc.option(fc.uint8Array({ minLength: 1, maxLength: 20 }), { nil: undefined });
    fc.assert(
      fc.property(length, fc.nat(7), outer, bytes(50), (total, version, outerTlvs, data) => {
        const made = fragment({ version, data, ...(outerTlvs === undefined ? {} : { outerTlvs }) }, total);
        assert.deepEqual(decodeFragment(encodeFragment(made), 'teap'), made);
      }),
    );
  });
  it('have reserved bits that EAP-TLS passes over', () => {
    const read = decodeFragment(Uint8Array.of(0x1f, 7), 'tls');
    assert.deepEqual(read, fragment({ data: Uint8Array.of(7) }, undefined));
  });
  it('of nothing at all are an acknowledgement', () => {
    assert.deepEqual(decodeFragment(new Uint8Array(0), 'tls'), fragment({}, undefined));
  });
  it('with outer TLVs beyond their end are refused', () => {
    const cut = concat(Uint8Array.of(0x10 | 1), uint32(5), new Uint8Array(4));
    assert.throws(() => decodeFragment(cut, 'teap'), withCode('E_EAP_TLS_LENGTH_FIELD'));
  });
});

function link(maxTypeData: number, maxMessage = 65_536): TlsLink {
  return new TlsLink({ dialect: 'tls', version: 0, maxMessage, maxTypeData });
}

describe('a link of two sides', () => {
  it('carries any message within any room, each fragment acknowledged', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 3000 }),
        fc.integer({ min: 6, max: 1500 }),
        (message, room) => {
          const [near, far] = [link(room), link(100)];
          let sent = near.send(message);
          let rounds = 0;
          for (;;) {
            assert.ok(sent.length <= room);
            const received = far.receive(sent);
            if (received.kind === 'message') {
              assert.equal(toHex(received.bytes), toHex(message));
              break;
            }
            assert.ok(received.kind === 'answer');
            const next = near.receive(received.data);
            assert.ok(next.kind === 'answer');
            sent = next.data;
            assert.ok(++rounds <= message.length);
          }
          assert.equal(near.memory + far.memory, 0);
        },
      ),
    );
  });
  it('tells the length in the first of several fragments only', () => {
    const near = link(10);
    assert.equal(toHex(near.send(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))), '00010203040506070809');
    assert.equal(toHex(near.send(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))), 'c00000000a0102030405');
    const next = near.receive(Uint8Array.of(0));
    assert.equal(next.kind === 'answer' && toHex(next.data), '00060708090a');
  });
  it('keeps no more of a message than its limit', () => {
    const far = link(100, 500);
    far.receive(concat(Uint8Array.of(0xc0), uint32(500), new Uint8Array(400)));
    assert.equal(far.memory, 400);
    assert.throws(() => far.receive(concat(Uint8Array.of(0x40), new Uint8Array(101))), withCode('E_EAP_TLS_TOO_LARGE'));
  });
  it('needs room for more than its own head', () => {
    assert.throws(() => link(5), withCode('E_EAP_ARGUMENT'));
  });
});
