/**
 * Damaged and made-up datagrams for both sides, in every state of a handshake, and damaged structures for every parser:
 * nothing but typed errors, no throw from an engine, nothing kept beyond bounds.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, Secret } from '@sallyport/core';
import { readAlert } from '../src/alerts.ts';
import { ByteReader } from '../src/bytes.ts';
import { type Fragment, readFragments } from '../src/handshake/fragment.ts';
import { Reassembler } from '../src/handshake/reassembly.ts';
import { EcdheServer } from '../src/key-exchange/ecdhe.ts';
import { PskClient, PskServer } from '../src/key-exchange/psk.ts';
import { decodeCertificate, decodeCertificateRequest, readDigitallySigned } from '../src/messages/certificate.ts';
import { decodeClientHello, splitCookie } from '../src/messages/client-hello.ts';
import { decodeHelloVerifyRequest, decodeServerHello } from '../src/messages/server-hello.ts';
import { readRecords } from '../src/record/codec.ts';
import { Fuzzer } from './support/fuzzer.ts';
import { newRawKey } from './support/identities.ts';
import { ECJPAKE, Pair, PSK } from './support/pair.ts';
import { PuppetClient } from './support/puppet-client.ts';
import { PuppetServer } from './support/puppet-server.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 12_000);
const SEED = Number(process.env['SALLYPORT_FUZZ_SEED'] ?? 1);
/** Damaged datagrams that one handshake gets before another is begun. */
const BATCH = 40;

const rawKey = newRawKey();
const RAW = {
  type: 'raw-public-key',
  privateKey: rawKey.privateKey,
  trust: () => ({ trusted: true }) as const,
  clients: 'require',
} as const;

/** What went over the link in whole handshakes of all kinds, with some data after. */
async function recordTraffic(): Promise<Record<'to-server' | 'to-client', readonly Uint8Array[]>> {
  const traffic: Record<'to-server' | 'to-client', Uint8Array[]> = { 'to-server': [], 'to-client': [] };
  for (const credentials of [PSK, ECJPAKE, RAW]) {
    for (const mtu of [1232, 200]) {
      const pair = new Pair({
        client: credentials,
        clientOptions: { limits: { mtu } },
        serverOptions: { limits: { mtu } },
      });
      await pair.handshake();
      pair.clientLog.session?.send(new Uint8Array(20));
      pair.serverLog.session?.send(new Uint8Array(20));
      pair.client.close();
      for (const { direction, datagram } of pair.sent) traffic[direction].push(datagram);
    }
  }
  return traffic;
}

describe(`${RUNS} damaged datagrams`, async () => {
  const traffic = await recordTraffic();

  it('never throw out of a server, and leave it bounded', () => {
    const fuzzer = new Fuzzer(SEED);
    for (let run = 0; run < RUNS; ) {
      const client = new PuppetClient({ credentials: run % 400 === 0 ? ECJPAKE : PSK });
      const stage = fuzzer.below(4);
      if (stage === 1) client.hello();
      if (stage === 2) {
        client.hello();
        client.keyExchange();
        client.changeCipherSpec();
      }
      if (stage === 3) client.connect();
      for (let i = 0; i < BATCH; i++, run++) {
        // Sometimes with the right keys, so that what is inside is looked at as well.
        if (stage >= 2 && fuzzer.below(3) === 0) {
          client.record(20 + fuzzer.below(4), fuzzer.bytes(fuzzer.below(60)), fuzzer.below(2));
        } else {
          client.server.receive(fuzzer.damage(fuzzer.pick(traffic['to-server'])), client.peer);
        }
      }
      assert.ok(client.server.handshakes <= 1 && client.server.sessions <= 1);
      for (const { code } of client.failures) assert.notEqual(code, 'E_DTLS_INTERNAL');
      client.server.close();
      assert.equal(client.server.handshakes + client.server.sessions, 0);
    }
  });

  it('never throw out of a client', async () => {
    const fuzzer = new Fuzzer(SEED + 1);
    for (let run = 0; run < RUNS; ) {
      const server = new PuppetServer(run % 400 === 0 ? { credentials: ECJPAKE } : {});
      const stage = fuzzer.below(3);
      if (stage >= 1 && run % 400 !== 0) {
        server.serverHello();
        server.prepare();
        server.serverHelloDone();
        server.changeCipherSpec();
        if (stage === 2) server.finished();
      }
      for (let i = 0; i < BATCH; i++, run++) {
        if (server.records.writeEpoch > 0 && fuzzer.below(3) === 0) {
          server.record(20 + fuzzer.below(4), fuzzer.bytes(fuzzer.below(60)), fuzzer.below(2));
        } else {
          server.client.receive(fuzzer.damage(fuzzer.pick(traffic['to-client'])));
        }
      }
      server.client.close();
      await server.outcome;
      assert.notEqual(server.log.error?.code, 'E_DTLS_INTERNAL');
    }
  });

  it('never make a parser throw anything but a typed error', () => {
    const fuzzer = new Fuzzer(SEED + 2);
    const corpus = [...traffic['to-server'], ...traffic['to-client']];
    for (let run = 0; run < RUNS; run++) {
      const datagram = fuzzer.damage(fuzzer.pick(corpus));
      for (const record of readRecords(datagram, () => {})) {
        for (const fragment of readFragments(record.fragment, () => {})) parseAll(fragment.bytes);
      }
      parseAll(datagram.subarray(25));
    }
  });

  it('never make the reassembly hold more than its bounds', () => {
    const fuzzer = new Fuzzer(SEED + 3);
    const types = [0, 1, 2, 3, 11, 12, 13, 14, 15, 16, 20, 99];
    for (let run = 0; run < RUNS; ) {
      const messages = new Reassembler({ maxMessage: 1000, next: 0 });
      for (let i = 0; i < BATCH; i++, run++) {
        messages.add(madeUpFragment(fuzzer, types));
        while (messages.take() !== undefined);
        assert.ok(messages.buffered <= 2000);
      }
    }
  });
});

function madeUpFragment(fuzzer: Fuzzer, types: readonly number[]): Fragment {
  const length = fuzzer.below(1100);
  const offset = fuzzer.below(length + 1);
  const bytes = fuzzer.bytes(fuzzer.below(length - offset + 1));
  return { type: fuzzer.pick(types), length, sequence: fuzzer.below(12), offset, bytes };
}

const PARSERS: readonly ((bytes: Uint8Array) => unknown)[] = [
  readAlert,
  decodeClientHello,
  splitCookie,
  decodeServerHello,
  decodeHelloVerifyRequest,
  (bytes) => decodeCertificate(bytes, 'x509'),
  (bytes) => decodeCertificate(bytes, 'rawPublicKey'),
  decodeCertificateRequest,
  (bytes) => readDigitallySigned(new ByteReader(bytes, 'signature')),
  (bytes) => new PskClient(PSK).readServer(bytes),
  (bytes) => new PskServer({ type: 'psk', keyFor: () => Secret.of('key') }).readClient(bytes),
  (bytes) => ECDHE.readClient(bytes),
];
const ECDHE = new EcdheServer({
  random: { bytes: (length) => new Uint8Array(length).fill(7) },
  privateKey: rawKey.privateKey,
  scheme: 0x0403,
  randoms: new Uint8Array(64),
});

function parseAll(bytes: Uint8Array): void {
  for (const parse of PARSERS) {
    try {
      parse(bytes);
    } catch (error) {
      assert.ok(isSallyportError(error), String(error));
    }
  }
}
