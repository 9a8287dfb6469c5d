import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, Secret, toHex } from '@sallyport/core';
import { Keyring } from '../../src/simulation/keyring.ts';
import { lab, row } from './support/lab.ts';

/** Thread 1.1.0 §7.1.4, test vectors 1 and 2, as OpenThread's tests/scripts/thread-cert/test_crypto.py has them (BSD-3-Clause). */
const NETWORK_KEY = Secret.of(fromHex('00112233445566778899aabbccddeeff'));

describe('a keyring', () => {
  it('has the keys of its sequence, which index names', () => {
    const ring = new Keyring(NETWORK_KEY);
    assert.equal(toHex(ring.macKey().export()), 'de89c53af382b421e0fde5a9bae3bef0');
    assert.equal(toHex(ring.mleKey(1).export()), '8f4cd1a27d95c07d12db8974bd615c13');
    assert.equal(ring.keyIndex, 1);
    assert.equal(ring.sequenceOf(1), 0);
    assert.equal(ring.sequenceOf(2), 1);
    assert.equal(ring.sequenceOf(3), undefined);
  });

  it('gives no counter twice, not after a restart either, and begins anew with newer keys', () => {
    const ring = new Keyring(NETWORK_KEY, 5);
    assert.deepEqual([ring.nextMacCounter(), ring.nextMacCounter(), ring.nextMleCounter()], [0, 1, 0]);
    ring.skipAhead();
    assert.ok(ring.nextMacCounter() > 1);
    ring.moveTo(4);
    assert.equal(ring.sequence, 5);
    ring.moveTo(6);
    assert.deepEqual([ring.sequence, ring.macCounter, ring.mleCounter], [6, 0, 0]);
  });

  it('knows the key it is of', () => {
    assert.equal(new Keyring(NETWORK_KEY).isOf(NETWORK_KEY), true);
    assert.equal(new Keyring(NETWORK_KEY).isOf(Secret.of(new Uint8Array(16))), false);
  });
});

describe('a mesh', () => {
  it('follows a member to newer keys, and goes on speaking', async () => {
    const here = lab('rotation');
    row(here, 3);
    const device = here.mesh.addDevice('lamp');
    here.mesh.links.link('lamp', 'r2');
    device.configure(here.mesh.dataset, 1);
    let isAttached = false;
    device.startAsChild().then(
      () => {
        isAttached = true;
      },
      () => undefined,
    );
    await here.time.until(() => isAttached, 20_000);
    await here.time.advance(70_000);
    for (const { name, datasets } of here.mesh.nodes) assert.equal(datasets.keySequence, 1, name);
    const heard: string[] = [];
    here.mesh.node('r0').udp.bind(4000, ({ to }) => heard.push(to));
    const to = { address: here.mesh.node('r0').endpointAddress, port: 4000 };
    device.udp.send({ from: 4000, to, payload: new Uint8Array(1), security: 'network-key' });
    await here.time.advance(1000);
    assert.deepEqual(heard, [here.mesh.node('r0').endpointAddress]);
    here.mesh.close();
  });
});
