import assert from 'node:assert/strict';
import { it } from 'node:test';
import { DAY, SECOND, Secret } from '@sallyport/core';
import { OID, type VerifiedPath, validatePath } from '@sallyport/pki';
import { fail } from '../../src/errors.ts';
import type { EapPeer, PeerReply, ServerMethod } from '../../src/index.ts';
import { tlsContext } from '../../src/tls/context.ts';
import { TlsEngine } from '../../src/tls/engine.ts';
import { encodeFragment } from '../../src/tls/flags.ts';
import { TlsLink } from '../../src/tls/link.ts';
import { FLAGS, packet, REQUEST, tls, uint32 } from '../support/raw.ts';
import { type SceneOptions, SERVER_NAME, scene, talk } from '../support/talk.ts';
import { credentials, intermediate, issue, NOW, type Party, root, server as serverParty } from '../support/world.ts';

function failureOf(peer: EapPeer): string | undefined {
  return peer.outcome?.outcome === 'failure' ? peer.outcome.error.code : peer.outcome?.outcome;
}

/** A peer that was asked for nothing yet, with Requests made by hand. */
function alone(options: SceneOptions = {}) {
  const { newPeer } = scene(options);
  const peer = newPeer();
  let identifier = 0;
  return {
    peer,
    send: (flags: number, ...parts: readonly Uint8Array[]): Promise<PeerReply> =>
      peer.receive(packet(REQUEST, ++identifier, tls(flags, ...parts))),
  };
}

const HUNDRED = new Uint8Array(100);

it('a method that begins without Start is refused', async () => {
  const { peer, send } = alone();
  await send(0, HUNDRED);
  assert.equal(failureOf(peer), 'E_EAP_TLS_START');
});

it('Start with data is refused', async () => {
  const { peer, send } = alone();
  await send(FLAGS.start, HUNDRED);
  assert.equal(failureOf(peer), 'E_EAP_TLS_START');
});

it('a second Start is refused', async () => {
  const { peer, send } = alone();
  assert.ok((await send(FLAGS.start)).response !== undefined);
  await send(FLAGS.start);
  assert.equal(failureOf(peer), 'E_EAP_TLS_START');
});

it('a message that says it is 1 MB long is refused', async () => {
  const { peer, send } = alone();
  await send(FLAGS.start);
  await send(FLAGS.length | FLAGS.more, uint32(1 << 20), HUNDRED);
  assert.equal(failureOf(peer), 'E_EAP_TLS_TOO_LARGE');
});

it('nothing in the midst of the handshake is refused', async () => {
  const { peer, send } = alone();
  await send(FLAGS.start);
  await send(0);
  assert.equal(failureOf(peer), 'E_EAP_TLS_DATA_EXPECTED');
});

it('what is no TLS is refused', async () => {
  const { peer, send } = alone();
  await send(FLAGS.start);
  const reply = await send(0, HUNDRED);
  assert.equal(failureOf(peer), 'E_EAP_TLS_HANDSHAKE');
  assert.ok(reply.response !== undefined);
});

it('half a flight is refused', async () => {
  const { server, newPeer } = scene({ server: { maxPacket: 3000 } });
  const { peer } = await talk(server, newPeer(), {
    toPeer: (eap, round) => (round === 2 ? packet(REQUEST, eap[1] ?? 0, tls(0, eap.slice(6, 200))) : eap),
  });
  assert.equal(failureOf(peer), 'E_EAP_TLS_STALLED');
});

it('an alert of the server is named', async () => {
  const { peer, send } = alone();
  await send(FLAGS.start);
  await send(0, Uint8Array.of(21, 3, 3, 0, 2, 2, 40));
  assert.equal(failureOf(peer), 'E_EAP_TLS_ALERT');
  assert.equal(peer.outcome?.outcome === 'failure' && peer.outcome.error.details['alert'], 'handshake_failure');
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  const options = { tlsServer: only, tlsPeer: only, server: { maxPacket: 3000 } };

  it(`a Success that is put in at any moment of ${version} before its time is passed over`, async () => {
    const { server, newPeer } = scene(options);
    const peer = newPeer();
    const codes: (string | undefined)[] = [];
    const last = 3;
    const { reply } = await talk(server, peer, {
      toPeer(eap, round) {
        if (round >= 1 && round <= last) {
          const identifier = (eap[1] ?? 0) - 1;
          peer.receive(Uint8Array.of(3, identifier & 0xff, 0, 4)).then(({ ignored }) => codes.push(ignored?.code));
        }
        return eap;
      },
    });
    assert.equal(reply.outcome, 'accept');
    assert.equal(peer.outcome?.outcome, 'success');
    assert.deepEqual(codes, ['E_EAP_SUCCESS_EARLY', 'E_EAP_SUCCESS_EARLY', 'E_EAP_SUCCESS_EARLY']);
  });

  const strangers: readonly (readonly [what: string, make: () => Promise<Party>, cause: string])[] = [
    [
      'of another authority',
      async () => issue('RADIUS', { issuer: await issue('Elsewhere'), dnsName: SERVER_NAME }),
      'E_PKI_PATH_NO_ISSUER',
    ],
    [
      'that has expired',
      () =>
        issue('RADIUS', {
          issuer: intermediate,
          dnsName: SERVER_NAME,
          notBefore: new Date(NOW.getTime() - 2 * DAY),
          notAfter: new Date(NOW.getTime() - DAY),
        }),
      'E_PKI_PATH_EXPIRED',
    ],
    [
      'for clients only',
      () => issue('RADIUS', { issuer: intermediate, dnsName: SERVER_NAME, purposes: [OID.clientAuth] }),
      'E_PKI_PATH_EXTENDED_KEY_USAGE',
    ],
    ['of another name', () => issue('RADIUS', { issuer: intermediate, dnsName: 'radius.elsewhere.example' }), ''],
    ['without a name', () => issue(SERVER_NAME, { issuer: intermediate }), ''],
  ];
  for (const [what, make, cause] of strangers) {
    it(`a server certificate ${what} is refused in ${version}, and the server is told`, async () => {
      const party = await make();
      const { server, newPeer } = scene({ ...options, tlsServer: { ...only, credentials: credentials(party) } });
      const { reply, peer } = await talk(server, newPeer());
      assert.equal(failureOf(peer), 'E_EAP_TLS_REFUSED');
      const error = peer.outcome?.outcome === 'failure' ? peer.outcome.error : undefined;
      const code = error?.cause instanceof Error && 'code' in error.cause ? error.cause.code : '';
      assert.equal(code, cause);
      assert.equal(reply.outcome === 'reject' && reply.error.code, 'E_EAP_TLS_ALERT');
    });
  }

  it(`a stranger of ${version} never sees the certificate of the peer`, async () => {
    const seen: boolean[] = [];
    const stranger = await issue('RADIUS', { issuer: await issue('Elsewhere'), dnsName: SERVER_NAME });
    const judge = async () => {
      seen.push(true);
      return { verdict: 'reject', reason: 'irrelevant' } as const;
    };
    const { server, newPeer } = scene({
      ...options,
      tlsServer: { ...only, credentials: credentials(stranger), judge },
    });
    await talk(server, newPeer());
    assert.deepEqual(seen, []);
  });
}

it('a Failure after the commitment of TLS 1.3 is passed over, and the Success taken', async () => {
  const { server, newPeer } = scene();
  const peer = newPeer();
  let ignored: string | undefined;
  await talk(server, peer, {
    toPeer(eap) {
      if (eap[0] === 3)
        peer.receive(Uint8Array.of(4, eap[1] ?? 0, 0, 4)).then((reply) => {
          ignored = reply.ignored?.code;
        });
      return eap;
    },
  });
  assert.equal(ignored, 'E_EAP_FAILURE_LATE');
  assert.equal(failureOf(peer), 'success');
});

it('a Success that gets lost after the commitment of TLS 1.3 does no harm', async () => {
  const { server, newPeer, time } = scene();
  const { peer } = await talk(server, newPeer(), { toPeer: (eap) => (eap[0] === 3 ? undefined : eap) });
  assert.equal(peer.outcome, undefined);
  await time.advance(60 * SECOND);
  assert.equal(failureOf(peer), 'success');
});

it('a Success that gets lost in TLS 1.2, which tells nothing under protection, ends in a timeout', async () => {
  const { server, newPeer, time } = scene({ tlsPeer: { maxVersion: 'TLSv1.2' } });
  const { peer } = await talk(server, newPeer(), { toPeer: (eap) => (eap[0] === 3 ? undefined : eap) });
  await time.advance(60 * SECOND);
  assert.equal(failureOf(peer), 'E_EAP_TIMEOUT');
});

/** A server that ends TLS 1.3 with something else than the commitment, or with nothing. */
function rudeServer(ending: Uint8Array | undefined): ServerMethod<VerifiedPath> {
  const grant = validatePath({ leaf: root.certificate, intermediates: [], anchors: [root.certificate], at: NOW });
  const context = tlsContext({ credentials: credentials(serverParty), minVersion: 'TLSv1.3' });
  return {
    name: 'rude',
    type: { vendor: 0, type: 13 },
    open() {
      const engine = new TlsEngine({ side: 'server', context });
      const link = new TlsLink({ dialect: 'tls', version: 0, maxMessage: 65_536, maxTypeData: 3000 });
      let isDone = false;
      const keys = { msk: Secret.of('m'), emsk: Secret.of('e'), sessionId: new Uint8Array(1) };
      return {
        memory: 0,
        begin: async () => encodeFragment({ more: false, start: true, version: 0, data: new Uint8Array(0) }),
        async receive(data) {
          const received = link.receive(data);
          if (isDone || received.kind !== 'message') throw fail('E_EAP_OVER', 'enough');
          const flight = await engine.advance(received.bytes);
          if (engine.secured === undefined) return { step: 'request', data: link.send(flight) };
          isDone = true;
          if (ending === undefined) return { step: 'success', success: { grant, keys, isResumed: false } };
          return { step: 'request', data: link.send(Buffer.concat([flight, await engine.send(ending)])) };
        },
        close: () => engine.close(),
      };
    },
  };
}

it('a server of TLS 1.3 that sends another byte than the commitment is refused', async () => {
  const { server, newPeer } = scene({ server: { methods: [rudeServer(Uint8Array.of(1))], maxPacket: 3000 } });
  const { peer } = await talk(server, newPeer());
  assert.equal(failureOf(peer), 'E_EAP_TLS_COMMITMENT');
});

it('a server of TLS 1.3 that sends more than the commitment is refused', async () => {
  const { server, newPeer } = scene({ server: { methods: [rudeServer(Uint8Array.of(0, 0))], maxPacket: 3000 } });
  const { peer } = await talk(server, newPeer());
  assert.equal(failureOf(peer), 'E_EAP_TLS_COMMITMENT');
});

it('a Success of TLS 1.3 without the commitment is not believed', async () => {
  const { server, newPeer } = scene({ server: { methods: [rudeServer(undefined)], maxPacket: 3000 } });
  const { last, reply, peer } = await talk(server, newPeer());
  assert.equal(reply.outcome, 'accept');
  assert.equal(last.ignored?.code, 'E_EAP_SUCCESS_EARLY');
  assert.equal(peer.outcome, undefined);
});
