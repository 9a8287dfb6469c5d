import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodePem, decodeSinglePem, encodePem } from '@sallyport/der';
import fc from 'fast-check';
import { attempt, hex } from './support.ts';

const one = '-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n';
const labels = fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'X509 CRL', 'CMS');

describe('PEM (RFC 7468)', () => {
  it('writes lines of 64 characters', () => {
    assert.equal(encodePem('CERTIFICATE', hex('010203')), one);
    const lines = encodePem('CMS', new Uint8Array(100)).trimEnd().split('\n').slice(1, -1);
    assert.deepEqual(
      lines.map((line) => line.length),
      [64, 64, 8],
    );
  });

  it('gives back any objects in order', () => {
    const objects = fc.array(
      fc.record({ label: labels, der: fc.uint8Array({ maxLength: 200 }) }, { noNullPrototype: true }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(objects, (list) => {
        assert.deepEqual(decodePem(list.map(({ label, der }) => encodePem(label, der)).join('')), list);
      }),
    );
  });

  it('passes over explanatory text, and reads any kind of line break and trailing blanks', () => {
    const text = `Subject: pledge\r\n${one.replaceAll('\n', ' \r\n')}\rtail`;
    assert.deepEqual(decodePem(text), [{ label: 'CERTIFICATE', der: hex('010203') }]);
    assert.deepEqual(decodePem('no object here'), []);
  });

  const refused: Record<string, string> = {
    'an object without its end': '-----BEGIN CMS-----\nAQID\n',
    'an end without its beginning': '-----END CMS-----\n',
    'an end of another kind': '-----BEGIN CMS-----\nAQID\n-----END CERTIFICATE-----\n',
    'an object inside another': `-----BEGIN CMS-----\n${one}-----END CMS-----\n`,
    'bad base64': '-----BEGIN CMS-----\nAQI*\n-----END CMS-----\n',
    'base64 without its padding': '-----BEGIN CMS-----\nAQ\n-----END CMS-----\n',
    'an encrypted key of the old kind':
      '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAQID\n-----END RSA PRIVATE KEY-----\n',
  };
  for (const [name, text] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      assert.throws(() => decodePem(text), { code: 'E_PEM_SYNTAX', fault: 'peer' });
    });
  }

  it('refuses a text over 4 MiB and a text of more than 1000 objects', () => {
    assert.throws(() => decodePem(' '.repeat((4 << 20) + 1)), { code: 'E_PEM_SYNTAX' });
    assert.equal(decodePem(one.repeat(1000)).length, 1000);
    assert.throws(() => decodePem(one.repeat(1001)), { code: 'E_PEM_SYNTAX' });
  });

  it('insists on one object of the kind asked for', () => {
    assert.deepEqual(decodeSinglePem(one, 'CERTIFICATE'), hex('010203'));
    assert.throws(() => decodeSinglePem(one, 'CMS'), { code: 'E_PEM_LABEL' });
    assert.throws(() => decodeSinglePem(one + one, 'CERTIFICATE'), { code: 'E_PEM_LABEL' });
    assert.throws(() => decodeSinglePem('', 'CERTIFICATE'), { code: 'E_PEM_LABEL' });
  });

  it('throws typed errors only, whatever is cut or changed', () => {
    const pieces = fc.array(
      fc.constantFrom(
        '-----BEGIN CMS-----',
        '-----END CMS-----',
        '-----BEGIN',
        '-----',
        'AQID',
        '=',
        '\n',
        '\r',
        ' ',
        'é',
      ),
      { maxLength: 12 },
    );
    fc.assert(fc.property(pieces, (list) => void attempt(() => decodePem(list.join('')))));
  });
});
