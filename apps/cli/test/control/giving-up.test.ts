/** Whoever gives up what takes long, by Ctrl-C for example, ends it at the service too. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type ApiTransport, apiClient } from '@sallyport/api';
import { DOMAIN_OPERATIONS, Domain } from '@sallyport/app-domain';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import type { RunningSocketServer } from '@sallyport/http';
import { startControlServer } from '../../src/control/control-server.ts';
import { filesOverSocket, inProcess, overSocket } from '../../src/control/transports.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-giving-up-'));
const path = join(directory, 'domain.sock');
const CHANGE = { kind: 'adopt', policy: 'build-5' } as const;

let domain: Domain;
let server: RunningSocketServer;

before(async () => {
  domain = await Domain.start({
    owner: 'Home',
    directory: undefined,
    passphrase: Secret.of('a test passphrase'),
    listen: undefined,
    hosts: ['registrar.example'],
    network: 'home-network',
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: () => undefined,
  });
  server = await startControlServer(path, domain.localApi, () => undefined);
});
after(async () => {
  await server?.close();
  await domain?.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Work that ends when it is given up, and never else. */
function endless() {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const work = (signal: AbortSignal | undefined) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => {
        end();
        reject(signal.reason);
      });
      begin();
    });
  return { begun, ended, work };
}

const ways: readonly (readonly [string, (signal: AbortSignal) => ApiTransport])[] = [
  ['over the socket', (signal) => overSocket(path, signal)],
  ['in the process of the command', (signal) => inProcess(domain.localApi, signal)],
];

describe('a dry run that its caller gives up', () => {
  for (const [how, transport] of ways) {
    it(`${how} ends in the domain, down to the judging of devices`, async () => {
      const { begun, ended, work } = endless();
      const assurance = await domain.assurance.host.assurance();
      const judging = assurance.previewClaims;
      Object.assign(assurance, { previewClaims: (_: unknown, { signal }: { signal?: AbortSignal }) => work(signal) });
      try {
        const command = new AbortController();
        const { ask } = apiClient(DOMAIN_OPERATIONS, transport(command.signal));
        const asking = Promise.allSettled([ask('policy.preview', { change: CHANGE, wait: 30_000 })]);
        await begun;
        command.abort('SIGINT');
        await ended;
        await asking;
      } finally {
        Object.assign(assurance, { previewClaims: judging });
      }
    });
  }
});

describe('a check of the log that its caller gives up', () => {
  it('ends in the domain', async () => {
    const { begun, ended, work } = endless();
    const { verification } = domain.log;
    const checking = verification.run;
    Object.assign(verification, { run: (_by: string, _noted: unknown, gone?: AbortSignal) => work(gone) });
    try {
      const command = new AbortController();
      const asking = Promise.allSettled([
        apiClient(DOMAIN_OPERATIONS, overSocket(path, command.signal)).ask('log.verify', {}),
      ]);
      await begun;
      command.abort('SIGINT');
      await ended;
      const [{ status }] = await asking;
      assert.equal(status, 'rejected');
    } finally {
      Object.assign(verification, { run: checking });
    }
  });
});

describe('an export of the log that its caller gives up', () => {
  it('is read no further in the domain', async () => {
    const { promise: left, resolve: leave } = Promise.withResolvers<void>();
    const { store } = domain.log;
    const reading = store.readChain;
    Object.assign(store, {
      async *readChain(from: number, to: number) {
        try {
          for await (const event of reading.call(store, from, to)) {
            for (;;) yield { ...event, data: JSON.stringify('x'.repeat(1 << 16)) };
          }
        } finally {
          leave();
        }
      },
    });
    try {
      const command = new AbortController();
      const { fetch } = apiClient(DOMAIN_OPERATIONS, filesOverSocket(path, command.signal));
      const { stream } = await fetch('log.export', { format: 'jsonl' });
      await stream?.[Symbol.asyncIterator]().next();
      command.abort('SIGINT');
      await left;
    } finally {
      Object.assign(store, { readChain: reading });
    }
  });
});
