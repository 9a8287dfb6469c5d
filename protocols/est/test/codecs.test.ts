import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { seededRandom } from '@sallyport/core';
import { der, TAG } from '@sallyport/der';
import {
  asksForKeyEncryption,
  changeSubjectName,
  changeSubjectNameOf,
  decodeBody,
  decodeCertsOnly,
  decodeMultipart,
  EST_OID,
  encodeBody,
  encodeCertsOnly,
  encodeMultipart,
  formatRetryAfter,
  parsePath,
  parseRetryAfter,
  pathOf,
} from '@sallyport/est';
import { Name, OID } from '@sallyport/pki';
import fc from 'fast-check';
import { lab, makeRequest, NOW } from './support/lab.ts';
import { damaged, onlyTyped, RUNS, refusesEveryPrefix } from './support/mutations.ts';

describe('body', () => {
  it('comes back as it went, whatever it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 500 }), (der) => {
        assert.deepEqual(decodeBody(encodeBody(der)), der);
      }),
    );
  });

  it('is written in lines that the oldest reader takes', () => {
    const lines = Buffer.from(encodeBody(new Uint8Array(200)))
      .toString('latin1')
      .split('\n');
    assert.equal(lines.at(-1), '');
    assert.ok(lines.every((line) => line.length <= 64));
  });

  it('refuses whatever is no base64 with one code', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (body) => onlyTyped(() => decodeBody(body), 'E_EST_BASE64')),
      RUNS,
    );
  });
});

describe('certs-only', () => {
  it('keeps certificates and their order', async () => {
    const { root, tls, device } = await lab();
    const certificates = [tls, root, device].map(({ certificate }) => certificate);
    const read = decodeCertsOnly(encodeCertsOnly(certificates));
    assert.deepEqual(
      read.map((each) => each.fingerprint()),
      certificates.map((each) => each.fingerprint()),
    );
    assert.deepEqual(decodeCertsOnly(encodeCertsOnly([])), []);
  });

  it('passes over content, CRLs and certificates of other kinds', async () => {
    const { root } = await lab();
    const signedData = der.sequence(
      der.integer(1),
      der.set(),
      der.sequence(der.objectIdentifier(OID.data), der.context(0, der.octetString(new Uint8Array(0)))),
      der.context(0, der.context(1, der.integer(1)), root.certificate.der),
      der.context(1),
      der.set(),
    );
    const message = der.sequence(der.objectIdentifier(OID.signedData), der.context(0, signedData));
    assert.equal(decodeCertsOnly(message).length, 1);
  });

  it('refuses another content type, signers, and too many certificates', async () => {
    const { root } = await lab();
    const data = der.sequence(der.objectIdentifier(OID.data), der.context(0, der.octetString(new Uint8Array(0))));
    assert.throws(() => decodeCertsOnly(data), { code: 'E_EST_CERTS_ONLY' });
    const parts = [der.integer(1), der.set(), der.sequence(der.objectIdentifier(OID.data))];
    const signed = der.sequence(...parts, der.context(0, root.certificate.der), der.set(der.sequence(der.integer(1))));
    const message = der.sequence(der.objectIdentifier(OID.signedData), der.context(0, signed));
    assert.throws(() => decodeCertsOnly(message), { code: 'E_EST_CERTS_ONLY', message: /signers/ });
    const many = encodeCertsOnly(Array.from({ length: 65 }, () => root.certificate));
    assert.throws(() => decodeCertsOnly(many), { code: 'E_EST_CERTS_ONLY', message: /64/ });
  });

  it('refuses every prefix and answers every damage with one code', async () => {
    const { root } = await lab();
    const message = encodeCertsOnly([root.certificate]);
    refusesEveryPrefix(message, decodeCertsOnly, 'E_EST_CERTS_ONLY');
    fc.assert(
      fc.property(damaged(message), (copy) => onlyTyped(() => decodeCertsOnly(copy), 'E_EST_CERTS_ONLY')),
      RUNS,
    );
  });
});

describe('multipart', () => {
  const random = seededRandom('multipart');
  const part = fc.record({
    contentType: fc.constantFrom('application/pkcs8', 'application/pkcs7-mime; smime-type=certs-only'),
    body: fc.uint8Array({ minLength: 1, maxLength: 200 }).map(encodeBody),
  });

  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const { type, body } = encodeMultipart(parts, random);
        const read = decodeMultipart(type, body);
        assert.deepEqual(
          read.map((each) => ({ contentType: each.contentType, der: decodeBody(each.body) })),
          parts.map((each) => ({ contentType: each.contentType, der: decodeBody(each.body) })),
        );
      }),
    );
  });

  it('is read with preamble, epilogue, bare line feeds, quoted boundary, and other header fields', () => {
    const body =
      'hello\n--a b\nX: 1\ncontent-TYPE: text/plain\nContent-Transfer-Encoding: base64\n\nAA==\n--a b--\nbye';
    assert.throws(() => decodeMultipart('multipart/mixed; boundary="a b"', Buffer.from(body)), {
      code: 'E_EST_MULTIPART',
    });
    const [only, ...more] = decodeMultipart(
      'multipart/mixed; boundary="a:b"',
      Buffer.from(body.replaceAll('a b', 'a:b')),
    );
    assert.equal(more.length, 0);
    assert.equal(only?.contentType, 'text/plain');
    assert.equal(Buffer.from(only?.body ?? []).toString(), 'AA==');
  });

  it('refuses a missing boundary, end, header or type, and too much', () => {
    const cases: [string, string | Uint8Array][] = [
      ['multipart/mixed', '--b\r\n'],
      ['nonsense', ''],
      ['multipart/mixed; boundary=b', '--b\r\nContent-Type: a/b\r\n\r\nx\r\n'],
      ['multipart/mixed; boundary=b', '--b\r\nContent-Type: a/b\r\n--b--\r\n'],
      ['multipart/mixed; boundary=b', '--b\r\nX: y\r\n\r\nx\r\n--b--\r\n'],
      ['multipart/mixed; boundary=b', '--b\r\nContent-Type: a/b\r\n\r\nx\r\n'.repeat(12)],
      ['multipart/mixed; boundary=b', new Uint8Array(600_000)],
    ];
    for (const [type, body] of cases) {
      assert.throws(() => decodeMultipart(type, Buffer.from(body)), { code: 'E_EST_MULTIPART' }, type);
    }
  });

  it('answers every damage with one code', () => {
    const { type, body } = encodeMultipart([{ contentType: 'application/pkcs8', body: Buffer.from('AAAA') }], random);
    fc.assert(
      fc.property(damaged(body), (copy) => onlyTyped(() => decodeMultipart(type, copy), 'E_EST_MULTIPART')),
      RUNS,
    );
    fc.assert(
      fc.property(damaged(Buffer.from(type)), (copy) =>
        onlyTyped(() => decodeMultipart(Buffer.from(copy).toString('latin1'), body), 'E_EST_MULTIPART'),
      ),
      RUNS,
    );
  });
});

describe('Retry-After', () => {
  it('is written in whole seconds, one at least', () => {
    assert.deepEqual([0, 1, 1000, 1001, 60_000].map(formatRetryAfter), ['1', '1', '1', '2', '60']);
  });

  it('is read as seconds or as a date, never as a time gone by', () => {
    assert.equal(parseRetryAfter(' 120 ', NOW), 120_000);
    assert.equal(parseRetryAfter('Mon, 01 Jun 2026 12:00:30 GMT', NOW), 30_000);
    assert.equal(parseRetryAfter('Mon, 01 Jun 2020 12:00:30 GMT', NOW), 0);
    for (const field of [
      undefined,
      '',
      '-1',
      '1.5',
      '1e9',
      '99999999999',
      'tomorrow',
      'Mon, 99 Jun 2026 12:00:30 GMT',
    ]) {
      assert.equal(parseRetryAfter(field, NOW), undefined, field);
    }
  });
});

describe('paths', () => {
  it('name an operation and perhaps a label', () => {
    assert.deepEqual(parsePath(pathOf('cacerts')), { operation: 'cacerts', label: undefined });
    assert.deepEqual(parsePath(pathOf('csrattrs', 'a.b-c_d~1')), { operation: 'csrattrs', label: 'a.b-c_d~1' });
  });

  it('of any other shape name nothing', () => {
    const paths = [
      '/.well-known/est//cacerts',
      '/.well-known/est/cacerts/',
      '/.well-known/est/cacerts/csrattrs',
      '/.well-known/est/%63acerts',
      '/.well-known/est/a%2fb/cacerts',
      '/.well-known/est/toString',
      '/.well-known/estcacerts',
      `/.well-known/est/${'a'.repeat(65)}/cacerts`,
    ];
    for (const path of paths) assert.equal(parsePath(path), undefined, path);
    assert.throws(() => pathOf('cacerts', 'a/b'), { code: 'E_EST_CONFIG' });
  });
});

describe('request attributes', () => {
  it('ChangeSubjectName comes back, each member alone and both together', async () => {
    const subject = Name.of([['CN', 'new']]);
    const names = [{ kind: 'dns', value: 'new.example' }] as const;
    for (const change of [{ subject }, { subjectAltNames: names }, { subject, subjectAltNames: names }]) {
      const read = changeSubjectNameOf(await makeRequest({ attributes: [changeSubjectName(change)] }));
      assert.equal(read?.subject?.toString(), 'subject' in change ? 'CN=new' : undefined);
      assert.equal(read?.subjectAltName !== undefined, 'subjectAltNames' in change);
    }
    assert.equal(changeSubjectNameOf(await makeRequest()), undefined);
  });

  it('ChangeSubjectName is read with untagged names as well', async () => {
    const names = der.sequence(der.contextValue(2, Buffer.from('new.example')));
    const value = der.sequence(Name.of([['CN', 'new']]).der, names);
    const csr = await makeRequest({ attributes: [{ oid: EST_OID.changeSubjectName, values: [value] }] });
    assert.deepEqual(changeSubjectNameOf(csr)?.subjectAltName, names);
  });

  it('a malformed ChangeSubjectName is refused', async () => {
    const name = Name.of([['CN', 'new']]).der;
    const values = [
      [],
      [name, name],
      [der.sequence(der.integer(1))],
      [der.sequence(name, name, name)],
      [der.integer(1)],
    ];
    for (const each of values) {
      const csr = await makeRequest({ attributes: [{ oid: EST_OID.changeSubjectName, values: each }] });
      assert.throws(() => changeSubjectNameOf(csr), { code: 'E_EST_ATTRIBUTE' });
    }
  });

  it('ask for encryption of the key by any of three names', async () => {
    assert.equal(asksForKeyEncryption(await makeRequest()), false);
    for (const oid of [
      EST_OID.smimeCapabilities,
      EST_OID.decryptKeyIdentifier,
      EST_OID.asymmetricDecryptKeyIdentifier,
    ]) {
      const attributes = [{ oid, values: [der.string(TAG.UTF8_STRING, 'x')] }];
      assert.equal(asksForKeyEncryption(await makeRequest({ attributes })), true);
    }
  });
});
