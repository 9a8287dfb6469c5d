/** Files of a domain elsewhere, written as they come over TLS. */

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Domain } from '@sallyport/app-domain';
import { Secret, systemClock, systemRandom } from '@sallyport/core';
import { inProcess } from '../../src/control/transports.ts';
import { writeStream } from '../../src/data/stream-output.ts';
import { TOKEN_VARIABLE } from '../../src/remote/remote-domain.ts';
import { domainFetch } from '../../src/services/ask.ts';
import { domainAsk, withDomainFiles } from '../../src/services/reach.ts';
import { testContext } from '../support/context.ts';

const directory = mkdtempSync(join(tmpdir(), 'sallyport-remote-files-'));
const ca = join(directory, 'ca.pem');

let domain: Domain;
let token: string;

before(async () => {
  domain = await Domain.start({
    owner: 'Home',
    directory: undefined,
    passphrase: Secret.of('a test passphrase'),
    listen: undefined,
    hosts: ['localhost'],
    network: 'home-network',
    console: { listen: { host: '127.0.0.1', port: 0 } },
    clock: systemClock,
    random: systemRandom,
    events: () => undefined,
    onError: () => undefined,
  });
  writeFileSync(ca, domain.authority.certificate.toPem());
  const ask = domainAsk(domain);
  const { id } = await ask('accounts.invite', { name: 'Ada', role: 'auditor' });
  const made = await ask('tokens.make', { name: 'reports', scopes: ['read'], days: 1, account: id });
  token = made.token;
});
after(async () => {
  await domain?.close();
  rmSync(directory, { recursive: true, force: true });
});

function exported(
  path: string,
  query: { readonly last?: number } = {},
  progress?: (bytes: number) => void,
): Promise<number> {
  const context = testContext({ [TOKEN_VARIABLE]: token });
  const where = { dataDir: directory, api: `https://localhost:${domain.console?.port}`, ca };
  return withDomainFiles(where, context, async (fetch) =>
    writeStream(path, await fetch('log.export', { format: 'jsonl', ...query }), context.terminal, progress),
  );
}

/** What the log is read by for an export goes through `each` while `work` is done. */
async function reading<T>(each: (position: number) => Promise<void>, work: () => Promise<T>): Promise<T> {
  const { store } = domain.log;
  const { readChain } = store;
  Object.assign(store, {
    async *readChain(from: number, to: number) {
      for await (const event of readChain.call(store, from, to)) {
        // As much as is sent at once.
        yield { ...event, data: JSON.stringify('x'.repeat(1 << 16)) };
        await each(event.position);
      }
    },
  });
  try {
    return await work();
  } finally {
    Object.assign(store, { readChain });
  }
}

describe('the log of a domain elsewhere', () => {
  it('is the same in a file as over the socket', async () => {
    const path = join(directory, 'whole.jsonl');
    // That the token was used is written down meanwhile.
    const last = (await domain.logHead()).position;
    const bytes = await exported(path, { last });
    const { stream } = await domainFetch(inProcess(domain.localApi))('log.export', { format: 'jsonl', last });
    const chunks: Uint8Array[] = [];
    for await (const chunk of stream ?? []) chunks.push(chunk);
    assert.deepEqual(readFileSync(path), Buffer.concat(chunks));
    assert.equal(bytes, Buffer.concat(chunks).length);
  });

  it('is written while the rest of it is still to come, and tells how far it is', async () => {
    const path = join(directory, 'parts.jsonl');
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const told: number[] = [];
    // The domain sends no more until the command has what was sent: whoever held it all back would wait for ever.
    const bytes = await reading(
      () => begun,
      () =>
        exported(path, {}, (soFar) => {
          told.push(soFar);
          begin();
        }),
    );
    assert.equal(readFileSync(path).length, bytes);
    assert.equal(told.at(-1), bytes);
    assert.ok((told[0] ?? bytes) < bytes);
  });

  it('leaves no half of a file where it breaks off, and what was there before as it was', async () => {
    const path = join(directory, 'kept.jsonl');
    writeFileSync(path, 'before');
    const breaking = async (position: number) => {
      if (position === 2) throw new TypeError('the disk of the domain is gone');
    };
    await assert.rejects(
      reading(breaking, () => exported(path)),
      { code: 'E_HTTP_CONNECTION_LOST' },
    );
    assert.equal(readFileSync(path, 'utf8'), 'before');
    assert.deepEqual(
      readdirSync(directory).filter((name) => name.endsWith('.part')),
      [],
    );
  });

  it('is refused with the reason of the domain', async () => {
    const kept = token;
    token = 'sallyport_nobody';
    try {
      await assert.rejects(exported(join(directory, 'none.jsonl')), { code: 'E_API_SIGN_IN' });
    } finally {
      token = kept;
    }
    assert.equal(readdirSync(directory).includes('none.jsonl'), false);
  });
});
