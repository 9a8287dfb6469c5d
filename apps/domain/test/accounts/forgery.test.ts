import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildRequest } from '@sallyport/http';
import { withCode } from '@sallyport/testing';
import { requireOwnPage } from '../../src/accounts/forgery.ts';
import { OwnOrigin } from '../../src/accounts/own-origin.ts';

const own = new OwnOrigin({ hosts: ['home.local'] });
const PAGE = {
  host: 'home.local:8445',
  origin: 'https://home.local:8445',
  'x-sallyport': '1',
  'sec-fetch-site': 'same-origin',
};

function ask(changes: boolean, headers: Record<string, string | undefined>) {
  const given = Object.entries({ ...PAGE, ...headers }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  requireOwnPage(buildRequest({ method: 'POST', headers: Object.fromEntries(given) }), changes, own);
}

describe('a change that a page asks for', () => {
  it('is taken from a page of the console', () => {
    ask(true, {});
    ask(true, { 'sec-fetch-site': undefined });
  });

  const FORGED: Record<string, Record<string, string | undefined>> = {
    'without the header field that other pages cannot send': { 'x-sallyport': undefined },
    'from another origin': { origin: 'https://attacker.example' },
    'from another port of the same host': { origin: 'https://home.local' },
    'from a page without TLS': { origin: 'http://home.local:8445' },
    'from a sandboxed page': { origin: 'null' },
    'without an origin': { origin: undefined },
    'of which the browser says that it is cross-site': { 'sec-fetch-site': 'cross-site' },
    'of which the browser says that it is from another service of this host': { 'sec-fetch-site': 'same-site' },
    'of which the browser says that no page asked': { 'sec-fetch-site': 'none' },
    'under a name that was pointed here': { host: 'attacker.example', origin: 'https://attacker.example' },
    'without a host': { host: undefined },
  };
  for (const [how, headers] of Object.entries(FORGED)) {
    it(`is refused ${how}`, () => assert.throws(() => ask(true, headers), withCode('E_API_CSRF')));
  }
});

describe('a look that a page takes', () => {
  it('needs no origin and no header field, which browsers leave out of it', () => {
    ask(false, { origin: undefined, 'x-sallyport': undefined, 'sec-fetch-site': 'none' });
  });

  it('is refused to pages of others', () => {
    assert.throws(() => ask(false, { 'sec-fetch-site': 'same-site' }), withCode('E_API_CSRF'));
  });

  it('is refused to other origins', () => {
    assert.throws(() => ask(false, { origin: 'https://attacker.example' }), withCode('E_API_CSRF'));
  });
});
