import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MINUTE, SECOND, Secret } from '@sallyport/core';
import { withCode } from '@sallyport/testing';
import type { CommissionerEvent } from '../../src/commissioner/events.ts';
import { TMF_URIS } from '../../src/tmf/uris.ts';
import { Network } from '../support/network.ts';
import { requestsOf } from '../support/spy.ts';

const WRONG_PSKC = Secret.of(new Uint8Array(16).fill(1));

function lostCode(events: readonly CommissionerEvent[]): string | undefined {
  const lost = events.find((event) => event.type === 'lost');
  return lost?.type === 'lost' ? lost.error.code : undefined;
}

describe('an external Commissioner petitions through a Border Agent', () => {
  it('becomes the Commissioner', async () => {
    const network = new Network();
    const { commissioner, events } = network.candidate('phone');
    await network.run(commissioner.connect());
    const sessionId = await network.run(commissioner.petition());
    assert.equal(commissioner.state, 'active');
    assert.equal(commissioner.sessionId, sessionId);
    assert.equal(network.leader.commissioner?.sessionId, sessionId);
    assert.equal(network.leader.commissioner?.commissionerId, 'phone');
    assert.equal(network.border.commissioner, 'phone');
    assert.deepEqual(
      events.map((event) => (event.type === 'state' ? event.state : event.type)),
      ['connecting', 'connected', 'petitioning', 'active'],
    );
  });

  it('is not let in with a wrong PSKc', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('thief', { pskc: WRONG_PSKC });
    await assert.rejects(network.run(commissioner.connect()), withCode('E_DTLS_ALERT'));
    assert.equal(commissioner.state, 'disabled');
    assert.equal(network.border.sessions, 0);
    assert.equal(network.borderEvents.at(-1)?.type, 'candidate-failed');
  });

  it('is not answered by a network without a PSKc', async () => {
    const network = new Network();
    network.pskc = undefined;
    const { commissioner } = network.candidate('phone');
    await assert.rejects(network.run(commissioner.connect()), withCode('E_DTLS_TIMEOUT'));
  });

  it('gives up when no Border Agent is there', async () => {
    const network = new Network();
    network.isCutOff = true;
    const { commissioner } = network.candidate('phone');
    await assert.rejects(network.run(commissioner.connect()), withCode('E_DTLS_TIMEOUT'));
  });

  it('is refused while another is the Commissioner, and told which', async () => {
    const network = new Network();
    await network.commissioner('phone');
    const { commissioner } = network.candidate('tablet');
    await network.run(commissioner.connect());
    await assert.rejects(network.run(commissioner.petition()), (error) => {
      withCode('E_THREAD_PETITION_REJECTED')(error);
      assert.match(String(error), /"phone"/);
      return true;
    });
    assert.equal(commissioner.state, 'connected');
    assert.equal(network.border.commissioner, 'phone');
  });

  it('takes over from itself after it had to start anew', async () => {
    const network = new Network();
    const before = await network.commissioner('phone');
    const after = await network.commissioner('phone', { peer: 'phone, second start' });
    assert.equal(network.leader.commissioner?.sessionId, after.commissioner.sessionId);
    await network.time.advance(30 * SECOND);
    assert.equal(lostCode(before.events), 'E_THREAD_RESPONSE');
    assert.equal(before.commissioner.state, 'disabled');
    assert.equal(after.commissioner.state, 'active');
  });

  it('asks again when the Leader does not answer at first', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await network.run(commissioner.connect());
    let lost = 0;
    network.hub.lose = ({ to }) => to.address.endsWith('fc00') && ++lost <= 3;
    await network.run(commissioner.petition());
    assert.equal(lost, 4);
    assert.equal(commissioner.state, 'active');
  });

  it('hears that the Leader cannot be reached', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await network.run(commissioner.connect());
    network.hub.lose = ({ to }) => to.address.endsWith('fc00');
    await assert.rejects(network.run(commissioner.petition(), 10 * MINUTE), withCode('E_THREAD_RESPONSE'));
    assert.equal(commissioner.state, 'connected');
  });

  it('does nothing in the wrong state', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await assert.rejects(commissioner.petition(), withCode('E_THREAD_STATE'));
    await assert.rejects(commissioner.enableJoiner({ by: 'any' }, Secret.of('J01NME42')), withCode('E_THREAD_STATE'));
    await network.run(commissioner.connect());
    await assert.rejects(commissioner.connect(), withCode('E_THREAD_STATE'));
    await network.run(commissioner.petition());
    await assert.rejects(commissioner.petition(), withCode('E_THREAD_STATE'));
  });

  it('gives back a role that comes after it was closed', async () => {
    const network = new Network();
    const { commissioner } = network.candidate('phone');
    await network.run(commissioner.connect());
    const petition = commissioner.petition();
    commissioner.close();
    await assert.rejects(network.run(petition), withCode('E_COAP_CLOSED'));
    assert.equal(commissioner.state, 'disabled');
  });
});

describe('a Commissioner that stays', () => {
  it('keeps its session alive for an hour', async () => {
    const network = new Network();
    const { commissioner, events } = await network.commissioner();
    await network.time.advance(60 * MINUTE);
    assert.equal(commissioner.state, 'active');
    assert.equal(network.leader.commissioner?.sessionId, commissioner.sessionId);
    assert.ok(events.filter(({ type }) => type === 'kept-alive').length > 100);
  });

  it('is forgotten when it falls silent, and another may petition', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone');
    network.isCutOff = true;
    await network.time.advance(80 * SECOND);
    assert.equal(commissioner.state, 'disabled');
    assert.deepEqual(network.leaderEvents.at(-1), { type: 'commissioner-gone', reason: 'silent' });
    assert.equal(network.border.commissioner, undefined);
    network.isCutOff = false;
    await network.commissioner('tablet');
    assert.equal(network.leader.commissioner?.commissionerId, 'tablet');
  });

  it('notices a Border Agent that does not answer before the Leader forgets it', async () => {
    const network = new Network();
    const { events } = await network.commissioner();
    network.isCutOff = true;
    await network.time.advance(46 * SECOND);
    assert.equal(lostCode(events), 'E_THREAD_COMMISSIONER_LOST');
  });

  it('hears that the Border Agent closed the session', async () => {
    const network = new Network();
    const { commissioner, events } = await network.commissioner();
    network.border.close();
    await network.time.advance(SECOND);
    assert.equal(commissioner.state, 'disabled');
    assert.equal(lostCode(events), 'E_THREAD_CLOSED');
  });

  it('loses the role with a Leader that restarts, and can petition anew', async () => {
    const network = new Network();
    const { events } = await network.commissioner('phone');
    const name = network.dataset.values.networkName;
    network.restartLeader();
    await network.time.advance(30 * SECOND);
    assert.equal(lostCode(events), 'E_THREAD_COMMISSIONER_LOST');
    assert.equal(network.dataset.values.networkName, name);
    await network.commissioner('phone', { peer: 'phone, again' });
    assert.equal(network.leader.commissioner?.commissionerId, 'phone');
  });

  it('resigns in good order', async () => {
    const network = new Network();
    const { commissioner, events } = await network.commissioner('phone');
    await network.run(commissioner.resign());
    assert.equal(commissioner.state, 'disabled');
    assert.equal(lostCode(events), undefined);
    assert.deepEqual(network.leaderEvents.at(-1), { type: 'commissioner-gone', reason: 'resigned' });
    await network.time.advance(SECOND);
    assert.equal(network.border.sessions, 0);
    await network.commissioner('tablet');
  });

  it('resigns even when nobody hears it', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone');
    network.isCutOff = true;
    await network.run(commissioner.resign());
    assert.equal(commissioner.state, 'disabled');
  });

  it('connects again after it was lost', async () => {
    const network = new Network();
    const { commissioner } = await network.commissioner('phone');
    network.isCutOff = true;
    await network.time.advance(2 * MINUTE);
    network.isCutOff = false;
    await network.run(commissioner.connect());
    await network.run(commissioner.petition());
    assert.equal(commissioner.state, 'active');
  });

  it('sends its Commissioner ID to the Leader from the Border Agent’s own locator', async () => {
    const network = new Network();
    await network.commissioner('phone');
    const [petition] = requestsOf(network.hub, TMF_URIS.LEAD_PET);
    assert.equal(petition?.datagram.fromAddress, 'fd00:db8::ff:fe00:2000');
    assert.equal(petition?.message.type, 'CON');
  });
});
