import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { ClaimLog } from '@sallyport/assurance-claim-log';
import { AuthenticationServer, type Mail, signIdentityRequest } from '@sallyport/assurance-identities';
import { systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { openPostgresStore } from '@sallyport/store';
import { Client } from 'pg';
import { keyOwner, PROJECTIONS, SERVER_SIGNER, tokenIn, URL_OF_SERVER } from './support/house.ts';

const connectionString = process.env['SALLYPORT_TEST_POSTGRES'] ?? '';
const NO_POSTGRES = 'SALLYPORT_TEST_POSTGRES is not set: NOTHING of several replicas is tested here';

interface Replica {
  readonly server: AuthenticationServer;
  readonly log: ClaimLog;
}

async function withReplicas(count: number, run: (replicas: readonly Replica[], mails: Mail[]) => Promise<void>) {
  const schema = `t_${randomBytes(8).toString('hex')}`;
  const mails: Mail[] = [];
  await using replicas = new AsyncDisposableStack();
  replicas.defer(async () => {
    const client = new Client({ connectionString });
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await client.end();
  });
  const opened: Replica[] = [];
  while (opened.length < count) {
    const store = replicas.use(await openPostgresStore({ connectionString, schema, projections: PROJECTIONS }));
    const log = await ClaimLog.open({ store, clock: systemClock });
    const server = await AuthenticationServer.open({
      store,
      log,
      signer: SERVER_SIGNER,
      outbox: { send: async (mail) => void mails.push(mail) },
      clock: systemClock,
      timer: systemTimer,
      random: systemRandom,
      url: URL_OF_SERVER,
      onError: (error) => assert.fail(String(error)),
    });
    replicas.defer(() => server.close());
    opened.push({ server, log });
  }
  await run(opened, mails);
}

describe('replicas of an authentication server', { skip: connectionString === '' ? NO_POSTGRES : false }, () => {
  it('bind a key once, though its links are confirmed at all of them in the same moment', async () => {
    await withReplicas(3, async (replicas, mails) => {
      const signer = keyOwner();
      const ask = async ({ server }: Replica, email: string) => {
        const request = await signIdentityRequest(email, { audience: URL_OF_SERVER, signer, at: systemClock.now() });
        return server.request(utf8(request), 'peer');
      };
      await Promise.all(replicas.map((replica, at) => ask(replica, `person${at}@email.com`)));
      assert.equal(mails.length, 3);
      const outcomes = await Promise.allSettled(
        mails.flatMap((mail) => replicas.map(({ server }) => server.confirm(tokenIn(mail)))),
      );
      const bound = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      assert.equal(bound.length, 1);
      const address = bound[0]?.mailbox.address ?? '';
      for (const replica of replicas) {
        assert.equal((await replica.log.page()).claims.length, 1);
        const again = await ask(replica, address);
        assert.equal(again.status === 'bound' ? again.binding : '', bound[0]?.binding);
      }
    });
  });

  it('count the mails to a mailbox together', async () => {
    await withReplicas(2, async (replicas, mails) => {
      await Promise.all(
        Array.from({ length: 8 }, async (_, at) => {
          const how = { audience: URL_OF_SERVER, signer: keyOwner(), at: systemClock.now() };
          await replicas[at % 2]?.server.request(utf8(await signIdentityRequest('a@email.com', how)), 'peer');
        }),
      );
      assert.equal(mails.length, 3);
    });
  });
});
