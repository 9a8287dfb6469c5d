import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ReplayGuard } from '@sallyport/ieee802154';

describe('the replay guard', () => {
  it('takes each counter of a sender once, and none below the highest', () => {
    const guard = new ReplayGuard();
    assert.equal(guard.accept('a', 5), true);
    assert.equal(guard.accept('a', 5), false);
    assert.equal(guard.accept('a', 4), false);
    assert.equal(guard.accept('a', 6), true);
    assert.equal(guard.accept('b', 0), true);
    assert.equal(guard.accept('b', 0), false);
  });

  it('never takes the last counter, which ends a key’s life', () => {
    assert.equal(new ReplayGuard().accept('a', 0xffff_ffff), false);
    assert.equal(new ReplayGuard().accept('a', 0xffff_fffe), true);
  });

  it('refuses new senders when it is full, and forgets none by itself', () => {
    const guard = new ReplayGuard(2);
    assert.equal(guard.accept('a', 1), true);
    assert.equal(guard.accept('b', 1), true);
    assert.equal(guard.accept('c', 1), false);
    assert.equal(guard.accept('a', 2), true);
    guard.forget('b');
    assert.equal(guard.senders, 1);
    assert.equal(guard.accept('c', 1), true);
  });
});
