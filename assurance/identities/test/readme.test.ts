import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import { didKeySigner } from '@sallyport/assurance-claims';
import {
  AuthenticationServer,
  IDENTITIES_ERRORS,
  identitiesHandler,
  identitiesProjection,
  type Mail,
  signIdentityRequest,
} from '@sallyport/assurance-identities';
import { systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { buildRequest } from '@sallyport/http';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { openSqliteStore } from '@sallyport/store';
import { keyOwner } from './support/house.ts';

describe('the README', () => {
  it('has an example that works', async () => {
    const serverKey = generateKeyPair('P-256').privateKey;
    const asker = keyOwner();
    const mails: Mail[] = [];
    const outbox = { send: async (mail: Mail) => void mails.push(mail) };
    const report = (error: unknown) => assert.fail(String(error));
    const post = (target: string, type: string, body: string) =>
      handler(buildRequest({ method: 'POST', target, headers: { 'content-type': type }, body: utf8(body) }));

    await using store = await openSqliteStore({
      path: ':memory:',
      projections: [claimLogProjection, identitiesProjection],
    });
    const log = await ClaimLog.open({ store, clock: systemClock });
    const server = await AuthenticationServer.open({
      store,
      log,
      signer: didKeySigner(softwareSigner(serverKey)),
      outbox,
      clock: systemClock,
      random: systemRandom,
      timer: systemTimer,
      url: 'https://house.example:8443/identities',
      onError: report,
    });
    const handler = identitiesHandler({ server, onError: report });

    const audience = 'https://house.example:8443/identities';
    const token = await signIdentityRequest('person@email.com', { audience, signer: asker, at: systemClock.now() });
    const response = await post('/identities', 'application/jwt', token);

    await server.close();
    assert.equal(response.status, 202);
    assert.deepEqual(
      mails.map(({ to }) => to),
      ['person@email.com'],
    );
  });
});

describe('the table of errors', () => {
  it('names for every code whose fault it is and what to do', () => {
    for (const [code, { hint }] of Object.entries(IDENTITIES_ERRORS)) {
      assert.match(code, /^E_IDENTITIES_[A-Z_]+$/);
      assert.ok(hint.endsWith('.'), code);
    }
  });

  it('is met in the tests code by code', () => {
    const files = globSync('**/*.test.ts', { cwd: import.meta.dirname });
    const tested = files.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join('\n');
    for (const code of Object.keys(IDENTITIES_ERRORS)) assert.ok(tested.includes(code), `${code} is in no test`);
  });
});
