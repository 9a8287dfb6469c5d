import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findTexts, OPTIONS, parseCoapUri, pathOptions } from '@sallyport/coap';
import { withCode } from '@sallyport/testing';

describe('a coap URI (RFC 7252 §6)', () => {
  it('is taken apart', () => {
    assert.deepEqual(parseCoapUri('coap://example.com/sensors/temp?a=1&b'), {
      isSecure: false,
      host: 'example.com',
      port: 5683,
      path: 'sensors/temp',
      query: ['a=1', 'b'],
    });
    assert.deepEqual(parseCoapUri('coaps://[2001:db8::2:1]:61616/'), {
      isSecure: true,
      host: '2001:db8::2:1',
      port: 61_616,
      path: '',
      query: [],
    });
  });

  it('is the same in the three ways that RFC 7252 §6.3 writes it', () => {
    const [first, ...others] = [
      'coap://example.com:5683/~sensors/temp.xml',
      'coap://EXAMPLE.com/%7Esensors/temp.xml',
      'coap://EXAMPLE.com:/%7esensors/temp.xml',
    ].map(parseCoapUri);
    for (const other of others) assert.deepEqual(other, first);
  });

  it('keeps a slash inside of a segment, and decodes the query', () => {
    assert.equal(parseCoapUri('coap://h/a%2Fb/c').path, 'a%2Fb/c');
    assert.equal(parseCoapUri('coap://h/a/./b/../c').path, 'a/c');
    // RFC 7252 appendix B, the last example: the segments are "", "/", "" and "".
    const { path, query } = parseCoapUri('coap://198.51.100.1:61616//%2F//?%2F%2F&?%26');
    assert.deepEqual(findTexts(pathOptions(path), OPTIONS.URI_PATH), ['', '/', '', '']);
    assert.deepEqual(query, ['//', '?&']);
  });

  const refused = [
    'http://example.com/',
    'coap:example.com',
    'coap:///x',
    'example.com',
    'coap://h/x#f',
    'coap://u@h/',
    'coap://h/%zz',
    'coap://h/?%zz',
    'coap://[fe80::1%25eth0]/',
    'coap://h:99999/',
  ];
  for (const text of refused) {
    it(`refuses ${text}`, () => {
      assert.throws(() => parseCoapUri(text), withCode('E_COAP_ARGUMENT'));
    });
  }
});
