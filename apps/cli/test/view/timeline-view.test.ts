import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timelineForPeople } from '../../src/view/timeline-view.ts';

const MOMENT = { position: 7, at: 0, kind: 'met', facts: {}, claim: null } as const;

describe('the timeline of a device, for people', () => {
  it('says in words what happened, and only facts that tell people something', () => {
    const facts = { network: 'our-wifi', reason: null, session: 'f00d', notAfter: 0 };
    assert.deepEqual(timelineForPeople({ moments: [{ ...MOMENT, kind: 'admitted', facts }] }, new Map()), [
      {
        at: '1970-01-01T00:00:00Z',
        what: 'let onto a network',
        facts: 'network our-wifi, not after 1970-01-01T00:00:00Z',
      },
    ]);
  });

  it('calls those by their names who are named by keys', () => {
    const owner = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH';
    const moments = [{ ...MOMENT, kind: 'claimed', facts: { type: 'Trust', issuer: owner } } as const];
    assert.match(
      JSON.stringify(timelineForPeople({ moments }, new Map([[owner, 'the owner']]))),
      /"Trust, issuer the owner"/,
    );
  });

  it('says how to go on when there is more', () => {
    assert.match(JSON.stringify(timelineForPeople({ moments: [MOMENT], next: 7 }, new Map())), /"more":"--before 7"/);
  });

  it('says so when there is nothing', () => {
    assert.equal(timelineForPeople({ moments: [] }, new Map()), 'nothing');
  });
});
