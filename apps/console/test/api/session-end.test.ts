import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, VirtualTime } from '@sallyport/core';
import { type Ending, SessionEnd, type TimeLeft } from '../../src/api/session-end.ts';

const IDLE = 120 * MINUTE;

/** A domain that ends a session two hours after its use, or at `latest`, and what a page tells of it. */
function watched(latest = 12 * 60 * MINUTE) {
  const time = new VirtualTime();
  const start = time.monotonic();
  const told: (Ending | undefined)[] = [];
  let lastUse = 0;
  let isAttended = false;
  let asked = 0;
  let isAway = false;
  const since = () => time.monotonic() - start;
  const secondsUntil = (end: number) => Math.max(0, Math.floor((end - since()) / SECOND));
  const end = new SessionEnd({
    timer: time,
    now: () => time.monotonic(),
    timeLeft: async (): Promise<TimeLeft> => {
      asked++;
      if (isAway) throw new TypeError('no answer');
      const endsLatestIn = secondsUntil(latest);
      const answer = { endsIn: Math.min(endsLatestIn, secondsUntil(lastUse + IDLE)), endsLatestIn };
      // Written down beside the answer, which so does not know of it.
      if (isAttended) lastUse = since();
      return answer;
    },
    onEnding: (ending) => told.push(ending),
  });
  return {
    time,
    end,
    last: () => told.at(-1),
    asked: () => asked,
    attend: (is: boolean) => {
      isAttended = is;
    },
    leave: (is: boolean) => {
      isAway = is;
    },
  };
}

describe('the end of a session', () => {
  it('is told five minutes before, and not sooner', async () => {
    const { time, end, last } = watched();
    end.start();
    await time.advance(IDLE - 5 * MINUTE - SECOND);
    assert.equal(last(), undefined);
    await time.advance(2 * SECOND);
    assert.deepEqual(last(), { minutes: 5, canStay: true });
    await time.advance(3 * MINUTE);
    assert.deepEqual(last(), { minutes: 2, canStay: true });
  });

  it('is put off by whoever does something then', async () => {
    const { time, end, last, attend } = watched();
    end.start();
    await time.advance(IDLE - 2 * MINUTE);
    attend(true);
    end.used();
    await time.advance(3 * SECOND);
    assert.equal(last(), undefined);
    attend(false);
    await time.advance(IDLE - 6 * MINUTE);
    assert.equal(last(), undefined);
    await time.advance(2 * MINUTE);
    assert.equal(last()?.canStay, true);
  });

  it('cannot be put off where the session is as old as one may be', async () => {
    const { time, end, last } = watched(IDLE);
    end.start();
    await time.advance(IDLE - MINUTE);
    assert.deepEqual(last(), { minutes: 1, canStay: false });
  });

  it('is asked for now and then by whoever reads without asking for anything', async () => {
    const { time, end, asked } = watched();
    end.start();
    await time.advance(0);
    for (let second = 0; second < 299; second++) {
      end.used();
      await time.advance(SECOND);
    }
    assert.equal(asked(), 1);
    await time.advance(2 * SECOND);
    end.used();
    await time.advance(0);
    assert.equal(asked(), 2);
  });

  it('is asked for again where the domain does not answer', async () => {
    const { time, end, last, leave } = watched();
    leave(true);
    end.start();
    await time.advance(MINUTE);
    leave(false);
    await time.advance(IDLE - 5 * MINUTE);
    assert.deepEqual(last(), { minutes: 4, canStay: true });
  });

  it('is no matter of a page that nobody is signed in at', async () => {
    const { time, end, last, asked } = watched();
    end.start();
    await time.advance(IDLE - MINUTE);
    end.stop();
    assert.equal(last(), undefined);
    const before = asked();
    end.used();
    await time.advance(IDLE);
    assert.equal(asked(), before);
  });
});
