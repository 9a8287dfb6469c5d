import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import {
  ASSERTIONS,
  ATTRIBUTE_NAMES,
  artifact,
  decodeArtifact,
  encodeArtifact,
  type VoucherArtifact,
  type VoucherAttributes,
} from '../../src/index.ts';
import { onlyTypedErrors, throwsCode } from '../support/throws.ts';

const EVERYTHING: Required<VoucherAttributes> = {
  createdOn: new Date('2026-01-02T03:04:05.678Z'),
  expiresOn: new Date('2026-01-02T03:24:05Z'),
  assertion: 'proximity',
  serialNumber: 'JADA123456789',
  idevidIssuer: Uint8Array.of(1, 2, 3),
  pinnedDomainCert: Uint8Array.of(0x30, 0x00),
  domainCertRevocationChecks: false,
  nonce: '-_XE9zK9q8Ll1qylMtLKeg',
  lastRenewalDate: new Date('2027-01-01T00:00:00Z'),
  priorSignedVoucherRequest: Uint8Array.of(0xfb, 0xff),
  proximityRegistrarCert: Uint8Array.of(9),
};

const EVERYTHING_AS_JSON =
  '{"ietf-voucher-request:voucher":{"created-on":"2026-01-02T03:04:05.678Z","expires-on":"2026-01-02T03:24:05Z",' +
  '"assertion":"proximity","serial-number":"JADA123456789","idevid-issuer":"AQID","pinned-domain-cert":"MAA=",' +
  '"domain-cert-revocation-checks":false,"nonce":"-_XE9zK9q8Ll1qylMtLKeg","last-renewal-date":"2027-01-01T00:00:00Z",' +
  '"prior-signed-voucher-request":"+/8=","proximity-registrar-cert":"CQ=="}}';

function decodeText(json: string, kind: 'voucher' | 'voucher-request' = 'voucher'): VoucherArtifact {
  return decodeArtifact(utf8(json), kind);
}

function refuses(json: string): void {
  throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => decodeText(json));
}

describe('the JSON of a voucher', () => {
  it('holds all eleven attributes in the order of the modules', () => {
    assert.equal(ATTRIBUTE_NAMES.length, 11);
    assert.equal(fromUtf8(encodeArtifact(artifact('voucher-request', EVERYTHING))), EVERYTHING_AS_JSON);
  });
  it('gives back all eleven attributes', () => {
    assert.deepEqual(decodeText(EVERYTHING_AS_JSON, 'voucher-request'), artifact('voucher-request', EVERYTHING));
  });
  it('may hold no attribute at all: what must be there is not for the codec to say', () => {
    assert.deepEqual(decodeText('{"ietf-voucher:voucher":{}}'), artifact('voucher', {}));
  });

  it('keeps what it does not know, and writes it again after what it knows', () => {
    const json = '{"ietf-voucher:voucher":{"est-domain":"https://x","serial-number":"1","x:y":{"z":[null,1]}}}';
    const voucher = decodeText(json);
    assert.deepEqual(voucher.unknown, { 'est-domain': 'https://x', 'x:y': { z: [null, 1] } });
    assert.equal(
      fromUtf8(encodeArtifact(voucher)),
      '{"ietf-voucher:voucher":{"serial-number":"1","est-domain":"https://x","x:y":{"z":[null,1]}}}',
    );
  });
  it('keeps an unknown attribute named __proto__ as data', () => {
    const voucher = decodeText('{"ietf-voucher:voucher":{"__proto__":{"polluted":true}}}');
    assert.deepEqual(Object.keys(voucher.unknown), ['__proto__']);
    assert.equal('polluted' in {}, false);
    assert.equal(fromUtf8(encodeArtifact(voucher)), '{"ietf-voucher:voucher":{"__proto__":{"polluted":true}}}');
  });
  it('passes over members beside the outermost one', () => {
    assert.equal(decodeText('{"other":1,"ietf-voucher:voucher":{"nonce":"n"}}').attributes.nonce, 'n');
  });

  it('is not taken for a voucher-request, nor the other way round', () => {
    refuses('{"ietf-voucher-request:voucher":{}}');
    throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => decodeText('{"ietf-voucher:voucher":{}}', 'voucher-request'));
  });
  it('is read and written under another root name only when asked', () => {
    const rootName = 'ietf-voucher:voucher';
    const request = decodeArtifact(utf8('{"ietf-voucher:voucher":{"nonce":"n"}}'), 'voucher-request', { rootName });
    assert.deepEqual(request, artifact('voucher-request', { nonce: 'n' }));
    assert.equal(fromUtf8(encodeArtifact(request, { rootName })), '{"ietf-voucher:voucher":{"nonce":"n"}}');
  });

  describe('is refused when', () => {
    const cases: Readonly<Record<string, string>> = {
      'it is empty': '',
      'it is not JSON': '{"ietf-voucher:voucher":{}',
      'it is an array': '[{"ietf-voucher:voucher":{}}]',
      'it is null': 'null',
      'its root is an array': '{"ietf-voucher:voucher":[]}',
      'its root is null': '{"ietf-voucher:voucher":null}',
      'its root is only inherited': '{"__proto__":{"ietf-voucher:voucher":{}}}',
      'the root stands twice': '{"ietf-voucher:voucher":{"nonce":"a"},"ietf-voucher:voucher":{"nonce":"b"}}',
      'an attribute stands twice': '{"ietf-voucher:voucher":{"nonce":"a","nonce":"b"}}',
      'an unknown attribute stands twice': '{"ietf-voucher:voucher":{"x":1,"x":1}}',
      'an attribute stands twice, once escaped': '{"ietf-voucher:voucher":{"nonce":"a","n\\u006fnce":"b"}}',
      'created-on is a number': '{"ietf-voucher:voucher":{"created-on":1}}',
      'created-on is a date without time': '{"ietf-voucher:voucher":{"created-on":"2021-04-13"}}',
      'expires-on is null': '{"ietf-voucher:voucher":{"expires-on":null}}',
      'last-renewal-date is text': '{"ietf-voucher:voucher":{"last-renewal-date":"soon"}}',
      'assertion is unknown': '{"ietf-voucher:voucher":{"assertion":"agent-proximity"}}',
      'assertion has capitals': '{"ietf-voucher:voucher":{"assertion":"Logged"}}',
      'serial-number is a number': '{"ietf-voucher:voucher":{"serial-number":12345}}',
      'serial-number is empty': '{"ietf-voucher:voucher":{"serial-number":""}}',
      'serial-number has a line break': '{"ietf-voucher:voucher":{"serial-number":"a\\nb"}}',
      'serial-number has half a surrogate pair': '{"ietf-voucher:voucher":{"serial-number":"\\ud800"}}',
      'serial-number is too long': `{"ietf-voucher:voucher":{"serial-number":"${'9'.repeat(257)}"}}`,
      'nonce is too long': `{"ietf-voucher:voucher":{"nonce":"${'9'.repeat(257)}"}}`,
      'nonce is null': '{"ietf-voucher:voucher":{"nonce":null}}',
      'idevid-issuer is base64url': '{"ietf-voucher:voucher":{"idevid-issuer":"-_8"}}',
      'idevid-issuer lacks padding': '{"ietf-voucher:voucher":{"idevid-issuer":"AQI"}}',
      'pinned-domain-cert has line breaks': '{"ietf-voucher:voucher":{"pinned-domain-cert":"AQ\\nID"}}',
      'pinned-domain-cert has stray bits': '{"ietf-voucher:voucher":{"pinned-domain-cert":"AR=="}}',
      'pinned-domain-cert is empty': '{"ietf-voucher:voucher":{"pinned-domain-cert":""}}',
      'proximity-registrar-cert is an object': '{"ietf-voucher:voucher":{"proximity-registrar-cert":{}}}',
      'prior-signed-voucher-request is an array': '{"ietf-voucher:voucher":{"prior-signed-voucher-request":[1]}}',
      'domain-cert-revocation-checks is text': '{"ietf-voucher:voucher":{"domain-cert-revocation-checks":"false"}}',
      'it nests too deep': `{"ietf-voucher:voucher":{"x":${'['.repeat(20)}${']'.repeat(20)}}}`,
      'it is too large': `{"ietf-voucher:voucher":{"x":"${'x'.repeat(256 * 1024)}"}}`,
    };
    for (const [name, json] of Object.entries(cases)) it(name, () => refuses(json));

    it('it is not UTF-8', () => {
      throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => decodeArtifact(Uint8Array.of(0x22, 0xff, 0x22), 'voucher'));
    });
    it('it is over a limit the caller set', () => {
      const json = utf8('{"ietf-voucher:voucher":{}}');
      throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => decodeArtifact(json, 'voucher', { maxBytes: json.length - 1 }));
      decodeArtifact(json, 'voucher', { maxBytes: json.length });
    });
  });

  describe('is not written when', () => {
    const cases: Readonly<Record<string, VoucherArtifact>> = {
      'a date is invalid': artifact('voucher', { createdOn: new Date(Number.NaN) }),
      'a date is beyond the year 9999': artifact('voucher', { expiresOn: new Date(8.64e15) }),
      'a binary is empty': artifact('voucher', { pinnedDomainCert: new Uint8Array(0) }),
      'the serial number has a control character': artifact('voucher', { serialNumber: 'a\u0000' }),
      'the nonce is empty': artifact('voucher', { nonce: '' }),
      'a known attribute stands among the unknown': { kind: 'voucher', attributes: {}, unknown: { nonce: 'n' } },
    };
    for (const [name, value] of Object.entries(cases)) {
      it(name, () => {
        throwsCode('E_BRSKI_VOUCHER_INPUT', () => encodeArtifact(value));
      });
    }
  });
});

const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
const binaries = fc.uint8Array({ minLength: 1, maxLength: 600 });
const texts = fc
  .string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
  .filter((text) => text.length <= 256 && !/\p{Cc}/u.test(text));

const attributes: fc.Arbitrary<VoucherAttributes> = fc.record(
  {
    createdOn: dates,
    expiresOn: dates,
    assertion: fc.constantFrom(...ASSERTIONS),
    serialNumber: texts,
    idevidIssuer: binaries,
    pinnedDomainCert: binaries,
    domainCertRevocationChecks: fc.boolean(),
    nonce: texts,
    lastRenewalDate: dates,
    priorSignedVoucherRequest: binaries,
    proximityRegistrarCert: binaries,
  },
  { requiredKeys: [], noNullPrototype: true },
);

describe('any voucher', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(attributes, fc.constantFrom('voucher', 'voucher-request'), (values, kind) => {
        const value = artifact(kind, values);
        assert.deepEqual(decodeArtifact(encodeArtifact(value), kind), value);
      }),
    );
  });
  it('is refused when cut short anywhere', () => {
    const whole = encodeArtifact(artifact('voucher-request', EVERYTHING));
    for (let length = 0; length < whole.length; length++) {
      throwsCode('E_BRSKI_VOUCHER_SYNTAX', () => decodeArtifact(whole.subarray(0, length), 'voucher-request'));
    }
  });
  it('gives typed errors only, whatever bits are flipped', () => {
    const whole = encodeArtifact(artifact('voucher-request', EVERYTHING));
    for (let bit = 0; bit < whole.length * 8; bit++) {
      const flipped = Uint8Array.from(whole);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      onlyTypedErrors(() => decodeArtifact(flipped, 'voucher-request'));
    }
  });
});
