import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeDenylist, readDenylist } from '@sallyport/assurance-behaviour';
import { fromUtf8, utf8 } from '@sallyport/core';
import { withCode } from '@sallyport/testing';

const TEXT = `# bad places, from a neighbour
198.51.100.7 ; a camera called home there
203.0.113.0/24
Evil.Example
`;

function changed(text: string, change: Parameters<typeof changeDenylist>[1]) {
  const { bytes, added, removed } = changeDenylist(utf8(text), change);
  return { text: fromUtf8(bytes), added, removed };
}

describe('a change of a denylist', () => {
  it('adds at its end what is not on it yet, and leaves every line as it was written', () => {
    assert.deepEqual(changed(TEXT, { add: ['2001:DB8::1', 'evil.example', '203.0.113.77/24'] }), {
      text: `${TEXT}2001:db8::1\n`,
      added: 1,
      removed: 0,
    });
  });

  it('takes away by what is meant, however it was written', () => {
    assert.deepEqual(changed(TEXT, { remove: ['evil.example.', '203.0.113.9/24', '192.0.2.1'] }), {
      text: '# bad places, from a neighbour\n198.51.100.7 ; a camera called home there\n',
      added: 0,
      removed: 2,
    });
  });

  it('begins a list, and may leave one without an entry', () => {
    assert.equal(changed('', { add: ['192.0.2.1'] }).text, '192.0.2.1\n');
    assert.equal(changed('192.0.2.1', { remove: ['192.0.2.1'] }).text, '');
  });

  it('leaves the other names of a line of a hosts file', () => {
    const { text } = changed('0.0.0.0 a.example b.example # two\n', { remove: ['a.example'] });
    assert.equal(text, 'b.example\n');
  });

  it('keeps lines that cannot be read, for whoever corrects them', () => {
    assert.equal(changed('http://a/\n', { add: ['192.0.2.1'] }).text, 'http://a/\n192.0.2.1\n');
  });

  it('is refused whole where one of them is no destination', () => {
    for (const change of [{ add: ['192.0.2.1', 'http://a/'] }, { remove: ['10.0.0.0/99'] }])
      assert.throws(() => changed(TEXT, change), withCode('E_BEHAVIOUR_DESTINATION'));
  });
});

describe('a hosts file', () => {
  it('is a list of the names in it, without those of the machine itself', () => {
    const text = '127.0.0.1 localhost local\n::1 ip6-localhost\n0.0.0.0 0.0.0.0\n0.0.0.0\tevil.example worse.example\n';
    const { list, refusedCount } = readDenylist('hosts', utf8(text));
    assert.deepEqual([[...list], refusedCount], [['evil.example', 'worse.example'], 0]);
  });
});
