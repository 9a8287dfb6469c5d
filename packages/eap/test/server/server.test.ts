import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SallyportError, SECOND, seededRandom, VirtualTime } from '@sallyport/core';
import type { VerifiedPath } from '@sallyport/pki';
import { EapPeer, type EapReply, EapServer, type EapServerOptions, type Verdict } from '../../src/index.ts';
import { md5Peer, md5Server } from '../support/md5.ts';
import { identifierOf, identityResponse, packet, RESPONSE } from '../support/raw.ts';
import { scene, talk } from '../support/talk.ts';

const START = new Uint8Array(0);

/** Carries a conversation on until the server has made a TLS connection. */
async function halfway<Grant>(server: EapServer<Grant>, peer: EapPeer, first: EapReply<Grant>): Promise<void> {
  let reply = first;
  for (let round = 0; round < 2; round++) {
    assert.ok(reply.outcome === 'challenge');
    const { response } = await peer.receive(reply.eap);
    assert.ok(response !== undefined);
    reply = await server.receive({ eap: response, state: reply.state, origin: 'any' });
  }
  peer.close();
}

function table(options: Partial<EapServerOptions<string>> = {}) {
  const time = new VirtualTime();
  const abandoned: SallyportError[] = [];
  const server = new EapServer<string>(
    { methods: [md5Server()], abandoned: (_session, error) => abandoned.push(error), ...options },
    { clock: time, timer: time, random: seededRandom('table') },
  );
  return { time, server, abandoned };
}

describe('a server of many conversations', () => {
  it('asks for the identity at EAP-Start, and goes on by State', async () => {
    const { server } = table();
    const peer = new EapPeer({ identity: 'joe', methods: [md5Peer()] }, { timer: new VirtualTime() });
    let reply = await server.receive({ eap: START, origin: 'a' });
    for (let round = 0; round < 2; round++) {
      assert.ok(reply.outcome === 'challenge');
      const { response } = await peer.receive(reply.eap);
      assert.ok(response !== undefined);
      reply = await server.receive({ eap: response, state: reply.state, origin: 'a' });
    }
    assert.ok(reply.outcome === 'accept');
    assert.equal(reply.authenticated.identity, 'joe');
    assert.equal(server.sessions, 0);
  });
  it('goes on from an identity that the NAS asked for', async () => {
    const { server } = table();
    const reply = await server.receive({ eap: identityResponse(200), origin: 'a' });
    assert.ok(reply.outcome === 'challenge');
    assert.equal(identifierOf(reply.eap), 201);
  });
  it('discards what does not begin a conversation, and keeps nothing of it', async () => {
    const { server } = table();
    const cases: readonly (readonly [Uint8Array, string])[] = [
      [packet(RESPONSE, 1, Uint8Array.of(13, 0)), 'E_EAP_TYPE_UNEXPECTED'],
      [packet(1, 1, Uint8Array.of(1)), 'E_EAP_UNEXPECTED_CODE'],
      [Uint8Array.of(9), 'E_EAP_HEADER'],
    ];
    for (const [eap, code] of cases) {
      const reply = await server.receive({ eap, origin: 'a' });
      assert.equal(reply.outcome === 'discard' && reply.error.code, code);
    }
    assert.equal(server.sessions, 0);
  });
  it('rejects a State that it does not know', async () => {
    const { server } = table();
    const reply = await server.receive({ eap: identityResponse(5), state: new Uint8Array(16), origin: 'a' });
    assert.ok(reply.outcome === 'reject');
    assert.equal(reply.error.code, 'E_EAP_SESSION_UNKNOWN');
    assert.deepEqual([...reply.eap], [4, 5, 0, 4]);
  });
  it('discards nonsense with a State that it does not know', async () => {
    const reply = await table().server.receive({ eap: Uint8Array.of(1), state: new Uint8Array(16), origin: 'a' });
    assert.equal(reply.outcome === 'discard' && reply.error.code, 'E_EAP_SESSION_UNKNOWN');
  });
  it('answers an invalid packet by the Request that waits', async () => {
    const { server } = table();
    const first = await server.receive({ eap: START, origin: 'a' });
    assert.ok(first.outcome === 'challenge');
    const second = await server.receive({ eap: Uint8Array.of(2, 1), state: first.state, origin: 'a' });
    assert.ok(second.outcome === 'challenge');
    assert.equal(second.ignored?.code, 'E_EAP_HEADER');
    assert.deepEqual(second.eap, first.eap);
  });
  it('keeps ten thousand half-finished conversations small, and forgets them all in time', async () => {
    const { server, time, abandoned } = table({ maxSessions: 10_000 });
    for (let i = 0; i < 12_000; i++) await server.receive({ eap: identityResponse(1), origin: `station ${i}` });
    assert.equal(server.sessions, 10_000);
    assert.equal(abandoned.length, 2000);
    assert.ok(server.memory < 20 << 20, `${server.memory} bytes`);
    // One still gets through.
    const reply = await server.receive({ eap: identityResponse(1), origin: 'honest' });
    assert.equal(reply.outcome, 'challenge');
    await time.advance(60 * SECOND);
    assert.equal(server.sessions, 0);
    assert.equal(server.memory, 0);
    assert.equal(time.waiting, 0);
    assert.equal(abandoned.at(-1)?.code, 'E_EAP_TIMEOUT');
  });
  it('makes no TLS connection for a peer that says nothing', async () => {
    const { server } = scene();
    for (let i = 0; i < 1000; i++) await server.receive({ eap: identityResponse(1), origin: `station ${i}` });
    assert.ok(server.memory < 2 << 20, `${server.memory} bytes`);
    server.close();
  });
  it('bounds half-done TLS handshakes by their memory', async () => {
    const abandoned: string[] = [];
    const { server, newPeer } = scene({
      server: { maxMemory: 1 << 20, abandoned: (_session, error) => abandoned.push(error.code) },
    });
    for (let i = 0; i < 30; i++) {
      const first = await server.receive({ eap: START, origin: `station ${i}` });
      await halfway(server, newPeer(), first);
    }
    assert.ok(server.memory <= 1 << 20);
    assert.ok(server.sessions < 12, `${server.sessions}`);
    assert.equal(abandoned.length, 30 - server.sessions);
    server.close();
    assert.equal(server.memory, 0);
  });
  it('answers a conversation that ended while its judge was thinking by a rejection', async () => {
    let decide: (verdict: Verdict<VerifiedPath>) => void = () => {};
    const judge = () =>
      new Promise<Verdict<VerifiedPath>>((resolve) => {
        decide = resolve;
      });
    const { server, newPeer } = scene({ tlsServer: { judge }, server: { maxPacket: 3000 } });
    const running = talk(server, newPeer());
    while (server.sessions === 0 || server.memory < 90_000) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    server.close();
    decide({ verdict: 'reject', reason: 'too late' });
    const { reply } = await running;
    assert.equal(reply.outcome, 'reject');
  });
  it('sends no packet that is longer than the NAS can send on', async () => {
    const { server, newPeer } = scene();
    const peer = newPeer();
    let longest = 0;
    let reply = await server.receive({ eap: START, origin: 'a', framedMtu: 300 });
    while (reply.outcome === 'challenge') {
      longest = Math.max(longest, reply.eap.length);
      const { response } = await peer.receive(reply.eap);
      assert.ok(response !== undefined);
      reply = await server.receive({ eap: response, state: reply.state, origin: 'a' });
    }
    assert.equal(reply.outcome, 'accept');
    assert.ok(longest <= 300 && longest > 280, `${longest}`);
  });
  it('lets one station have a few conversations, the newest ones', async () => {
    const { server, abandoned } = table({ maxSessionsPerOrigin: 2 });
    const first = await server.receive({ eap: START, origin: 'a' });
    for (let i = 0; i < 2; i++) await server.receive({ eap: START, origin: 'a' });
    await server.receive({ eap: START, origin: 'b' });
    assert.equal(server.sessions, 3);
    assert.deepEqual(
      abandoned.map(({ code }) => code),
      ['E_EAP_SESSION_EVICTED'],
    );
    assert.ok(first.outcome === 'challenge');
    const late = await server.receive({ eap: identityResponse(1), state: first.state, origin: 'a' });
    assert.equal(late.outcome === 'reject' && late.error.code, 'E_EAP_SESSION_UNKNOWN');
  });
  it('bounds the memory of all conversations', async () => {
    const { server, abandoned } = table({ maxMemory: 10_000 });
    for (let i = 0; i < 20; i++) await server.receive({ eap: START, origin: `station ${i}` });
    assert.ok(server.memory <= 10_000);
    assert.ok(server.sessions >= 5 && server.sessions < 20, `${server.sessions}`);
    assert.ok(abandoned.every(({ code }) => code === 'E_EAP_SESSION_EVICTED'));
  });
  it('ends a conversation that takes too long, and no earlier', async () => {
    const { server, time, abandoned } = table({ sessionTime: 10 * SECOND });
    await server.receive({ eap: START, origin: 'a' });
    await time.advance(5 * SECOND);
    await server.receive({ eap: START, origin: 'b' });
    await time.advance(5 * SECOND);
    assert.equal(server.sessions, 1);
    await time.advance(5 * SECOND);
    assert.equal(server.sessions, 0);
    assert.deepEqual(
      abandoned.map(({ code }) => code),
      ['E_EAP_TIMEOUT', 'E_EAP_TIMEOUT'],
    );
  });
  it('gives each conversation a State of its own', async () => {
    const { server } = table();
    const states = new Set<string>();
    for (let i = 0; i < 50; i++) {
      const reply = await server.receive({ eap: START, origin: `${i}` });
      if (reply.outcome === 'challenge') states.add(reply.session);
    }
    assert.equal(states.size, 50);
  });
});
