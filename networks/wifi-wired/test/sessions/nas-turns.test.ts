import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { errorFactory } from '@sallyport/core';
import { NasTurns } from '../../src/sessions/nas-turns.ts';

const fail = errorFactory({
  E_RADIUS_NO_RESPONSE: { fault: 'peer', hint: 'See whether it is there.' },
  E_RADIUS_ARGUMENT: { fault: 'caller', hint: 'Correct the argument.' },
});

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Requests to NASes that end when the test says so. */
function network(most: number) {
  const turns = new NasTurns(most);
  const underWay: { readonly nas: string; readonly end: (thrown?: Error) => void }[] = [];
  const failures: unknown[] = [];
  let asked = 0;
  const ask = (nas: string, count: number) => {
    for (let request = 0; request < count; request++) {
      const asking = turns.run(nas, () => {
        asked++;
        return new Promise<void>((resolve, reject) => {
          underWay.push({ nas, end: (thrown) => (thrown === undefined ? resolve() : reject(thrown)) });
        });
      });
      asking.catch((thrown: unknown) => failures.push(thrown));
    }
  };
  const count = (nas: string) => underWay.filter((each) => each.nas === nas).length;
  /** Ends the request of this NAS that was begun first. */
  const end = async (nas: string, thrown?: Error) => {
    const [first] = underWay.splice(
      underWay.findIndex((each) => each.nas === nas),
      1,
    );
    first?.end(thrown);
    await settled();
  };
  return { turns, ask, count, end, failures, asked: () => asked };
}

describe('turns of requests to NASes', () => {
  it('let a NAS be asked more at once the more it has answered, up to a bound', async () => {
    const { ask, count, end } = network(1000);
    ask('a', 500);
    assert.equal(count('a'), 8);
    await end('a');
    assert.equal(count('a'), 9);
    for (let answer = 0; answer < 100; answer++) await end('a');
    assert.equal(count('a'), 64);
  });

  it('keep to so many altogether, and come round to every NAS', async () => {
    const { ask, count, end } = network(10);
    ask('a', 20);
    ask('b', 20);
    assert.deepEqual([count('a'), count('b')], [8, 2]);
    for (let answer = 0; answer < 20; answer++) await end('a');
    assert.deepEqual([count('a'), count('b')], [0, 8]);
  });

  it('tell whoever waits for a NAS that it does not answer, and nobody else', async () => {
    const { ask, count, end, failures, asked } = network(100);
    ask('silent', 50);
    ask('there', 20);
    await end('silent', fail('E_RADIUS_NO_RESPONSE', 'no answer'));
    assert.equal(failures.length, 43, 'one that was asked and 42 that waited');
    assert.equal(count('silent'), 7);
    assert.equal(count('there'), 8);
    assert.equal(asked(), 16);
    ask('silent', 1);
    assert.equal(count('silent'), 8, 'it is asked again');
  });

  it('go on with a NAS that answered others meanwhile, as one behind a proxy does', async () => {
    const { ask, count, end, failures } = network(100);
    ask('proxy', 50);
    await end('proxy');
    await end('proxy', fail('E_RADIUS_NO_RESPONSE', 'no answer'));
    assert.equal(failures.length, 1);
    assert.equal(count('proxy'), 9);
  });

  it('take no other failure for silence', async () => {
    const { ask, count, end, failures } = network(100);
    ask('a', 50);
    await end('a', fail('E_RADIUS_ARGUMENT', 'nothing says which session is meant'));
    assert.equal(failures.length, 1);
    assert.equal(count('a'), 8);
  });

  it('are quiet when nobody waits', async () => {
    const { turns, ask, end } = network(100);
    let isQuiet = false;
    await turns.quiet();
    ask('a', 10);
    const quiet = turns.quiet().then(() => {
      isQuiet = true;
    });
    await settled();
    assert.equal(isQuiet, false);
    await end('a');
    await end('a');
    await quiet;
  });
});
