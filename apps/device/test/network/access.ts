/** An access point with its RADIUS in one, for tests of a device on a link: a door that a test opens and shuts. */

import { createServer, type Socket } from 'node:net';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';
import {
  decodeLinkFrame,
  EapServer,
  encodeLinkFrame,
  FrameStream,
  framed,
  type LinkContent,
  tlsServer,
  trustPeers,
} from '@sallyport/eap';
import { extendedKeyUsage, OID, subjectAltName } from '@sallyport/pki';
import { type Party, party } from '../lab.ts';

export const RADIUS_NAME = 'radius.home.example';
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
const OWN = Uint8Array.of(2, 0, 0, 0, 0, 0xaa);

export interface TestAccess {
  readonly host: string;
  readonly port: number;
  /** What stations said, in order. */
  readonly heard: LinkContent['type'][];
  /** Whether RADIUS lets anybody in from now on. */
  accepts: boolean;
  /** Whether it answers at all from now on. */
  answers: boolean;
  /** Shuts the door to everybody and says so. */
  putOut(): void;
  /** Breaks off every link. */
  cut(): void;
  close(): Promise<void>;
}

/** Lets in whose certificate leads to `ca`. */
export async function openAccess(ca: Party): Promise<TestAccess> {
  const { certificate, privateKey } = await party('radius', {
    issuer: ca,
    extensions: [extendedKeyUsage([OID.serverAuth]), subjectAltName([{ kind: 'dns', value: RADIUS_NAME }])],
  });
  const trusted = trustPeers({ anchors: [ca.certificate], clock: systemClock });
  const judge: typeof trusted = async (chain, context) =>
    access.accepts ? trusted(chain, context) : { verdict: 'reject', reason: 'as the test wants it' };
  const credentials = { key: privateKey, chain: [certificate.der, ca.certificate.der] };
  const eap = new EapServer({ methods: [tlsServer({ credentials, judge }, PORTS)] }, PORTS);
  const links = new Set<{ readonly socket: Socket; isOpen: boolean; tell(content: LinkContent): void }>();
  const server = createServer((socket) => {
    const stream = new FrameStream();
    let state: Uint8Array | undefined;
    const tell = (content: LinkContent) =>
      void socket.write(framed(encodeLinkFrame({ to: new Uint8Array(6), from: OWN, content })));
    const link = { socket, isOpen: false, tell };
    links.add(link);
    socket.on('error', () => undefined);
    socket.once('close', () => links.delete(link));
    const converse = async (packet: Uint8Array) => {
      if (!access.answers) return;
      const asked = { eap: packet, origin: 'test', ...(state === undefined ? {} : { state }) };
      const reply = await eap.receive(asked);
      if (reply.outcome === 'discard') return;
      state = reply.outcome === 'challenge' ? reply.state : undefined;
      link.isOpen = reply.outcome === 'accept';
      tell({ type: 'eap', packet: reply.eap });
    };
    socket.on('data', (bytes: Buffer) => {
      for (const frame of stream.take(bytes) ?? []) {
        const content = decodeLinkFrame(frame)?.content;
        if (content === undefined) continue;
        access.heard.push(content.type);
        if (content.type === 'start') void converse(new Uint8Array(0));
        if (content.type === 'eap') void converse(content.packet);
        if (content.type === 'logoff') link.isOpen = false;
        if (content.type === 'echo' && link.isOpen) tell({ type: 'echoed', receipt: content.receipt });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
  const address = server.address();
  const access: TestAccess = {
    host: '127.0.0.1',
    port: typeof address === 'object' && address !== null ? address.port : 0,
    heard: [],
    accepts: true,
    answers: true,
    putOut: () => {
      for (const link of links) {
        link.isOpen = false;
        link.tell({ type: 'eap', packet: Uint8Array.of(4, 0, 0, 4) });
      }
    },
    cut: () => {
      for (const { socket } of links) socket.destroy();
    },
    close: () => {
      for (const { socket } of links) socket.destroy();
      eap.close();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return access;
}
