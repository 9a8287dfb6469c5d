import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ClaimFollower, ClaimLog, type LoggedClaim } from '@sallyport/assurance-claim-log';
import { type Milliseconds, type Timer, utf8 } from '@sallyport/core';
import { type OpenLog, withLog } from './support/logs.ts';

const received = { origin: 'received' } as const;

/** A timer whose waits end when the test says so. */
class HeldTimer implements Timer {
  readonly waits = new Map<() => void, Milliseconds>();

  after(span: Milliseconds, act: () => void): () => void {
    this.waits.set(act, span);
    return () => this.waits.delete(act);
  }

  fire(): void {
    const due = [...this.waits.keys()];
    this.waits.clear();
    for (const act of due) act();
  }
}

interface Followed extends OpenLog {
  readonly timer: HeldTimer;
  readonly taken: string[];
  readonly errors: unknown[];
  follow(options?: {
    after?: number;
    onClaim?: (claim: LoggedClaim) => Promise<void>;
    lookEvery?: Milliseconds;
  }): ClaimFollower;
  put(...texts: readonly string[]): Promise<void>;
}

async function following(run: (followed: Followed) => Promise<void>): Promise<void> {
  await withLog(async (open) => {
    const timer = new HeldTimer();
    const taken: string[] = [];
    const errors: unknown[] = [];
    const followers: ClaimFollower[] = [];
    await run({
      ...open,
      timer,
      taken,
      errors,
      follow({ after = 0, onClaim, ...rest } = {}) {
        const take = async (claim: LoggedClaim) => {
          await onClaim?.(claim);
          taken.push(Buffer.from(claim.bytes).toString());
        };
        const follower = open.log.follow({
          after,
          onClaim: take,
          onError: (error) => errors.push(error),
          timer,
          ...rest,
        });
        followers.push(follower);
        return follower;
      },
      async put(...texts) {
        await Promise.all(texts.map((text) => open.log.append(utf8(text), received)));
      },
    });
    for (const follower of followers) await follower.close();
  });
}

describe('whoever follows the log', () => {
  it('is given what is there and what comes, once, in order and one at a time', async () => {
    await following(async ({ follow, put, taken }) => {
      await put('a', 'b');
      let inside = 0;
      const follower = follow({
        onClaim: async () => {
          assert.equal(++inside, 1);
          await new Promise((resolve) => setImmediate(resolve));
          inside--;
        },
      });
      await put('c', 'a', 'd');
      await put('e');
      await follower.caughtUp();
      assert.deepEqual(taken, ['a', 'b', 'c', 'd', 'e']);
      assert.equal(follower.position, 5);
    });
  });

  it('goes on where it stopped', async () => {
    await following(async ({ follow, put, taken }) => {
      await put('a', 'b', 'c');
      await follow({ after: 2 }).caughtUp();
      assert.deepEqual(taken, ['c']);
    });
  });

  it('passes over events of other kinds once', async () => {
    await following(async ({ follow, put, store, taken }) => {
      const follower = follow();
      await put('a');
      await store.append(Array.from({ length: 20 }, (_, data) => ({ stream: 'notes', type: 'noted', data })));
      await follower.caughtUp();
      assert.equal(follower.position, 21);
      await put('b');
      await follower.caughtUp();
      assert.deepEqual(taken, ['a', 'b']);
    });
  });

  it('misses nothing that is appended in the very moment in which a reading ends', async () => {
    await following(async ({ follow, log, put, taken }) => {
      const follower = follow({
        onClaim: async ({ bytes }) => {
          const text = Buffer.from(bytes).toString();
          if (text.length < 40) void log.append(utf8(`${text}x`), received);
        },
      });
      await put('x');
      while (taken.length < 40) await new Promise((resolve) => setImmediate(resolve));
      await follower.caughtUp();
      assert.deepEqual(
        taken.map(({ length }) => length),
        Array.from({ length: 40 }, (_, at) => at + 1),
      );
    });
  });

  it('is given a claim again that it could not take, and none of the later ones before', async () => {
    await following(async ({ follow, put, taken, errors, timer }) => {
      let failing = true;
      const broken = new Error('not now');
      const follower = follow({
        onClaim: async ({ position }) => {
          if (position === 2 && failing) throw broken;
        },
      });
      await put('a', 'b', 'c');
      await follower.caughtUp();
      assert.deepEqual(taken, ['a']);
      assert.ok(errors.length > 0 && errors.every((error) => error === broken));
      assert.deepEqual([...timer.waits.values()], [1000]);
      failing = false;
      timer.fire();
      await follower.caughtUp();
      assert.deepEqual(taken, ['a', 'b', 'c']);
    });
  });

  it('looks from time to time where it is told to, for what was appended elsewhere', async () => {
    await following(async ({ follow, store, timer, taken, log }) => {
      const follower = follow({ lookEvery: 500 });
      await follower.caughtUp();
      // As another replica would: past the log object that is followed.
      const elsewhere = await ClaimLog.open({ store, clock: { now: () => new Date() } });
      await elsewhere.append(utf8('from afar'), received);
      assert.deepEqual(taken, []);
      assert.deepEqual([...timer.waits.values()], [500]);
      timer.fire();
      while (follower.position < (await log.head())) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(taken, ['from afar']);
      assert.deepEqual([...timer.waits.values()], [500]);
    });
  });

  it('is given nothing more once it has closed, and leaves no timer behind', async () => {
    await following(async ({ follow, put, taken, timer }) => {
      const follower = follow({ lookEvery: 500 });
      await put('a');
      await follower.caughtUp();
      await follower.close();
      await put('b');
      await follower.caughtUp();
      assert.deepEqual(taken, ['a']);
      assert.equal(timer.waits.size, 0);
    });
  });
});

describe('a listener', () => {
  it('is woken after each new claim that was appended here, until it stops listening', async () => {
    await withLog(async ({ log }) => {
      const heard: number[] = [];
      const stop = log.onAppended(({ position }) => heard.push(position));
      await log.append(utf8('a'), received);
      await log.append(utf8('a'), received);
      await log.append(utf8('b'), received);
      stop();
      await log.append(utf8('c'), received);
      assert.deepEqual(heard, [1, 2]);
    });
  });
});
