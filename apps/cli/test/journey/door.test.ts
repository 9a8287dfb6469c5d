import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiscoverySource } from '@sallyport/app-device';
import { systemClock, systemRandom } from '@sallyport/core';
import { only } from '../../src/journey/door.ts';

const OURS = { host: '127.0.0.1', port: 1 };
const OTHERS = { host: '127.0.0.1', port: 2 };

/** Finds the door of another lab first. */
function twoDoors(told: string[]): DiscoverySource {
  return async (sink) => {
    for (const each of [OTHERS, OURS]) sink.found({ source: 'mdns', ...each });
    for (const each of [OTHERS, OURS]) sink.withdrawn({ source: 'mdns', ...each });
    sink.failed('no more');
    return {
      offers: () => [OTHERS, OURS].map((each) => ({ source: 'mdns' as const, ...each })),
      linkChanged: () => told.push('link changed'),
      close: async () => {
        told.push('closed');
      },
    };
  };
}

describe('a device of one lab among others on the link', () => {
  it('knocks at the door of its own, and hears everything else that a way of looking says', async () => {
    const found: number[] = [];
    const withdrawn: number[] = [];
    const told: string[] = [];
    const sink = {
      found: ({ port }: { readonly port: number }) => found.push(port),
      withdrawn: ({ port }: { readonly port: number }) => withdrawn.push(port),
      failed: (error: unknown) => told.push(String(error)),
    };
    const running = await only(OURS, twoDoors(told))(sink, { clock: systemClock, random: systemRandom });
    assert.deepEqual([found, withdrawn], [[OURS.port], [OURS.port]]);
    assert.deepEqual(running.offers?.(), [{ source: 'mdns', ...OURS }]);
    running.linkChanged?.();
    await running.close();
    assert.deepEqual(told, ['no more', 'link changed', 'closed']);
  });
});
