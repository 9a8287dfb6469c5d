import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSbom, SBOM_LIMITS } from '@sallyport/assurance-posture';
import { refuses } from '@sallyport/testing';
import { bytesOf, cycloneDx, library, SERIAL, sbomOf } from '../support/sboms.ts';

describe('a CycloneDX bill', () => {
  it('gives its components with their identifiers, hashes and places, nested ones too', () => {
    const inner = library('pkg:npm/lodash@4.17.20', {
      cpe: 'cpe:2.3:a:lodash:lodash:4.17.20:*:*:*:*:node.js:*:*',
      hashes: [{ alg: 'SHA-256', content: 'ABCDEF' }],
    });
    const sbom = sbomOf([{ type: 'application', name: 'app', components: [inner] }]);

    assert.deepEqual([sbom.format, sbom.specVersion, sbom.name], ['CycloneDX', '1.6', SERIAL]);
    assert.match(sbom.digest, /^ni:\/\/\/sha-256;[A-Za-z0-9_-]{43}$/);
    assert.deepEqual([...sbom.subjects], ['thermo']);
    assert.deepEqual(
      sbom.components.map(({ ref, where }) => [ref, where]),
      [
        ['thermo', '/metadata/component'],
        ['/components/0', '/components/0'],
        ['lodash', '/components/0/components/0'],
      ],
    );
    const lodash = sbom.components[2];
    assert.ok(lodash);
    assert.deepEqual(
      [lodash.name, lodash.version, lodash.kind, lodash.isSoftware],
      ['lodash', '4.17.20', 'library', true],
    );
    assert.deepEqual(
      lodash.purls.map(({ text }) => text),
      ['pkg:npm/lodash@4.17.20'],
    );
    assert.deepEqual(
      lodash.cpes.map(({ name }) => name.targetSw),
      ['node.js'],
    );
    assert.deepEqual(lodash.hashes, [{ algorithm: 'SHA-256', value: 'abcdef' }]);
  });

  it('is read in every version from 1.2 to 1.7, and in no other', async () => {
    for (const specVersion of ['1.2', '1.3', '1.4', '1.5', '1.6', '1.7']) {
      assert.equal(readSbom(bytesOf(cycloneDx([], { specVersion }))).specVersion, specVersion);
    }
    for (const specVersion of ['1.1', '2.0', '1.60']) {
      await refuses(() => readSbom(bytesOf(cycloneDx([], { specVersion }))), 'E_POSTURE_SBOM_VERSION');
    }
  });

  it('keeps a component whose identifiers cannot be read, and says so', () => {
    const [, component] = sbomOf([library('pkg:npm/a@1', { purl: 'npm:a', cpe: 'cpe:a' })]).components;
    assert.deepEqual(component?.purls, []);
    assert.deepEqual(
      component?.unreadable.map(({ kind, code }) => [kind, code]),
      [
        ['purl', 'E_POSTURE_PURL'],
        ['cpe', 'E_POSTURE_CPE'],
      ],
    );
  });

  it('tells software from what no advisory is written of', () => {
    const kinds = [
      'library',
      'firmware',
      'operating-system',
      'device-driver',
      'file',
      'data',
      'device',
      'cryptographic-asset',
    ];
    const { components } = sbomOf(kinds.map((type) => ({ type, name: type })));
    assert.deepEqual(
      components.slice(1).map(({ isSoftware }) => isSoftware),
      [true, true, true, true, false, false, false, false],
    );
  });

  it('gives what it says of vulnerabilities', () => {
    const { statements } = sbomOf([library('pkg:npm/lodash@4.17.20')], {
      vulnerabilities: [
        {
          id: 'CVE-2021-23337',
          references: [{ id: 'GHSA-35jh-r3h4-6jhm' }],
          ratings: [{ severity: 'high', vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H' }],
          analysis: { state: 'not_affected', justification: 'code_not_reachable' },
          affects: [
            { ref: 'lodash', versions: [{ version: '4.17.20' }, { range: 'vers:npm/<4', status: 'unaffected' }] },
          ],
        },
        { id: 'CVE-1', analysis: { state: 'in_triage' } },
        { id: 'CVE-2', analysis: { state: 'resolved' } },
        { id: 'CVE-3', analysis: { state: 'exploitable' } },
        { id: 'CVE-4' },
        { description: 'of nothing that has a name' },
      ],
    });
    assert.deepEqual(
      statements.map(({ state }) => state),
      ['not-affected', 'under-investigation', 'fixed', 'affected', 'unstated'],
    );
    assert.deepEqual(statements[0], {
      ids: ['CVE-2021-23337', 'GHSA-35jh-r3h4-6jhm'],
      state: 'not-affected',
      word: 'not_affected',
      justification: 'code_not_reachable',
      affects: [
        {
          ref: 'lodash',
          versions: [
            { version: '4.17.20', isAffected: true },
            { version: undefined, isAffected: false },
          ],
        },
      ],
      ratings: [{ vector: 'CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H', severity: 'high' }],
      where: '/vulnerabilities/0',
    });
  });

  it('that breaks its specification where it is read is refused, with the place', async () => {
    const bad = [
      [{ name: 'a' }],
      [{ type: 'library' }],
      [{ type: 'library', name: 7 }],
      ['a'],
      [library('pkg:npm/a@1'), library('pkg:npm/a@2')],
      [{ type: 'library', name: 'a', components: {} }],
      [{ type: 'library', name: 'a'.repeat(5000) }],
      [{ type: 'library', name: 'a', hashes: [{ alg: 'MD5' }] }],
    ];
    for (const components of bad) {
      const error = await refuses(() => sbomOf(components), 'E_POSTURE_SBOM');
      assert.match(error.message, /\/components/);
    }
    await refuses(() => readSbom(bytesOf({ bomFormat: 'CycloneDX' })), 'E_POSTURE_SBOM');
  });

  it('of more than the limits is refused', async () => {
    const many = cycloneDx([library('pkg:npm/a@1'), library('pkg:npm/b@1')]);
    await refuses(() => readSbom(bytesOf(many), { ...SBOM_LIMITS, maxComponents: 2 }), 'E_POSTURE_TOO_LARGE');
    await refuses(() => readSbom(bytesOf(many), { ...SBOM_LIMITS, maxBytes: 100 }), 'E_POSTURE_TOO_LARGE');
    await refuses(() => readSbom(bytesOf(many), { ...SBOM_LIMITS, maxDepth: 2 }), 'E_JSON_TOO_DEEP');
    await refuses(() => readSbom(bytesOf(many), { ...SBOM_LIMITS, maxIdentifiers: 1 }), 'E_POSTURE_TOO_LARGE');
    const aimed = cycloneDx([], { vulnerabilities: [{ id: 'a', affects: [{ ref: 'a' }, { ref: 'b' }] }] });
    await refuses(() => readSbom(bytesOf(aimed), { ...SBOM_LIMITS, maxTargets: 1 }), 'E_POSTURE_TOO_LARGE');
    const said = cycloneDx([], { vulnerabilities: [{ id: 'a' }, { id: 'b' }] });
    await refuses(() => readSbom(bytesOf(said), { ...SBOM_LIMITS, maxStatements: 1 }), 'E_POSTURE_TOO_LARGE');
  });
});
