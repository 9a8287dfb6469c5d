import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat } from '@sallyport/core';
import type { EapPeer, EapReply } from '../../src/index.ts';
import { FLAGS, identifierOf, packet, REQUEST, RESPONSE, uint32 } from '../support/raw.ts';
import { SERVER_NAME, talk } from '../support/talk.ts';
import { innerTls, type TunnelOptions, tunnelScene } from '../support/tunnel.ts';
import { credentials, issue, stranger } from '../support/world.ts';

const TEAP = 55;
const teap = (flags: number, ...parts: readonly Uint8Array[]) => concat(Uint8Array.of(TEAP, flags), ...parts);

function rejectedFor(reply: EapReply<string>): string {
  return reply.outcome === 'reject' ? reply.error.code : reply.outcome;
}

function failureOf(peer: EapPeer): string | undefined {
  return peer.outcome?.outcome === 'failure' ? peer.outcome.error.code : peer.outcome?.outcome;
}

function alertOf(peer: EapPeer): unknown {
  return peer.outcome?.outcome === 'failure' ? peer.outcome.error.details['alert'] : undefined;
}

/** Changes the Start of TEAP, which nothing protects yet. */
const onStart = (change: (eap: Uint8Array) => Uint8Array) => ({
  toPeer: (eap: Uint8Array, round: number) => (round === 1 ? change(eap) : eap),
});

describe('meddling with TEAP before its tunnel stands', () => {
  it('an authority that somebody changed on the way is found out by the binding', async () => {
    const { server, peer } = tunnelScene({ stages: [innerTls()] });
    const change = (eap: Uint8Array) => eap.with(eap.length - 1, (eap.at(-1) ?? 0) ^ 1);
    const { reply } = await talk(server, peer, onStart(change));
    assert.equal(failureOf(peer), 'E_EAP_TEAP_BINDING');
    assert.equal(rejectedFor(reply), 'E_EAP_TEAP_FAILED');
    assert.equal(reply.outcome === 'reject' && reply.error.details['error'], 2001);
  });
  it('outer TLVs that somebody put in on the way are found out by the binding', async () => {
    const { server, peer } = tunnelScene();
    const tlv = Uint8Array.of(0, 7, 0, 4, 0, 0, 0, 0);
    const { reply } = await talk(server, peer, {
      toServer(eap, round) {
        if (round !== 1) return eap;
        return packet(RESPONSE, identifierOf(eap), teap(0x10 | 1, uint32(tlv.length), eap.slice(6), tlv));
      },
    });
    // The server's MAC covers what the peer never sent.
    assert.equal(failureOf(peer), 'E_EAP_TEAP_BINDING');
    assert.equal(rejectedFor(reply), 'E_EAP_TEAP_FAILED');
  });
  it('a server of version 0 is refused', async () => {
    const { server, peer } = tunnelScene();
    await talk(
      server,
      peer,
      onStart((eap) => eap.with(5, (eap[5] ?? 0) & 0xf8)),
    );
    assert.equal(failureOf(peer), 'E_EAP_TEAP_VERSION');
  });
  it('a server of a later version is answered with version 1', async () => {
    const { server, peer } = tunnelScene();
    const { responses } = await talk(
      server,
      peer,
      onStart((eap) => eap.with(5, (eap[5] ?? 0) | 2)),
    );
    assert.equal((responses[1]?.[5] ?? 0) & 7, 1);
  });
  it('a peer of another version is refused', async () => {
    const { server, peer } = tunnelScene();
    const { reply } = await talk(server, peer, {
      toServer: (eap, round) => (round === 1 ? eap.with(5, 2) : eap),
    });
    assert.equal(rejectedFor(reply), 'E_EAP_TEAP_VERSION');
  });
  it('a second Start is refused', async () => {
    const { server, peer } = tunnelScene();
    await talk(server, peer, {
      toPeer: (eap, round) => (round === 2 ? packet(REQUEST, identifierOf(eap), teap(FLAGS.start | 1)) : eap),
    });
    assert.equal(failureOf(peer), 'E_EAP_TLS_START');
  });
  it('a Success before the tunnel stands, or in it, is passed over', async () => {
    const { server, peer } = tunnelScene({ stages: [innerTls()] });
    const codes: (string | undefined)[] = [];
    const { reply } = await talk(server, peer, {
      toPeer(eap, round) {
        if (round >= 1 && eap[0] === REQUEST) {
          const success = Uint8Array.of(3, (identifierOf(eap) - 1) & 0xff, 0, 4);
          peer.receive(success).then(({ ignored }) => codes.push(ignored?.code));
        }
        return eap;
      },
    });
    assert.equal(reply.outcome, 'accept');
    assert.ok(codes.length > 5);
    assert.ok(codes.every((code) => code === 'E_EAP_SUCCESS_EARLY'));
  });
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  const attempt = async (options: TunnelOptions) => {
    const { server, peer } = tunnelScene({
      ...options,
      server: { ...only, ...options.server },
      peer: { ...only, ...options.peer },
    });
    return { ...(await talk(server, peer)), peer };
  };
  describe(`certificates of phase 1 in ${version}`, () => {
    it('that the planner refuses are answered by an alert', async () => {
      const planner = async () => ({ verdict: 'reject', reason: 'revoked', alert: 'certificate_revoked' }) as const;
      const { reply, peer } = await attempt({ server: { planner } });
      assert.equal(rejectedFor(reply), 'E_EAP_TLS_REFUSED');
      assert.equal(alertOf(peer), 'certificate_revoked');
    });
    it('that are missing are for the planner to refuse', async () => {
      const chains: (number | undefined)[] = [];
      const { reply } = await attempt({
        isAnonymous: true,
        server: {
          planner: async (chain) => {
            chains.push(chain?.length);
            return { verdict: 'reject', reason: 'nobody', alert: 'certificate_required' };
          },
        },
      });
      assert.equal(rejectedFor(reply), 'E_EAP_TLS_REFUSED');
      assert.deepEqual(chains, [undefined]);
    });
    it('of a server that the peer does not know are refused, and the server is told', async () => {
      const elsewhere = await issue('RADIUS', { issuer: await issue('Elsewhere'), dnsName: SERVER_NAME });
      const { reply, peer } = await attempt({ server: { credentials: credentials(elsewhere) } });
      assert.equal(failureOf(peer), 'E_EAP_TLS_REFUSED');
      assert.equal(rejectedFor(reply), 'E_EAP_TLS_ALERT');
    });
    it('of a server that a pledge does not know yet are accepted provisionally', async () => {
      const elsewhere = await issue('RADIUS', { issuer: await issue('Elsewhere') });
      const { reply, peer } = await attempt({
        server: { credentials: credentials(elsewhere) },
        peer: { judge: async (chain) => ({ verdict: 'accept', grant: chain[0] }) },
      });
      assert.equal(reply.outcome, 'accept');
      assert.equal(failureOf(peer), 'success');
    });
    it('that say one thing outside and another inside are both judged', async () => {
      const { reply, peer } = await attempt({
        peer: { credentials: credentials(stranger) },
        stages: [innerTls()],
        decide: async (inner) => ({ verdict: 'accept', grant: inner[0]?.grant ?? '' }),
      });
      assert.equal(reply.outcome === 'accept' && reply.authenticated.grant, 'CN=device-1');
      assert.equal(failureOf(peer), 'success');
    });
    it('that the server decides against at the end are refused under protection', async () => {
      const { reply, peer } = await attempt({ decide: async () => ({ verdict: 'reject', reason: 'offboarded' }) });
      assert.equal(rejectedFor(reply), 'E_EAP_TEAP_REFUSED');
      assert.equal(failureOf(peer), 'E_EAP_TEAP_FAILED');
      assert.equal(peer.outcome?.outcome === 'failure' && peer.outcome.error.details['error'], 1004);
    });
  });
}
