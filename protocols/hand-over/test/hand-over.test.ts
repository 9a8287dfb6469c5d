import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  isSallyportError,
  type JsonObject,
  type JsonValue,
  parseJson,
  systemRandom,
  toBase64,
  utf8,
} from '@sallyport/core';
import {
  buildCertificate,
  type Certificate,
  generateKeyPair,
  Name,
  type Signer,
  serialNumber,
  softwareSigner,
} from '@sallyport/pki';
import { SignedData, signCms } from '@sallyport/pki/cms';
import fc from 'fast-check';
import { type HAND_OVER_ERRORS, type HandOver, openHandOver, sealHandOver } from '../src/index.ts';

async function party(name: string): Promise<{ readonly certificate: Certificate; readonly signer: Signer }> {
  const signer = softwareSigner(generateKeyPair('P-256').privateKey);
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    publicKey: signer.publicKey,
    issuer: subject,
    signer,
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: 'never',
    extensions: [],
  });
  return { certificate, signer };
}

const office = await party('Office');
const stranger = await party('Stranger');
const anchor = (await party('Anchor')).certificate;

const DELIVERY: HandOver = {
  manufacturer: 'Example Devices',
  soldTo: 'Example Home',
  at: new Date('2026-06-01T12:00:00.000Z'),
  idevidAnchors: [anchor],
  masaUrl: 'https://masa.example/.well-known/brski',
  masaTlsAnchors: [anchor],
  voucherAnchors: [anchor, office.certificate],
  devices: [
    { serialNumber: 'D-1', model: 'lamp', idevidFingerprint: 'ab' },
    { serialNumber: 'D-2', model: undefined, idevidFingerprint: 'cd' },
  ],
};

const has = (code: keyof typeof HAND_OVER_ERRORS) => (thrown: unknown) => isSallyportError(thrown, code);

/** Certificates compare by their bytes. */
function plain({ idevidAnchors, masaTlsAnchors, voucherAnchors, ...rest }: HandOver): unknown {
  return [rest, [idevidAnchors, masaTlsAnchors, voucherAnchors].map((list) => list.map(({ der }) => toBase64(der)))];
}

describe('a hand-over file', () => {
  it('says to the owner what the maker said', async () => {
    const { handOver, signer } = openHandOver(await sealHandOver(DELIVERY, office), office.certificate.fingerprint());
    assert.deepEqual(plain(handOver), plain(DELIVERY));
    assert.deepEqual(signer.der, office.certificate.der);
  });

  it('says the same whatever the names, numbers and times are', async () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const devices = fc.array(
      fc.record(
        { serialNumber: text, model: fc.option(text, { nil: undefined }), idevidFingerprint: text },
        { noNullPrototype: true },
      ),
    );
    const at = fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2049-12-31') });
    await fc.assert(
      fc.asyncProperty(text, text, at, devices, async (manufacturer, soldTo, when, list) => {
        const delivery = { ...DELIVERY, manufacturer, soldTo, at: when, devices: list };
        assert.deepEqual(plain(openHandOver(await sealHandOver(delivery, office)).handOver), plain(delivery));
      }),
      { numRuns: 50 },
    );
  });

  it('takes ten thousand devices', async () => {
    const devices = Array.from({ length: 10_000 }, (_, index) => ({
      serialNumber: `D-${index}`,
      model: 'lamp',
      idevidFingerprint: 'ab'.repeat(32),
    }));
    const { handOver } = openHandOver(await sealHandOver({ ...DELIVERY, devices }, office));
    assert.equal(handOver.devices.length, 10_000);
  });

  it('is believed from the signer whose fingerprint came another way, in whichever spelling', async () => {
    const file = await sealHandOver(DELIVERY, office);
    const fingerprint = office.certificate.fingerprint();
    const spelt = (fingerprint.match(/../g) ?? []).join(':').toUpperCase();
    for (const expected of [fingerprint, fingerprint.toUpperCase(), spelt]) openHandOver(file, expected);
    assert.throws(() => openHandOver(file, stranger.certificate.fingerprint()), has('E_HAND_OVER_SIGNER'));
    assert.throws(() => openHandOver(file, ''), has('E_HAND_OVER_SIGNER'));
    const forged = await sealHandOver(DELIVERY, stranger);
    assert.throws(() => openHandOver(forged, fingerprint), has('E_HAND_OVER_SIGNER'));
  });

  it('has one signer', async () => {
    const content = SignedData.parse(await sealHandOver(DELIVERY, office)).content ?? new Uint8Array(0);
    const both = await signCms({ content, signers: [office, stranger] });
    assert.throws(() => openHandOver(both), has('E_HAND_OVER_SYNTAX'));
  });

  it('is refused with a typed error wherever it was cut', async () => {
    const file = await sealHandOver(DELIVERY, office);
    for (let length = 0; length < file.length; length += 7) {
      assert.throws(() => openHandOver(file.subarray(0, length)), isSallyportError, `cut at ${length}`);
    }
  });

  it('says nothing else wherever a bit was flipped', async () => {
    const file = await sealHandOver(DELIVERY, office);
    for (let at = 0; at < file.length * 8; at += 13) {
      const flipped = Uint8Array.from(file);
      flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
      try {
        const { handOver } = openHandOver(flipped, office.certificate.fingerprint());
        assert.deepEqual(plain(handOver), plain(DELIVERY), `bit ${at}`);
      } catch (thrown) {
        assert.ok(isSallyportError(thrown), `bit ${at}: ${String(thrown)}`);
      }
    }
  });
});

describe('a document that is signed and no hand-over', () => {
  const written = async (): Promise<JsonObject> => {
    const content = SignedData.parse(await sealHandOver(DELIVERY, office)).content ?? new Uint8Array(0);
    const document = parseJson(content, { maxBytes: 1 << 20, maxDepth: 8 });
    assert.ok(typeof document === 'object' && document !== null && !Array.isArray(document));
    return Object.fromEntries(Object.entries(document));
  };
  const sealed = (value: unknown) => signCms({ content: utf8(JSON.stringify(value)), signers: [office] });

  for (const [what, changes] of [
    ['another version', { version: 2 }],
    ['no version', { version: null }],
    ['no maker', { manufacturer: '' }],
    ['a maker that is no text', { manufacturer: 7 }],
    ['no buyer', { soldTo: null }],
    ['no time', { at: 'yesterday' }],
    ['no MASA', { masaUrl: null }],
    ['anchors that are no list', { idevidAnchors: {} }],
    ['anchors that are no text', { voucherAnchors: [7] }],
    ['devices that are no list', { devices: 'D-1' }],
    ['a device that is no object', { devices: ['D-1'] }],
    ['a device without a number', { devices: [{ idevidFingerprint: 'ab' }] }],
    ['a device without a fingerprint', { devices: [{ serialNumber: 'D-1' }] }],
    ['a model that is no text', { devices: [{ serialNumber: 'D-1', idevidFingerprint: 'ab', model: {} }] }],
  ] satisfies [string, Record<string, JsonValue>][]) {
    it(`is refused: ${what}`, async () => {
      const file = await sealed({ ...(await written()), ...changes });
      assert.throws(() => openHandOver(file), has('E_HAND_OVER_SYNTAX'));
    });
  }

  it('is refused when its certificates are none, with an error of who reads certificates', async () => {
    for (const text of ['AAAA', '%%%', '']) {
      const file = await sealed({ ...(await written()), masaTlsAnchors: [text] });
      assert.throws(() => openHandOver(file), isSallyportError);
    }
  });

  it('is refused when it is no JSON object', async () => {
    for (const text of ['', 'x', '[]', 'null', '{"version":1,"version":1}', '['.repeat(100)]) {
      const file = await signCms({ content: utf8(text), signers: [office] });
      assert.throws(() => openHandOver(file), isSallyportError, text);
    }
  });

  it('may say more than this release understands', async () => {
    const file = await sealed({ ...(await written()), colour: 'green' });
    assert.equal(openHandOver(file).handOver.manufacturer, 'Example Devices');
  });
});
