import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromHex, SECOND, toHex, VirtualTime } from '@sallyport/core';
import { EapPeer, type PeerOptions, type PeerReply, TYPES } from '../../src/index.ts';
import { md5Peer } from '../support/md5.ts';
import { packet, REQUEST } from '../support/raw.ts';

function newPeer(options: Partial<PeerOptions> = {}) {
  const time = new VirtualTime();
  const ended: string[] = [];
  const peer = new EapPeer(
    {
      identity: 'joe',
      methods: [md5Peer()],
      ended: (outcome) => ended.push(outcome.outcome === 'success' ? 'success' : outcome.error.code),
      ...options,
    },
    { timer: time },
  );
  return { peer, time, ended };
}

const responseOf = ({ response }: PeerReply) => (response === undefined ? undefined : toHex(response));
const challenge = (identifier: number) => packet(REQUEST, identifier, Uint8Array.of(4, 1, 7));
const success = (identifier: number) => Uint8Array.of(3, identifier, 0, 4);
const failure = (identifier: number) => Uint8Array.of(4, identifier, 0, 4);

describe('a peer', () => {
  it('tells its identity', async () => {
    assert.equal(responseOf(await newPeer().peer.receive(fromHex('0107000501'))), '02070008016a6f65');
  });
  it('answers a Request that comes again with the same Response', async () => {
    const { peer } = newPeer();
    const first = await peer.receive(challenge(3));
    assert.deepEqual(await peer.receive(challenge(3)), first);
  });
  it('shows a notification, and acknowledges it', async () => {
    const texts: string[] = [];
    const { peer } = newPeer({ notified: (text) => texts.push(text) });
    assert.equal(
      responseOf(await peer.receive(packet(REQUEST, 1, Uint8Array.of(2), Buffer.from('hello')))),
      '0201000502',
    );
    assert.equal(responseOf(await peer.receive(packet(REQUEST, 2, fromHex('02ff')))), '0202000502');
    assert.deepEqual(texts, ['hello', '']);
  });
  it('asks for its own method by a Nak, and then runs it', async () => {
    const { peer } = newPeer();
    assert.equal(responseOf(await peer.receive(packet(REQUEST, 1, Uint8Array.of(13, 0x20)))), '020100060304');
    assert.equal((await peer.receive(challenge(2))).response?.[4], TYPES.md5Challenge.type);
  });
  it('takes a Success after its method', async () => {
    const { peer, ended, time } = newPeer();
    await peer.receive(challenge(1));
    assert.equal((await peer.receive(success(1))).outcome?.outcome, 'success');
    assert.deepEqual(ended, ['success']);
    assert.equal(time.waiting, 0);
  });
  it('passes over a Success before its method', async () => {
    const { peer } = newPeer();
    await peer.receive(fromHex('0107000501'));
    assert.equal((await peer.receive(success(7))).ignored?.code, 'E_EAP_SUCCESS_EARLY');
    assert.equal(peer.outcome, undefined);
  });
  it('passes over a Success at the very beginning', async () => {
    assert.equal((await newPeer().peer.receive(success(7))).ignored?.code, 'E_EAP_IDENTIFIER');
  });
  it('passes over a Success to another Response', async () => {
    const { peer } = newPeer();
    await peer.receive(challenge(1));
    assert.equal((await peer.receive(success(2))).ignored?.code, 'E_EAP_IDENTIFIER');
  });
  it('takes a Failure', async () => {
    const { peer, ended } = newPeer();
    await peer.receive(challenge(1));
    const { outcome } = await peer.receive(failure(1));
    assert.equal(outcome?.outcome === 'failure' && outcome.error.code, 'E_EAP_FAILURE');
    assert.deepEqual(ended, ['E_EAP_FAILURE']);
  });
  it('passes over a Response, a Nak as Request, and what is no packet', async () => {
    const { peer } = newPeer();
    assert.equal((await peer.receive(fromHex('0207000501'))).ignored?.code, 'E_EAP_UNEXPECTED_CODE');
    assert.equal((await peer.receive(packet(REQUEST, 1, Uint8Array.of(3, 4)))).ignored?.code, 'E_EAP_TYPE_UNEXPECTED');
    assert.equal((await peer.receive(fromHex('01'))).ignored?.code, 'E_EAP_HEADER');
  });
  it('passes over another method, and the question for its identity, in the midst of a method', async () => {
    const { peer } = newPeer();
    await peer.receive(challenge(1));
    assert.equal((await peer.receive(packet(REQUEST, 2, Uint8Array.of(13, 0)))).ignored?.code, 'E_EAP_TYPE_UNEXPECTED');
    assert.equal((await peer.receive(packet(REQUEST, 3, Uint8Array.of(1)))).ignored?.code, 'E_EAP_TYPE_UNEXPECTED');
  });
  it('passes over Requests while it is working', async () => {
    const { peer } = newPeer();
    const [, second] = await Promise.all([peer.receive(challenge(1)), peer.receive(challenge(2))]);
    assert.equal(second.ignored?.code, 'E_EAP_BUSY');
  });
  it('gives up after the limit of Requests', async () => {
    const { peer } = newPeer({ maxRounds: 2 });
    await peer.receive(fromHex('0101000501'));
    await peer.receive(fromHex('0102000501'));
    const { outcome } = await peer.receive(fromHex('0103000501'));
    assert.equal(outcome?.outcome === 'failure' && outcome.error.code, 'E_EAP_ROUNDS');
  });
  it('gives up when the server is silent, counted from its last Request', async () => {
    const { peer, time, ended } = newPeer({ timeout: 10 * SECOND });
    await time.advance(9 * SECOND);
    await peer.receive(challenge(1));
    await time.advance(9 * SECOND);
    assert.deepEqual(ended, []);
    await time.advance(SECOND);
    assert.deepEqual(ended, ['E_EAP_TIMEOUT']);
    assert.equal((await peer.receive(success(1))).ignored?.code, 'E_EAP_OVER');
  });
  it('fails when a method throws what is no typed error', async () => {
    const broken = {
      ...md5Peer(),
      open: () => ({
        async receive() {
          throw new TypeError('a bug');
        },
        close() {},
      }),
    };
    const { peer } = newPeer({ methods: [broken] });
    const { outcome } = await peer.receive(challenge(1));
    assert.equal(outcome?.outcome === 'failure' && outcome.error.code, 'E_EAP_METHOD_FAILED');
  });
});
