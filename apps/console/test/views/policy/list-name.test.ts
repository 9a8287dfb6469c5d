import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listNameOf } from '../../../src/views/policy/denylists/list-name.ts';

const TAKEN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

describe('the name of a list', () => {
  it('is that of its file, without what tells its kind', () => {
    assert.equal(listNameOf('botnet.txt'), 'botnet');
    assert.equal(listNameOf('hosts'), 'hosts');
    assert.equal(listNameOf('2026-06-01.feed.csv'), '2026-06-01.feed');
  });

  it('is one that the domain takes, whatever the file is called', () => {
    for (const name of ['böse Ziele.txt', '..secret', '_x', `${'x'.repeat(300)}.txt`]) {
      assert.match(listNameOf(name), TAKEN, name);
    }
    assert.equal(listNameOf('…'), '');
  });
});
