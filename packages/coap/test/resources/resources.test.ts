import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, decodeLinks, encodeLinks, filterLinks, type Link, Router, respond } from '@sallyport/coap';
import { fromUtf8, isSallyportError, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import fc from 'fast-check';
import { during, VirtualLink } from '../support/virtual-link.ts';

const link = (target: string, attributes: Record<string, string | undefined> = {}): Link => ({
  target,
  attributes: new Map(Object.entries(attributes)),
});

describe('CoRE Link Format', () => {
  // RFC 6690 §5, third example.
  const EXAMPLE =
    '</sensors>;ct=40;title="Sensor Index",</sensors/temp>;rt="temperature-c";if="sensor",' +
    '</sensors/light>;rt="light-lux";if="sensor",<http://www.example.com/sensors/t123>;anchor="/sensors/temp";rel="describedby",' +
    '</t>;anchor="/sensors/temp";rel="alternate"';

  it('reads and writes the example of RFC 6690 §5', () => {
    const links = decodeLinks(EXAMPLE);
    assert.equal(links.length, 5);
    assert.equal(links[0]?.attributes.get('title'), 'Sensor Index');
    assert.equal(links[3]?.target, 'http://www.example.com/sensors/t123');
    assert.equal(encodeLinks(links), EXAMPLE);
  });

  it('filters as RFC 6690 §4.1 says', () => {
    const links = decodeLinks(EXAMPLE);
    const targets = (query: string) => filterLinks(links, query).map(({ target }) => target);
    assert.deepEqual(targets('rt=light-lux'), ['/sensors/light']);
    assert.deepEqual(targets('rt=*'), ['/sensors/temp', '/sensors/light']);
    assert.deepEqual(targets('href=/sensors*'), ['/sensors', '/sensors/temp', '/sensors/light']);
    assert.deepEqual(targets('rt=light'), []);
    assert.equal(filterLinks(links, undefined).length, 5);
    const several = [link('/a', { rt: 'one two' })];
    assert.equal(filterLinks(several, 'rt=two').length, 1);
    assert.equal(filterLinks([link('/a', { obs: undefined })], 'obs').length, 1);
  });

  it('keeps quotes and backslashes', () => {
    const links = [link('/a', { title: 'say "\\"', obs: undefined })];
    assert.equal(encodeLinks(links), '</a>;title="say \\"\\\\\\"";obs');
    assert.deepEqual(decodeLinks(encodeLinks(links)), links);
  });

  it('takes the first of attributes with the same name', () => {
    assert.equal(decodeLinks('</a>;rt=x;rt=y')[0]?.attributes.get('rt'), 'x');
  });

  const broken: readonly string[] = [
    'a',
    '<a',
    '</a>;',
    '</a>;rt=',
    '</a>;rt="x',
    '</a>,',
    '</a> </b>',
    '</a>;=x',
    '</a>x',
  ];
  for (const text of broken) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      assert.throws(() => decodeLinks(text), withCode('E_COAP_LINK_FORMAT'));
    });
  }

  it('is bounded', () => {
    const limits = { maxLinks: 2, maxAttributes: 1, maxLength: 20 };
    assert.throws(() => decodeLinks('<a>,<b>,<c>', limits), withCode('E_COAP_LINK_FORMAT'));
    assert.throws(() => decodeLinks('<a>;b;c', limits), withCode('E_COAP_LINK_FORMAT'));
    assert.throws(() => decodeLinks(`<${'a'.repeat(20)}>`, limits), withCode('E_COAP_LINK_FORMAT'));
  });

  it('refuses to write what is no target and no name', () => {
    assert.throws(() => encodeLinks([link('a>b')]), withCode('E_COAP_ARGUMENT'));
    assert.throws(() => encodeLinks([link('a', { 'b c': 'x' })]), withCode('E_COAP_ARGUMENT'));
  });

  it('reads back what it wrote, and gives a typed error for anything else', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,6}$/);
    const anyLink = fc.record({
      target: fc.stringMatching(/^[^<>]{0,10}$/),
      attributes: fc.dictionary(name, fc.option(fc.string({ maxLength: 12 }), { nil: undefined })),
    });
    fc.assert(
      fc.property(fc.array(anyLink, { maxLength: 5 }), (given) => {
        const links = given.map(({ target, attributes }) => link(target, attributes));
        assert.deepEqual(decodeLinks(encodeLinks(links)), links);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[<>;,="\\a/]{0,20}$/), (text) => {
        try {
          decodeLinks(text);
        } catch (error) {
          assert.ok(isSallyportError(error, 'E_COAP_LINK_FORMAT'));
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a router', () => {
  const setUp = () => {
    const network = new VirtualLink();
    const client = network.join('client');
    const router = new Router()
      .add('sensors/temp', {
        methods: { GET: () => respond(CODES.CONTENT, utf8('22.3 C')) },
        attributes: { rt: 'temperature-c', ct: 0, obs: true },
      })
      .add('hidden', { methods: { POST: () => respond(CODES.CHANGED) }, listed: false });
    network.join('server', { handler: router.handler, failed: () => assert.fail() });
    const ask = (method: 'GET' | 'POST', path: string, ...query: string[]) =>
      during(network, client.request('server', { method, path, query }));
    return { router, ask };
  };

  it('finds the resource and the method', async () => {
    const { ask, router } = setUp();
    assert.equal(fromUtf8((await ask('GET', 'sensors/temp')).payload), '22.3 C');
    assert.equal((await ask('POST', 'hidden')).code, CODES.CHANGED);
    assert.equal((await ask('GET', 'sensors')).code, CODES.NOT_FOUND);
    assert.equal((await ask('POST', 'sensors/temp')).code, CODES.METHOD_NOT_ALLOWED);
    assert.ok(router.remove('sensors/temp'));
    assert.equal((await ask('GET', 'sensors/temp')).code, CODES.NOT_FOUND);
  });

  it('lists what it has at /.well-known/core', async () => {
    const { ask } = setUp();
    const all = await ask('GET', '.well-known/core');
    assert.equal(fromUtf8(all.payload), '</sensors/temp>;rt="temperature-c";ct=0;obs');
    assert.equal(fromUtf8((await ask('GET', '.well-known/core', 'rt=other')).payload), '');
  });

  it('has one resource at a path', () => {
    const { router } = setUp();
    assert.throws(() => router.add('hidden', { methods: {} }), withCode('E_COAP_ARGUMENT'));
  });
});
