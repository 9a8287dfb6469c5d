import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY } from '@sallyport/core';
import { buildCertificateRevocationList, OID, softwareSigner, type VerifiedPath } from '@sallyport/pki';
import { type EapReply, type TlsPeerOptions, trustPeers } from '../../src/index.ts';
import { FLAGS, flagsOf, identifierOf, identityResponse, packet, RESPONSE, tls, uint32 } from '../support/raw.ts';
import { type Scene, type SceneOptions, scene, talk } from '../support/talk.ts';
import { credentials, device, intermediate, issue, NOW, type Party, root } from '../support/world.ts';

/** A conversation that has come to the method's Start. */
async function started(options: SceneOptions = {}) {
  const stage = scene(options);
  const first = await stage.server.receive({ eap: identityResponse(7), origin: 'raw' });
  assert.ok(first.outcome === 'challenge');
  assert.equal(flagsOf(first.eap), FLAGS.start);
  let identifier = identifierOf(first.eap);
  const { state } = first;
  return {
    stage,
    state,
    /** Sends Type-Data of EAP-TLS in answer to whatever was asked last. */
    async send(flags: number, ...parts: readonly Uint8Array[]): Promise<EapReply<VerifiedPath>> {
      const eap = packet(RESPONSE, identifier, tls(flags, ...parts));
      const reply = await stage.server.receive({ eap, state, origin: 'raw' });
      if (reply.outcome === 'challenge') identifier = identifierOf(reply.eap);
      return reply;
    },
  };
}

function rejectedFor(reply: EapReply<VerifiedPath>): string | undefined {
  return reply.outcome === 'reject' ? reply.error.code : reply.outcome;
}

const HUNDRED = new Uint8Array(100);

it('a message that says it is 1 MB long is refused before any of it is kept', async () => {
  const { send } = await started();
  const reply = await send(FLAGS.length | FLAGS.more, uint32(1 << 20), HUNDRED);
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_TOO_LARGE');
});

it('a message that grows beyond the limit is refused when it does', async () => {
  const { send } = await started({ tlsServer: { maxMessage: 1000 } });
  let reply = await send(FLAGS.length | FLAGS.more, uint32(1000), new Uint8Array(900));
  assert.equal(reply.outcome, 'challenge');
  reply = await send(FLAGS.more, new Uint8Array(101));
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_TOO_LARGE');
});

it('a first fragment without a length is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(FLAGS.more, HUNDRED)), 'E_EAP_TLS_LENGTH_MISSING');
});

it('a length that is cut off is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(FLAGS.length, Uint8Array.of(0, 0))), 'E_EAP_TLS_LENGTH_FIELD');
});

it('a length that is not that of a message in one piece is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(FLAGS.length, uint32(99), HUNDRED)), 'E_EAP_TLS_LENGTH_MISMATCH');
});

it('a last fragment that comes too early is refused', async () => {
  const { send } = await started();
  await send(FLAGS.length | FLAGS.more, uint32(300), HUNDRED);
  assert.equal(rejectedFor(await send(0, HUNDRED)), 'E_EAP_TLS_LENGTH_MISMATCH');
});

it('a fragment that promises more when everything has come is refused', async () => {
  const { send } = await started();
  await send(FLAGS.length | FLAGS.more, uint32(200), HUNDRED);
  assert.equal(rejectedFor(await send(FLAGS.more, HUNDRED)), 'E_EAP_TLS_LENGTH_MISMATCH');
});

it('another length in a later fragment is refused', async () => {
  const { send } = await started();
  await send(FLAGS.length | FLAGS.more, uint32(300), HUNDRED);
  const reply = await send(FLAGS.length | FLAGS.more, uint32(301), HUNDRED);
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_LENGTH_MISMATCH');
});

it('the same length in a later fragment is taken', async () => {
  const { send } = await started();
  await send(FLAGS.length | FLAGS.more, uint32(300), HUNDRED);
  const reply = await send(FLAGS.length | FLAGS.more, uint32(300), HUNDRED);
  assert.equal(reply.outcome, 'challenge');
});

it('an empty fragment with more to come is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(FLAGS.length | FLAGS.more, uint32(300))), 'E_EAP_TLS_FRAGMENT_EMPTY');
});

it('an empty fragment in the midst of a message is refused', async () => {
  const { send } = await started();
  await send(FLAGS.length | FLAGS.more, uint32(300), HUNDRED);
  assert.equal(rejectedFor(await send(0)), 'E_EAP_TLS_FRAGMENT_EMPTY');
});

it('nothing in answer to Start is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(0)), 'E_EAP_TLS_DATA_EXPECTED');
});

it('Start from a peer is refused', async () => {
  const { send } = await started();
  assert.equal(rejectedFor(await send(FLAGS.start)), 'E_EAP_TLS_START');
});

it('data in place of an acknowledgement is refused', async () => {
  const { server, newPeer } = scene({ server: { maxPacket: 200 } });
  const { reply } = await talk(server, newPeer(), {
    toServer: (eap, round) => (round === 3 ? packet(RESPONSE, identifierOf(eap), tls(0, HUNDRED)) : eap),
  });
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_ACK_EXPECTED');
});

it('a fragment in place of another is refused by TLS', async () => {
  const { server, newPeer } = scene({ server: { maxPacket: 3000 } });
  let kept: Uint8Array | undefined;
  const { reply } = await talk(server, newPeer({ maxPacket: 120 }), {
    toServer(eap, round) {
      if (round < 4 || flagsOf(eap) !== FLAGS.more) return eap;
      const earlier = kept;
      kept ??= eap.slice(6);
      return earlier === undefined ? eap : packet(RESPONSE, identifierOf(eap), tls(FLAGS.more, earlier));
    },
  });
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_HANDSHAKE');
});

it('what is no TLS is refused', async () => {
  const { send } = await started();
  const alert = await send(0, HUNDRED);
  assert.ok(alert.outcome === 'challenge');
  assert.deepEqual([...alert.eap.subarray(5)], [0, 21, 3, 3, 0, 2, 2, 70]);
  assert.equal(rejectedFor(await send(0)), 'E_EAP_TLS_HANDSHAKE');
});

it('half a flight is refused', async () => {
  const { server, newPeer } = scene();
  const { reply } = await talk(server, newPeer(), {
    toServer: (eap, round) => (round === 1 ? packet(RESPONSE, identifierOf(eap), tls(0, eap.slice(6, 100))) : eap),
  });
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_STALLED');
});

for (const [description, name] of [
  [40, 'handshake_failure'],
  [42, 'bad_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [80, 'internal_error'],
  [110, 'unsupported_extension'],
  [113, 'bad_certificate_status_response'],
] as const) {
  it(`the alert ${name} of a peer ends the handshake, and is named`, async () => {
    const { server, newPeer } = scene({ server: { maxPacket: 3000 } });
    const alert = Uint8Array.of(21, 3, 3, 0, 2, 2, description);
    const { reply } = await talk(server, newPeer(), {
      toServer: (eap, round) => (round === 2 ? packet(RESPONSE, identifierOf(eap), tls(0, alert)) : eap),
    });
    assert.equal(rejectedFor(reply), 'E_EAP_TLS_ALERT');
    assert.equal(reply.outcome === 'reject' && reply.error.details['alert'], name);
  });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  const attempt = async (stage: Scene) => talk(stage.server, stage.newPeer());
  const withPeer = (options: Partial<TlsPeerOptions>) =>
    scene({ tlsServer: only, tlsPeer: { ...only, ...options }, server: { maxPacket: 3000 } });

  it(`a peer without a certificate is refused in ${version}`, async () => {
    const stage = scene({ tlsServer: only, tlsPeer: only, isAnonymous: true });
    const { reply, peer } = await attempt(stage);
    assert.equal(rejectedFor(reply), 'E_EAP_TLS_NO_CERTIFICATE');
    const alert = version === 'TLSv1.3' ? 'certificate_required' : 'handshake_failure';
    assert.equal(peer.outcome?.outcome === 'failure' && peer.outcome.error.details['alert'], alert);
  });

  const refusals: readonly (readonly [what: string, make: () => Promise<Party>, alert: string, cause: string])[] = [
    [
      'of another domain',
      async () => issue('device-1', { issuer: await issue('Elsewhere'), purposes: [OID.clientAuth] }),
      'unknown_ca',
      'E_PKI_PATH_NO_ISSUER',
    ],
    [
      'that has expired',
      () =>
        issue('old', {
          issuer: intermediate,
          notBefore: new Date(NOW.getTime() - 2 * DAY),
          notAfter: new Date(NOW.getTime() - DAY),
        }),
      'certificate_expired',
      'E_PKI_PATH_EXPIRED',
    ],
    [
      'that is not yet valid',
      () => issue('young', { issuer: intermediate, notBefore: new Date(NOW.getTime() + DAY) }),
      'certificate_expired',
      'E_PKI_PATH_NOT_YET_VALID',
    ],
    [
      'for servers only',
      () => issue('server', { issuer: intermediate, purposes: [OID.serverAuth] }),
      'unsupported_certificate',
      'E_PKI_PATH_EXTENDED_KEY_USAGE',
    ],
  ];
  for (const [what, make, alert, cause] of refusals) {
    it(`a certificate ${what} is refused in ${version}, and the peer is told so`, async () => {
      const party = await make();
      const { reply, peer } = await attempt(withPeer({ credentials: credentials(party) }));
      assert.ok(reply.outcome === 'reject');
      assert.equal(reply.error.code, 'E_EAP_TLS_REFUSED');
      assert.equal(reply.error.cause instanceof Error && 'code' in reply.error.cause && reply.error.cause.code, cause);
      assert.equal(peer.outcome?.outcome === 'failure' && peer.outcome.error.details['alert'], alert);
    });
  }

  it(`a certificate on the newest revocation list is refused in ${version}, resumed or not`, async () => {
    const lists: Awaited<ReturnType<typeof buildCertificateRevocationList>>[] = [];
    const { time } = scene();
    const judge = trustPeers({ anchors: [root.certificate], clock: time, crls: () => lists });
    const stage = scene({ tlsServer: { ...only, judge }, tlsPeer: only });
    const first = await attempt(stage);
    assert.equal(first.reply.outcome, 'accept');
    lists.push(
      await buildCertificateRevocationList({
        issuer: intermediate.certificate,
        signer: softwareSigner(intermediate.key),
        crlNumber: 1,
        thisUpdate: NOW,
        nextUpdate: new Date(NOW.getTime() + DAY),
        entries: [{ serialNumber: device.certificate.serialNumber, revocationDate: NOW }],
      }),
    );
    const second = await attempt(stage);
    assert.equal(rejectedFor(second.reply), 'E_EAP_TLS_REFUSED');
  });

  it(`a peer whose judge cannot judge is refused in ${version}`, async () => {
    const judge = async () => {
      throw new Error('the database is away');
    };
    const { reply } = await attempt(scene({ tlsServer: { ...only, judge }, tlsPeer: only }));
    assert.equal(rejectedFor(reply), 'E_EAP_TLS_JUDGE');
  });

  it(`a broken signature of the peer is refused in ${version}`, async () => {
    const stage = withPeer({});
    const { reply } = await talk(stage.server, stage.newPeer({ maxPacket: 3000 }), {
      toServer(eap, round) {
        if (round !== 2) return eap;
        const broken = Uint8Array.from(eap);
        const at = broken.length - 60;
        broken[at] = (broken[at] ?? 0) ^ 1;
        return broken;
      },
    });
    assert.equal(rejectedFor(reply), 'E_EAP_TLS_HANDSHAKE');
  });

  it(`data after the handshake is refused in ${version}`, async () => {
    const stage = withPeer({});
    const { reply } = await talk(stage.server, stage.newPeer(), {
      toServer: (eap, round) =>
        round === 3 ? packet(RESPONSE, identifierOf(eap), tls(0, Uint8Array.of(23, 3, 3, 0, 9))) : eap,
    });
    assert.equal(rejectedFor(reply), 'E_EAP_TLS_DATA_LATE');
  });
}

it('a TLS version below the least one is refused', async () => {
  const { server, newPeer } = scene({
    tlsServer: { minVersion: 'TLSv1.3' },
    tlsPeer: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  });
  const { reply, peer } = await talk(server, newPeer());
  assert.equal(rejectedFor(reply), 'E_EAP_TLS_HANDSHAKE');
  assert.equal(peer.outcome?.outcome === 'failure' && peer.outcome.error.details['alert'], 'protocol_version');
});
