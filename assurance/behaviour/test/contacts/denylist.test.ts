import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Denylist, Denylists, readDenylist } from '@sallyport/assurance-behaviour';
import { utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';

const TEXT = `# bad places
198.51.100.7
203.0.113.0/24   ; a network
203.0.113.9/25
2001:db8:bad::/48
evil.example.com # with all below it
*.worse.example
Evil.Example.COM.

198.51.100.7
`;

describe('a denylist', () => {
  const { list, refusedCount } = readDenylist('feed-1', utf8(TEXT));

  it('holds addresses, prefixes and names, each once', () => {
    assert.deepEqual([list.name, list.size, refusedCount], ['feed-1', 6, 0]);
  });

  it('tells what is on it, each in one spelling', () => {
    assert.deepEqual([...list].sort(), [
      '198.51.100.7',
      '2001:db8:bad::/48',
      '203.0.113.0/24',
      '203.0.113.0/25',
      'evil.example.com',
      'worse.example',
    ]);
  });

  for (const destination of [
    '198.51.100.7',
    '::ffff:198.51.100.7',
    '203.0.113.200',
    '203.0.113.1',
    '2001:DB8:bad::1',
    'evil.example.com',
    'a.b.EVIL.example.com',
    'x.worse.example',
    'worse.example',
  ]) {
    it(`has ${destination}`, () => assert.equal(list.has(destination), true));
  }
  for (const destination of [
    '198.51.100.8',
    '203.0.114.1',
    '2001:db8:bae::1',
    'example.com',
    'notevil.example.com',
    'evil.example.com.org',
    '',
    '.',
    'a b',
  ]) {
    it(`has not ${JSON.stringify(destination)}`, () => assert.equal(list.has(destination), false));
  }

  it('tells of bad lines by their number, and loses nothing else', () => {
    const {
      list: rest,
      refused,
      refusedCount: count,
    } = readDenylist('x', utf8('10.0.0.1\nhttp://a/\n10.0.0.0/99\n10.0.0.2'), {
      maxRefused: 1,
    });
    assert.deepEqual([rest.size, count], [2, 2]);
    assert.deepEqual(
      refused.map(({ line, error }) => [line, error.code]),
      [[2, 'E_BEHAVIOUR_LINE']],
    );
  });

  it('has bounds', () => {
    assert.throws(() => readDenylist('x', utf8(TEXT), { maxBytes: 10 }), withCode('E_BEHAVIOUR_DENYLIST_TOO_LARGE'));
    assert.throws(() => readDenylist('x', utf8(TEXT), { maxEntries: 5 }), withCode('E_BEHAVIOUR_DENYLIST_TOO_LARGE'));
    for (const name of ['', 'a b', "x'", '-x', 'x'.repeat(129)])
      assert.throws(() => new Denylist(name), withCode('E_BEHAVIOUR_DENYLIST'));
  });

  it('finds one of many at once', () => {
    const lines = Array.from({ length: 200_000 }, (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);
    const { list: long } = readDenylist('long', utf8(lines.join('\n')));
    assert.equal(long.size, 200_000);
    assert.equal(long.has('10.3.13.63'), true);
    assert.equal(long.has('10.3.13.64'), false);
  });
});

describe('denylists', () => {
  it('are told by name, and replaced and removed by it', () => {
    const lists = new Denylists();
    lists.put(readDenylist('b', utf8('10.0.0.0/8\nx.example')).list);
    lists.put(readDenylist('a', utf8('10.0.0.1')).list);
    assert.deepEqual(lists.listsOf('10.0.0.1'), ['a', 'b']);
    assert.deepEqual(lists.listsOf('y.x.example'), ['b']);
    lists.put(readDenylist('b', utf8('192.0.2.1')).list);
    assert.deepEqual(lists.listsOf('10.0.0.1'), ['a']);
    assert.deepEqual([lists.remove('a'), lists.remove('a')], [true, false]);
    assert.deepEqual(lists.listsOf('10.0.0.1'), []);
  });

  it('are not more than 64', () => {
    const lists = new Denylists();
    for (let at = 0; at < 64; at++) lists.put(new Denylist(`list-${at}`));
    assert.throws(() => lists.put(new Denylist('one-more')), withCode('E_BEHAVIOUR_DENYLIST_TOO_LARGE'));
    lists.put(new Denylist('list-7'));
    assert.equal(lists.all.length, 64);
  });
});
