import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { didJwkSigner, issuerResolver, verifyClaim } from '@sallyport/assurance-claims';
import { HOUR, MINUTE, SECOND, seededRandom, utf8 } from '@sallyport/core';
import { openSqliteStore } from '@sallyport/store';
import { refuses } from '@sallyport/testing';
import { type House, inHouse, keyOwner, PROJECTIONS, SERVER_SIGNER, tokenIn, URL_OF_SERVER } from './support/house.ts';

const EMAIL = 'person@email.com';

async function typesIn({ store }: House): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of store.read(1)) types.push(type);
  return types;
}

describe('a key', () => {
  it('is bound to the mailbox whose reader confirms it, by a claim in the log', async () => {
    await inHouse({}, async (house) => {
      const { server, log, mails, time, requestOf } = house;
      const asker = keyOwner();
      const asked = await server.request(await requestOf(asker, 'Person@email.com'), 'peer');
      assert.equal(asked.status, 'pending');
      assert.equal(mails.length, 1);
      const [mail] = mails;
      assert.equal(mail?.to, EMAIL);
      assert.ok(mail?.text.includes(asked.fingerprint));
      assert.ok(mail?.text.includes(`\n${mail.link}\n`));
      assert.ok(mail?.link.startsWith(`${URL_OF_SERVER}/confirm?token=`));

      const token = tokenIn(mail);
      const looked = await server.look(token);
      assert.deepEqual({ key: looked.key, mailbox: looked.mailbox.address }, { key: asker.issuer, mailbox: EMAIL });
      assert.deepEqual(looked.expires, new Date(time.now().getTime() + HOUR));
      assert.equal(looked.fingerprint, asked.fingerprint);

      await time.advance(7 * MINUTE);
      const { binding } = await server.confirm(token);
      const claim = await verifyClaim(utf8(binding), { resolve: issuerResolver(), at: time.now() });
      assert.equal(claim.issuer, SERVER_SIGNER.issuer);
      assert.deepEqual(claim.claim.subject, {
        id: asker.issuer,
        email: `mailto:${EMAIL}`,
        confirmed: '2026-11-30T12:07:00.000Z',
      });
      const { claims } = await log.page({ origin: 'issued' });
      assert.deepEqual(
        claims.map(({ id }) => id),
        [hash('sha256', binding, 'hex')],
      );
      assert.deepEqual(await typesIn(house), ['identity.requested', 'claim.logged', 'identity.bound']);
    });
  });

  it('that is bound already gets the same binding again, under whichever name it asks', async () => {
    await inHouse({}, async ({ server, linked, mails, requestOf }) => {
      const asker = keyOwner();
      const { binding } = await server.confirm(await linked(asker, EMAIL));
      for (const signer of [asker, didJwkSigner(asker.signer)]) {
        const again = await server.request(await requestOf(signer, 'PERSON@email.com'), 'peer');
        assert.equal(again.status, 'bound');
        assert.equal(again.status === 'bound' ? again.binding : '', binding);
      }
      assert.equal(mails.length, 1);
    });
  });

  it('belongs to one mailbox, while a mailbox may have many keys', async () => {
    await inHouse({}, async ({ server, linked, requestOf }) => {
      const [first, second] = [keyOwner(), keyOwner()];
      await server.confirm(await linked(first, EMAIL));
      await refuses(
        async () => server.request(await requestOf(first, 'other@email.com'), 'peer'),
        'E_IDENTITIES_BOUND',
      );
      await server.confirm(await linked(second, EMAIL));
    });
  });

  it('asked for by two people at once goes to the mailbox that is confirmed first, and no other', async () => {
    await inHouse({}, async ({ server, linked, log }) => {
      const asker = keyOwner();
      const links = [await linked(asker, EMAIL), await linked(asker, 'other@email.com'), await linked(asker, EMAIL)];
      const outcomes = await Promise.allSettled(links.map((token) => server.confirm(token)));
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected', 'rejected']);
      for (const token of links) await refuses(() => server.confirm(token), 'E_IDENTITIES_TOKEN');
      assert.equal((await log.page()).claims.length, 1);
    });
  });
});

describe('a link', () => {
  it('works once, though it is followed and pressed many times at once', async () => {
    await inHouse({}, async ({ server, linked, log }) => {
      const token = await linked(keyOwner(), EMAIL);
      await Promise.all([server.look(token), server.look(token)]);
      const outcomes = await Promise.allSettled([1, 2, 3].map(() => server.confirm(token)));
      assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
      await refuses(() => server.confirm(token), 'E_IDENTITIES_TOKEN');
      await refuses(() => server.look(token), 'E_IDENTITIES_TOKEN');
      assert.equal((await log.page()).claims.length, 1);
    });
  });

  it('works for an hour and no longer', async () => {
    await inHouse({}, async ({ server, linked, time }) => {
      const token = await linked(keyOwner(), EMAIL);
      await time.advance(HOUR - 1);
      assert.ok(await server.look(token));
      await time.advance(1);
      await refuses(() => server.look(token), 'E_IDENTITIES_TOKEN');
      await refuses(() => server.confirm(token), 'E_IDENTITIES_TOKEN');
    });
  });

  it('is not found by guessing, or by what is stored', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-identities-'));
    try {
      const path = join(directory, 'log.sqlite');
      let token = '';
      await inHouse({ path }, async ({ server, linked }) => {
        token = await linked(keyOwner(), EMAIL);
        assert.equal(Buffer.from(token, 'base64url').length, 32);
        for (const guess of [
          '',
          'A'.repeat(43),
          token.slice(1),
          `${token}A`,
          hash('sha256', token, 'hex'),
          '\0',
          'x'.repeat(99_999),
        ]) {
          await refuses(() => server.confirm(guess), 'E_IDENTITIES_TOKEN');
        }
      });
      const stored = readFileSync(path);
      assert.ok(stored.includes(hash('sha256', token, 'hex')));
      assert.equal(stored.includes(token), false);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it('survives a restart, and so does a binding', async () => {
    await inHouse({}, async ({ linked, restart, requestOf }) => {
      const asker = keyOwner();
      const token = await linked(asker, EMAIL);
      const { binding } = await (await restart()).confirm(token);
      const again = await (await restart()).request(await requestOf(asker, EMAIL), 'peer');
      assert.equal(again.status === 'bound' ? again.binding : '', binding);
    });
  });

  it('that has expired is forgotten, with the mailboxes that nobody asked for lately', async () => {
    await inHouse({ policy: { linkLifetime: MINUTE } }, async (house) => {
      const { server, linked, time, store } = house;
      await linked(keyOwner(), EMAIL);
      await server.sweep();
      await time.advance(MINUTE);
      const fresh = await linked(keyOwner(), EMAIL);
      await server.sweep();
      await server.sweep();
      assert.deepEqual(await typesIn(house), ['identity.requested', 'identity.requested', 'identities.swept']);
      assert.ok(await server.look(fresh));
      await time.advance(2 * HOUR);
      await server.sweep();
      await server.sweep();
      assert.equal((await typesIn(house)).length, 4);
      const rows = store.table(PROJECTIONS[1]?.tables[1] ?? assert.fail());
      assert.deepEqual(await rows.page(), { entries: [] });
    });
  });
});

describe('nobody', () => {
  it('is told whether a mailbox exists, is served, or was mailed to too often', async () => {
    const serves = ({ address }: { address: string }) => address.endsWith('@email.com');
    const outbox = {
      async send(): Promise<void> {
        throw new Error('550 no such user');
      },
    };
    for (const changes of [{ serves }, { serves, outbox }]) {
      await inHouse(changes, async (house) => {
        const { server, requestOf } = house;
        const answers = [];
        for (const email of [EMAIL, EMAIL, EMAIL, EMAIL, 'person@elsewhere.example']) {
          answers.push(await server.request(await requestOf(keyOwner(), email), 'peer'));
        }
        const shapes = answers.map(({ fingerprint: _, ...rest }) => rest);
        for (const shape of shapes) assert.deepEqual(shape, shapes[0]);
        assert.deepEqual((await typesIn(house)).slice(-2), ['identity.withheld', 'identity.withheld']);
      });
    }
  });

  it('has more than a few mails an hour sent to a mailbox, by many keys, peers and restarts', async () => {
    await inHouse({ policy: { mailsPerHour: 2 } }, async ({ server, mails, time, requestOf, restart }) => {
      await server.request(await requestOf(keyOwner(), EMAIL), 'a');
      await time.advance(30 * MINUTE);
      await server.request(await requestOf(keyOwner(), 'PERSON@email.com'), 'b');
      await server.request(await requestOf(keyOwner(), EMAIL), 'c');
      const next = await restart();
      await next.request(await requestOf(keyOwner(), EMAIL), 'd');
      assert.equal(mails.length, 2);
      await time.advance(30 * MINUTE);
      await next.request(await requestOf(keyOwner(), EMAIL), 'd');
      assert.equal(mails.length, 3);
      await next.request(await requestOf(keyOwner(), 'other@email.com'), 'd');
      assert.equal(mails.length, 4);
    });
  });

  it('asks more often than a peer may, and learns when to come back', async () => {
    const peerLimit = { requests: 2, span: MINUTE };
    await inHouse({ policy: { peerLimit } }, async ({ server, time, requestOf }) => {
      const ask = async (peer: string) => server.request(await requestOf(keyOwner(), EMAIL), peer);
      await ask('a');
      await refuses(() => server.request(utf8('rubbish'), 'a'), 'E_IDENTITIES_PROOF');
      await assert.rejects(ask('a'), { code: 'E_IDENTITIES_LIMIT', details: { retryAfter: 30 * SECOND } });
      await ask('b');
      await time.advance(30 * SECOND);
      await ask('a');
      await refuses(() => ask('a'), 'E_IDENTITIES_LIMIT');
    });
  });

  it('fills the server with links: when there are too many, others wait until some have expired', async () => {
    await inHouse({ policy: { maxPending: 2, linkLifetime: MINUTE } }, async ({ server, time, requestOf, linked }) => {
      const ask = async (email: string) => server.request(await requestOf(keyOwner(), email), 'peer');
      const token = await linked(keyOwner(), 'a@email.com');
      await ask('b@email.com');
      await refuses(() => ask('c@email.com'), 'E_IDENTITIES_BUSY');
      await server.confirm(token);
      await ask('c@email.com');
      await refuses(() => ask('d@email.com'), 'E_IDENTITIES_BUSY');
      await time.advance(MINUTE);
      await ask('d@email.com');
    });
  });
});

describe('a mail', () => {
  it('that could not be handed over is tried again twice, and told of', async () => {
    let tries = 0;
    const trouble = new Error('421 try later');
    const send = async () => {
      tries++;
      throw trouble;
    };
    await inHouse({ outbox: { send } }, async ({ server, time, errors, requestOf }) => {
      assert.equal((await server.request(await requestOf(keyOwner(), EMAIL), 'peer')).status, 'pending');
      await time.advance(0);
      assert.equal(tries, 1);
      await time.advance(30 * SECOND);
      assert.equal(tries, 2);
      await time.advance(HOUR);
      assert.equal(tries, 3);
      assert.deepEqual(errors, [trouble, trouble, trouble]);
    });
  });

  it('that waits does not make askers wait, but too many of them make the server busy', async () => {
    const held = Promise.withResolvers<void>();
    const policy = { maxMailsUnderWay: 1 };
    await inHouse({ outbox: { send: () => held.promise }, policy }, async ({ server, requestOf, time }) => {
      const ask = async () => server.request(await requestOf(keyOwner(), EMAIL), 'peer');
      await ask();
      await refuses(ask, 'E_IDENTITIES_BUSY');
      held.resolve();
      await time.advance(0);
      await ask();
    });
  });

  it('holds nothing that a stranger wrote but the address', async () => {
    await inHouse({ random: seededRandom('mail') }, async ({ server, mails, requestOf, time }) => {
      const asker = keyOwner();
      const { fingerprint } = await server.request(await requestOf(asker, "o'neill+x@email.com"), 'peer');
      const [mail] = mails;
      assert.equal(mail?.subject, 'Confirm that a key is yours');
      const rest = mail?.text
        .replaceAll("o'neill+x@email.com", '')
        .replaceAll(mail.link, '')
        .replaceAll(asker.issuer, '')
        .replaceAll(fingerprint, '')
        .replaceAll(new Date(time.now().getTime() + HOUR).toUTCString(), '');
      assert.match(rest ?? '', /^[\nA-Za-z ,.:]+$/);
    });
  });
});

describe('an authentication server', () => {
  it('cannot be opened with a URL that leads nowhere, bounds that bound nothing, or a store without its tables', async () => {
    for (const url of [
      '',
      'identities',
      'https://house.example/identities/',
      'https://house.example/?a=',
      'ftp://house.example/x',
    ]) {
      await refuses(() => inHouse({ url }, async () => undefined), 'E_IDENTITIES_ARGUMENT');
    }
    for (const policy of [
      { maxPending: 0 },
      { linkLifetime: Number.NaN },
      { linkLifetime: 25 * HOUR },
      { mailsPerHour: 33 },
    ]) {
      await refuses(() => inHouse({ policy }, async () => undefined), 'E_IDENTITIES_ARGUMENT');
    }
    await using store = await openSqliteStore({ path: ':memory:' });
    await refuses(() => inHouse({ store }, async () => undefined), 'E_STORE_ARGUMENT');
  });
});
