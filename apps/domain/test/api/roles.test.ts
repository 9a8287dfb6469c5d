/** Who may do what: the whole table, written out, and tried over HTTP for each role and for tokens. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { isJsonObject, parseJson, utf8 } from '@sallyport/core';
import { ROLES, type Role } from '../../src/api/roles.ts';
import type { Domain } from '../../src/index.ts';
import { DOMAIN_OPERATIONS } from '../../src/operations.ts';
import { Browser } from '../accounts/support/browser.ts';
import { CHEAP, tokenOf } from '../accounts/support/house.ts';
import { type OverHttps, overHttps } from '../accounts/support/over-https.ts';
import { startDomain } from '../support.ts';

interface Expected {
  /** Everybody in the house where it is `open`, signed in or not. */
  readonly who: readonly Role[] | 'open';
  readonly changes: boolean;
  readonly isLocal?: true;
}

const ALL = ['owner', 'installer', 'auditor'] as const;
const WORK = ['owner', 'installer'] as const;
const LOOK = ['owner', 'auditor'] as const;
const OWN = ['owner'] as const;

const looks = (who: Expected['who']): Expected => ({ who, changes: false });
const changes = (who: Expected['who']): Expected => ({ who, changes: true });
const local = (who: readonly Role[]): Expected => ({ who, changes: true, isLocal: true });

/** What each role is for decides what stands here, and this decides what the table of operations may say. */
const EXPECTED: Readonly<Record<string, Expected>> = {
  'accounts.invite': changes(OWN),
  'accounts.link': changes(OWN),
  'accounts.list': looks(LOOK),
  'accounts.remove': changes(OWN),
  'accounts.set-role': changes(OWN),
  'addresses.list': looks(ALL),
  'addresses.set': changes(WORK),
  'assurance.devices': looks(ALL),
  'assurance.owner': looks(LOOK),
  'assurance.trust': looks(LOOK),
  'ca.crl': looks(ALL),
  'ca.issue': changes(OWN),
  'ca.revoke': changes(OWN),
  'ca.show': looks(ALL),
  'ca.status': looks(ALL),
  'changes.list': looks(LOOK),
  'claims.list': looks(LOOK),
  'claims.make': changes(OWN),
  'claims.preview': looks(OWN),
  'claims.query': changes(OWN),
  'claims.retract': changes(OWN),
  'claims.show': looks(LOOK),
  'claims.submit': changes(OWN),
  'claims.templates': looks(LOOK),
  'denylist.change': changes(OWN),
  'denylist.contacts': looks(LOOK),
  'denylist.import': changes(OWN),
  'denylist.list': looks(LOOK),
  'denylist.remove': changes(OWN),
  'denylist.show': looks(LOOK),
  'devices.distrust': changes(OWN),
  'devices.list': looks(ALL),
  'devices.offboard': changes(OWN),
  'devices.onboard': changes(WORK),
  'devices.revoke': changes(OWN),
  'devices.set-type': changes(WORK),
  'devices.show': looks(ALL),
  'devices.timeline': looks(ALL),
  'devices.trust': changes(WORK),
  'feeds.import': changes(OWN),
  'feeds.show': looks(LOOK),
  'flows.submit': changes(OWN),
  'hand-over.accept': changes(OWN),
  'lists.add': changes(OWN),
  'lists.lift': changes(OWN),
  'lists.remove': changes(OWN),
  'lists.show': looks(ALL),
  'log.entry': looks(LOOK),
  'log.export': looks(LOOK),
  'log.head': looks(LOOK),
  'log.page': looks(LOOK),
  'log.types': looks(LOOK),
  'log.verification': looks(LOOK),
  'log.verify': looks(LOOK),
  'makers.distrust': changes(OWN),
  'makers.list': looks(ALL),
  'makers.show': looks(ALL),
  'makers.trust': changes(OWN),
  'manufacturers.list': looks(ALL),
  'me.add-passkey': changes(ALL),
  'me.add-passkey-options': looks(ALL),
  'me.remove-passkey': changes(ALL),
  'me.remove-password': changes(ALL),
  'me.set-password': changes(ALL),
  'me.show': looks(ALL),
  'mud.show': looks(ALL),
  'onboarding.now': looks(ALL),
  'onboarding.waiting': looks(ALL),
  'policy.adopt': changes(OWN),
  'policy.drop': changes(OWN),
  'policy.preview': looks(OWN),
  'policy.preview-show': looks(OWN),
  'policy.preview-stop': looks(OWN),
  'policy.remove': changes(OWN),
  'policy.replace': changes(OWN),
  'policy.shipped': looks(LOOK),
  'policy.show': looks(LOOK),
  'radius.add-client': changes(OWN),
  'radius.clients': looks(ALL),
  'radius.remove-client': changes(OWN),
  'radius.status': looks(ALL),
  'refusals.list': looks(ALL),
  'routers.add': changes(OWN),
  'routers.list': looks(ALL),
  'routers.remove': changes(OWN),
  'sbom.declare': changes(OWN),
  'sbom.show': looks(ALL),
  'sessions.end': changes(WORK),
  'sessions.list': looks(ALL),
  'sign-in.first-link': local(OWN),
  'sign-in.link': changes('open'),
  'sign-in.link-show': looks('open'),
  'sign-in.passkey': changes('open'),
  'sign-in.passkey-options': looks('open'),
  'sign-in.password': changes('open'),
  'sign-in.show': looks('open'),
  'sign-ins.end': changes(ALL),
  'sign-ins.list': looks(ALL),
  'sign-out': changes(ALL),
  'thread.border-agents': looks(ALL),
  'thread.connect': changes(WORK),
  'thread.dataset': looks(ALL),
  'thread.disable': changes(WORK),
  'thread.enable': changes(WORK),
  'thread.joiners': looks(ALL),
  'thread.networks': looks(ALL),
  'thread.read-code': looks(WORK),
  'thread.resign': changes(WORK),
  'thread.reveal': changes(OWN),
  'thread.set-dataset': changes(OWN),
  'thread.topology': looks(ALL),
  'tokens.list': looks(ALL),
  'tokens.make': changes(ALL),
  'tokens.revoke': changes(ALL),
  'types.list': looks(ALL),
  'types.show': looks(ALL),
  why: looks(ALL),
};

let domain: Domain;
let line: OverHttps;
const pages = new Map<Role, Browser>();

before(async () => {
  domain = await startDomain({
    hosts: ['127.0.0.1'],
    listen: undefined,
    console: { listen: { host: '127.0.0.1', port: 0 } },
    accounts: { passwordCost: CHEAP },
    checkAnswers: true,
  });
  line = overHttps(domain.console?.port ?? 0, domain.authority.certificate);
  for (const role of ROLES) pages.set(role, await signedIn(role));
});
after(async () => {
  line?.close();
  await domain?.close();
});

const stranger = () => new Browser(line.handler, { host: `127.0.0.1:${domain.console?.port}` });

async function signedIn(role: Role): Promise<Browser> {
  const page = stranger();
  const { path } = await domain.accounts.invite(role, `The ${role}`);
  await page.ask.ask('sign-in.link', { token: tokenOf(path) });
  return page;
}

function pageOf(role: Role): Browser {
  return pages.get(role) ?? assert.fail(`nobody is signed in as ${role}`);
}

/** A program with a token of somebody in this role. */
async function program(role: Role, scopes: readonly string[]): Promise<Browser> {
  const { token } = await pageOf(role).ask.ask('tokens.make', { name: `for ${scopes}`, scopes, days: 1 });
  const page = stranger();
  const none = {
    'sec-fetch-site': undefined,
    'sec-fetch-mode': undefined,
    origin: undefined,
    'x-sallyport': undefined,
  };
  page.fields = { ...none, authorization: `Bearer ${token}` };
  return page;
}

/**
 * Asks for an operation with a member that none has: whoever may do it is told that the input is wrong, and nothing is done.
 * What must be told beforehand is told whatever the input.
 */
async function answerTo(name: string, page: Browser): Promise<string> {
  const via = Object.entries(DOMAIN_OPERATIONS).find(([known]) => known === name)?.[1].via ?? '';
  const [method = '', path = ''] = via.split(' ');
  const filled = `/api/v1${path.replaceAll(/\{[^}]+\}/g, 'x')}`;
  const isBodyless = method === 'GET' || method === 'DELETE';
  const { status, body } = await page.send({
    method,
    path: isBodyless ? `${filled}?nonsense=1` : filled,
    headers: isBodyless ? {} : { 'content-type': 'application/json' },
    ...(isBodyless ? {} : { body: utf8('{"nonsense":1}') }),
  });
  const problem = parseJson(body, { maxBytes: 1 << 20, maxDepth: 32 });
  return `${status} ${isJsonObject(problem) ? problem['code'] : ''}`;
}

const PASSED = '400 E_API_INPUT';
const names = Object.keys(EXPECTED);

describe('the table of who may do what', () => {
  it('has every operation, and no other', () => {
    assert.deepEqual(Object.keys(DOMAIN_OPERATIONS).toSorted(), names.toSorted());
  });

  it('says the same as the operations say', () => {
    for (const [name, { who, changes: isChange, isLocal = false }] of Object.entries(EXPECTED)) {
      const operation = Object.entries(DOMAIN_OPERATIONS).find(([known]) => known === name)?.[1];
      assert.deepEqual(operation?.roles.toSorted(), who === 'open' ? [] : who.toSorted(), name);
      assert.equal(operation?.open, who === 'open', name);
      assert.equal(operation?.changes, isChange, name);
      assert.equal(operation?.reach === 'local', isLocal, name);
    }
  });

  it('gives nobody but owners anything that an auditor could change, but for their own matters', () => {
    const own = /^(?:me\.|tokens\.|sign-ins\.end|sign-out)/;
    for (const [name, { who, changes: isChange }] of Object.entries(EXPECTED)) {
      if (isChange && who !== 'open' && !own.test(name)) assert.ok(!who.includes('auditor'), name);
    }
  });
});

for (const role of ROLES) {
  describe(`somebody who is ${role}`, () => {
    for (const [name, { who, isLocal = false }] of Object.entries(EXPECTED)) {
      const may = who === 'open' || who.includes(role);
      it(`${may && !isLocal ? 'may' : 'may not'} ask for ${name}`, async () => {
        const refused = may ? '403 E_API_LOCAL' : '403 E_API_ROLE';
        assert.equal(await answerTo(name, pageOf(role)), may && !isLocal ? PASSED : refused);
      });
    }
  });
}

describe('somebody who is not signed in', () => {
  for (const [name, { who }] of Object.entries(EXPECTED)) {
    it(`${who === 'open' ? 'may' : 'may not'} ask for ${name}`, async () => {
      assert.equal(await answerTo(name, stranger()), who === 'open' ? PASSED : '401 E_API_SIGN_IN');
    });
  }

  it('is not told what happens', async () => {
    const { status } = await stranger().send({ method: 'GET', path: '/api/v1/events', headers: {} });
    assert.equal(status, 401);
  });
});

const ABOUT_PEOPLE = /^(?:me|accounts|tokens|sign-in|sign-ins|sign-out)(?:\.|$)/;

/** What a token of this person is answered, by what it was made for. */
function expectedOf(name: string, role: Role, isMadeForIt: boolean): string {
  const { who, changes: isChange, isLocal = false } = EXPECTED[name] ?? assert.fail(name);
  if (who === 'open') return PASSED;
  if (!isMadeForIt || (isChange && ABOUT_PEOPLE.test(name))) return '403 E_API_SCOPE';
  if (!who.includes(role)) return '403 E_API_ROLE';
  return isLocal ? '403 E_API_LOCAL' : PASSED;
}

describe('a token', () => {
  for (const role of ROLES) {
    it(`of somebody who is ${role} that was made to read reads what they may, and changes nothing`, async () => {
      const reader = await program(role, ['read']);
      for (const name of names) {
        const isRead = EXPECTED[name]?.changes === false;
        assert.equal(await answerTo(name, reader), expectedOf(name, role, isRead), name);
      }
    });

    it(`of somebody who is ${role} that was made for groups does what they may of these, and nothing else`, async () => {
      const worker = await program(role, ['lists.*', 'devices.*', 'accounts.*', 'why', 'thread.networks']);
      for (const name of names) {
        const isMadeForIt = /^(?:lists\.|devices\.|accounts\.)|^why$|^thread\.networks$/.test(name);
        assert.equal(await answerTo(name, worker), expectedOf(name, role, isMadeForIt), name);
      }
    });
  }

  it('that was made for one operation does this one', async () => {
    const one = await program('owner', ['log.head']);
    for (const name of names) {
      assert.equal(await answerTo(name, one), expectedOf(name, 'owner', name === 'log.head'), name);
    }
    assert.equal((await one.ask.ask('log.head', {})).position > 0, true);
  });
});

describe('what is refused', () => {
  it('is done by nobody: an auditor who asks for a change that is right in form changes nothing', async () => {
    const auditor = pageOf('auditor');
    assert.equal(await auditor.codeOf('lists.add', { list: 'refused', match: 'aa/1' }), 'E_API_ROLE');
    assert.equal(await auditor.codeOf('accounts.invite', { name: 'Eve', role: 'owner' }), 'E_API_ROLE');
    const { refused } = await pageOf('owner').ask.ask('lists.show', {});
    assert.deepEqual(refused, []);
    const { accounts } = await pageOf('owner').ask.ask('accounts.list', {});
    assert.ok(!accounts.some(({ name }) => name === 'Eve'));
  });

  it('is nothing of those that may: each role reads a list of its own', async () => {
    assert.deepEqual((await pageOf('installer').ask.ask('devices.list', {})).devices, []);
    assert.equal((await pageOf('auditor').ask.ask('log.head', {})).hash.length, 64);
    assert.equal(await pageOf('owner').codeOf('lists.add', { list: 'refused', match: 'aa/2' }), undefined);
  });
});
