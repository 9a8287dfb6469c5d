/** Bills as CycloneDX's own library writes them. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as CDX from '@cyclonedx/cyclonedx-library';
import { readSbom } from '@sallyport/assurance-posture';
import { utf8 } from '@sallyport/core';

const SPECS = [
  CDX.Spec.Spec1dot2,
  CDX.Spec.Spec1dot3,
  CDX.Spec.Spec1dot4,
  CDX.Spec.Spec1dot5,
  CDX.Spec.Spec1dot6,
  CDX.Spec.Spec1dot7,
];

function bill(): CDX.Models.Bom {
  const bom = new CDX.Models.Bom();
  bom.serialNumber = 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79';
  const thermo = new CDX.Models.Component(CDX.Enums.ComponentType.Firmware, 'thermo-2', {
    bomRef: 'thermo',
    version: '1.4',
  });
  bom.metadata.component = thermo;
  const zlib = new CDX.Models.Component(CDX.Enums.ComponentType.Library, 'zlib', {
    bomRef: 'zlib',
    version: '1.2.11',
    cpe: 'cpe:2.3:a:zlib:zlib:1.2.11:*:*:*:*:*:*:*',
  });
  zlib.hashes.set(CDX.Enums.HashAlgorithm['SHA-256'], 'ab'.repeat(32));
  const inner = new CDX.Models.Component(CDX.Enums.ComponentType.Framework, 'inner', { bomRef: 'inner', version: '2' });
  zlib.components.add(inner);
  bom.components.add(zlib);
  bom.vulnerabilities.add(
    new CDX.Models.Vulnerability.Vulnerability({
      id: 'CVE-2018-25032',
      analysis: new CDX.Models.Vulnerability.Analysis({ state: CDX.Enums.Vulnerability.AnalysisState.NotAffected }),
      affects: new CDX.Models.Vulnerability.AffectRepository([new CDX.Models.Vulnerability.Affect(zlib.bomRef)]),
    }),
  );
  return bom;
}

describe('a bill that CycloneDX’s own library wrote', () => {
  for (const spec of SPECS) {
    it(`in version ${spec.version} is read as it was meant`, () => {
      const text = new CDX.Serialize.JsonSerializer(new CDX.Serialize.JSON.Normalize.Factory(spec)).serialize(bill());
      const sbom = readSbom(utf8(text));
      assert.equal(sbom.specVersion, spec.version);
      assert.deepEqual([...sbom.subjects], ['thermo']);
      assert.deepEqual(
        sbom.components.map(({ ref, name, version }) => [ref, name, version]),
        [
          ['thermo', 'thermo-2', '1.4'],
          ['zlib', 'zlib', '1.2.11'],
          ['inner', 'inner', '2'],
        ],
      );
      const zlib = sbom.components[1];
      assert.deepEqual(
        zlib?.cpes.map(({ name }) => name.version),
        ['1.2.11'],
      );
      assert.deepEqual(zlib?.hashes, [{ algorithm: 'SHA-256', value: 'ab'.repeat(32) }]);
      const states = sbom.statements.map(({ ids, state, affects }) => [ids[0], state, affects[0]?.ref]);
      // Vulnerabilities came with 1.4.
      assert.deepEqual(states, spec.supportsVulnerabilities ? [['CVE-2018-25032', 'not-affected', 'zlib']] : []);
    });
  }
});
