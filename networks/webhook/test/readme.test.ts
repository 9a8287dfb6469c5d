import assert from 'node:assert/strict';
import { it } from 'node:test';
import { seededRandom, VirtualTime } from '@sallyport/core';
import { router } from '@sallyport/http';
import { WebhookNetwork } from '@sallyport/webhook';
import {
  ALLOWING as authorizer,
  MemoryQueue,
  MemoryRecord,
  OUR_KEY as ourKey,
  THEIR_KEY as theirKey,
} from './support/world.ts';

it('the example of the README works', async () => {
  const time = new VirtualTime();
  const ports = { clock: time, timer: time, random: seededRandom('README') };
  const queue = new MemoryQueue();
  const record = new MemoryRecord();
  const devices = { find: async () => undefined };
  const send = async () => ({ status: 204, headers: {} });

  const network = new WebhookNetwork(
    {
      network: 'satellite',
      authorizer,
      devices,
      record,
      key: ourKey,
      destination: {
        url: 'https://hooks.satellite.example/sallyport',
        rules: { origins: ['https://hooks.satellite.example'] },
        queue,
        send,
      },
      questions: { url: 'https://domain.example/networks/satellite', keys: [theirKey] },
      obligations: { rate: (value) => /^\d{1,6}$/.test(value) },
    },
    ports,
  );
  await network.open();
  const handler = router({ '/networks/satellite': { POST: network.handle } });
  assert.equal(typeof handler, 'function');
  await network.close();
});
