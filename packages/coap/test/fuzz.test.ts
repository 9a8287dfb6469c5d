/**
 * An endpoint in the middle of everything is fed with damaged and invented datagrams: it never throws, and what it keeps stays within
 * its limits. A short run goes with the tests; SALLYPORT_FUZZ_RUNS=1000000 makes a long one, SALLYPORT_FUZZ_SEED another one.
 */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  CODES,
  CoapEndpoint,
  type CoapMessage,
  type EndpointLoad,
  encodeMessage,
  ObserverSet,
  OPTIONS,
  respond,
  textOption,
  uintOption,
} from '@sallyport/coap';
import { isSallyportError, type Random, seededRandom, VirtualTime } from '@sallyport/core';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 20_000);
const SEED = process.env['SALLYPORT_FUZZ_SEED'] ?? '1';
const PEERS = ['a', 'b', 'c', 'd', 'e', 'f'];
/** An answer, and messages that waited for the end of what it ended. */
const MAX_DATAGRAMS_FOR_ONE = 6;

const LIMITS = {
  blockBytes: 32,
  maxDuplicates: 500,
  maxBodyBytes: 512,
  maxTransmissions: 64,
  maxTransmissionsPerPeer: 16,
  maxExchanges: 48,
  maxExchangesPerPeer: 16,
  maxRequests: 32,
  maxRequestsPerPeer: 8,
  maxObservers: 20,
  maxObserversPerPeer: 4,
  maxTransfers: 8,
} as const;

class Dice {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  below(bound: number): number {
    const [a = 0, b = 0, c = 0] = this.#random.bytes(3);
    return (a * 65_536 + b * 256 + c) % bound;
  }

  one<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  bytes(max: number): Uint8Array {
    return this.#random.bytes(this.below(max + 1));
  }
}

/** A message that means something, more often than not. */
function invent(dice: Dice, known: readonly CoapMessage[]): CoapMessage {
  const heard = known[dice.below(Math.max(1, known.length))];
  const type = dice.one(['CON', 'CON', 'NON', 'ACK', 'RST'] as const);
  const code = type === 'RST' ? 0 : dice.one([1, 2, 3, 4, 5, 30, 0x45, 0x44, 0x5f, 0x84, 0x8d, 0, 0x20]);
  const isEmpty = code === 0;
  const block = (number: number) =>
    uintOption(number, (dice.below(4) << 4) | (dice.below(2) << 3) | dice.one([0, 1, 1, 6, 7]));
  const choices = [
    () => textOption(OPTIONS.URI_PATH, dice.one(['x', 'y', '..', 'z'])),
    () => uintOption(OPTIONS.OBSERVE, dice.one([0, 1, 5, 70_000])),
    () => block(OPTIONS.BLOCK1),
    () => block(OPTIONS.BLOCK2),
    () => ({ number: OPTIONS.ETAG, value: dice.bytes(9) }),
    () => ({ number: dice.below(65_536), value: dice.bytes(20) }),
    () => uintOption(OPTIONS.SIZE1, dice.below(100_000)),
    () => uintOption(OPTIONS.MAX_AGE, dice.below(100)),
    () => uintOption(OPTIONS.NO_RESPONSE, dice.below(256)),
  ];
  return {
    type,
    code,
    messageId: heard !== undefined && dice.below(2) === 0 ? heard.messageId : dice.below(400),
    token: isEmpty ? new Uint8Array(0) : heard !== undefined && dice.below(2) === 0 ? heard.token : dice.bytes(2),
    options: isEmpty
      ? []
      : Array.from({ length: dice.below(4) }, () => (choices[dice.below(choices.length)] ?? choices[0])?.()).filter(
          (option) => option !== undefined,
        ),
    payload: isEmpty
      ? new Uint8Array(0)
      : dice.one([dice.bytes(0), dice.bytes(40), new Uint8Array(16), new Uint8Array(32)]),
  };
}

function damage(dice: Dice, datagram: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(datagram);
  for (let i = dice.below(3); i > 0; i--) bytes[dice.below(bytes.length)] = dice.below(256);
  return dice.below(4) === 0 ? bytes.subarray(0, dice.below(bytes.length + 1)) : bytes;
}

function checkLoad(load: EndpointLoad): void {
  assert.ok(load.duplicates <= LIMITS.maxDuplicates);
  assert.ok(load.transmissions <= LIMITS.maxTransmissions);
  assert.ok(load.exchanges <= LIMITS.maxExchanges);
  assert.ok(load.requests <= LIMITS.maxRequests);
  assert.ok(load.observers <= LIMITS.maxObservers);
  assert.ok(load.transfers <= 2 * LIMITS.maxTransfers);
}

it(`${RUNS} datagrams from strangers do not throw, and leave nothing behind`, async () => {
  const time = new VirtualTime();
  const dice = new Dice(seededRandom(`fuzz ${SEED}`));
  const observers = new ObserverSet();
  let sent = 0;
  const endpoint: CoapEndpoint = new CoapEndpoint(
    {
      handler: (request) => {
        if (dice.below(4) === 0) observers.accept(request);
        if (dice.below(50) === 0) throw new RangeError('a handler that fails');
        const response = respond(CODES.CONTENT, new Uint8Array(dice.below(200)));
        if (dice.below(3) > 0) return dice.below(20) === 0 ? undefined : response;
        return new Promise((resolve) => time.after(dice.below(2000), () => resolve(response)));
      },
      dropped: (error) => assert.ok(isSallyportError(error)),
      failed: (error) => assert.ok(error instanceof RangeError || isSallyportError(error, 'E_COAP_BUSY')),
      limits: LIMITS,
    },
    {
      clock: time,
      timer: time,
      random: seededRandom(`endpoint ${SEED}`),
      transmit: (datagram) => {
        sent++;
        assert.ok(datagram.length >= 4 && datagram.length < 400);
        outgoing.push(datagram);
        if (outgoing.length > 50) outgoing.shift();
      },
    },
  );
  const outgoing: Uint8Array[] = [];
  const known: CoapMessage[] = [];
  const settled: Promise<unknown>[] = [];
  const ignore = (): void => undefined;
  for (let run = 0; run < RUNS; run++) {
    const peer = PEERS[dice.below(PEERS.length)] ?? 'a';
    if (run % 50 === 0) {
      const request = { method: 'POST', path: 'x', payload: new Uint8Array(dice.below(100)), timeout: 20_000 } as const;
      settled.push(
        endpoint.request(peer, request).then(ignore, (error) => assert.ok(isSallyportError(error), String(error))),
      );
      const watch = { method: 'GET', path: 'x', timeout: 20_000 } as const;
      settled.push(
        endpoint.observe(peer, watch, { changed: ignore }).then(
          (observation) => time.after(30_000, () => observation.cancel()),
          (error) => assert.ok(isSallyportError(error), String(error)),
        ),
      );
    }
    const back = outgoing[dice.below(Math.max(1, outgoing.length))];
    if (back !== undefined && dice.below(3) === 0) {
      // Answers what was sent: its ID and its token.
      const token = back.slice(4, 4 + ((back[0] ?? 0) & 15));
      known.push({ ...invent(dice, []), messageId: ((back[2] ?? 0) << 8) | (back[3] ?? 0), token });
      if (known.length > 50) known.shift();
    }
    const datagram = damage(dice, encodeMessage(invent(dice, known)));
    const before = sent;
    endpoint.receive(datagram, peer, { multicast: dice.below(10) === 0 });
    assert.ok(sent - before <= MAX_DATAGRAMS_FOR_ONE, `${sent - before} datagrams for one`);
    if (run % 10 === 0) await time.advance(dice.below(400));
    if (run % 997 === 0) observers.notify(respond(CODES.CONTENT, new Uint8Array(dice.below(100))));
    if (run % 4999 === 0) endpoint.forget(peer);
    if (run % 100 === 0) checkLoad(endpoint.load);
  }
  await time.advance(100_000);
  await Promise.all(settled);
  endpoint.close();
  assert.deepEqual(Object.values(endpoint.load), [0, 0, 0, 0, 0, 0]);
  await time.advance(10_000);
  assert.equal(time.waiting, 0);
});
