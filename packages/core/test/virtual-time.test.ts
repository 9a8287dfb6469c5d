import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, VirtualTime } from '@sallyport/core';
import fc from 'fast-check';

describe('virtual time', () => {
  it('stands still until told to pass, and then moves both clocks', async () => {
    const time = new VirtualTime('2026-01-01T00:00:00Z');
    assert.equal(time.monotonic(), 0);
    await time.advance(1500);
    assert.equal(time.monotonic(), 1500);
    assert.equal(time.now().toISOString(), '2026-01-01T00:00:01.500Z');
  });

  it('ends waits in the order of their moments, equal ones in the order they began', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(50), { maxLength: 60 }), async (spans) => {
        const time = new VirtualTime();
        const ended: number[] = [];
        spans.forEach((span, index) => {
          time.after(span, () => ended.push(index));
        });
        await time.advance(50);
        const expected = spans.map((span, index) => ({ span, index })).sort((a, b) => a.span - b.span);
        assert.deepEqual(
          ended,
          expected.map(({ index }) => index),
        );
        assert.equal(time.waiting, 0);
      }),
    );
  });

  it('shows each wait its own moment, and lets it begin others', async () => {
    const time = new VirtualTime();
    const seen: number[] = [];
    time.after(10, () => {
      seen.push(time.monotonic());
      time.after(5, () => seen.push(time.monotonic()));
    });
    await time.advance(20);
    assert.deepEqual(seen, [10, 15]);
    assert.equal(time.monotonic(), 20);
  });

  it('does not end a wait that was called off', async () => {
    const time = new VirtualTime();
    let count = 0;
    const cancel = time.after(10, () => count++);
    time.after(10, () => count++);
    cancel();
    cancel();
    assert.equal(time.waiting, 1);
    await time.advance(10);
    assert.equal(count, 1);
  });

  it('lets promises settle before the next wait ends', async () => {
    const time = new VirtualTime();
    const trace: string[] = [];
    time.after(1, () => {
      Promise.resolve()
        .then(() => undefined)
        .then(() => trace.push('settled'));
    });
    time.after(1, () => trace.push('next'));
    await time.advance(1);
    assert.deepEqual(trace, ['settled', 'next']);
  });

  it('passes until something is so, or the limit is reached', async () => {
    const time = new VirtualTime();
    let done = false;
    time.after(40, () => {
      done = true;
    });
    assert.equal(await time.until(() => done, 39), false);
    assert.equal(await time.until(() => done, 39), true);
    assert.equal(time.monotonic(), 40);
  });

  it('never goes back', async () => {
    const time = new VirtualTime();
    await assert.rejects(time.advance(-1), (error) => isSallyportError(error, 'E_CLOCK_SPAN'));
  });
});
