/** The example of the README, as it stands there. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { systemClock } from '@sallyport/core';
import { EstClient } from '@sallyport/est';
import { buildRequest, channelBinding } from '@sallyport/http';
import { generateKeyPair, Name, softwareSigner } from '@sallyport/pki';
import { connection as connectionOf, lab, makeServer } from './support/lab.ts';

describe('the README', () => {
  it('shows an example that works', async () => {
    const { root, device } = await lab();
    const pinned = root.certificate;
    const connection = connectionOf({ chain: [device.certificate] });
    const server = await makeServer({ channelBinding: 'required' });
    const client = new EstClient({
      send: ({ method, path: target, headers, body = new Uint8Array(0) }) =>
        server.handle(buildRequest({ method, target, headers, body, connection })),
      channelBinding: () => channelBinding(connection).value,
      clock: systemClock,
    });
    const ca = await client.getCaCerts({ basis: 'pinned', certificate: pinned }); // what the voucher pinned
    const csrAttributes = await client.getCsrAttrs();
    const signer = softwareSigner(generateKeyPair('P-256').privateKey);
    const { certificate } = await client.enroll({
      subject: Name.of([['CN', 'SN-0001']]),
      signer,
      csrAttributes,
      trust: ca,
    });
    assert.equal(certificate.isSignedBy(pinned), true);
  });

  it('shows it as it is run here', () => {
    const flat = (text: string) => text.replace(/[\s,]+/g, '');
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? assert.fail();
    const own = flat(readFileSync(new URL(import.meta.url), 'utf8'));
    // The first line makes the server; the lab makes the one here.
    const [, ...lines] = example.split('\n');
    assert.ok(own.includes(flat(lines.join('\n'))));
  });

  it('names files that exist', () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    for (const [, file] of readme.matchAll(/`([a-z/-]+\.ts)`/g)) {
      const base = file?.startsWith('test/') ? '../' : '../src/';
      assert.ok(readFileSync(new URL(`${base}${file}`, import.meta.url)), file);
    }
  });
});
