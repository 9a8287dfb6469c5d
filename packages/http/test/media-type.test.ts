import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  acceptable,
  accepts,
  buildRequest,
  parseMediaType,
  requireAcceptable,
  requireMediaType,
} from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';

const of = (headers: Record<string, string>) => buildRequest({ headers });

describe('parseMediaType', () => {
  it('reads type, subtype and parameters without regard to case', () => {
    const parsed = parseMediaType('Application/PKCS7-Mime; Smime-Type=certs-only; x="a;\\"b"');
    assert.equal(parsed?.essence, 'application/pkcs7-mime');
    assert.deepEqual(
      [...(parsed?.parameters ?? [])],
      [
        ['smime-type', 'certs-only'],
        ['x', 'a;"b'],
      ],
    );
  });

  it('lets the first of two equal parameters count', () => {
    assert.equal(parseMediaType('a/b; p=1; P=2')?.parameters.get('p'), '1');
  });

  it('takes empty parameters as RFC 9110 §5.6.6 allows', () => {
    assert.equal(parseMediaType('a/b;; p=1 ;')?.parameters.get('p'), '1');
  });

  for (const bad of [
    '',
    'a',
    'a/',
    '/b',
    'a/b/c',
    'a b/c',
    'a/b; p',
    'a/b; p="x',
    'a/b, c/d',
    `a/${'b'.repeat(3000)}`,
  ]) {
    it(`refuses ${JSON.stringify(bad.slice(0, 20))}`, () => assert.equal(parseMediaType(bad), undefined));
  }

  it('takes any text without throwing or taking long', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 4000, unit: 'binary' }), (field) => {
        parseMediaType(field);
        accepts(of({ accept: field }), 'a/b');
      }),
    );
    const started = performance.now();
    parseMediaType(`a/b;p="${'\\'.repeat(2000)}`);
    accepts(of({ accept: 'a/b;'.repeat(512) }), 'a/b');
    assert.ok(performance.now() - started < 1000);
  });
});

describe('requireMediaType', () => {
  it('gives the media type when it is among those asked for', () => {
    const request = of({ 'content-type': 'application/voucher-cms+json; x=1' });
    assert.equal(requireMediaType(request, 'application/voucher-cms+json').essence, 'application/voucher-cms+json');
  });

  it('refuses another, a malformed and a missing one with 415', () => {
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': 'a/b, a/b' }, {}]) {
      assert.throws(() => requireMediaType(of(headers), 'a/b'), withCode('E_HTTP_MEDIA_TYPE'));
    }
  });
});

describe('Accept', () => {
  const cases: readonly (readonly [accept: string | undefined, type: string, taken: boolean])[] = [
    [undefined, 'a/b', true],
    ['', 'a/b', true],
    ['*/*', 'a/b', true],
    ['a/*', 'a/b', true],
    ['A/B', 'a/b', true],
    ['c/d', 'a/b', false],
    ['a/b;q=0', 'a/b', false],
    ['a/*, a/b;q=0', 'a/b', false],
    ['a/*;q=0, a/b', 'a/b', true],
    ['*/*;q=0', 'a/b', false],
    ['a/b;q=0.001', 'a/b', true],
    ['a/b;q=2', 'a/b', false],
    ['a/b;q=-1', 'a/b', false],
    ['a/b;q=0.0001', 'a/b', false],
    ['nonsense, a/b', 'a/b', true],
    [`${'x/y,'.repeat(100)}a/b`, 'a/b', false],
    [`a/b;p=${'x'.repeat(3000)}`, 'a/b', false],
  ];
  for (const [accept, type, taken] of cases) {
    it(`${taken ? 'takes' : 'refuses'} ${type} for ${JSON.stringify(accept?.slice(0, 30))}`, () => {
      assert.equal(accepts(of(accept === undefined ? {} : { accept }), type), taken);
    });
  }

  it('orders by weight, then as offered', () => {
    const request = of({ accept: 'a/a;q=0.1, b/b;q=0.9, c/c;q=0.9, d/d;q=0' });
    assert.deepEqual(acceptable(request, ['a/a', 'b/b', 'c/c', 'd/d']), ['b/b', 'c/c', 'a/a']);
    assert.equal(requireAcceptable(request, 'a/a', 'c/c'), 'c/c');
  });

  it('refuses with 406 when nothing offered pleases', () => {
    assert.throws(() => requireAcceptable(of({ accept: 'x/y' }), 'a/a'), withCode('E_HTTP_NOT_ACCEPTABLE'));
  });
});
