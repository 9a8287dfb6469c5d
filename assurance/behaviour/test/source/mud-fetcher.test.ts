import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MUD_LIMITS, MudFetcher, type MudPointer, mudHttpOver } from '@sallyport/assurance-behaviour';
import { HOUR, ManualClock, MINUTE } from '@sallyport/core';
import type { HttpsRequestInit } from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { LIGHTBULB, LIGHTBULB_URL, mudBytes } from '../support/mud-files.ts';
import { MUD_TYPE, MudServer, SIGNATURE_TYPE } from '../support/mud-server.ts';
import { anchor, type Identity, maker, NOW, otherMaker, signed, stranger } from '../support/people.ts';

const POINTER: MudPointer = { url: LIGHTBULB_URL, signer: undefined };
const SIGNATURE_URL = `${LIGHTBULB_URL}.p7s`;

function lab() {
  const server = new MudServer();
  const clock = new ManualClock(NOW);
  const fetcher = new MudFetcher({ http: server.http, clock, anchors: () => [anchor.certificate] });
  const publish = async (bytes: Uint8Array, by: Identity = maker) => {
    server.serve(LIGHTBULB_URL, bytes, MUD_TYPE);
    server.serve(SIGNATURE_URL, await signed(bytes, by), SIGNATURE_TYPE);
  };
  return { server, clock, fetcher, publish };
}

const version = (day: number, mud = {}) => mudBytes({ mud: { 'last-update': `2026-05-0${day}T00:00:00Z`, ...mud } });

describe('a MUD file', () => {
  it('is fetched with its signature beside it', async () => {
    const { server, fetcher, publish } = lab();
    await publish(LIGHTBULB);
    const profile = await fetcher.get(POINTER);
    assert.deepEqual(profile.mud.bytes, LIGHTBULB);
    assert.deepEqual(profile.fetchedAt, NOW);
    assert.equal(profile.problem, undefined);
    assert.deepEqual(server.asked, [
      `application/mud+json ${LIGHTBULB_URL}`,
      `application/pkcs7-signature ${SIGNATURE_URL}`,
    ]);
  });

  it('may say where its signature is', async () => {
    const { server, fetcher } = lab();
    const elsewhere = 'https://signatures.example.com/1';
    const bytes = mudBytes({ mud: { 'mud-signature': elsewhere } });
    server.serve(LIGHTBULB_URL, bytes, MUD_TYPE);
    server.serve(elsewhere, await signed(bytes), SIGNATURE_TYPE);
    assert.deepEqual((await fetcher.get(POINTER)).mud.bytes, bytes);
  });

  it('is kept for as many hours as it says, and then fetched again', async () => {
    const { server, clock, fetcher, publish } = lab();
    await publish(version(1, { 'cache-validity': 24 }));
    await fetcher.get(POINTER);
    clock.advance(24 * HOUR - 1);
    await fetcher.get(POINTER);
    assert.equal(server.asked.length, 2);
    await publish(version(2));
    clock.advance(1);
    assert.equal((await fetcher.get(POINTER)).mud.file.lastUpdate.toISOString(), '2026-05-02T00:00:00.000Z');
    assert.equal(server.asked.length, 4);
  });

  it('is fetched once for all who ask at the same time', async () => {
    const { server, fetcher, publish } = lab();
    await publish(LIGHTBULB);
    const gate = Promise.withResolvers<void>();
    server.holdUntil(gate.promise);
    const asking = Promise.all([fetcher.get(POINTER), fetcher.get(POINTER), fetcher.get(POINTER)]);
    gate.resolve();
    assert.equal((await asking).length, 3);
    assert.equal(server.asked.length, 2);
  });

  it('tells when its maker supports the device no longer', async () => {
    const { fetcher, publish } = lab();
    await publish(version(1, { 'is-supported': false }));
    assert.equal((await fetcher.get(POINTER)).mud.file.isSupported, false);
  });

  it('is taken by Sallyport’s own client', async () => {
    const asked: (readonly [string, HttpsRequestInit | undefined, number | undefined])[] = [];
    const http = mudHttpOver({
      request: async (url, init, limits) => {
        asked.push([String(url), init, limits?.maxBodyBytes]);
        throw new Error('enough');
      },
      close: () => undefined,
    });
    await assert.rejects(http(new URL(LIGHTBULB_URL), { accept: MUD_TYPE, maxBytes: 5 }));
    assert.deepEqual(asked, [[LIGHTBULB_URL, { headers: { accept: MUD_TYPE } }, 5]]);
  });
});

describe('what is not good', () => {
  type Lab = ReturnType<typeof lab>;
  const refused: Readonly<Record<string, readonly [(place: Lab) => Promise<void> | void, string]>> = {
    'a server that is not there': [({ server }) => server.breakAt(LIGHTBULB_URL), 'E_BEHAVIOUR_FETCH'],
    'a file that is not there': [() => undefined, 'E_BEHAVIOUR_FETCH_STATUS'],
    'a file without a signature': [
      ({ server }) => server.serve(LIGHTBULB_URL, LIGHTBULB, MUD_TYPE),
      'E_BEHAVIOUR_FETCH_STATUS',
    ],
    'a file that a stranger signed': [({ publish }) => publish(LIGHTBULB, stranger), 'E_BEHAVIOUR_SIGNATURE'],
    'a file of another type': [
      ({ server }) => server.serve(LIGHTBULB_URL, LIGHTBULB, 'application/json'),
      'E_BEHAVIOUR_FETCH_TYPE',
    ],
    'a signature of another type': [
      async ({ server, publish }) => {
        await publish(LIGHTBULB);
        server.serve(SIGNATURE_URL, await signed(LIGHTBULB), 'text/plain');
      },
      'E_BEHAVIOUR_FETCH_TYPE',
    ],
    'a file that is too large': [
      ({ server }) => server.serve(LIGHTBULB_URL, new Uint8Array(MUD_LIMITS.maxBytes + 5), MUD_TYPE),
      'E_BEHAVIOUR_FETCH_TOO_LARGE',
    ],
    'a redirect to another origin': [
      ({ server }) => server.answer(LIGHTBULB_URL, 302, { location: 'https://evil.example.com/lightbulb2000' }),
      'E_BEHAVIOUR_FETCH_REDIRECT',
    ],
    'a redirect to http': [
      ({ server }) => server.answer(LIGHTBULB_URL, 301, { location: 'http://lighting.example.com/lightbulb2000' }),
      'E_BEHAVIOUR_FETCH_REDIRECT',
    ],
    'a redirect to nowhere': [({ server }) => server.answer(LIGHTBULB_URL, 307), 'E_BEHAVIOUR_FETCH_REDIRECT'],
    'a redirect in a circle': [
      ({ server }) => server.answer(LIGHTBULB_URL, 308, { location: LIGHTBULB_URL }),
      'E_BEHAVIOUR_FETCH_REDIRECT',
    ],
  };
  for (const [name, [prepare, code]] of Object.entries(refused)) {
    it(`is ${name}`, async () => {
      const place = lab();
      await prepare(place);
      await assert.rejects(place.fetcher.get(POINTER), withCode(code));
    });
  }

  it('is a URL of another scheme', async () => {
    await assert.rejects(
      lab().fetcher.get({ url: 'http://lighting.example.com/', signer: undefined }),
      withCode('E_BEHAVIOUR_MUD_URL'),
    );
  });

  it('is a signer other than the device’s certificate names', async () => {
    const { fetcher, publish } = lab();
    await publish(LIGHTBULB, otherMaker);
    await assert.rejects(
      fetcher.get({ url: LIGHTBULB_URL, signer: maker.certificate.subject }),
      withCode('E_BEHAVIOUR_SIGNER'),
    );
    // A device that names nobody takes whoever leads to an anchor, and does not change what the other is told.
    assert.ok(await fetcher.get(POINTER));
    await assert.rejects(
      fetcher.get({ url: LIGHTBULB_URL, signer: maker.certificate.subject }),
      withCode('E_BEHAVIOUR_SIGNER'),
    );
  });

  it('does not follow from a redirect within the origin', async () => {
    const { server, fetcher, publish } = lab();
    await publish(LIGHTBULB);
    server.serve('https://lighting.example.com/v2', LIGHTBULB, MUD_TYPE);
    server.answer(LIGHTBULB_URL, 302, { location: '/v2' });
    assert.deepEqual((await fetcher.get(POINTER)).mud.bytes, LIGHTBULB);
  });

  it('is asked for again after a minute, then after two, then four', async () => {
    const { server, clock, fetcher } = lab();
    for (const minutes of [1, 2, 4]) {
      await assert.rejects(fetcher.get(POINTER), withCode('E_BEHAVIOUR_FETCH_STATUS'));
      const before = server.asked.length;
      clock.advance(minutes * MINUTE - 1);
      await assert.rejects(fetcher.get(POINTER), withCode('E_BEHAVIOUR_FETCH_STATUS'));
      assert.equal(server.asked.length, before);
      clock.advance(1);
    }
  });
});

describe('the last good file', () => {
  const worse: Readonly<Record<string, readonly [(place: ReturnType<typeof lab>) => Promise<void> | void, string]>> = {
    'when the server fails': [({ server }) => server.breakAt(LIGHTBULB_URL), 'E_BEHAVIOUR_FETCH'],
    'when the server has none any more': [
      ({ server }) => server.answer(LIGHTBULB_URL, 410),
      'E_BEHAVIOUR_FETCH_STATUS',
    ],
    'when a newer one is badly signed': [({ publish }) => publish(version(5), stranger), 'E_BEHAVIOUR_SIGNATURE'],
    'when an older one is served': [({ publish }) => publish(version(1)), 'E_BEHAVIOUR_ROLLED_BACK'],
  };
  for (const [name, [prepare, code]] of Object.entries(worse)) {
    it(`stays ${name}, and the problem is told`, async () => {
      const place = lab();
      await place.publish(version(2));
      await place.fetcher.get(POINTER);
      await prepare(place);
      place.clock.advance(48 * HOUR);
      const profile = await place.fetcher.get(POINTER);
      assert.equal(profile.mud.file.lastUpdate.toISOString(), '2026-05-02T00:00:00.000Z');
      assert.equal(profile.problem?.code, code);
      await place.publish(version(3));
      place.clock.advance(MINUTE);
      assert.equal((await place.fetcher.get(POINTER)).problem, undefined);
    });
  }

  it('can be put back after a restart, and is verified then', async () => {
    const { server, fetcher, clock, publish } = lab();
    const signature = await signed(LIGHTBULB);
    fetcher.restore(POINTER, LIGHTBULB, signature, new Date(NOW.getTime() - 47 * HOUR));
    assert.deepEqual((await fetcher.get(POINTER)).mud.bytes, LIGHTBULB);
    assert.deepEqual(server.asked, []);
    await publish(version(1));
    clock.advance(HOUR);
    assert.notDeepEqual((await fetcher.get(POINTER)).mud.bytes, LIGHTBULB);
    assert.throws(() => lab().fetcher.restore(POINTER, mudBytes(), signature, NOW), withCode('E_BEHAVIOUR_SIGNATURE'));
  });

  it('is forgotten when nobody vouches for its signer any more', async () => {
    const { server, clock } = lab();
    server.serve(LIGHTBULB_URL, LIGHTBULB, MUD_TYPE);
    server.serve(SIGNATURE_URL, await signed(LIGHTBULB), SIGNATURE_TYPE);
    const anchors = [anchor.certificate];
    const fetcher = new MudFetcher({ http: server.http, clock, anchors: () => anchors });
    await fetcher.get(POINTER);
    assert.deepEqual(fetcher.reverify(), []);
    anchors.pop();
    assert.deepEqual(fetcher.reverify(), [LIGHTBULB_URL]);
    await assert.rejects(fetcher.get(POINTER), withCode('E_BEHAVIOUR_SIGNATURE'));
  });

  it('of a URL that was asked for longest ago is forgotten first', async () => {
    const { server, clock } = lab();
    const urls = [1, 2, 3].map((at) => `https://lighting.example.com/${at}`);
    for (const url of urls) {
      const bytes = mudBytes({ mud: { 'mud-url': url } });
      server.serve(url, bytes, MUD_TYPE);
      server.serve(`${url}.p7s`, await signed(bytes), SIGNATURE_TYPE);
    }
    const fetcher = new MudFetcher({ http: server.http, clock, anchors: () => [anchor.certificate], maxUrls: 2 });
    for (const url of [...urls, ...urls.slice(1)]) await fetcher.get({ url, signer: undefined });
    assert.equal(server.asked.length, 6);
    await fetcher.get({ url: urls[0] ?? '', signer: undefined });
    assert.equal(server.asked.length, 8);
  });
});
