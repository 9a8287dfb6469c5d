import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedForPeople, refusalsForPeople, waitingForPeople } from '../../src/view/door-view.ts';

const NAMES = new Map<string, string>();

describe('a device that was put out, for people', () => {
  const changed = {
    device: 'maker/LAMP-1',
    claim: null,
    isRefusalLifted: false,
    isListed: false,
    revoked: [],
    sessions: 0,
    decision: 'deny',
    reason: 'the owner refused it',
  } as const;

  it('is told of by what is decided now', () => {
    assert.deepEqual(changedForPeople('LAMP-1', { ...changed, revoked: [...changed.revoked] }, NAMES), {
      now: 'LAMP-1 is denied: the owner refused it',
    });
  });

  it('is told of with its certificates, and with sessions that have not ended yet', () => {
    const text = JSON.stringify(changedForPeople('LAMP-1', { ...changed, revoked: ['01ab'], sessions: 2 }, NAMES));
    assert.match(text, /"revoked":\["01ab"\],"sessions":"2, which end as networks acknowledge it"/);
  });

  it('is told of without a reason where none is known', () => {
    const unknown = { ...changed, revoked: [], decision: 'unknown', reason: '' } as const;
    assert.match(JSON.stringify(changedForPeople('LAMP-1', unknown, NAMES)), /LAMP-1 was never met[^:]*"\}$/);
  });
});

describe('what waits, for people', () => {
  it('is told in groups, with what helps as it is typed', () => {
    const remedies = [
      { operation: 'devices.trust', input: { manufacturer: 'maker', serialNumber: 'LAMP-1' } },
      { operation: 'devices.set-type', input: {} },
    ];
    const who = { name: 'LAMP-1', reason: 'nobody trusts it', code: null, hint: null, since: 0, remedies };
    const waiting = [{ ...who, device: null }];
    assert.deepEqual(waitingForPeople({ total: 9, groups: [{ kind: 'denied', total: 9, waiting }] }, NAMES), {
      'denied, and a person can change that: 1 of 9': [
        {
          who: 'LAMP-1',
          maker: null,
          since: '1970-01-01T00:00:00Z',
          why: 'nobody trusts it',
          whatHelps: 'registrar onboard maker/LAMP-1, or claim type',
        },
      ],
    });
  });

  it('is nothing, where nothing waits', () => {
    assert.equal(waitingForPeople({ total: 0, groups: [] }, NAMES), 'nothing waits for a person');
  });
});

describe('refusals, for people', () => {
  const refused = {
    client: 'hall',
    station: '02-00-00-00-00-01',
    network: null,
    from: null,
    reason: 'no',
    code: 'E_X',
  };
  const times = { count: 3, firstAt: 0, lastAt: 0 };

  it('tell who was refused where and why, lately and in the log', () => {
    const recent = [{ ...refused, device: null, identity: null, protocol: 'radius', step: 'E.2', ...times }];
    const device = { manufacturer: 'maker', serialNumber: 'LAMP-1' };
    const proved = { device, identity: 'authenticated', protocol: 'radius', step: 'E.2', decision: 'deny' } as const;
    const written = [{ ...refused, ...proved, ...times, position: 4, at: 0 }];
    const at = '1970-01-01T00:00:00Z';
    assert.deepEqual(refusalsForPeople({ since: 0, recent, written, next: 4 }, NAMES), {
      [`since ${at}`]: [{ at, who: '02-00-00-00-00-01', where: 'hall', why: 'no (E_X)', step: 'E.2', times: 3 }],
      'in the log': [{ at, who: 'LAMP-1', where: 'hall', why: 'no (E_X)', step: 'E.2', times: 3 }],
      more: '--cursor 4',
    });
  });

  it('say where nothing proves who it was, where it came from, and that it was put off', () => {
    const device = { manufacturer: 'unknown', serialNumber: 'LAMP-1' };
    const said = { device, identity: 'claimed', protocol: 'brski', step: 'C.3', decision: 'defer' } as const;
    const where = { client: null, station: null, from: '192.0.2.1' };
    const written = [{ ...refused, ...said, ...where, ...times, position: 4, at: 0 }];
    assert.deepEqual(refusalsForPeople({ since: 0, recent: [], written }, NAMES), {
      'in the log': [
        {
          at: '1970-01-01T00:00:00Z',
          who: 'LAMP-1, as it says: nothing proves it',
          where: '192.0.2.1',
          why: 'no (E_X)',
          step: 'C.3',
          times: 3,
          decision: 'put off',
        },
      ],
    });
  });

  it('are none, where nobody was refused', () => {
    assert.match(String(refusalsForPeople({ since: 0, recent: [], written: [] }, NAMES)), /^nobody was refused/);
  });
});
