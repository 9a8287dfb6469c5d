import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SignedArtifact, verifyArtifact } from '@sallyport/brski';
import { fromBase64, isJsonObject, type JsonObject, type JsonValue, parseJson, utf8 } from '@sallyport/core';
import { JOURNEYS, STEPS } from '@sallyport/onboarding';
import { Certificate, validatePath } from '@sallyport/pki';
import { type Ended, sallyport } from '../support/sallyport.ts';

const ALL_STEPS = [...JOURNEYS.brski, ...JOURNEYS.admission, ...JOURNEYS.assurance].map((id) => ({
  id,
  title: STEPS[id].title,
  role: STEPS[id].role,
  ok: true,
}));

function objectAt(value: JsonValue | undefined): JsonObject {
  assert.ok(value !== undefined && isJsonObject(value));
  return value;
}

describe('sallyport demo --json', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'sallyport-demo-test-'));
  let ended: Ended;
  let report: JsonObject;

  before(async () => {
    ended = await sallyport(['demo', '--json'], { environment: { TMPDIR: temporary } });
    report = objectAt(parseJson(utf8(ended.out), { maxBytes: 1 << 20, maxDepth: 8 }));
  });
  after(() => rmSync(temporary, { recursive: true, force: true }));

  it('prints one JSON object on one line and nothing else, and ends with 0', () => {
    assert.deepEqual([ended.status, ended.note], [0, '']);
    assert.match(ended.out, /^\{[^\n]*\}\n$/);
    assert.deepEqual(Object.keys(report), ['ok', 'steps', 'device', 'domain', 'voucher', 'network', 'claims']);
    assert.equal(report['ok'], true);
  });

  it('tells every step of the way in order, who took it and how long it took', () => {
    const steps = report['steps'];
    assert.ok(Array.isArray(steps));
    const seen = steps.map((step) => {
      const { id, title, role, ok, ms, ...rest } = objectAt(step);
      assert.ok(ms === null || (typeof ms === 'number' && ms >= 0), String(id));
      assert.ok(
        Object.keys(rest).every((name) => name === 'message'),
        `${id} has ${Object.keys(rest).join(', ')}`,
      );
      return { id, title, role, ok };
    });
    assert.deepEqual(seen, ALL_STEPS);
    assert.deepEqual(
      seen.map(({ id }) => id),
      [
        ...['0.1', '0.2', '0.3', '0.4', 'B'],
        ...['C.0', 'C.1', 'C.2', 'C.3', 'C.4', 'C.5', 'C.6', 'C.7', 'C.8', 'C.9', 'C.10'],
        ...['D.0', 'D.1', 'D.2', 'D.3', 'D.4', 'D.5', 'D.6', 'D.7'],
        ...['E.0', 'E.1', 'E.2', 'E.3', 'F.0'],
        ...['F.1', 'F.2', 'F.3', 'F.4', 'F.5', 'F.6'],
      ],
    );
  });

  it('gives certificates that belong together', () => {
    const device = objectAt(report['device']);
    assert.deepEqual(Object.keys(device), ['serialNumber', 'idevid', 'ldevid']);
    const idevid = Certificate.fromPem(String(device['idevid']));
    const ldevid = Certificate.fromPem(String(device['ldevid']));
    const ca = Certificate.fromPem(String(objectAt(report['domain'])['ca']));
    assert.equal(idevid.subject.attribute('serialNumber'), device['serialNumber']);
    assert.equal(ldevid.subject.attribute('serialNumber'), device['serialNumber']);
    validatePath({ leaf: ldevid, intermediates: [], anchors: [ca], at: new Date() });
  });

  it('gives the voucher: base64 CMS that pins the domain for this device', () => {
    const voucher = SignedArtifact.parse(fromBase64(String(report['voucher'])), 'voucher');
    const { artifact } = verifyArtifact(voucher, { signatureOnly: true });
    const device = objectAt(report['device']);
    assert.equal(artifact.attributes.serialNumber, device['serialNumber']);
    const pinned = Certificate.parse(artifact.attributes.pinnedDomainCert ?? new Uint8Array(0));
    assert.equal(pinned.toPem(), objectAt(report['domain'])['ca']);
  });

  it('tells what the network did: out, in, out, out, and in again', () => {
    const moments = report['network'];
    assert.ok(Array.isArray(moments));
    const seen = moments.map((moment) => {
      const { did, when, ms, ...rest } = objectAt(moment);
      assert.deepEqual([typeof ms, rest], ['number', {}]);
      return [did, when];
    });
    assert.deepEqual(seen, [
      ['kept-out', 'with its birth certificate'],
      ['let-in', 'with its domain certificate'],
      ['put-out', 'as its owner stopped trusting it'],
      ['kept-out', 'with a certificate that was taken back'],
      ['let-in', 'after it came aboard again'],
    ]);
  });

  it('tells how claims, feeds and flows shut the door, why, and what opened it', () => {
    const moments = report['claims'];
    assert.ok(Array.isArray(moments));
    const seen = moments.map((moment) => {
      const { step, did, when, ms, reason, ...rest } = objectAt(moment);
      assert.deepEqual([typeof when, typeof ms, rest], ['string', 'number', {}]);
      assert.equal(typeof reason, did === 'put-out' ? 'string' : 'undefined', `${step} ${did}`);
      return [step, did];
    });
    const opened = ['F.1', 'F.2', 'F.3', 'F.4', 'F.5', 'F.6'].flatMap((step) => [
      [step, 'put-out'],
      [step, 'let-in'],
    ]);
    assert.deepEqual(seen, [['F.0', 'put-out'], ['E.3', 'let-in'], ...opened]);
    const reasons = moments.map((moment) => objectAt(moment)['reason']).filter((reason) => reason !== undefined);
    for (const [index, expected] of [
      [0, /no person who may trust manufacturers trusts/],
      [1, /is distrusted by/],
      [2, /SBOM score of 7.5, threshold 6, because CVE-2018-25032 in pkg:apk.alpine.zlib@1.2.11-r3/],
      [3, /was in contact with 203.0.113.9, which is on the list example/],
      [4, /no person who may connect devices trusts/],
      [5, /no person who may trust manufacturers trusts/],
    ] satisfies [number, RegExp][]) {
      assert.match(String(reasons[index]), expected);
    }
  });

  it('leaves nothing on disk', () => {
    assert.deepEqual(readdirSync(temporary), []);
  });
});

describe('sallyport demo', () => {
  it('shows each step as it happens, without colours where nobody can see them', async () => {
    const { status, out, note } = await sallyport(['demo']);
    assert.deepEqual([status, note], [0, '']);
    for (const { id, title } of ALL_STEPS) assert.ok(out.includes(`✔ ${id.padEnd(4)} ${title}`), id);
    // The escape character begins every colour.
    assert.equal(out.includes('\u001b'), false);
  });
});
