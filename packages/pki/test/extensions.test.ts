import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { describe, it } from 'node:test';
import { contextConstructed, DerReader, der } from '@sallyport/der';
import {
  authorityInfoAccess,
  authorityKeyIdentifier,
  basicConstraints,
  certificatePolicies,
  crlDistributionPoints,
  type Extension,
  encodeGeneralName,
  extendedKeyUsage,
  extension,
  extensionReader,
  type GeneralNameInput,
  generateKeyPair,
  type KeyUsage,
  keyUsage,
  nameConstraints,
  OID,
  readAuthorityKeyIdentifierOf,
  readBasicConstraintsOf,
  readCrlDistributionPointsOf,
  readExtendedKeyUsageOf,
  readGeneralNames,
  readKeyUsageOf,
  readNameConstraintsOf,
  readSubjectAltNameOf,
  spkiOf,
  subjectAltName,
} from '@sallyport/pki';
import fc from 'fast-check';
import { KEY_USAGE_BITS } from '../src/key-usage.ts';
import { cn } from './support.ts';

function roundTrip(name: GeneralNameInput) {
  const [read] = DerReader.whole(der.sequence(encodeGeneralName(name)), readGeneralNames);
  return read;
}

describe('extension builders', () => {
  it('encode the defaults away', () => {
    assert.deepEqual(basicConstraints({ ca: false }).value, der.sequence());
    assert.deepEqual(basicConstraints({ ca: true }).value, der.sequence(der.boolean(true)));
    assert.equal(basicConstraints({ ca: true }).critical, true);
  });

  it('give every set of key usages back', () => {
    fc.assert(
      fc.property(fc.subarray<KeyUsage>([...KEY_USAGE_BITS], { minLength: 1 }), (usages) => {
        assert.deepEqual(readKeyUsageOf([keyUsage(...usages)]), new Set(usages));
      }),
    );
  });

  for (const [what, build] of [
    ['a path length without a CA', () => basicConstraints({ ca: false, pathLength: 0 })],
    ['a negative path length', () => basicConstraints({ ca: true, pathLength: -1 })],
    ['no key usage', () => keyUsage()],
    ['no purpose', () => extendedKeyUsage([])],
    ['no alternative name', () => subjectAltName([])],
    ['an empty DNS name', () => subjectAltName([{ kind: 'dns', value: '' }])],
    ['an IP address that is none', () => subjectAltName([{ kind: 'ip', value: '1.2.3' }])],
    ['no distribution point', () => crlDistributionPoints([])],
    ['no location', () => authorityInfoAccess({})],
    ['no policy', () => certificatePolicies([])],
    ['no subtree', () => nameConstraints({})],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.throws(build, { code: 'E_PKI_EXTENSION_INPUT' });
    });
  }

  it('refuse text that a DNS name cannot hold', () => {
    assert.throws(() => subjectAltName([{ kind: 'dns', value: 'gerät.example' }]), { code: 'E_DER_ENCODE' });
  });

  it('take the authority key identifier from certificate, key or key info alike', () => {
    const { publicKey } = generateKeyPair('P-256');
    const spki = spkiOf(publicKey);
    const byKey = authorityKeyIdentifier(publicKey);
    assert.deepEqual(authorityKeyIdentifier(spki), byKey);
    assert.deepEqual(authorityKeyIdentifier({ spki, subjectKeyIdentifier: undefined }), byKey);
    const own = Uint8Array.of(1, 2, 3);
    const byCertificate = authorityKeyIdentifier({ spki, subjectKeyIdentifier: own });
    assert.deepEqual(readAuthorityKeyIdentifierOf([byCertificate]), own);
  });
});

describe('general names', () => {
  it('come back as they were given', () => {
    const text = fc.string({ unit: fc.constantFrom(...'abcXYZ019.-@/:'), minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.constantFrom('dns' as const, 'email' as const, 'uri' as const), text, (kind, value) => {
        assert.deepEqual(roundTrip({ kind, value }), { kind, value });
      }),
    );
    assert.deepEqual(roundTrip({ kind: 'registeredId', value: '1.2.840' }), { kind: 'registeredId', value: '1.2.840' });
    const directory = roundTrip({ kind: 'directory', value: cn('x') });
    assert.ok(directory?.kind === 'directory' && directory.value.equals(cn('x')));
  });

  it('hold every IP address, in the text form of the URL standard', () => {
    fc.assert(
      fc.property(fc.ipV4(), (value) => {
        const name = roundTrip({ kind: 'ip', value });
        assert.ok(name?.kind === 'ip' && name.value === value);
      }),
    );
    fc.assert(
      fc.property(fc.ipV6(), (value) => {
        const name = roundTrip({ kind: 'ip', value });
        assert.ok(name?.kind === 'ip');
        assert.equal(`[${name.value}]`, new URL(`http://[${value}]`).hostname);
        const same = new BlockList();
        same.addAddress(name.value, 'ipv6');
        assert.ok(same.check(value, 'ipv6'));
      }),
    );
  });

  it('of forms nobody uses are kept as bytes', () => {
    const edi = der.context(5, der.context(1, der.string(0x0c, 'party')));
    const [name] = DerReader.whole(der.sequence(edi), readGeneralNames);
    assert.deepEqual(name, { kind: 'unknown', tag: 5, der: edi });
  });

  for (const [why, encoding] of [
    ['an IP address of five octets', der.contextValue(7, new Uint8Array(5))],
    ['a tag beyond the list', der.contextValue(9, new Uint8Array(1))],
    ['a universal tag', der.nullValue()],
  ] as const) {
    it(`refuse ${why}`, () => {
      assert.throws(() => DerReader.whole(der.sequence(encoding), readGeneralNames), { code: 'E_PKI_EXTENSION' });
    });
  }

  it('refuse text beyond ASCII and an empty list', () => {
    const high = der.contextValue(2, Uint8Array.of(0xe9));
    assert.throws(() => DerReader.whole(der.sequence(high), readGeneralNames), { code: 'E_DER_VALUE' });
    assert.throws(() => DerReader.whole(der.sequence(), readGeneralNames), { code: 'E_PKI_EXTENSION' });
  });
});

describe('extension readers', () => {
  const malformed = (oid: string, value: Uint8Array): readonly Extension[] => [extension(oid, value)];

  it('give undefined for what is not there', () => {
    assert.equal(readKeyUsageOf([]), undefined);
    assert.equal(readNameConstraintsOf([basicConstraints({ ca: true })]), undefined);
  });

  it('decode once', () => {
    let count = 0;
    const read = extensionReader('1.2.3', (reader) => {
      count++;
      return reader.null();
    });
    const list = [extension('1.2.3', der.nullValue())];
    read(list);
    read(list);
    assert.equal(count, 1);
  });

  it('read distribution points with every field, and those without a name', () => {
    const uri = (text: string) => der.contextValue(6, Uint8Array.from(Buffer.from(text)));
    const full = der.sequence(
      der.context(0, der.context(0, uri('http://a'), uri('http://b'))),
      der.contextValue(1, Uint8Array.of(6, 0x40)),
      der.context(2, der.context(4, cn('issuer').der)),
    );
    const relative = der.sequence(der.context(0, der.context(1, cn('x').der.subarray(4))));
    const bare = der.sequence(der.context(2, der.context(4, cn('issuer').der)));
    const list = [extension(OID.crlDistributionPoints, der.sequence(full, relative, bare))];
    assert.deepEqual(readCrlDistributionPointsOf(list), ['http://a', 'http://b']);
  });

  it('read an authority key identifier with issuer and serial number', () => {
    const value = der.sequence(
      der.contextValue(0, Uint8Array.of(9)),
      der.context(1, der.context(4, cn('issuer').der)),
      der.contextValue(2, Uint8Array.of(1)),
    );
    assert.deepEqual(readAuthorityKeyIdentifierOf(malformed(OID.authorityKeyIdentifier, value)), Uint8Array.of(9));
    assert.equal(readAuthorityKeyIdentifierOf(malformed(OID.authorityKeyIdentifier, der.sequence())), undefined);
  });

  it('read networks of addresses in name constraints', () => {
    const network = (length: number) => der.sequence(der.contextValue(7, new Uint8Array(length)));
    const constraints = (subtree: Uint8Array) =>
      malformed(OID.nameConstraints, der.sequence(der.value(contextConstructed(0), subtree)));
    for (const length of [8, 32]) {
      assert.deepEqual(readNameConstraintsOf(constraints(network(length)))?.permitted, [
        { kind: 'ipNetwork', octets: new Uint8Array(length) },
      ]);
    }
    assert.throws(() => readNameConstraintsOf(constraints(network(4))), { code: 'E_PKI_EXTENSION' });
  });

  for (const [why, read] of [
    [
      'a negative path length',
      () => readBasicConstraintsOf(malformed(OID.basicConstraints, der.sequence(der.boolean(true), der.integer(-1)))),
    ],
    [
      'a path length far out',
      () =>
        readBasicConstraintsOf(
          malformed(OID.basicConstraints, der.sequence(der.boolean(true), der.integer(2n ** 40n))),
        ),
    ],
    [
      'bytes behind the value',
      () => readBasicConstraintsOf(malformed(OID.basicConstraints, Buffer.concat([der.sequence(), der.nullValue()]))),
    ],
    [
      'a key usage with trailing zero bits',
      () => readKeyUsageOf(malformed(OID.keyUsage, Uint8Array.of(3, 2, 0, 0x80))),
    ],
    [
      'an extended key usage without a purpose',
      () => readExtendedKeyUsageOf(malformed(OID.extendedKeyUsage, der.sequence())),
    ],
    ['an alternative name without a name', () => readSubjectAltNameOf(malformed(OID.subjectAltName, der.sequence()))],
    ['name constraints without a subtree', () => readNameConstraintsOf(malformed(OID.nameConstraints, der.sequence()))],
    [
      'a subtree with a minimum',
      () => {
        const subtree = der.sequence(der.contextValue(2, Uint8Array.of(97)), der.contextValue(0, Uint8Array.of(1)));
        return readNameConstraintsOf(malformed(OID.nameConstraints, der.sequence(der.context(0, subtree))));
      },
    ],
  ] as const) {
    it(`refuse ${why}`, () => {
      assert.throws(read, { code: 'E_PKI_EXTENSION' });
    });
  }
});
