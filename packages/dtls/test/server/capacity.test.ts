/** A server before crowds: what it keeps is bounded, and associations come before handshakes. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { utf8 } from '@sallyport/core';
import type { DtlsServerOptions } from '../../src/index.ts';
import { CONTENT_TYPE } from '../../src/registries.ts';
import { PuppetClient } from '../support/puppet-client.ts';

/** Further clients of the same server. What the server sends goes to each by its name. */
class Crowd {
  readonly #byName = new Map<string, PuppetClient>();
  readonly first: PuppetClient;

  constructor(options: Partial<DtlsServerOptions> = {}) {
    this.first = new PuppetClient({
      server: options,
      route: (datagram, peer) => this.#byName.get(peer)?.take(datagram),
    });
    this.#byName.set(this.first.peer, this.first);
  }

  client(name: string): PuppetClient {
    const client = new PuppetClient({ shared: { server: this.first.server, peer: name } });
    client.clientRandom = new Uint8Array(32).fill(this.#byName.size);
    this.#byName.set(name, client);
    return client;
  }
}

describe('a server', () => {
  it('keeps nothing of ten thousand peers that do not give their cookie back', () => {
    const { first } = new Crowd();
    for (let i = 0; i < 10_000; i++) {
      first.server.receive(first.records.write(0, CONTENT_TYPE.handshake, helloRecord(first)), `peer ${i}`);
    }
    assert.equal(first.server.handshakes, 0);
    assert.equal(first.server.sessions, 0);
    assert.equal(first.time.waiting, 0);
    // It still serves who is there.
    first.connect();
    assert.equal(first.server.sessions, 1);
  });

  it('keeps as many half-open handshakes as it may of ten thousand that give it back', () => {
    const crowd = new Crowd({ maxHandshakes: 32 });
    crowd.first.connect();
    for (let i = 0; i < 10_000; i++) crowd.client(`peer ${i}`).hello();
    assert.equal(crowd.first.server.handshakes, 32);
    // A limit each for time, and one wait each for an answer.
    assert.ok(crowd.first.time.waiting <= 2 * 33, String(crowd.first.time.waiting));
    assert.equal(crowd.first.failures.filter(({ code }) => code === 'E_DTLS_EVICTED').length, 10_000 - 32);
    // Who was there before is not disturbed, and the latest can finish.
    crowd.first.record(CONTENT_TYPE.applicationData, utf8('still here'));
    assert.deepEqual(crowd.first.log.data, [utf8('still here')]);
    const last = crowd.client('last');
    last.connect();
    assert.equal(crowd.first.server.sessions, 2);
    assert.deepEqual(last.alerts, []);
  });

  it('tells who is put out of a handshake', () => {
    const crowd = new Crowd({ maxHandshakes: 1 });
    const one = crowd.client('one');
    one.hello();
    crowd.client('two').hello();
    assert.deepEqual(one.alerts, ['internal_error']);
    assert.equal(crowd.first.failure, 'E_DTLS_EVICTED');
  });

  it('takes no new peer when all associations are in use, and tells it', () => {
    const crowd = new Crowd({ maxSessions: 2 });
    crowd.first.connect();
    crowd.client('second').connect();
    const third = crowd.client('third');
    third.hello();
    assert.deepEqual(third.alerts, ['internal_error']);
    assert.equal(crowd.first.failure, 'E_DTLS_CAPACITY');
    assert.equal(crowd.first.server.sessions, 2);
  });

  it('never has more associations than it may, however many handshakes end at once', () => {
    const crowd = new Crowd({ maxSessions: 2, maxHandshakes: 10 });
    const clients = ['a', 'b', 'c', 'd'].map((name) => crowd.client(name));
    for (const client of clients) client.hello();
    assert.equal(crowd.first.server.handshakes, 2);
  });

  it('lets a peer begin anew, and gives up the old association when the new one is done', () => {
    const crowd = new Crowd({ maxSessions: 1 });
    crowd.first.connect();
    const again = crowd.client(crowd.first.peer);
    again.hello();
    crowd.first.record(CONTENT_TYPE.applicationData, utf8('old still works'));
    assert.deepEqual(crowd.first.log.data, [utf8('old still works')]);
    again.keyExchange();
    again.changeCipherSpec();
    again.finished();
    assert.deepEqual(
      crowd.first.log.closed.map(({ by, error }) => [by, error?.code]),
      [['error', 'E_DTLS_REPLACED']],
    );
    assert.equal(crowd.first.server.sessions, 1);
    again.record(CONTENT_TYPE.applicationData, utf8('new works'));
    assert.deepEqual(crowd.first.log.data.at(-1), utf8('new works'));
  });

  it('lets a handshake that is begun anew take the place of the one before', () => {
    const crowd = new Crowd();
    crowd.first.hello();
    const again = crowd.client(crowd.first.peer);
    again.connect();
    assert.equal(crowd.first.failure, 'E_DTLS_REPLACED');
    assert.equal(crowd.first.server.sessions, 1);
  });

  it('is not moved by a late copy of a hello', () => {
    const client = new PuppetClient();
    const sent: Uint8Array[] = [];
    const { transmit } = client;
    client.transmit = (datagram) => {
      sent.push(datagram);
      return transmit(datagram);
    };
    client.connect();
    const { datagrams } = client;
    for (const datagram of sent.slice(0, 2)) transmit(datagram);
    assert.equal(client.datagrams, datagrams);
    assert.equal(client.log.discarded.at(-1), 'E_DTLS_MESSAGE_REPEATED');
    assert.equal(client.server.sessions, 1);
    assert.equal(client.server.handshakes, 0);
  });

  it('ends a handshake that stands still', async () => {
    const client = new PuppetClient({ server: { limits: { handshakeTimeout: 10_000 } } });
    client.hello();
    await client.time.advance(10_000);
    assert.equal(client.failure, 'E_DTLS_TIMEOUT');
    assert.equal(client.server.handshakes, 0);
    assert.equal(client.time.waiting, 0);
  });

  it('ends an association over which nothing came for the idle limit', async () => {
    const client = new PuppetClient({ server: { limits: { idleTimeout: 5000 } } });
    client.connect();
    await client.time.advance(4000);
    client.record(CONTENT_TYPE.applicationData, utf8('alive'));
    await client.time.advance(4999);
    assert.equal(client.log.session?.isOpen, true);
    await client.time.advance(1);
    assert.deepEqual(client.log.closed, [{ by: 'timeout' }]);
    assert.deepEqual(client.alerts, ['close_notify']);
    assert.equal(client.time.waiting, 0);
  });

  it('closes what it has with one peer, and with all', () => {
    const crowd = new Crowd();
    crowd.first.connect();
    const other = crowd.client('other');
    other.connect();
    const third = crowd.client('third');
    third.hello();
    crowd.first.server.close('other');
    assert.deepEqual([crowd.first.alerts, other.alerts], [[], ['close_notify']]);
    crowd.first.server.close();
    assert.deepEqual([crowd.first.alerts, third.alerts], [['close_notify'], ['close_notify']]);
    assert.equal(crowd.first.server.sessions + crowd.first.server.handshakes, 0);
  });

  it('whose owner breaks over a session says so to both sides', () => {
    const client = new PuppetClient({
      server: {
        accepted: () => {
          throw new RangeError('broken');
        },
      },
    });
    client.connect();
    assert.equal(client.failure, 'E_DTLS_INTERNAL');
    assert.deepEqual(client.alerts, ['internal_error']);
    assert.equal(client.server.sessions, 0);
  });

  it('tells a listener of a session that is closed as soon as it is accepted', () => {
    const closed: string[] = [];
    const client = new PuppetClient({
      server: {
        accepted: (session) => {
          session.close();
          return { closed: ({ by }) => closed.push(by) };
        },
      },
    });
    client.connect();
    assert.deepEqual(closed, ['us']);
    assert.equal(client.server.sessions, 0);
  });
});

function helloRecord(client: PuppetClient): Uint8Array {
  const body = client.helloBody();
  const header = Uint8Array.of(
    1,
    0,
    body.length >> 8,
    body.length & 0xff,
    0,
    0,
    0,
    0,
    0,
    0,
    body.length >> 8,
    body.length & 0xff,
  );
  return new Uint8Array([...header, ...body]);
}
