/**
 * Bills and feeds broken in every way a stranger might: whatever comes is read or refused by a typed error, and one
 * broken record of a feed takes no other with it. `SALLYPORT_FUZZ_RUNS` makes a longer run, `SALLYPORT_FUZZ_SEED`
 * another one.
 */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FeedStore, parseCpe, parsePurl, readSbom, scoreCvss, scoreSbom } from '@sallyport/assurance-posture';
import { isSallyportError, type JsonValue, utf8 } from '@sallyport/core';
import { Damage, fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { lookUpsOf } from '../src/ecosystems/look-ups.ts';
import { readKevRecord } from '../src/feeds/kev-record.ts';
import { readNvdRecord } from '../src/feeds/nvd-record.ts';
import { readOsvRecord } from '../src/feeds/osv-record.ts';
import { AT, advisory, CRITICAL, kev, nvd, severity, shelf } from './support/feeds.ts';
import { bytesOf, cycloneDx, library } from './support/sboms.ts';

const RUNS = fuzzRuns(1500);

const damage = new Damage([
  '"',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\\',
  '1e999',
  'null',
  '"__proto__":',
  '\u0000',
  '💥',
  '<text>',
  '\n',
  '%',
  '@',
]);

/** Does it, or is refused by an error that says it was not our fault. */
function survives<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(isSallyportError(error), error instanceof Error ? `${error.stack}` : String(error));
    assert.notEqual(error.fault, 'internal');
    return undefined;
  }
}

const BILLS: readonly Uint8Array[] = [
  bytesOf(
    cycloneDx(
      [
        library('pkg:npm/lodash@4.17.20', {
          cpe: 'cpe:2.3:a:v:p:1:*:*:*:*:*:*:*',
          components: [library('pkg:npm/b@1')],
        }),
      ],
      {
        vulnerabilities: [
          {
            id: 'CVE-2026-0001',
            ratings: [{ vector: CRITICAL, severity: 'high' }],
            analysis: { state: 'not_affected' },
            affects: [{ ref: 'lodash', versions: [{ version: '4.17.20' }] }],
          },
        ],
      },
    ),
  ),
  bytesOf({
    spdxVersion: 'SPDX-2.3',
    packages: [
      {
        SPDXID: 'SPDXRef-a',
        name: 'a',
        checksums: [{ algorithm: 'SHA1', checksumValue: 'aa' }],
        externalRefs: [{ referenceType: 'purl', referenceLocator: 'pkg:npm/lodash@4.17.20' }],
      },
    ],
    relationships: [
      { spdxElementId: 'SPDXRef-DOCUMENT', relationshipType: 'DESCRIBES', relatedSpdxElement: 'SPDXRef-a' },
    ],
  }),
  utf8(
    'SPDXVersion: SPDX-2.3\nDocumentComment: <text>a\nb</text>\nPackageName: a\nSPDXID: SPDXRef-a\nExternalRef: PACKAGE-MANAGER purl pkg:npm/lodash@4.17.20\nRelationship: SPDXRef-DOCUMENT DESCRIBES SPDXRef-a\n',
  ),
  bytesOf({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      { type: 'software_Package', spdxId: 'urn:a', name: 'a', software_packageUrl: 'pkg:npm/lodash@4.17.20' },
      { type: 'security_Vulnerability', spdxId: 'urn:v', name: 'CVE-2026-0001' },
      { type: 'security_VexAffectedVulnAssessmentRelationship', from: 'urn:v', to: ['urn:a'] },
    ],
  }),
];

const VECTORS = ['osv-records.json', 'nvd.json', 'kev.json'].map((name): JsonValue => {
  const parsed: JsonValue = JSON.parse(
    readFileSync(fileURLToPath(new URL(`vectors/${name}`, import.meta.url)), 'utf8'),
  );
  return parsed;
});

describe('broken bills', () => {
  it(`are read or refused by typed errors, ${RUNS} times, and what is read has a score`, async (t) => {
    const { store, put } = shelf(t);
    await put('osv', [advisory('GHSA-a', ['npm', 'lodash'], [{ introduced: '0' }], severity(CRITICAL))]);
    let read = 0;
    for (let run = 0; run < RUNS; run++) {
      const bill = BILLS[run % BILLS.length];
      assert.ok(bill);
      const sbom = survives(() => readSbom(damage.mutate(bill)));
      if (sbom === undefined) continue;
      read++;
      const { score } = scoreSbom(sbom, store, { at: AT, fromManufacturer: run % 2 === 0 });
      assert.ok(score >= 0 && score <= 10);
    }
    assert.ok(read > 0 && read < RUNS);
  });

  it('cut off anywhere are refused, but for lines of tag-value', () => {
    for (const bill of BILLS.filter(([first]) => first === 0x7b)) {
      for (let length = 0; length < bill.length; length++) {
        assert.equal(
          survives(() => readSbom(bill.subarray(0, length))),
          undefined,
        );
      }
    }
  });

  it('with any value in place of any member are read or refused', () => {
    const members = [
      'components',
      'metadata',
      'vulnerabilities',
      'packages',
      'relationships',
      '@graph',
      'specVersion',
      'serialNumber',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...BILLS), fc.constantFrom(...members), fc.jsonValue(), (bill, member, value) => {
        if (bill[0] !== 0x7b) return;
        const document: Record<string, JsonValue> = JSON.parse(Buffer.from(bill).toString());
        const json: JsonValue = JSON.parse(JSON.stringify(value));
        survives(() => readSbom(bytesOf({ ...document, [member]: json })));
      }),
      { numRuns: Math.min(RUNS, 2000) },
    );
  });
});

describe('broken identifiers', () => {
  it('and vectors are read or refused', () => {
    const text = fc.string({ unit: fc.constantFrom(...'pkg:cpe/2.3aoh*?\\-~%@#:=&CVSS/AVNLx01 é') });
    const heads = fc.constantFrom(
      '',
      'pkg:',
      'pkg:npm/',
      'pkg:deb/debian/',
      'cpe:2.3:a:',
      'cpe:/a:',
      'CVSS:3.1/',
      'CVSS:4.0/AV:N/',
    );
    fc.assert(
      fc.property(heads, text, (head, tail) => {
        const purl = survives(() => parsePurl(head + tail));
        if (purl !== undefined) assert.ok(Array.isArray(lookUpsOf(purl)));
        survives(() => parseCpe(head + tail));
        const scored = survives(() => scoreCvss(head + tail));
        if (scored !== undefined) assert.ok(scored.score >= 0 && scored.score <= 10);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('broken records', () => {
  it('of feeds are read or refused by typed errors', () => {
    const readers = [readOsvRecord, readNvdRecord, readKevRecord] as const;
    const examples: readonly JsonValue[] = [
      advisory('GHSA-a', ['npm', 'a'], [{ introduced: '0' }]),
      nvd('CVE-2026-0001', []),
      kev('CVE-2026-0001'),
    ];
    for (let run = 0; run < RUNS; run++) {
      const at = run % readers.length;
      const reader = readers[at];
      const example = examples[at];
      assert.ok(reader !== undefined && example !== undefined);
      const parsed = survivesJson(damage.mutate(bytesOf(example)));
      if (parsed !== undefined) survives(() => reader(parsed));
    }
    fc.assert(
      fc.property(fc.constantFrom(...readers), fc.jsonValue(), (reader, value) => {
        const json: JsonValue = JSON.parse(JSON.stringify(value));
        assert.equal(
          survives(() => reader(json)),
          undefined,
        );
      }),
      { numRuns: Math.min(RUNS, 1000) },
    );
  });

  it('take no other record with them', async (t) => {
    const { put } = shelf(t);
    const good = VECTORS[0];
    assert.ok(Array.isArray(good));
    const broken = fc.oneof(
      fc.jsonValue(),
      fc.record({ id: fc.string(), modified: fc.string(), affected: fc.jsonValue() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(broken, { maxLength: 8 }), async (bad) => {
        const values: JsonValue[] = JSON.parse(JSON.stringify(bad));
        const { records } = await put('osv', [...values, ...good]);
        assert.equal(records.read, values.length + good.length);
        assert.equal(records.added + records.updated + records.unchanged + records.refused, records.read);
        assert.ok(records.refused <= values.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('a feed store', () => {
  it('that was overwritten with anything refuses by typed errors', async (t) => {
    const { store, path, put } = shelf(t);
    await put('osv', [advisory('GHSA-a', ['npm', 'a'], [{ introduced: '0' }])]);
    store.close();
    const original = readFileSync(`${path}/feeds.db`);
    for (let run = 0; run < 40; run++) {
      writeFileSync(`${path}/broken.db`, damage.mutate(original));
      const opened = survives(() => FeedStore.open(`${path}/broken.db`));
      if (opened === undefined) continue;
      survives(() => opened.entriesOf('npm/a'));
      survives(() => opened.state());
      opened.close();
    }
  });
});

function survivesJson(bytes: Uint8Array): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(Buffer.from(bytes).toString());
    return value;
  } catch {
    return undefined;
  }
}
