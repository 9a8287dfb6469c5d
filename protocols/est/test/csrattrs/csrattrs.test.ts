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
  withChallengePassword,
} from '@sallyport/est';
import { extendedKeyUsage, KEY_TYPES, type KeyType, keyUsage, Name, OID, subjectAltName } from '@sallyport/pki';
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

/** Examples of RFC 9908 §5 (public; what they ask is told there in words). Limits: syntax and meaning only, no CSRs. */
const RFC_9908_EXAMPLES = {
  acpNodeName:
    'MGgwZgYJKoZIhvcNAQkOMVkwVzBVBgNVHREBAf8ESzBJoEcGCCsGAQUFBwgKoDsWOXJmYzg5OTQrZmQ3MzlmYzIzYzM0NDAxMTIyMzM0NDU1MDAwMDAwMDArQGFjcC5leGFtcGxlLmNvbQ==',
  macAddress: 'MDIGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgcrBgEBAQEWBggqhkjOPQQDAw==',
  rsaSize: 'MCkGCSqGSIb3DQEJBzARBgkqhkiG9w0BAQExBAICEAAGCSqGSIb3DQEBCw==',
  curve: 'MC4GCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAiBgNVBAUGCCqGSM49BAMD',
  attributes: 'MEUGCSqGSIb3DQEJBzASBgcqhkjOPQIBMQcGBSuBBAAjBgkqhkiG9w0BCRQGCgmSJomT8ixkAQUGA1UEBQYIKoZIzj0EAwQ=',
};

describe('CSR attributes: examples of RFC 9908', () => {
  const read = (name: keyof typeof RFC_9908_EXAMPLES) => decodeCsrAttributes(fromBase64(RFC_9908_EXAMPLES[name]));

  it('are written back byte by byte', () => {
    for (const example of Object.values(RFC_9908_EXAMPLES)) {
      assert.equal(toBase64(encodeCsrAttributes(decodeCsrAttributes(fromBase64(example)))), example);
    }
  });

  it('§5.1: a subjectAltName with the name of an autonomic node, which the client takes over', async () => {
    const requirements = requirementsOf(read('acpNodeName'));
    const [extension] = requirements.extensions;
    assert.equal(extension?.oid, OID.subjectAltName);
    assert.equal(extension?.critical, true);
    const content = fulfil(requirements, { subject: Name.of([['CN', 'node']]) });
    const csr = await makeRequest(content);
    assert.match(Buffer.from(csr.requestedExtensions[0]?.value ?? []).toString('latin1'), /rfc8994\+fd739fc2/);
    assert.deepEqual(unmetRequirements(csr, requirements), []);
    assert.equal((await unmet(read('acpNodeName'))).length, 1);
  });

  it('§5.2: a MAC address, kept among the directory attributes of the subject', async () => {
    const attributes = der.sequence(
      der.sequence(der.objectIdentifier(MAC_ADDRESS), der.setOf([der.string(TAG.IA5_STRING, '00:11:22:33:44:55')])),
    );
    const extensions = [{ oid: '2.5.29.9', critical: false, value: attributes }];
    const request = { keyType: 'P-384', challengePassword: 'x' } as const;
    assert.deepEqual(await unmet(read('macAddress'), { ...request, extensions }), []);
    assert.deepEqual(await unmet(read('macAddress'), request), [`nothing of type ${MAC_ADDRESS}`]);
  });

  it('§5.4: an RSA key of 4096 bits, signed with SHA-256', () => {
    const { keys, signatureAlgorithms } = requirementsOf(read('rsaSize'));
    assert.deepEqual(keys, [{ algorithm: OID.rsaEncryption, parameters: undefined, bits: 4096 }]);
    assert.deepEqual(signatureAlgorithms, [OID.sha256WithRsaEncryption]);
    assert.deepEqual(suitableKeyTypes(requirementsOf(read('rsaSize'))), ['RSA-4096']);
  });

  it('§5.5: a P-384 key and the serial number', async () => {
    const subject = Name.of([['serialNumber', '17']]);
    assert.deepEqual(await unmet(read('curve'), { keyType: 'P-384', challengePassword: 'x', subject }), []);
    assert.deepEqual(await unmet(read('curve'), { keyType: 'P-384', challengePassword: 'x' }), [
      'nothing of type 2.5.4.5',
    ]);
  });

  it('§5.6: a P-521 key, a serial number, a friendly name and a favourite drink', () => {
    const { keys, others, challengePassword } = requirementsOf(read('attributes'));
    assert.deepEqual(keys, [keyTemplateOf('P-521')]);
    assert.deepEqual(others, ['1.2.840.113549.1.9.20', '0.9.2342.19200300.100.1.5', '2.5.4.5']);
    assert.equal(challengePassword, true);
  });

  it('§3.4: the template, with names that the client completes', async () => {
    const san = der.sequence(
      der.contextValue(2, Buffer.from('www.myServer.com')),
      der.contextValue(7, new Uint8Array(0)),
    );
    const unit = (text: string) => [{ oid: '2.5.4.11', value: der.string(TAG.UTF8_STRING, text) }];
    const template = templateAttribute({
      subject: [[{ oid: '2.5.4.3', value: undefined }], unit('myDept'), unit('myGroup')],
      key: keyTemplateOf('P-256'),
      extensions: [
        { oid: OID.subjectAltName, critical: false, value: san },
        keyUsage('digitalSignature', 'keyAgreement'),
        { oid: OID.extendedKeyUsage, critical: false, value: undefined },
      ],
      attributes: [],
    });
    const requirements = requirementsOf([template]);
    const own = subjectAltName([
      { kind: 'dns', value: 'own.example' },
      { kind: 'ip', value: '192.0.2.7' },
    ]);
    const purpose = extendedKeyUsage([OID.clientAuth]);
    const wishes = { subject: Name.of([['CN', 'me']]), extensions: [own, purpose] };
    const csr = await makeRequest(fulfil(requirements, wishes));
    assert.equal(csr.subject.toString(), 'OU=myGroup,OU=myDept,CN=me');
    const expected = subjectAltName([
      { kind: 'dns', value: 'www.myServer.com' },
      { kind: 'ip', value: '192.0.2.7' },
    ]);
    assert.deepEqual(csr.requestedExtensions.find(({ oid }) => oid === OID.subjectAltName)?.value, expected.value);
    assert.deepEqual(unmetRequirements(csr, requirements), []);
    const without = await makeRequest(fulfil(requirements, { ...wishes, extensions: [purpose] }));
    assert.deepEqual(unmetRequirements(without, requirements), [
      `extension ${OID.subjectAltName} is not requested with the value asked for`,
    ]);
  });
});

describe('CSR attributes: names with blanks', () => {
  const blankDirectory = der.context(4, der.sequence());
  const directory = der.context(4, Name.of([['CN', 'x']]).der);
  const ip = der.contextValue(7, Uint8Array.of(192, 0, 2, 7));
  const blankIp = der.contextValue(7, new Uint8Array(0));
  const dns = der.contextValue(2, Buffer.from('a.example'));
  const ask = (...names: readonly Uint8Array[]) => [
    extensionRequestAttribute([{ oid: SAN.oid, value: der.sequence(...names) }]),
  ];
  const give = (...names: readonly Uint8Array[]) => ({
    extensions: [{ oid: SAN.oid, critical: false, value: der.sequence(...names) }],
  });

  it('are met by names of that kind, in any order, one for each blank', async () => {
    assert.deepEqual(await unmet(ask(dns, blankIp), give(ip, dns)), []);
    assert.deepEqual(await unmet(ask(blankDirectory), give(directory)), []);
    assert.equal((await unmet(ask(blankIp, blankIp), give(ip))).length, 1);
    assert.equal((await unmet(ask(dns, blankIp), give(ip))).length, 1);
    assert.equal((await unmet(ask(blankIp), give(blankIp))).length, 0, 'byte by byte the same is what was asked for');
    assert.equal((await unmet(ask(blankDirectory), give(ip))).length, 1);
  });

  it('that the client cannot fill are left out', () => {
    const content = fulfil(requirementsOf(ask(dns, blankIp)), { subject: Name.of([['CN', 'x']]) });
    assert.deepEqual(content.extensions[0]?.value, der.sequence(dns));
  });
});

describe('CSR attributes: the challengePassword of a server that binds', () => {
  it('is added beside other attributes, inside a template, and never twice', () => {
    const other = oid(OID.ecdsaWithSha256);
    assert.deepEqual(withChallengePassword([other]), [CHALLENGE_PASSWORD, other]);
    assert.deepEqual(withChallengePassword([CHALLENGE_PASSWORD]), [CHALLENGE_PASSWORD]);
    const template = templateAttribute({
      subject: undefined,
      key: keyTemplateOf('P-256'),
      extensions: [],
      attributes: [],
    });
    const bound = withChallengePassword([template]);
    const requirements = requirementsOf(bound);
    assert.equal(requirements.challengePassword, true);
    assert.deepEqual(requirements.keys, [keyTemplateOf('P-256')]);
    assert.deepEqual(withChallengePassword(bound), bound);
  });
});
