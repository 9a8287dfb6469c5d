import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RIGHTS } from '@sallyport/assurance-claims';
import { peopleForPeople } from '../../src/view/people-view.ts';
import { addressesForPeople, feedsForPeople, importForPeople, takenForPeople } from '../../src/view/posture-view.ts';

const identity = { weight: 1, rights: [], isPerson: true, speaksAsManufacturer: false };
const IDENTITIES = [
  { ...identity, id: 'did:key:z6Mkowner', rights: [...RIGHTS] },
  { ...identity, id: 'mailto:bob@example.com', weight: 0.5, rights: ['query'] },
  { ...identity, id: 'mailto:nobody@example.com', weight: 0, isPerson: false },
];

describe('people, for people', () => {
  const names = new Map([['did:key:z6Mkowner', 'the owner']]);

  it('are those whose word counts, and what for', () => {
    assert.deepEqual(peopleForPeople({ identities: IDENTITIES }, names, false), [
      { who: 'the owner', believed: '100 %', speaks: 'as a person', may: 'everything' },
      { who: 'bob@example.com', believed: '50 %', speaks: 'as a person', may: 'query' },
    ]);
  });

  it('are all of them where that was asked for, and say how to go on', () => {
    const shown = JSON.stringify(peopleForPeople({ identities: IDENTITIES, next: 3 }, names, true));
    assert.match(shown, /nobody@example\.com","believed":"0 %","speaks":"no","may":null/);
    assert.match(shown, /"more":"--from 3"/);
    assert.equal(peopleForPeople({ identities: [] }, names, true), 'nobody');
  });
});

describe('feeds, lists and flows, for people', () => {
  it('count what was done, and name what was passed over', () => {
    const records = { read: 2, added: 1, updated: 0, unchanged: 1, withdrawn: 0, removed: 0, refused: 0 };
    assert.deepEqual(importForPeople({ kind: 'osv', records, passedOver: { Android: 7 } }), {
      ...{ kind: 'osv', read: 2, added: 1, unchanged: 1, notMatchedHere: 'Android (7)' },
    });
  });

  it('say what to do where nothing was imported', () => {
    assert.deepEqual(feedsForPeople({ feeds: null, databots: [] }), {
      feeds: 'none: `sallyport feeds import` takes one in',
      databots: [],
    });
  });

  it('say which lines were not taken, and why', () => {
    const refusedLines = [{ line: 3, code: 'E_X', message: 'no address' }];
    assert.deepEqual(takenForPeople({ accepted: 1, refused: 1, refusedLines }), {
      ...{ accepted: 1, refused: 1, refusedLines: [{ line: 3, why: 'no address' }] },
    });
    assert.deepEqual(takenForPeople({ accepted: 1, refused: 0, refusedLines: [] }), { accepted: 1, refused: 0 });
  });

  it('name devices by their serial numbers', () => {
    const addresses = [{ address: '192.0.2.7', device: 'aa/LAMP-1' }];
    assert.deepEqual(addressesForPeople({ addresses }), [{ address: '192.0.2.7', device: 'LAMP-1' }]);
  });
});
