import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError } from '@sallyport/core';
import { ACCT_STATUS_TYPES, ATTRIBUTES, ERROR_CAUSES, NAS_PORT_TYPES } from '@sallyport/radius';
import { ANSWER, FAILURE, MSK, Radius, SUCCESS, station } from './support/radius.ts';

const ADDRESS = '02-00-00-00-00-01';
const { START, STOP } = ACCT_STATUS_TYPES;

describe('an access point', () => {
  it('carries EAP both ways until RADIUS accepts, and opens its door', async () => {
    await using radius = await Radius.start();
    const lamp = station();
    const { association, verdict } = await radius.point.connect(ADDRESS, lamp);
    assert.deepEqual([verdict.isOpen, verdict.vlan, association.isOpen], [true, '20', true]);
    assert.deepEqual(verdict.key?.expose(), MSK.subarray(0, 32));
    assert.deepEqual(lamp.told.at(-1), SUCCESS);
    assert.deepEqual(radius.requests[1]?.eapMessage, ANSWER);
  });

  it('says of itself and of the station what RFC 3580 asks for', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const attributes = radius.requests[0]?.attributes ?? [];
    assert.deepEqual(
      [
        ATTRIBUTES['NAS-Identifier'].first(attributes),
        ATTRIBUTES['Calling-Station-Id'].first(attributes),
        ATTRIBUTES['Called-Station-Id'].first(attributes)?.split(':').at(-1),
        ATTRIBUTES['NAS-Port-Type'].first(attributes),
        ATTRIBUTES['Acct-Session-Id'].first(attributes),
      ],
      ['hall-3', ADDRESS, 'home', NAS_PORT_TYPES.WIRELESS_802_11, association.accountingSession],
    );
  });

  it('keeps a station out that RADIUS rejects, and tells it and no accounting', async () => {
    await using radius = await Radius.start();
    const stranger = station(Uint8Array.of(2, 2, 0, 6, 4, 0));
    const { association, verdict } = await radius.point.connect(ADDRESS, stranger);
    assert.deepEqual([verdict.isOpen, association.isOpen, radius.accounts], [false, false, []]);
    assert.deepEqual(stranger.told.at(-1), FAILURE);
  });

  it('gives up on a station that falls silent, with the door shut', async () => {
    await using radius = await Radius.start();
    const silent = { receive: async () => ({}) };
    await assert.rejects(radius.point.connect(ADDRESS, silent), has('E_ACCESS_POINT_STATION'));
    assert.deepEqual(radius.accounts, []);
  });

  it('gives up on a server that answers without EAP', async () => {
    await using radius = await Radius.start();
    radius.answer = () => ({ decision: 'accept' });
    await assert.rejects(radius.point.connect(ADDRESS, station()), has('E_ACCESS_POINT_EAP'));
    assert.deepEqual(radius.accounts, []);
  });

  it('gives up on a conversation without end', async () => {
    await using radius = await Radius.start();
    const eapMessage = Uint8Array.of(1, 2, 0, 6, 4, 0);
    radius.answer = () => ({ decision: 'challenge', eapMessage, state: Uint8Array.of(1) });
    await assert.rejects(radius.point.connect(ADDRESS, station()), has('E_ACCESS_POINT_ROUNDS'));
  });

  it('tells accounting of the open door and of the shut one, by one name', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    await association.shut('left');
    const session = association.accountingSession;
    assert.deepEqual(radius.accounts, [
      { status: START, session },
      { status: STOP, session },
    ]);
    assert.equal(await association.ended, 'left');
  });

  it('lets a station that comes again in anew, with its first association over', async () => {
    await using radius = await Radius.start();
    const first = await radius.point.connect(ADDRESS, station());
    const second = await radius.point.connect(ADDRESS, station());
    assert.deepEqual([first.association.isOpen, second.association.isOpen], [false, true]);
    assert.equal(await first.association.ended, 'left');
  });
});

describe('an access point that is told to put a station out', () => {
  it('shuts the door of the session meant, and of no other', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const other = await radius.point.connect('02-00-00-00-00-02', station());
    const answer = await radius.order(ATTRIBUTES['Acct-Session-Id'].of(association.accountingSession));
    assert.deepEqual([answer.isDone, association.isOpen, other.association.isOpen], [true, false, true]);
    assert.equal(await association.ended, 'put-out');
  });

  it('finds a station by its address', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const answer = await radius.order(ATTRIBUTES['Calling-Station-Id'].of(ADDRESS));
    assert.deepEqual([answer.isDone, association.isOpen], [true, false]);
  });

  it('does nothing when address and session do not belong together', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const { isDone, errorCause } = await radius.order([
      ...ATTRIBUTES['Acct-Session-Id'].of('another'),
      ...ATTRIBUTES['Calling-Station-Id'].of(ADDRESS),
    ]);
    assert.deepEqual([isDone, errorCause, association.isOpen], [false, ERROR_CAUSES.SESSION_CONTEXT_NOT_FOUND, true]);
  });

  it('refuses an order for another access point', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const session = ATTRIBUTES['Acct-Session-Id'].of(association.accountingSession);
    const { isDone, errorCause } = await radius.order(session, 'disconnect', 'hall-4');
    assert.deepEqual([isDone, errorCause], [false, ERROR_CAUSES.NAS_IDENTIFICATION_MISMATCH]);
    assert.equal(association.isOpen, true);
  });

  it('says that it does not do changes of authorization', async () => {
    await using radius = await Radius.start();
    const { association } = await radius.point.connect(ADDRESS, station());
    const session = ATTRIBUTES['Acct-Session-Id'].of(association.accountingSession);
    const { isDone, errorCause } = await radius.order(session, 'change');
    assert.deepEqual([isDone, errorCause], [false, ERROR_CAUSES.UNSUPPORTED_SERVICE]);
    assert.equal(association.isOpen, true);
  });
});

function has(code: string): (thrown: unknown) => boolean {
  return (thrown) => isSallyportError(thrown) && thrown.code === code;
}
