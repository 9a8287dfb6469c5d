/** Handshakes recorded with Mbed TLS, played again: our side must send the same bytes, to the last one. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fromHex, seededRandom, toHex, utf8, VirtualTime } from '@sallyport/core';
import { DtlsClient, DtlsServer } from '../src/index.ts';
import { CREDENTIALS, PEER_NAME, type Transcript } from './support/transcripts.ts';

function load(name: string): Transcript {
  const transcript: Transcript = JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'));
  return transcript;
}

/** The peer's part is said when its turn has come, and ours must then be as it was. */
async function play(
  { datagrams }: Transcript,
  sent: readonly string[],
  receive: (datagram: Uint8Array) => void,
  turn: () => Promise<void>,
): Promise<void> {
  const expected: string[] = [];
  for (const datagram of datagrams) {
    if (datagram.from === 'us') {
      expected.push(datagram.hex);
      continue;
    }
    await turn();
    assert.deepEqual(sent, expected);
    receive(fromHex(datagram.hex));
  }
  await turn();
  assert.deepEqual(sent, expected);
}

describe('as recorded with Mbed TLS', () => {
  for (const kind of ['ecjpake', 'psk'] as const) {
    it(`our client by ${kind} sends the same bytes`, async () => {
      const transcript = load(`${kind}-client`);
      const time = new VirtualTime();
      const sent: string[] = [];
      const client = new DtlsClient(
        { credentials: CREDENTIALS[kind] },
        {
          clock: time,
          timer: time,
          random: seededRandom(transcript.seed),
          transmit: (datagram) => sent.push(toHex(datagram)),
          discarded: (code) => assert.fail(code),
        },
      );
      let answer = '';
      const connecting = client.connect({ data: (bytes) => (answer += new TextDecoder().decode(bytes)) });
      connecting.then((session) => session.send(utf8('GET / HTTP/1.0\r\n\r\n')));
      await play(
        transcript,
        sent,
        (datagram) => client.receive(datagram),
        () => time.advance(0),
      );
      assert.match(answer, /Successful connection/);
      assert.equal((await connecting).isOpen, false);
    });

    it(`our server by ${kind} sends the same bytes`, async () => {
      const transcript = load(`${kind}-server`);
      const time = new VirtualTime();
      const sent: string[] = [];
      const heard: string[] = [];
      const server = new DtlsServer(
        {
          credentials: () => CREDENTIALS[kind],
          accepted: (session) => ({
            data: (bytes) => {
              heard.push(new TextDecoder().decode(bytes));
              session.send(bytes);
            },
          }),
        },
        {
          clock: time,
          timer: time,
          random: seededRandom(transcript.seed),
          transmit: (datagram) => sent.push(toHex(datagram)),
          discarded: (code) => assert.fail(code),
        },
      );
      await play(
        transcript,
        sent,
        (datagram) => server.receive(datagram, PEER_NAME),
        () => time.advance(0),
      );
      assert.match(heard.join(''), /^GET \/ HTTP\/1\.0/);
      assert.equal(server.sessions, 0);
    });
  }
});
