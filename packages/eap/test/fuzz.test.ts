/**
 * Damaged packets to each engine: typed errors and typed outcomes only, and never success or keys for what was damaged.
 *
 * A short run goes with the tests; `SALLYPORT_FUZZ_RUNS=1000000` makes a long one, `SALLYPORT_FUZZ_SEED` another one.
 */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSallyportError, seededRandom, VirtualTime } from '@sallyport/core';
import { decodePacket, decodeTlvs, EapPeer, EapServer, readNak } from '../src/index.ts';
import { readEapPayload, readRequestAction, readTrustedServerRoot } from '../src/teap/values.ts';
import { readHello, recordsOf } from '../src/tls/hello.ts';
import { TlsLink } from '../src/tls/link.ts';
import { shownCertificates } from '../src/tls/shown-certificates.ts';
import { md5Peer, md5Server } from './support/md5.ts';
import { scene, talk } from './support/talk.ts';
import { innerTls, tunnelScene } from './support/tunnel.ts';

const RUNS = Number(process.env['SALLYPORT_FUZZ_RUNS'] ?? 4000);
const SEED = process.env['SALLYPORT_FUZZ_SEED'] ?? '1';
/** Handshakes cost a thousand times what a parse does. */
const HANDSHAKES = Math.max(40, Math.ceil(RUNS / 1000));

/** Bytes at which parsers change their minds. */
const INTERESTING = [0, 1, 2, 3, 4, 5, 13, 16, 20, 21, 22, 23, 32, 48, 55, 64, 127, 128, 192, 224, 254, 255] as const;

type Below = (limit: number) => number;

function dice(name: string): Below {
  const random = seededRandom(`${name} ${SEED}`);
  return (limit) => {
    const [a = 0, b = 0] = random.bytes(2);
    return (a * 256 + b) % limit;
  };
}

function mutate(input: Uint8Array, below: Below): Uint8Array {
  let bytes = [...input];
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const at = below(bytes.length + 1);
    switch (below(6)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = INTERESTING[below(INTERESTING.length)] ?? 0;
        break;
      case 2:
        bytes = bytes.slice(0, at);
        break;
      case 3:
        bytes.splice(at, 1 + below(4));
        break;
      case 4:
        bytes.splice(at, 0, ...Array.from({ length: 1 + below(6) }, () => below(256)));
        break;
      default:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
  }
  return Uint8Array.from(bytes);
}

async function transcripts(): Promise<readonly Uint8Array[]> {
  const plain = scene();
  const tunnel = tunnelScene({ stages: [innerTls()] });
  const runs = [await talk(plain.server, plain.newPeer()), await talk(tunnel.server, tunnel.peer)];
  return runs.flatMap(({ requests, responses }) => [...requests, ...responses]);
}

const seeds = await transcripts();

function assertTyped(act: () => unknown, input: Uint8Array): void {
  try {
    act();
  } catch (thrown) {
    if (!isSallyportError(thrown)) throw new Error(`input ${Buffer.from(input).toString('hex')}`, { cause: thrown });
  }
}

describe('damaged packets', () => {
  it('give the codecs typed errors', () => {
    const below = dice('codecs');
    for (let run = 0; run < RUNS; run++) {
      const input = mutate(seeds[run % seeds.length] ?? new Uint8Array(0), below);
      assertTyped(() => {
        const packet = decodePacket(input);
        if ('type' in packet) readNak(packet);
      }, input);
      const body = input.subarray(5);
      assertTyped(() => [...recordsOf(body)], body);
      assertTyped(() => readHello(body), body);
      assertTyped(() => shownCertificates(body), body);
      assertTyped(() => decodeTlvs(body), body);
      for (const read of [readEapPayload, readRequestAction, readTrustedServerRoot]) {
        assertTyped(() => read({ type: 0, isMandatory: true, value: body }), body);
      }
    }
  });
  it('give the link typed errors, within its bound of memory', () => {
    const below = dice('link');
    let link = new TlsLink({ dialect: 'teap', version: 1, maxMessage: 4096, maxTypeData: 500 });
    for (let run = 0; run < RUNS; run++) {
      const input = mutate((seeds[run % seeds.length] ?? new Uint8Array(0)).subarray(5), below);
      try {
        link.receive(input);
      } catch (thrown) {
        assert.ok(isSallyportError(thrown), Buffer.from(input).toString('hex'));
        link = new TlsLink({ dialect: 'teap', version: 1, maxMessage: 4096, maxTypeData: 500 });
      }
      assert.ok(link.memory <= 4096);
    }
  });
  it('do not hurt the session table, which stays within its bounds', async () => {
    const below = dice('table');
    const time = new VirtualTime();
    const limits = { maxSessions: 50, maxSessionsPerOrigin: 5 };
    const ports = { clock: time, timer: time, random: seededRandom('table') };
    const server = new EapServer<string>({ methods: [md5Server()], ...limits }, ports);
    let state: Uint8Array | undefined;
    for (let run = 0; run < RUNS; run++) {
      const eap = mutate(seeds[run % seeds.length] ?? new Uint8Array(0), below);
      const reply = await server.receive({ eap, origin: `${below(20)}`, ...(state === undefined ? {} : { state }) });
      assert.notEqual(reply.outcome, 'accept');
      state = reply.outcome === 'challenge' && below(3) > 0 ? reply.state : undefined;
      assert.ok(server.sessions <= 50);
    }
  });
  it('do not hurt a peer, and never make it succeed', async () => {
    const below = dice('peer');
    for (let run = 0; run < RUNS / 4; ) {
      const peer = new EapPeer(
        { identity: 'x', methods: [md5Peer({ vendor: 0, type: 77 })] },
        { timer: new VirtualTime() },
      );
      for (let packets = 0; packets < 20 && peer.outcome === undefined; packets++, run++) {
        await peer.receive(mutate(seeds[below(seeds.length)] ?? new Uint8Array(0), below));
      }
      assert.notEqual(peer.outcome?.outcome, 'success');
      peer.close();
    }
  });
});

describe('a packet that is damaged on its way', () => {
  interface Couple<Grant> {
    readonly server: EapServer<Grant>;
    readonly peer: EapPeer;
  }

  /** One packet of each conversation is damaged; both sides must agree whether that mattered. */
  async function meddle<Grant>(name: string, make: () => Couple<Grant>): Promise<void> {
    const below = dice(name);
    for (let run = 0; run < HANDSHAKES; run++) {
      const { server, peer } = make();
      const at = below(12);
      const isResponse = below(2) === 0;
      const damage = (eap: Uint8Array, round: number) => (round === at ? mutate(eap, below) : eap);
      const { reply } = await talk(server, peer, isResponse ? { toServer: damage } : { toPeer: damage });
      if (reply.outcome === 'accept' && peer.outcome?.outcome === 'success') {
        assert.ok(reply.authenticated.keys.msk.equals(peer.outcome.keys.msk));
      }
      if (reply.outcome === 'reject' || reply.outcome === 'discard') assert.ok(isSallyportError(reply.error));
      if (peer.outcome?.outcome === 'failure') assert.ok(isSallyportError(peer.outcome.error));
      assert.ok(reply.outcome !== 'reject' || reply.error.fault !== 'internal', 'an internal error');
      peer.close();
    }
  }
  for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
    const only = { minVersion: version, maxVersion: version } as const;
    it(`in EAP-TLS with ${version} leads to no keys that differ, and to no bug`, async () => {
      const stage = scene({ tlsServer: only, tlsPeer: { ...only, resumption: 'off' } });
      await meddle(`tls ${version}`, () => ({ server: stage.server, peer: stage.newPeer() }));
    });
    it(`in TEAP with ${version} leads to no keys that differ, and to no bug`, async () => {
      await meddle(`teap ${version}`, () => {
        return tunnelScene({ server: only, peer: only, stages: [innerTls()] });
      });
    });
  }
});
