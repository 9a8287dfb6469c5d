import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromUtf8, toHex, utf8 } from '@sallyport/core';
import {
  type EapPeer,
  type EapReply,
  findTlv,
  makeTlv,
  readRequestAction,
  requestActionTlv,
  type TeapExchange,
  type TeapPeerExchange,
  type TunnelView,
} from '../../src/index.ts';
import { talk } from '../support/talk.ts';
import { innerTls, tunnelScene } from '../support/tunnel.ts';
import { device, server as serverParty } from '../support/world.ts';

function assertAgreed(reply: EapReply<string>, peer: EapPeer): string {
  assert.ok(reply.outcome === 'accept', reply.outcome === 'reject' ? reply.error.message : reply.outcome);
  assert.ok(peer.outcome?.outcome === 'success');
  const { keys } = reply.authenticated;
  assert.ok(keys.msk.equals(peer.outcome.keys.msk));
  assert.ok(keys.emsk.equals(peer.outcome.keys.emsk));
  assert.equal(keys.msk.length, 64);
  assert.equal(toHex(keys.sessionId), toHex(peer.outcome.keys.sessionId));
  assert.equal(keys.sessionId[0], 55);
  return reply.authenticated.grant;
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  const only = { minVersion: version, maxVersion: version } as const;
  const versions = { server: only, peer: only };
  describe(`TEAP with ${version}`, () => {
    it('ends at once when the certificate of phase 1 is enough', async () => {
      const { server, peer } = tunnelScene(versions);
      const { reply } = await talk(server, peer);
      assertAgreed(reply, peer);
    });
    it('gives the keys of hostap when both sides are told to', async () => {
      const zero = { ...only, keysWithoutInner: 'zero-imsk' } as const;
      const { server, peer } = tunnelScene({ server: zero, peer: zero });
      const { reply } = await talk(server, peer);
      assertAgreed(reply, peer);
    });
    it('runs EAP-TLS inside, without a certificate outside', async () => {
      const { server, peer } = tunnelScene({ ...versions, stages: [innerTls()], isAnonymous: true });
      const { reply } = await talk(server, peer);
      assert.equal(assertAgreed(reply, peer), 'CN=device-1');
    });
    it('runs two inner methods one after the other', async () => {
      const { server, peer } = tunnelScene({ ...versions, stages: [innerTls(), innerTls()] });
      const { reply } = await talk(server, peer);
      assert.equal(assertAgreed(reply, peer), 'CN=device-1,CN=device-1');
    });
    it('cuts everything into small fragments', async () => {
      const { server, peer } = tunnelScene({ ...versions, stages: [innerTls()], maxPacket: 200 });
      const { reply, requests } = await talk(server, peer);
      assertAgreed(reply, peer);
      assert.ok(requests.length > 20, `${requests.length}`);
    });
    it('carries a BRSKI run in TLVs of its own, and what comes after it', async () => {
      const [requestVoucher, voucher] = [0x3001, 0x3002];
      const said: string[] = [];
      const exchange: TeapExchange = {
        supports: [requestVoucher, voucher],
        async begin() {
          const wanted = { type: requestVoucher, isMandatory: false, value: new Uint8Array(0) };
          return {
            step: 'send',
            tlvs: [requestActionTlv({ status: 'failure', action: 'processTlv', tlvs: [wanted] })],
          };
        },
        async receive(tlvs) {
          const request = tlvs.find(({ type }) => type === requestVoucher);
          const csr = findTlv(tlvs, 'pkcs10');
          if (request !== undefined) {
            said.push(fromUtf8(request.value));
            return { step: 'send', tlvs: [{ type: voucher, isMandatory: true, value: new Uint8Array(9000) }] };
          }
          if (csr === undefined) return { step: 'done' };
          said.push(fromUtf8(csr.value));
          return { step: 'send', tlvs: [makeTlv('pkcs7', utf8('an LDevID'))] };
        },
        close() {},
      };
      let hasCertificate = false;
      let view: TunnelView | undefined;
      let serverView: TunnelView | undefined;
      const pledge: TeapPeerExchange = {
        supports: [requestVoucher, voucher],
        async receive(tlvs) {
          const wish = findTlv(tlvs, 'requestAction');
          if (wish !== undefined) {
            assert.equal(readRequestAction(wish).tlvs[0]?.type, requestVoucher);
            return [{ type: requestVoucher, isMandatory: true, value: utf8('a voucher, please') }];
          }
          if (tlvs.some(({ type }) => type === voucher)) return [makeTlv('pkcs10', utf8('a request'))];
          hasCertificate = findTlv(tlvs, 'pkcs7') !== undefined;
          return [];
        },
        isSatisfied: () => hasCertificate,
        close() {},
      };
      const { server, peer } = tunnelScene({
        server: only,
        peer: {
          ...only,
          exchange(tunnel) {
            view = tunnel;
            return pledge;
          },
        },
        stages: [
          {
            stage: 'exchange',
            open(tunnel) {
              serverView = tunnel;
              return exchange;
            },
          },
        ],
      });
      const { reply } = await talk(server, peer);
      assertAgreed(reply, peer);
      assert.deepEqual(said, ['a voucher, please', 'a request']);
      assert.equal(view?.tlsVersion, version);
      assert.equal(view?.tlsUnique?.length, version === 'TLSv1.2' ? 12 : undefined);
      assert.deepEqual(view?.chain, serverParty.chain);
      assert.deepEqual(serverView?.chain, device.chain);
      assert.deepEqual(serverView?.tlsUnique, view?.tlsUnique);
    });
  });
}
