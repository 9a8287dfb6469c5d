import { describe, it } from 'node:test';
import { TrustEngine } from '@sallyport/assurance-trust';
import { fuzzRuns } from '@sallyport/testing';
import fc from 'fast-check';
import { agrees, Listener } from './support/compare.ts';
import { bases, days, drafts, realize } from './support/random-world.ts';
import { day } from './support/world.ts';

const numRuns = fuzzRuns(150);

/** What happens next: some more claims come, or it gets another day. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), count: fc.integer({ min: 1, max: 6 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('advance' as const), to: days }) },
  ),
  { maxLength: 30, size: 'max' },
);

describe('whatever order claims come in, and however time passes between', () => {
  it('the engine says what the reference says of the whole set at that time', async () => {
    await fc.assert(
      fc.asyncProperty(
        bases,
        drafts,
        fc.infiniteStream(fc.nat()),
        steps,
        days,
        async (basis, drafted, order, then, begin) => {
          const claims = await realize(drafted);
          const waiting = [...claims]
            .map((claim) => ({ claim, place: Number(order.next().value) }))
            .sort((a, b) => a.place - b.place)
            .map(({ claim }) => claim);
          let at = day(begin);
          const engine = new TrustEngine(basis, at);
          const listener = new Listener();
          listener.hear(engine.advance(at));
          const known = [];
          for (const step of [...then, { kind: 'add', count: claims.length } as const]) {
            if (step.kind === 'add') {
              const some = waiting.splice(0, step.count);
              known.push(...some);
              listener.hear(engine.add(some));
            } else {
              at = day(step.to);
              listener.hear(engine.advance(at));
            }
            agrees(engine, listener, basis, known, at);
          }
        },
      ),
      { numRuns },
    );
  });
});
