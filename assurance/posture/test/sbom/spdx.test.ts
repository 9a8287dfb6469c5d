import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSbom, SBOM_LIMITS } from '@sallyport/assurance-posture';
import { type JsonValue, utf8 } from '@sallyport/core';
import { refuses } from '@sallyport/testing';
import { bytesOf } from '../support/sboms.ts';

const CPE = 'cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*';

const spdx2 = (packages: readonly JsonValue[], more: Readonly<Record<string, JsonValue>> = {}) => ({
  spdxVersion: 'SPDX-2.3',
  SPDXID: 'SPDXRef-DOCUMENT',
  documentNamespace: 'https://example.com/thermo',
  packages,
  ...more,
});

const ZLIB = {
  SPDXID: 'SPDXRef-zlib',
  name: 'zlib',
  versionInfo: '1.2.11',
  primaryPackagePurpose: 'LIBRARY',
  checksums: [{ algorithm: 'SHA256', checksumValue: 'ABC' }],
  externalRefs: [
    { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:deb/debian/zlib@1.2.11' },
    { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: CPE },
    { referenceCategory: 'OTHER', referenceType: 'website', referenceLocator: 'https://zlib.net' },
  ],
};

const TAG_VALUE = `SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentNamespace: https://example.com/thermo
# a comment
Creator: Tool: by hand
DocumentComment: <text>of several
PackageName: not-a-package
lines</text>

PackageName: thermo
SPDXID: SPDXRef-thermo
PackageVersion: 1.4.0
PrimaryPackagePurpose: OPERATING_SYSTEM

PackageName: zlib
SPDXID: SPDXRef-zlib
PackageVersion: 1.2.11
PrimaryPackagePurpose: LIBRARY
PackageChecksum: SHA256: ABC
ExternalRef: PACKAGE-MANAGER purl pkg:deb/debian/zlib@1.2.11
ExternalRef: SECURITY cpe23Type ${CPE}
ExternalRef: OTHER website https://zlib.net

FileName: ./inflate.c
SPDXID: SPDXRef-inflate
PackageVersion: 9

Relationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-thermo
Relationship: SPDXRef-thermo CONTAINS SPDXRef-zlib
`;

describe('an SPDX 2 bill', () => {
  it('gives its packages, and what it describes', () => {
    const thermo = { SPDXID: 'SPDXRef-thermo', name: 'thermo', versionInfo: '1.4.0' };
    const relationships = [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-thermo' },
      { spdxElementId: 'SPDXRef-gone', relationshipType: 'DESCRIBED_BY', relatedSpdxElement: 'SPDXRef-DOCUMENT' },
    ];
    const sbom = readSbom(bytesOf(spdx2([thermo, ZLIB], { relationships })));
    assert.deepEqual([sbom.format, sbom.specVersion, sbom.name], ['SPDX', '2.3', 'https://example.com/thermo']);
    assert.deepEqual([...sbom.subjects], ['SPDXRef-thermo']);
    const zlib = sbom.components[1];
    assert.ok(zlib);
    assert.deepEqual(
      [zlib.ref, zlib.version, zlib.kind, zlib.where],
      ['SPDXRef-zlib', '1.2.11', 'LIBRARY', '/packages/1'],
    );
    assert.deepEqual(
      zlib.purls.map(({ text }) => text),
      ['pkg:deb/debian/zlib@1.2.11'],
    );
    assert.deepEqual(
      zlib.cpes.map(({ text }) => text),
      [CPE],
    );
    assert.deepEqual(zlib.hashes, [{ algorithm: 'SHA256', value: 'abc' }]);
    assert.deepEqual(sbom.statements, []);
  });

  it('as tag-value gives the same as JSON', () => {
    const sbom = readSbom(utf8(TAG_VALUE));
    const json = readSbom(
      bytesOf(
        spdx2(
          [
            {
              SPDXID: 'SPDXRef-thermo',
              name: 'thermo',
              versionInfo: '1.4.0',
              primaryPackagePurpose: 'OPERATING-SYSTEM',
            },
            ZLIB,
          ],
          { documentDescribes: ['SPDXRef-thermo'] },
        ),
      ),
    );
    const withoutPlace = ({ components }: typeof sbom) => components.map((component) => ({ ...component, where: '' }));
    assert.deepEqual(withoutPlace(sbom), withoutPlace(json));
    assert.deepEqual([...sbom.subjects], [...json.subjects]);
    assert.deepEqual([sbom.name, sbom.specVersion], [json.name, json.specVersion]);
    assert.deepEqual(
      sbom.components.map(({ where }) => where),
      ['line 11', 'line 16'],
    );
  });

  it('takes devices and files for no software, and NOASSERTION for no version', () => {
    const { components } = readSbom(
      bytesOf(
        spdx2([
          { SPDXID: 'SPDXRef-a', name: 'a', primaryPackagePurpose: 'DEVICE', versionInfo: 'NOASSERTION' },
          { SPDXID: 'SPDXRef-b', name: 'b' },
        ]),
      ),
    );
    assert.deepEqual(
      components.map(({ isSoftware, version }) => [isSoftware, version]),
      [
        [false, undefined],
        [true, undefined],
      ],
    );
  });

  it('that breaks its specification is refused', async () => {
    await refuses(() => readSbom(bytesOf(spdx2([{ name: 'a' }]))), 'E_POSTURE_SBOM');
    await refuses(() => readSbom(bytesOf(spdx2([ZLIB, ZLIB]))), 'E_POSTURE_SBOM');
    await refuses(() => readSbom(bytesOf(spdx2([], { spdxVersion: 'SPDX-2.1' }))), 'E_POSTURE_SBOM_VERSION');
    await refuses(() => readSbom(utf8('SPDXVersion: SPDX-2.3\nno tag\n')), 'E_POSTURE_SBOM');
    await refuses(() => readSbom(utf8('SPDXVersion: SPDX-2.3\nPackageComment: <text>no end\n')), 'E_POSTURE_SBOM');
    await refuses(() => readSbom(utf8(TAG_VALUE), { ...SBOM_LIMITS, maxComponents: 1 }), 'E_POSTURE_TOO_LARGE');
  });
});

describe('a tag-value text made to be slow to read', () => {
  it('is refused or read as fast as any other', async () => {
    const head = 'SPDXVersion: SPDX-2.3\nPackageName: a\nSPDXID: SPDXRef-a\n';
    const wide = ' '.repeat(1_000_000);
    await refuses(() => readSbom(utf8(`${head}PackageChecksum: a${wide}b\n`)), 'E_POSTURE_SBOM');
    await refuses(() => readSbom(utf8(`${'# '.repeat(100_000)}x`)), 'E_POSTURE_FORMAT');
    assert.equal(readSbom(utf8(`${head}${'\n'.repeat(1_000_000)}PackageComment: ${wide}b\n`)).components.length, 1);
  });
});

const spdx3 = (graph: readonly JsonValue[], context = 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld') => ({
  '@context': context,
  '@graph': graph,
});

const ZLIB3 = {
  type: 'software_Package',
  spdxId: 'https://example.com/zlib',
  name: 'zlib',
  software_packageVersion: '1.2.11',
  software_packageUrl: 'pkg:deb/debian/zlib@1.2.11',
  software_primaryPurpose: 'library',
  externalIdentifier: [{ type: 'ExternalIdentifier', externalIdentifierType: 'cpe23', identifier: CPE }],
  verifiedUsing: [{ type: 'Hash', algorithm: 'sha256', hashValue: 'ABC' }, '_:hash'],
};

describe('an SPDX 3.0 bill', () => {
  it('gives its packages, its roots and its VEX relationships', () => {
    const sbom = readSbom(
      bytesOf(
        spdx3([
          { type: 'SpdxDocument', spdxId: 'https://example.com/doc', rootElement: ['https://example.com/bom'] },
          { type: 'software_Sbom', spdxId: 'https://example.com/bom', rootElement: ['https://example.com/zlib'] },
          ZLIB3,
          { type: 'dataset_DatasetPackage', spdxId: 'https://example.com/data', name: 'data' },
          {
            type: 'security_Vulnerability',
            spdxId: 'https://example.com/v',
            externalIdentifier: [{ externalIdentifierType: 'cve', identifier: 'CVE-2018-25032' }],
          },
          {
            type: 'security_VexNotAffectedVulnAssessmentRelationship',
            spdxId: 'https://example.com/r',
            from: 'https://example.com/v',
            relationshipType: 'doesNotAffect',
            to: ['https://example.com/zlib'],
            security_justificationType: 'vulnerableCodeNotPresent',
          },
        ]),
      ),
    );
    assert.deepEqual([sbom.format, sbom.specVersion, sbom.name], ['SPDX', '3.0', 'https://example.com/doc']);
    assert.deepEqual([...sbom.subjects], ['https://example.com/zlib']);
    assert.deepEqual(
      sbom.components.map(({ name, isSoftware }) => [name, isSoftware]),
      [
        ['zlib', true],
        ['data', false],
      ],
    );
    assert.deepEqual(
      sbom.components[0]?.cpes.map(({ text }) => text),
      [CPE],
    );
    assert.deepEqual(sbom.components[0]?.hashes, [{ algorithm: 'sha256', value: 'abc' }]);
    assert.deepEqual(
      sbom.statements.map(({ ids, state, justification, affects }) => [ids, state, justification, affects]),
      [
        [
          ['CVE-2018-25032'],
          'not-affected',
          'vulnerableCodeNotPresent',
          [{ ref: 'https://example.com/zlib', versions: [] }],
        ],
      ],
    );
  });

  it('under another context is refused', async () => {
    await refuses(() => readSbom(bytesOf(spdx3([], 'https://example.com/context'))), 'E_POSTURE_SBOM_VERSION');
    await refuses(() => readSbom(bytesOf({ '@context': ['a'] })), 'E_POSTURE_SBOM');
  });
});
