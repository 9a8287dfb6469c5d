import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, isSallyportError, seededRandom, toHex, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import {
  type BorderAgentTxtValues,
  decodeBorderAgentTxt,
  decodeStateBitmap,
  encodeBorderAgentTxt,
  encodeStateBitmap,
} from '@sallyport/thread';
import fc from 'fast-check';
import { FUZZ_RUNS } from '../support/fuzz.ts';

// What ot-commissioner's integration tests announce (tests/integration/etc/br_scan_initial/br_scan_border_agent-1.service, BSD-3-Clause).
const ANNOUNCED: Readonly<Record<string, Uint8Array | true>> = {
  rv: utf8('1'),
  tv: utf8('1.2.0'),
  sb: fromHex('00000031'),
  nn: utf8('thread1'),
  xp: fromHex('1111111111111111'),
  vn: utf8('openthread'),
  mn: utf8('ot-br-1.2'),
  at: fromHex('0000000000000000'),
  pt: fromHex('ab352e08'),
  vd: utf8('OpenThread'),
  vo: fromHex('000000'),
  dn: utf8('TestDomainName'),
  sq: fromHex('09'),
  bb: fromHex('e717'),
};

function record(values: Readonly<Record<string, Uint8Array | true>>) {
  return new Map(Object.entries(values));
}

describe('the TXT record of a Border Agent', () => {
  it('is read', () => {
    const txt = decodeBorderAgentTxt(record(ANNOUNCED));
    assert.equal(txt.threadVersion, '1.2.0');
    assert.equal(txt.networkName, 'thread1');
    assert.equal(toHex(txt.extendedPanId ?? new Uint8Array(0)), '1111111111111111');
    assert.deepEqual(txt.activeTimestamp, { seconds: 0, ticks: 0, authoritative: false });
    assert.equal(txt.partitionId, 0xab352e08);
    assert.deepEqual([txt.bbrSequence, txt.bbrPort], [9, 59159]);
    assert.deepEqual([txt.vendorName, txt.modelName, txt.domainName], ['openthread', 'ot-br-1.2', 'TestDomainName']);
    assert.deepEqual([txt.vendorOui, txt.vendorData], [new Uint8Array(3), utf8('OpenThread')]);
    assert.equal(txt.state?.connectionMode, 'pskc');
    assert.equal(txt.others.size, 0);
  });

  it('may have nothing but its version, and keys without a meaning here', () => {
    const txt = decodeBorderAgentTxt(record({ rv: utf8('1'), zz: true, future: utf8('x') }));
    assert.equal(txt.networkName, undefined);
    assert.deepEqual(
      [...txt.others],
      [
        ['zz', true],
        ['future', utf8('x')],
      ],
    );
  });

  it('comes back as it went', () => {
    const values: BorderAgentTxtValues = {
      borderAgentId: new Uint8Array(16).fill(7),
      state: decodeStateBitmap(0x5ea9),
      threadVersion: '1.4.0',
      extendedAddress: fromHex('0102030405060708'),
      extendedPanId: fromHex('000db70000000001'),
      networkName: 'Sallyport',
      partitionId: 0xffff_ffff,
      activeTimestamp: { seconds: 1, ticks: 2, authoritative: true },
      bbrSequence: 255,
      bbrPort: 61631,
      omrPrefix: { length: 64, prefix: fromHex('fd00112233440000') },
      domainName: 'DefaultDomain',
      vendorName: 'Sallyport',
      modelName: 'Lab',
      vendorOui: fromHex('18b430'),
      discriminator: fromHex('0011223344556677'),
      vendorData: fromHex('00ff'),
      others: new Map([['x1', utf8('y')]]),
    };
    const encoded = encodeBorderAgentTxt(values);
    assert.deepEqual(decodeBorderAgentTxt(record(encoded)), { recordVersion: '1', ...values });
    assert.equal(Object.keys(encoded).join(' '), 'id rv sb tv xa xp nn pt at sq bb omr dn vn mn vo dd vd x1');
  });

  it('with nothing to say is its version', () => {
    assert.deepEqual(encodeBorderAgentTxt({}), { rv: utf8('1') });
  });

  it('may have an OMR prefix in fewer bytes than 64 bits take', () => {
    const txt = decodeBorderAgentTxt(record({ rv: utf8('1'), omr: fromHex('30fd0011223344') }));
    assert.deepEqual(txt.omrPrefix, { length: 48, prefix: fromHex('fd0011223344') });
  });

  const refused: readonly (readonly [what: string, values: Readonly<Record<string, Uint8Array | true>>])[] = [
    ['no version', { nn: utf8('x') }],
    ['another version', { rv: utf8('2') }],
    ['a version without a value', { rv: true }],
    ['a bitmap of three bytes', { ...ANNOUNCED, sb: fromHex('000031') }],
    ['a name that is no text', { ...ANNOUNCED, nn: fromHex('ff') }],
    ['a name with a control character', { ...ANNOUNCED, nn: fromHex('1b5b') }],
    ['an extended PAN ID of text', { ...ANNOUNCED, xp: utf8('1111111111111111') }],
    ['a timestamp of seven bytes', { ...ANNOUNCED, at: new Uint8Array(7) }],
    ['a partition without a value', { ...ANNOUNCED, pt: true }],
    ['a prefix of 129 bits', { ...ANNOUNCED, omr: fromHex(`81${'00'.repeat(16)}`) }],
    ['a prefix that is cut off', { ...ANNOUNCED, omr: fromHex('40fd00') }],
    ['an empty prefix', { ...ANNOUNCED, omr: new Uint8Array(0) }],
    ['an OUI of two bytes', { ...ANNOUNCED, vo: new Uint8Array(2) }],
  ];
  for (const [what, values] of refused) {
    it(`with ${what} is refused`, () => {
      assert.throws(() => decodeBorderAgentTxt(record(values)), withCode('E_THREAD_TXT'));
    });
  }

  it('is not written when it could not be read', () => {
    assert.throws(() => encodeBorderAgentTxt({ networkName: 'a\u0007' }), withCode('E_THREAD_TXT'));
    assert.throws(() => encodeBorderAgentTxt({ extendedPanId: new Uint8Array(7) }), withCode('E_THREAD_TXT'));
    assert.throws(() => encodeBorderAgentTxt({ partitionId: -1 }), withCode('E_THREAD_ARGUMENT'));
  });

  it('is read or refused, whatever it holds', () => {
    const random = seededRandom('txt');
    const keys = [...Object.keys(ANNOUNCED), 'id', 'xa', 'vo', 'omr', 'vd', 'zz'];
    for (let i = 0; i < FUZZ_RUNS; i++) {
      const [which = 0, length = 0] = random.bytes(2);
      const key = keys[which % keys.length] ?? '';
      try {
        decodeBorderAgentTxt(record({ ...ANNOUNCED, [key]: random.bytes(length % 20) }));
      } catch (thrown) {
        assert.ok(isSallyportError(thrown, 'E_THREAD_TXT'), `${thrown}`);
      }
    }
  });
});

describe('the state bitmap', () => {
  // Offsets of OpenThread (src/core/meshcop/border_agent_txt_data.hpp) and of ot-commissioner's reader of the first nine bits.
  const examples = [
    [0x0000_0031, { connectionMode: 'pskc', threadInterface: 'active', availability: 'high' }],
    [0x0000_0021, { connectionMode: 'pskc', threadInterface: 'not-initialized', availability: 'high' }],
    [
      0x0000_01b4,
      { connectionMode: 'x509', threadInterface: 'active', availability: 'high', bbrActive: true, bbrPrimary: true },
    ],
    [0x0000_0600, { threadRole: 'leader' }],
    [0x0000_0400, { threadRole: 'router' }],
    [0x0000_0800, { epskcSupported: true }],
    [0x0000_2000, { multiAil: 'detected' }],
    [0x0000_4000, { admitterSupported: true }],
  ] as const;
  for (const [bits, values] of examples) {
    it(`0x${bits.toString(16)} says ${Object.values(values).join(', ')}`, () => {
      const state = decodeStateBitmap(bits);
      for (const [key, value] of Object.entries(values)) {
        assert.equal(Object.entries(state).find(([name]) => name === key)?.[1], value, key);
      }
      assert.equal(encodeStateBitmap(values), bits);
    });
  }

  it('comes back as it went but for what has no meaning', () => {
    fc.assert(
      fc.property(fc.nat(0x7fff), (bits) => {
        const state = decodeStateBitmap(bits);
        const isWhole = [state.connectionMode, state.threadInterface, state.availability, state.multiAil].every(
          (field) => field !== undefined,
        );
        if (isWhole) assert.equal(encodeStateBitmap(state), bits);
      }),
    );
    assert.equal(decodeStateBitmap(0xffff_ffff).connectionMode, undefined);
    assert.equal(decodeStateBitmap(0xffff_ffff).bits, 0xffff_ffff);
    assert.equal(encodeStateBitmap({}), 0);
  });
});
