/** Handshakes with certificates and raw public keys: what was proved, and what is not believed. */

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { DAY, systemClock } from '@sallyport/core';
import { der } from '@sallyport/der';
import { extension, spkiOf } from '@sallyport/pki';
import {
  ALERT_OF,
  type CertificateCredentials,
  type DtlsErrorCode,
  type RawPublicKeyCredentials,
  trustAnchors,
} from '../src/index.ts';
import { type Identity, type IssueOptions, newAuthority, newEndEntity, newRawKey } from './support/identities.ts';
import { Pair, present } from './support/pair.ts';

/** Of the private arc of examples; critical. */
const UNKNOWN_EXTENSION = extension('2.999.1', der.nullValue(), true);

let authority: Identity;
let stranger: Identity;
let server: Identity;
let client: Identity;
before(async () => {
  authority = await newAuthority('authority');
  stranger = await newAuthority('stranger');
  server = await newEndEntity('server', authority);
  client = await newEndEntity('client', authority);
});

function anchored(
  { certificate, privateKey }: Identity,
  change: Partial<CertificateCredentials> = {},
): CertificateCredentials {
  const trust = trustAnchors({ anchors: [authority.certificate], clock: systemClock });
  return { type: 'certificate', chain: [certificate.der], privateKey, trust, ...change };
}

/** The side that judged knows why, the other side got the alert that goes with it. */
function assertRefused(pair: Pair, by: 'client' | 'server', code: DtlsErrorCode): void {
  const [judge, judged] = by === 'client' ? [pair.clientLog, pair.serverLog] : [pair.serverLog, pair.clientLog];
  assert.equal(judge.error?.code, code);
  assert.equal(judged.error?.code, 'E_DTLS_ALERT');
  assert.deepEqual(judged.error?.details, { alert: ALERT_OF[code] });
}

describe('certificates', () => {
  it('of the server prove who it is; the client stays anonymous', async () => {
    const pair = new Pair({ client: anchored(client), server: anchored(server) });
    await pair.handshake();
    const { peerIdentity } = present(pair.clientLog.session);
    assert.ok(peerIdentity.type === 'certificate');
    assert.deepEqual(peerIdentity.chain[0].der, server.certificate.der);
    assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'anonymous' });
  });

  it('of both prove who both are', async () => {
    const pair = new Pair({ client: anchored(client), server: anchored(server, { clients: 'require' }) });
    await pair.handshake();
    const { peerIdentity } = present(pair.serverLog.session);
    assert.ok(peerIdentity.type === 'certificate');
    assert.deepEqual(peerIdentity.chain[0].der, client.certificate.der);
  });

  it('a client without one may stay anonymous where it is only asked', async () => {
    const { trust } = anchored(client);
    const pair = new Pair({
      client: { type: 'certificate', chain: [], ...(trust === undefined ? {} : { trust }) },
      server: anchored(server, { clients: 'ask' }),
    });
    await pair.handshake();
    assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'anonymous' });
  });

  it('and may not where one is required', async () => {
    const { trust } = anchored(client);
    const pair = new Pair({
      client: { type: 'certificate', chain: [], ...(trust === undefined ? {} : { trust }) },
      server: anchored(server, { clients: 'require' }),
    });
    await pair.handshake();
    assertRefused(pair, 'server', 'E_DTLS_CERTIFICATE_REQUIRED');
  });

  it('the name that a client asks for is told to its judge', async () => {
    const asked: unknown[] = [];
    const pair = new Pair({
      client: anchored(client, {
        trust: (_chain, context) => {
          asked.push(context);
          return { trusted: true };
        },
      }),
      server: anchored(server),
      clientOptions: { serverName: 'door.example', peer: 'the door' },
    });
    await pair.handshake();
    assert.deepEqual(asked, [{ peer: 'the door', role: 'server', serverName: 'door.example' }]);
  });

  const refusals: readonly (readonly [why: string, code: DtlsErrorCode, options: IssueOptions])[] = [
    ['of an authority that is not known', 'E_DTLS_CERTIFICATE_UNKNOWN_CA', {}],
    [
      'that has expired',
      'E_DTLS_CERTIFICATE_EXPIRED',
      { notBefore: new Date(Date.now() - 2 * DAY), notAfter: new Date(Date.now() - DAY) },
    ],
    ['whose key may not sign', 'E_DTLS_CERTIFICATE_KEY', { usage: 'keyAgreement' }],
    [
      'with a critical extension that nobody knows',
      'E_DTLS_CERTIFICATE_UNTRUSTED',
      { extensions: [UNKNOWN_EXTENSION] },
    ],
  ];
  for (const [why, code, options] of refusals) {
    const issuer = () => (code === 'E_DTLS_CERTIFICATE_UNKNOWN_CA' ? stranger : authority);

    it(`one ${why} is refused by a client`, async () => {
      const bad = await newEndEntity('bad', issuer(), options);
      const pair = new Pair({ client: anchored(client), server: anchored(bad) });
      await pair.handshake();
      assertRefused(pair, 'client', code);
    });

    it(`one ${why} is refused by a server`, async () => {
      const bad = await newEndEntity('bad', issuer(), options);
      const pair = new Pair({ client: anchored(bad), server: anchored(server, { clients: 'ask' }) });
      await pair.handshake();
      assertRefused(pair, 'server', code);
    });
  }

  for (const reason of ['revoked', 'untrusted'] as const) {
    it(`one that the judge calls ${reason} is refused with the cause`, async () => {
      const cause = new Error('on a list');
      const trust = () => ({ trusted: false, reason, cause }) as const;
      const pair = new Pair({ client: anchored(client, { trust }), server: anchored(server) });
      await pair.handshake();
      assertRefused(
        pair,
        'client',
        reason === 'revoked' ? 'E_DTLS_CERTIFICATE_REVOKED' : 'E_DTLS_CERTIFICATE_UNTRUSTED',
      );
      assert.equal(pair.clientLog.error?.cause, cause);
    });
  }

  it('a judge that breaks is no yes', async () => {
    const trust = () => {
      throw new RangeError('broken');
    };
    const pair = new Pair({ client: anchored(client, { trust }), server: anchored(server) });
    await pair.handshake();
    assertRefused(pair, 'client', 'E_DTLS_INTERNAL');
  });
});

describe('raw public keys', () => {
  it('prove who both are, where both know the other’s', async () => {
    const [ours, theirs] = [newRawKey(), newRawKey()];
    const knows = (known: typeof ours): NonNullable<RawPublicKeyCredentials['trust']> => {
      return ({ key }) => (key.equals(known.publicKey) ? { trusted: true } : { trusted: false, reason: 'untrusted' });
    };
    const pair = new Pair({
      client: { type: 'raw-public-key', privateKey: ours.privateKey, trust: knows(theirs) },
      server: { type: 'raw-public-key', privateKey: theirs.privateKey, trust: knows(ours), clients: 'require' },
    });
    await pair.handshake();
    const { peerIdentity } = present(pair.serverLog.session);
    assert.ok(peerIdentity.type === 'raw-public-key');
    assert.deepEqual(peerIdentity.spki, spkiOf(ours.publicKey));
    assert.equal(present(pair.clientLog.session).peerIdentity.type, 'raw-public-key');
  });

  it('of a stranger are refused', async () => {
    const key = newRawKey();
    const pair = new Pair({
      client: { type: 'raw-public-key', trust: () => ({ trusted: false, reason: 'untrusted' }) },
      server: { type: 'raw-public-key', privateKey: key.privateKey },
    });
    await pair.handshake();
    assertRefused(pair, 'client', 'E_DTLS_CERTIFICATE_UNTRUSTED');
  });

  it('are required in vain from a client that has none', async () => {
    const trust = () => ({ trusted: true }) as const;
    const pair = new Pair({
      client: { type: 'raw-public-key', trust },
      server: { type: 'raw-public-key', privateKey: newRawKey().privateKey, trust, clients: 'require' },
    });
    await pair.handshake();
    assertRefused(pair, 'server', 'E_DTLS_CERTIFICATE_TYPE');
  });

  it('are not shown to a server that asks for none', async () => {
    const [ours, theirs] = [newRawKey(), newRawKey()];
    const trust = () => ({ trusted: true }) as const;
    const pair = new Pair({
      client: { type: 'raw-public-key', privateKey: ours.privateKey, trust },
      server: { type: 'raw-public-key', privateKey: theirs.privateKey },
    });
    await pair.handshake();
    assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'anonymous' });
  });

  it('may be missing at a client that is only asked', async () => {
    const trust = () => ({ trusted: true }) as const;
    const pair = new Pair({
      client: { type: 'raw-public-key', trust },
      server: { type: 'raw-public-key', privateKey: newRawKey().privateKey, trust, clients: 'ask' },
    });
    await pair.handshake();
    assert.deepEqual(present(pair.serverLog.session).peerIdentity, { type: 'anonymous' });
  });

  it('are not shown to a client that wants certificates', async () => {
    const pair = new Pair({
      client: anchored(client),
      server: { type: 'raw-public-key', privateKey: newRawKey().privateKey },
    });
    await pair.handshake();
    assertRefused(pair, 'server', 'E_DTLS_CERTIFICATE_TYPE');
  });

  it('are wanted in vain from a server with a certificate', async () => {
    const pair = new Pair({
      client: { type: 'raw-public-key', trust: () => ({ trusted: true }) },
      server: anchored(server),
    });
    await pair.handshake();
    assertRefused(pair, 'server', 'E_DTLS_CERTIFICATE_TYPE');
  });
});
