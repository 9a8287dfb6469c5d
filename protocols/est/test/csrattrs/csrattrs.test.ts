import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBase64, toBase64 } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  type AttrOrOid,
  CHALLENGE_PASSWORD,
  type CsrAttributes,
  decodeCsrAttributes,
  EST_OID,
  encodeCsrAttributes,
  extensionRequestAttribute,
  fulfil,
  keyTemplateOf,
  type RequestTemplate,
  readTemplate,
  requirementsOf,
  suitableKeyTypes,
  templateAttribute,
  unmetRequirements,
} from '@sallyport/est';
import { KEY_TYPES, type KeyType, keyUsage, Name, OID, subjectAltName } from '@sallyport/pki';
import fc from 'fast-check';
import { makeRequest } from '../support/lab.ts';
import { damaged, onlyTyped, RUNS, refusesEveryPrefix } from '../support/mutations.ts';

/** The example of RFC 7030 §4.5.2. */
const RFC_7030_EXAMPLE = 'MEEGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiMBYGCSqGSIb3DQEJDjEJBgcrBgEBAQEWBggqhkjOPQQDAw==';
const MAC_ADDRESS = '1.3.6.1.1.1.1.22';
const SAN = subjectAltName([{ kind: 'dns', value: 'sensor.example' }]);

function oid(dotted: string): AttrOrOid {
  return { kind: 'oid', oid: dotted };
}

function attribute(dotted: string, ...values: readonly Uint8Array[]): AttrOrOid {
  return { kind: 'attribute', oid: dotted, values };
}

async function unmet(attributes: CsrAttributes, request: Parameters<typeof makeRequest>[0] = {}, ignoreKey = false) {
  return unmetRequirements(await makeRequest(request), requirementsOf(attributes), { ignoreKey });
}

describe('CSR attributes: syntax', () => {
  it('of the example in RFC 7030 are read, and written back byte by byte', () => {
    const attributes = decodeCsrAttributes(fromBase64(RFC_7030_EXAMPLE));
    assert.deepEqual(attributes, [
      oid(OID.challengePassword),
      attribute(OID.ecPublicKey, der.objectIdentifier(OID.secp384r1)),
      attribute(OID.extensionRequest, der.objectIdentifier(MAC_ADDRESS)),
      oid(OID.ecdsaWithSha384),
    ]);
    assert.equal(toBase64(encodeCsrAttributes(attributes)), RFC_7030_EXAMPLE);
  });

  it('come back as they went', () => {
    const dotted = fc.tuple(fc.nat(39), fc.nat(1_000_000)).map(([a, b]) => `1.${a}.${b}`);
    const values = fc
      .array(
        fc.nat().map((number) => der.integer(number)),
        { maxLength: 4 },
      )
      .map((all) => {
        return all.sort(Buffer.compare);
      });
    const item: fc.Arbitrary<AttrOrOid> = fc.oneof(
      dotted.map(oid),
      fc.tuple(dotted, values).map(([type, each]) => attribute(type, ...each)),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 10 }), (attributes) => {
        assert.deepEqual(decodeCsrAttributes(encodeCsrAttributes(attributes)), attributes);
      }),
    );
  });

  it('may be empty, and may have attributes without values', () => {
    assert.deepEqual(decodeCsrAttributes(der.sequence()), []);
    assert.deepEqual(decodeCsrAttributes(encodeCsrAttributes([attribute(MAC_ADDRESS)])), [attribute(MAC_ADDRESS)]);
  });

  it('of too many items or values are refused', () => {
    const many = Array.from({ length: 65 }, () => oid(MAC_ADDRESS));
    assert.throws(() => decodeCsrAttributes(encodeCsrAttributes(many)), { code: 'E_EST_CSRATTRS' });
    const wide = attribute(MAC_ADDRESS, ...Array.from({ length: 65 }, (_, index) => der.integer(index)));
    assert.throws(() => decodeCsrAttributes(encodeCsrAttributes([wide])), { code: 'E_EST_CSRATTRS' });
  });

  it('refuse every prefix, and answer every damage with one code, meaning included', () => {
    const template = templateAttribute({
      subject: [[{ oid: '2.5.4.3', value: undefined }]],
      key: keyTemplateOf('RSA-2048'),
      extensions: [{ oid: SAN.oid, critical: true, value: undefined }],
      attributes: [],
    });
    const samples = [fromBase64(RFC_7030_EXAMPLE), encodeCsrAttributes([template, extensionRequestAttribute([SAN])])];
    for (const sample of samples) {
      refusesEveryPrefix(sample, decodeCsrAttributes, 'E_EST_CSRATTRS');
      fc.assert(
        fc.property(damaged(sample), (copy) =>
          onlyTyped(() => requirementsOf(decodeCsrAttributes(copy)), 'E_EST_CSRATTRS'),
        ),
        RUNS,
      );
    }
  });
});

describe('CSR attributes: meaning', () => {
  it('of the example in RFC 7030', () => {
    assert.deepEqual(requirementsOf(decodeCsrAttributes(fromBase64(RFC_7030_EXAMPLE))), {
      challengePassword: true,
      keys: [{ algorithm: OID.ecPublicKey, parameters: der.objectIdentifier(OID.secp384r1), bits: undefined }],
      signatureAlgorithms: [OID.ecdsaWithSha384],
      subject: undefined,
      extensions: [{ oid: MAC_ADDRESS, critical: false, value: undefined }],
      attributes: [],
      others: [],
    });
  });

  it('a request as the example asks for fulfils it, and one of another kind says what it lacks', async () => {
    const attributes = decodeCsrAttributes(fromBase64(RFC_7030_EXAMPLE));
    const mac = { oid: MAC_ADDRESS, critical: false, value: der.string(TAG.IA5_STRING, '00:11:22') };
    const good = { keyType: 'P-384', challengePassword: 'x', extensions: [mac] } as const;
    assert.deepEqual(await unmet(attributes, good), []);
    assert.deepEqual(await unmet(attributes), [
      'no challengePassword',
      'the key is not of a kind asked for',
      `not signed with ${OID.ecdsaWithSha384}`,
      `extension ${MAC_ADDRESS} is not requested`,
    ]);
    assert.deepEqual(await unmet(attributes, {}, true), [`extension ${MAC_ADDRESS} is not requested`]);
  });

  it('extensions with a value are to be repeated exactly, without a value to be there', async () => {
    const other = subjectAltName([{ kind: 'dns', value: 'other.example' }]);
    const exact = [extensionRequestAttribute([SAN])];
    assert.deepEqual(await unmet(exact, { extensions: [SAN] }), []);
    assert.deepEqual(await unmet(exact, { extensions: [other] }), [
      `extension ${OID.subjectAltName} is not requested with the value asked for`,
    ]);
    assert.deepEqual(await unmet([extensionRequestAttribute([{ oid: SAN.oid }])], { extensions: [other] }), []);
  });

  it('several keys and signature algorithms are alternatives; a named curve is more than "some curve"', async () => {
    const either = [oid(OID.ecdsaWithSha256), oid(OID.ecdsaWithSha384), oid(OID.prime256v1), oid(OID.secp384r1)];
    assert.deepEqual(await unmet(either), []);
    assert.deepEqual(await unmet(either, { keyType: 'P-384' }), []);
    assert.equal((await unmet(either, { keyType: 'Ed25519' })).length, 2);
    const curve = [oid(OID.ecPublicKey), oid(OID.secp384r1)];
    assert.deepEqual(await unmet(curve), ['the key is not of a kind asked for']);
    assert.deepEqual(await unmet([oid(OID.ecPublicKey)]), []);
  });

  it('an RSA key may be longer than asked for, not shorter', async () => {
    const size = (bits: number) => [attribute(OID.rsaEncryption, der.integer(bits))];
    assert.deepEqual(await unmet(size(2048), { keyType: 'RSA-2048' }), []);
    assert.deepEqual(await unmet(size(1024), { keyType: 'RSA-2048' }), []);
    assert.equal((await unmet(size(3072), { keyType: 'RSA-2048' })).length, 1);
    assert.equal((await unmet(size(2048))).length, 1);
  });

  it('attributes are to be there with the values asked for', async () => {
    const value = der.string(TAG.UTF8_STRING, 'pump');
    const asked = [attribute('1.2.3.4', value)];
    assert.deepEqual(await unmet(asked, { attributes: [{ oid: '1.2.3.4', values: [value] }] }), []);
    const other = der.string(TAG.UTF8_STRING, 'lamp');
    assert.deepEqual(await unmet(asked, { attributes: [{ oid: '1.2.3.4', values: [other] }] }), [
      'attribute 1.2.3.4 lacks a value asked for',
    ]);
    assert.deepEqual(await unmet(asked), ['no attribute 1.2.3.4']);
  });

  it('any other OID asks for something of that type: attribute, extension, or part of the subject', async () => {
    assert.deepEqual(await unmet([oid('2.5.4.3')]), []);
    assert.deepEqual(await unmet([oid(OID.subjectAltName)], { extensions: [SAN] }), []);
    assert.deepEqual(await unmet([oid('2.5.4.5')]), ['nothing of type 2.5.4.5']);
  });
});

describe('CSR attributes: template', () => {
  const full: RequestTemplate = {
    subject: [
      [{ oid: '2.5.4.10', value: der.string(TAG.UTF8_STRING, 'Example') }],
      [{ oid: '2.5.4.3', value: undefined }],
    ],
    key: keyTemplateOf('P-256'),
    extensions: [
      { oid: SAN.oid, critical: false, value: undefined },
      { oid: OID.keyUsage, critical: true, value: keyUsage('digitalSignature').value },
    ],
    attributes: [{ oid: '1.2.3.4', values: [der.integer(1)] }],
  };

  function roundTrip(template: RequestTemplate): RequestTemplate {
    const [item] = decodeCsrAttributes(encodeCsrAttributes([templateAttribute(template)]));
    assert.ok(item?.kind === 'attribute');
    assert.ok(item.values[0]);
    return readTemplate(item.values[0]);
  }

  it('comes back as it went, full and empty, for every type of key', () => {
    assert.deepEqual(roundTrip(full), full);
    const empty = { subject: undefined, key: undefined, extensions: [], attributes: [] };
    assert.deepEqual(roundTrip(empty), empty);
    for (const type of KEY_TYPES) {
      assert.deepEqual(roundTrip({ ...empty, key: keyTemplateOf(type) }).key, keyTemplateOf(type));
    }
    const filled = { ...empty, extensions: [SAN] };
    assert.deepEqual(roundTrip(filled), filled);
  });

  it('uses the plain extension request when nothing is blank, the template one otherwise', () => {
    const contains = (template: RequestTemplate, dotted: string) =>
      Buffer.from(encodeCsrAttributes([templateAttribute(template)])).includes(
        Buffer.from(der.objectIdentifier(dotted)),
      );
    const filled = { ...full, extensions: [SAN] };
    assert.deepEqual(
      [OID.extensionRequest, EST_OID.extensionReqTemplate].map((each) => contains(filled, each)),
      [true, false],
    );
    assert.deepEqual(
      [OID.extensionRequest, EST_OID.extensionReqTemplate].map((each) => contains(full, each)),
      [false, true],
    );
  });

  it('makes whatever stands beside it meaningless', () => {
    const requirements = requirementsOf([oid(OID.ecdsaWithSha512), templateAttribute(full)]);
    assert.deepEqual(requirements.signatureAlgorithms, []);
    assert.deepEqual(requirements.keys, [keyTemplateOf('P-256')]);
  });

  it('of another version, or with extensions requested twice, is refused', () => {
    const version = der.sequence(der.integer(1));
    assert.throws(() => readTemplate(version), { code: 'E_EST_CSRATTRS' });
    const request = der.sequence(
      der.objectIdentifier(OID.extensionRequest),
      der.setOf([der.sequence(der.sequence(der.objectIdentifier(SAN.oid), der.octetString(SAN.value)))]),
    );
    assert.throws(() => readTemplate(der.sequence(der.integer(0), der.context(1, request, request))), {
      code: 'E_EST_CSRATTRS',
    });
    assert.throws(() => requirementsOf([attribute(EST_OID.certificationRequestInfoTemplate)]), {
      code: 'E_EST_CSRATTRS',
    });
  });

  it('fulfilled by the client is met by the request', async () => {
    const requirements = requirementsOf([templateAttribute(full)]);
    const wishes = { subject: Name.of([['CN', 'SN-7']]), extensions: [SAN] };
    const content = fulfil(requirements, wishes);
    assert.equal(content.subject.toString(), 'CN=SN-7,O=Example');
    const csr = await makeRequest(content);
    assert.deepEqual(unmetRequirements(csr, requirements), []);
  });

  it('says what a request of another making lacks', async () => {
    assert.deepEqual(
      await unmet([templateAttribute(full)], { keyType: 'P-384', subject: Name.of([['O', 'Elsewhere']]) }),
      [
        'the key is not of a kind asked for',
        'the subject has no 2.5.4.10 with the value asked for',
        'the subject has no 2.5.4.3',
        `extension ${OID.subjectAltName} is not requested`,
        `extension ${OID.keyUsage} is not requested`,
        'no attribute 1.2.3.4',
      ],
    );
  });

  it('takes the same text in another string type for the same', async () => {
    const printable = der.string(TAG.PRINTABLE_STRING, 'Example');
    const template = { ...full, subject: [[{ oid: '2.5.4.10', value: printable }]], extensions: [], attributes: [] };
    assert.deepEqual(await unmet([templateAttribute(template)], { subject: Name.of([['O', 'Example']]) }), []);
  });
});

describe('CSR attributes: the client', () => {
  it('knows which of its key types suit', () => {
    const suit = (...attributes: readonly AttrOrOid[]): readonly KeyType[] =>
      suitableKeyTypes(requirementsOf(attributes));
    assert.deepEqual(suit(), KEY_TYPES);
    assert.deepEqual(suit(oid(OID.secp384r1)), ['P-384']);
    assert.deepEqual(suit(oid(OID.ecPublicKey)), ['P-256', 'P-384', 'P-521']);
    assert.deepEqual(suit(attribute(OID.rsaEncryption, der.integer(3072))), ['RSA-3072', 'RSA-4096']);
    assert.deepEqual(suit(oid(OID.ed25519)), ['Ed25519']);
    assert.deepEqual(suit(attribute(OID.ecPublicKey, der.objectIdentifier('1.3.132.0.10'))), []);
  });

  it('lets values of the server win and keeps its own wishes beside them', () => {
    const own = subjectAltName([{ kind: 'dns', value: 'own.example' }]);
    const usage = keyUsage('digitalSignature');
    const content = fulfil(requirementsOf([extensionRequestAttribute([SAN]), CHALLENGE_PASSWORD]), {
      subject: Name.of([['CN', 'x']]),
      extensions: [own, usage],
      attributes: [{ oid: '1.2.3', values: [] }],
    });
    assert.deepEqual(content.extensions, [{ ...SAN, critical: false }, usage]);
    assert.deepEqual(content.attributes, [{ oid: '1.2.3', values: [] }]);
  });
});
