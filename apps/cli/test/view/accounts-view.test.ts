import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changeRows, peopleRows, showLink, signInRows, tokenRows } from '../../src/view/accounts-view.ts';
import { testContext } from '../support/context.ts';

const AT = '2026-06-01T12:15:30.000Z';

describe('the people of the console, for people', () => {
  it('are shown with what they come in by', () => {
    const person = { id: 'a', name: 'Olga', role: 'owner' as const, madeAt: AT };
    const ways = [
      [{ hasPassword: false, passkeys: 0 }, 'a link alone'],
      [{ hasPassword: true, passkeys: 0 }, 'a password'],
      [{ hasPassword: false, passkeys: 1 }, 'a passkey'],
      [{ hasPassword: true, passkeys: 2 }, '2 passkeys, a password'],
    ] as const;
    for (const [has, signsInBy] of ways) {
      assert.deepEqual(peopleRows([{ ...person, ...has }]), [
        { name: 'Olga', role: 'owner', signsInBy, since: '2026-06-01', id: 'a' },
      ]);
    }
  });

  it('are none at first, and it is said what to do', () => {
    assert.match(String(peopleRows([])), /sallyport console link/);
  });

  it('get a link in a line of its own', () => {
    const { terminal, written } = testContext();
    showLink('https://house.example', { path: '/sign-in#x', expiresAt: AT }, terminal);
    assert.deepEqual(written, {
      out: 'https://house.example/sign-in#x\n',
      note: 'it is good once, until 2026-06-01T12:15Z\n',
    });
  });
});

describe('what is done by people, for people', () => {
  it('tells of a token whose it is, what it may and whether it was used', () => {
    const token = { id: 't', account: 'a', person: 'Olga', name: 'reports', scopes: ['read', 'lists.*'], madeAt: AT };
    const [row] = tokenRows([{ ...token, expiresAt: AT, usedAt: null, counts: true }]);
    assert.deepEqual(row, {
      ...{ name: 'reports', of: 'Olga', scopes: 'read lists.*', until: '2026-06-01', used: 'never' },
      ...{ counts: true, id: 't' },
    });
  });

  it('tells of a try that was refused why', () => {
    const tried = {
      way: 'password' as const,
      client: 'curl',
      address: '192.0.2.1',
      begunAt: AT,
      seenAt: AT,
      endsAt: AT,
    };
    const [row] = signInRows([
      { ...tried, id: null, account: null, name: null, isOpen: false, reason: 'refused', code: 'E_ACCOUNT_PASSWORD' },
    ]);
    assert.equal(row?.['who'], 'nobody');
    assert.equal(row?.['state'], 'E_ACCOUNT_PASSWORD');
  });

  it('tells of a change how it went, or that nobody knows', () => {
    const change = { account: 'a', name: 'Olga', way: 'session' as const, credential: 's', operation: 'lists.add' };
    const whole = { ...change, input: { list: 'models' }, at: AT };
    const rows = changeRows([
      { ...whole, endedAt: AT, code: null },
      { ...whole, endedAt: AT, code: 'E_X' },
      { ...whole, endedAt: null, code: null },
    ]);
    assert.deepEqual(
      rows.map(({ outcome }) => outcome),
      ['done', 'E_X', 'not ended'],
    );
    assert.equal(rows[0]?.['input'], '{"list":"models"}');
  });
});
