import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CODES, type CoapResponse, ObserverSet, respond } from '@sallyport/coap';
import { fromUtf8, utf8 } from '@sallyport/core';
import { during, type Quality, VirtualLink } from '../support/virtual-link.ts';

const BAD: Quality = { delay: 5, jitter: 1500, loss: 0.25, doubling: 0.3 };
const SEEDS = Array.from({ length: 10 }, (_, i) => `seed ${i}`);

describe('over a link that loses, doubles and reorders', () => {
  it('each confirmable request is worked on once, and each gets its own response', async () => {
    for (const seed of SEEDS) {
      const link = new VirtualLink(BAD, seed);
      const runs = new Map<string, number>();
      const slow = new Set<string>();
      link.join('server', {
        handler: ({ payload, peer }) => {
          const key = `${peer} ${fromUtf8(payload)}`;
          runs.set(key, (runs.get(key) ?? 0) + 1);
          const response = respond(CODES.CHANGED, utf8(`for ${key}`));
          if (runs.size % 3 !== 0) return response;
          slow.add(key);
          return new Promise<CoapResponse>((resolve) => link.time.after(2500, () => resolve(response)));
        },
        // So that no exchange is given up: of what is given up, nobody knows whether it was done.
        parameters: { maxRetransmit: 10 },
      });
      const clients = ['a', 'b', 'c'].map((name) => ({
        name,
        endpoint: link.join(name, { parameters: { maxRetransmit: 10 } }),
      }));
      const requests = clients.flatMap(({ name, endpoint }) =>
        Array.from({ length: 15 }, async (_, i) => {
          const request = { method: 'POST', path: 'count', payload: utf8(String(i)), timeout: 4_000_000 } as const;
          const response = await endpoint.request('server', request);
          assert.equal(fromUtf8(response.payload), `for ${name} ${i}`);
        }),
      );
      await during(link, Promise.all(requests), 10_000_000);
      assert.equal(runs.size, 45);
      assert.deepEqual(
        [...runs.values()].filter((count) => count !== 1),
        [],
        seed,
      );
      assert.ok(slow.size > 0);
    }
  });

  it('each non-confirmable message is worked on once or never', async () => {
    for (const seed of SEEDS) {
      const link = new VirtualLink(BAD, seed);
      const runs = new Map<string, number>();
      link.join('server', {
        handler: ({ payload }) => {
          const key = fromUtf8(payload);
          runs.set(key, (runs.get(key) ?? 0) + 1);
          return undefined;
        },
      });
      const client = link.join('client');
      for (let i = 0; i < 100; i++) client.notify('server', { method: 'POST', path: 'x', payload: utf8(String(i)) });
      await link.time.advance(10_000);
      assert.ok([...runs.values()].every((count) => count === 1));
      assert.ok(runs.size > 50 && runs.size < 100);
    }
  });

  it('an observer hears of states in their order, and of the last one in the end (RFC 7641 §4.5)', async () => {
    for (const seed of SEEDS) {
      const link = new VirtualLink(BAD, seed);
      const observers = new ObserverSet();
      let current = 0;
      const response = () => respond(CODES.CONTENT, utf8(String(current)));
      link.join('server', {
        handler: (request) => {
          observers.accept(request);
          return response();
        },
        parameters: { maxRetransmit: 10, confirmableEvery: 1 },
      });
      const client = link.join('client', { parameters: { maxRetransmit: 10 } });
      const heard: number[] = [];
      const changed = ({ payload }: CoapResponse) => heard.push(Number(fromUtf8(payload)));
      await during(link, client.observe('server', { method: 'GET', path: 'x' }, { changed }));
      for (let i = 0; i < 30; i++) {
        current++;
        observers.notify(response());
        await link.time.advance(1000);
      }
      await link.time.advance(2_000_000);
      assert.equal(heard.at(-1), 30, seed);
      assert.deepEqual(
        heard,
        heard.toSorted((a, b) => a - b),
      );
    }
  });
});
