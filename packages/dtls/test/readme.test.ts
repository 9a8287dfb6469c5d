import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { it } from 'node:test';
import { fromUtf8, Secret, systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { DtlsClient, DtlsServer, EcJpake } from '@sallyport/dtls';

it('the example of the README works', async () => {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);

  const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
  const password = Secret.of('J01NME');
  const server = new DtlsServer(
    {
      credentials: () => ({ type: 'ecjpake', password }),
      accepted: (session) => ({
        data: (bytes) => session.send(bytes),
        closed: ({ by }) => log(`${session.peer} closed by ${by}`),
      }),
      failed: (peer, error) => log(`${peer}: ${error.code}`),
    },
    { ...ports, transmit: (datagram) => client.receive(datagram) },
  );
  const client = new DtlsClient(
    { credentials: { type: 'ecjpake', password } },
    { ...ports, transmit: (datagram) => server.receive(datagram, 'joiner 1') },
  );
  const session = await client.connect({ data: (bytes) => log(fromUtf8(bytes)) });
  session.send(utf8('hello'));
  const kek = createHash('sha256').update(session.keyBlock().expose()).digest().subarray(0, 16);
  session.close();

  assert.equal(kek.length, 16);
  assert.deepEqual(lines, ['hello', 'joiner 1 closed by peer']);
});

it('the example of EC-JPAKE by itself works', () => {
  const password = Secret.of('J01NME');
  const random = systemRandom;
  const client = new EcJpake({ role: 'client', password, random });
  const server = new EcJpake({ role: 'server', password, random });
  server.readRoundOne(client.writeRoundOne());
  client.readRoundOne(server.writeRoundOne());
  client.readRoundTwo(server.writeRoundTwo());
  server.readRoundTwo(client.writeRoundTwo());
  assert.equal(client.premasterSecret().equals(server.premasterSecret()), true);
});
