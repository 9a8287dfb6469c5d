/**
 * Handshakes over links that lose, double, delay and reorder: they are done, or they fail cleanly; nothing is left
 * behind.
 */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { toHex, utf8 } from '@sallyport/core';
import fc from 'fast-check';
import type { DtlsClientCredentials } from '../src/index.ts';
import { type Identity, newAuthority, newEndEntity } from './support/identities.ts';
import { badLink } from './support/links.ts';
import { ECJPAKE, Pair, PSK, present } from './support/pair.ts';

/** So long that even an unlucky handshake comes to its end. */
const PATIENT = { handshakeTimeout: 3_600_000 };

async function handshakeOver(seed: number, credentials: DtlsClientCredentials, mtu: number): Promise<Pair> {
  const limits = { ...PATIENT, mtu };
  const pair = new Pair({
    client: credentials,
    clientOptions: { limits },
    serverOptions: { limits },
    link: badLink(seed, { loss: 0.3, doubling: 0.2, delay: 2500 }),
    seed: String(seed),
  });
  await pair.handshake(3_600_000);
  return pair;
}

function assertDone(pair: Pair): void {
  assert.equal(pair.clientLog.error, undefined);
  assert.deepEqual(
    toHex(present(pair.clientLog.session).keyBlock().expose()),
    toHex(present(pair.serverLog.session).keyBlock().expose()),
  );
}

describe('over a link that loses 30 of 100 datagrams, doubles 20 and delays each up to 2.5 seconds', () => {
  it('handshakes with a pre-shared key are done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 128, max: 1232 }), async (seed, mtu) => {
        assertDone(await handshakeOver(seed, PSK, mtu));
      }),
      { numRuns: 60 },
    );
  });

  it('handshakes by EC-JPAKE in pieces are done', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 128, max: 512 }), async (seed, mtu) => {
        assertDone(await handshakeOver(seed, ECJPAKE, mtu));
      }),
      { numRuns: 25 },
    );
  });

  describe('with certificates on both sides', () => {
    let client: Identity;
    let server: Identity;
    before(async () => {
      const authority = await newAuthority('authority');
      client = await newEndEntity('client', authority);
      server = await newEndEntity('server', authority);
    });

    it('handshakes in pieces are done', async () => {
      const of = ({ certificate, privateKey }: Identity) =>
        ({
          type: 'certificate',
          chain: [certificate.der],
          privateKey,
          trust: () => ({ trusted: true }) as const,
          clients: 'require',
        }) as const;
      await fc.assert(
        fc.asyncProperty(fc.nat(), fc.integer({ min: 200, max: 700 }), async (seed, mtu) => {
          const limits = { ...PATIENT, mtu };
          const pair = new Pair({
            client: of(client),
            server: of(server),
            clientOptions: { limits },
            serverOptions: { limits },
            link: badLink(seed, { loss: 0.3, doubling: 0.2, delay: 2500 }),
          });
          await pair.handshake(3_600_000);
          assertDone(pair);
          assert.equal(present(pair.serverLog.session).peerIdentity.type, 'certificate');
        }),
        { numRuns: 20 },
      );
    });
  });

  it('what is sent over an association arrives at most once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const pair = await handshakeOver(seed, PSK, 1232);
        const session = present(pair.clientLog.session);
        for (let i = 0; i < 40; i++) session.send(utf8(`message ${i}`));
        await pair.time.advance(10_000);
        const texts = pair.serverLog.data.map((bytes) => new TextDecoder().decode(bytes));
        assert.equal(new Set(texts).size, texts.length);
        assert.ok(texts.length > 10);
      }),
      { numRuns: 20 },
    );
  });
});

describe('over a link that loses 80 of 100 datagrams', () => {
  it('every handshake ends, well or not, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const pair = new Pair({ link: badLink(seed, { loss: 0.8, doubling: 0.5, delay: 5000 }) });
        pair.connect();
        await pair.time.advance(300_000);
        const { clientLog } = pair;
        assert.ok(clientLog.isSettled);
        if (clientLog.session === undefined) assert.equal(clientLog.error?.code, 'E_DTLS_TIMEOUT');
        assert.equal(pair.server.handshakes, 0);
        pair.client.close();
        pair.server.close();
        await pair.time.advance(10_000);
        assert.equal(pair.time.waiting, 0);
      }),
      { numRuns: 60 },
    );
  });
});

it('over a link that loses everything, flights go at 0, 1, 3, 7, 15, 31 and 63 seconds', async () => {
  const times: number[] = [];
  const pair: Pair = new Pair({
    link: () => {
      times.push(pair.time.monotonic());
      return [];
    },
  });
  pair.connect();
  await pair.time.advance(200_000);
  assert.deepEqual(times, [0, 1000, 3000, 7000, 15_000, 31_000, 63_000]);
  assert.equal(pair.clientLog.error?.code, 'E_DTLS_TIMEOUT');
});

it('waits never grow beyond the longest', async () => {
  const times: number[] = [];
  const pair: Pair = new Pair({
    clientOptions: { limits: { maximumTimeout: 4000, handshakeTimeout: 20_000 } },
    link: () => {
      times.push(pair.time.monotonic());
      return [];
    },
  });
  pair.connect();
  await pair.time.advance(200_000);
  assert.deepEqual(times, [0, 1000, 3000, 7000, 11_000, 15_000, 19_000]);
});

it('a final flight that is lost is sent again when the client repeats its own', async () => {
  let toClient = 0;
  const pair = new Pair({ link: (_datagram, direction) => (direction === 'to-client' && ++toClient === 3 ? [] : [1]) });
  await pair.handshake();
  assert.equal(pair.clientLog.error, undefined);
  assert.equal(toClient, 4);
  assert.ok(pair.serverLog.discarded.includes('E_DTLS_MESSAGE_REPEATED'));
});
