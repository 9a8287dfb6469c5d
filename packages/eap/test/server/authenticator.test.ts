import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SECOND, seededRandom, VirtualTime } from '@sallyport/core';
import { type AuthenticatorOutcome, EapAuthenticator, EapPeer } from '../../src/index.ts';
import { md5Peer, md5Server } from '../support/md5.ts';
import { identityResponse } from '../support/raw.ts';

function authenticator(transmit: (eap: Uint8Array) => void = () => {}) {
  const time = new VirtualTime();
  const sent: { readonly at: number; readonly eap: Uint8Array }[] = [];
  const outcomes: AuthenticatorOutcome<string>[] = [];
  const ignored: string[] = [];
  const made = new EapAuthenticator<string>(
    {
      methods: [md5Server()],
      session: 's',
      origin: 'o',
      ended: (outcome) => outcomes.push(outcome),
      ignored: ({ error }) => ignored.push(error.code),
    },
    {
      timer: time,
      random: seededRandom('authenticator'),
      transmit(eap) {
        sent.push({ at: time.monotonic() / SECOND, eap });
        transmit(eap);
      },
    },
  );
  return { made, time, sent, outcomes, ignored };
}

describe('a stand-alone authenticator', () => {
  it('carries an authentication to its end', async () => {
    const peer = new EapPeer({ identity: 'joe', methods: [md5Peer()] }, { timer: new VirtualTime() });
    const { made, time, sent, outcomes } = authenticator(async (eap) => {
      const { response } = await peer.receive(eap);
      if (response !== undefined) await made.receive(response);
    });
    made.start();
    await time.until(() => outcomes.length > 0, SECOND);
    assert.equal(outcomes[0]?.step, 'success');
    assert.equal(sent.length, 3);
    assert.equal(time.waiting, 0);
    await time.advance(0);
    assert.equal(peer.outcome?.outcome, 'success');
  });
  it('sends a Request again at growing intervals, then gives up', async () => {
    const { made, time, sent, outcomes } = authenticator();
    made.start();
    await time.advance(200 * SECOND);
    assert.deepEqual(
      sent.map(({ at }) => at),
      [0, 3, 9, 21, 41, 61, 81],
    );
    assert.ok(sent.slice(0, 6).every(({ eap }) => eap === sent[0]?.eap));
    assert.ok(outcomes[0]?.step === 'failure');
    assert.equal(outcomes[0].error.code, 'E_EAP_TIMEOUT');
    assert.deepEqual([...(sent[6]?.eap ?? [])], [4, sent[0]?.eap[1], 0, 4]);
    assert.equal(outcomes.length, 1);
  });
  it('passes over what is no Response, and goes on waiting', async () => {
    const { made, time, ignored, sent } = authenticator();
    made.start();
    await made.receive(Uint8Array.of(0));
    await made.receive(identityResponse(0x100));
    assert.equal(ignored[0], 'E_EAP_HEADER');
    assert.equal(ignored.length, 2);
    await time.advance(3 * SECOND);
    assert.equal(sent.length, 2);
  });
  it('is silent once closed', async () => {
    const { made, time, sent, outcomes } = authenticator();
    made.start();
    made.close();
    await time.advance(100 * SECOND);
    assert.equal(sent.length, 1);
    assert.equal(outcomes.length, 0);
  });
});
