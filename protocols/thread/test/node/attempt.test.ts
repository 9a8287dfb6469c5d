import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, seededRandom, VirtualTime } from '@sallyport/core';
import { DtlsClient } from '@sallyport/dtls';
import { attemptOf, clientRandomOf } from '../../src/node/attempt.ts';

/** The first datagram of a joiner. */
function clientHello(seed: string, mtu = 512): Uint8Array {
  const time = new VirtualTime();
  const sent: Uint8Array[] = [];
  const client = new DtlsClient(
    { credentials: { type: 'ecjpake', password: Secret.of('J01NME42') }, limits: { mtu } },
    { clock: time, timer: time, random: seededRandom(seed), transmit: (datagram) => sent.push(datagram) },
  );
  client.connect({}).catch(() => undefined);
  const [first] = sent;
  assert.ok(first !== undefined);
  return first;
}

const IID = fromHex('0011223344556677');

describe('the name of a joiner’s attempt', () => {
  it('is its Joiner ID and what its ClientHello has of its own', () => {
    const random = clientRandomOf(clientHello('one'));
    assert.equal(random?.length, 32);
    assert.match(attemptOf(IID, random), /^0211223344556677-[0-9a-f]{8}$/);
  });

  it('is another one with every attempt', () => {
    assert.notEqual(
      attemptOf(IID, clientRandomOf(clientHello('one'))),
      attemptOf(IID, clientRandomOf(clientHello('two'))),
    );
  });

  it('is found in a ClientHello that comes in pieces', () => {
    assert.deepEqual(clientRandomOf(clientHello('one', 200)), clientRandomOf(clientHello('one')));
  });

  it('is the Joiner ID alone before that is known', () => {
    assert.equal(attemptOf(IID, undefined), '0211223344556677');
  });

  it('is not read from anything else', () => {
    const hello = clientHello('one');
    const change = (at: number, value: number) => Uint8Array.from(hello, (byte, i) => (i === at ? value : byte));
    for (const datagram of [new Uint8Array(0), hello.subarray(0, 58), change(0, 23), change(13, 2), change(21, 1)]) {
      assert.equal(clientRandomOf(datagram), undefined);
    }
  });
});
