import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND, seededRandom, VirtualTime } from '@sallyport/core';
import { Arbiter, type Commissionership, type CommissionershipEnd } from '../../src/leader/arbiter.ts';

function arbiter() {
  const time = new VirtualTime();
  const changes: [Commissionership | undefined, CommissionershipEnd | undefined][] = [];
  const subject = new Arbiter({
    timer: time,
    random: seededRandom('arbiter'),
    changed: (held, end) => changes.push([held, end]),
  });
  return { time, changes, subject };
}

describe('the arbiter of the one Commissioner', () => {
  it('accepts the first candidate and gives it a session', () => {
    const { subject, changes } = arbiter();
    const verdict = subject.petition('phone', 0x2000);
    assert.ok(verdict.accepted);
    assert.deepEqual(subject.held, { commissionerId: 'phone', sessionId: verdict.sessionId, locator: 0x2000 });
    assert.deepEqual(changes, [[subject.held, undefined]]);
  });

  it('refuses a second candidate and says who holds the role', () => {
    const { subject } = arbiter();
    subject.petition('phone', 0x2000);
    assert.deepEqual(subject.petition('tablet', 0x2400), { accepted: false, commissionerId: 'phone' });
  });

  it('takes the holder again, under a new session', () => {
    const { subject } = arbiter();
    const first = subject.petition('phone', 0x2000);
    const second = subject.petition('phone', 0x2400);
    assert.ok(first.accepted && second.accepted);
    assert.notEqual(first.sessionId, second.sessionId);
    assert.equal(subject.keepAlive(first.sessionId, true, 0x2000), false);
    assert.equal(subject.keepAlive(second.sessionId, true, 0x2400), true);
  });

  it('keeps a Commissioner that says every 49 seconds that it is there', async () => {
    const { subject, time } = arbiter();
    const verdict = subject.petition('phone', 0x2000);
    assert.ok(verdict.accepted);
    for (let i = 0; i < 10; i++) {
      await time.advance(49 * SECOND);
      assert.equal(subject.keepAlive(verdict.sessionId, true, 0x2000), true);
    }
  });

  it('lets another in once the Commissioner has been silent for 50 seconds', async () => {
    const { subject, time, changes } = arbiter();
    subject.petition('phone', 0x2000);
    await time.advance(50 * SECOND - 1);
    assert.equal(subject.petition('tablet', 0x2400).accepted, false);
    await time.advance(1);
    assert.deepEqual(changes.at(-1), [undefined, 'silent']);
    assert.equal(subject.petition('tablet', 0x2400).accepted, true);
  });

  it('lets another in once the Commissioner has resigned', () => {
    const { subject, changes } = arbiter();
    const verdict = subject.petition('phone', 0x2000);
    assert.ok(verdict.accepted);
    assert.equal(subject.keepAlive(verdict.sessionId, false, 0x2000), false);
    assert.deepEqual(changes.at(-1), [undefined, 'resigned']);
    assert.equal(subject.petition('tablet', 0x2400).accepted, true);
  });

  it('refuses a keep-alive and a resignation of a session that is over', () => {
    const { subject } = arbiter();
    const verdict = subject.petition('phone', 0x2000);
    assert.ok(verdict.accepted);
    assert.equal(subject.keepAlive(verdict.sessionId - 1, true, 0x2000), false);
    assert.equal(subject.keepAlive(verdict.sessionId - 1, false, 0x2000), false);
    assert.equal(subject.held?.commissionerId, 'phone');
  });

  it('follows a Commissioner to another Border Agent', () => {
    const { subject, changes } = arbiter();
    const verdict = subject.petition('phone', 0x2000);
    assert.ok(verdict.accepted);
    assert.equal(subject.keepAlive(verdict.sessionId, true, 0x2800), true);
    assert.equal(subject.held?.locator, 0x2800);
    assert.equal(changes.length, 2);
  });

  it('spends a session id with every Commissioner, around the end of the numbers', () => {
    const time = new VirtualTime();
    const ends = { bytes: () => Uint8Array.of(0xff, 0xfe) };
    const subject = new Arbiter({ timer: time, random: ends, changed: () => undefined });
    const ids = ['a', 'a', 'a'].map((id) => {
      const verdict = subject.petition(id, 0x2000);
      return verdict.accepted ? verdict.sessionId : undefined;
    });
    assert.deepEqual(ids, [0xffff, 1, 3]);
  });
});
