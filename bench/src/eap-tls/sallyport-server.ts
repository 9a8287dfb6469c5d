/**
 * The process of Sallyport's RADIUS server with EAP-TLS. It reads `ca.pem`, `server.pem` and `server.key` from the folder that it is
 * given, as FreeRADIUS does, listens on the port that it is given, and ends when it is told to.
 */

import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, systemClock, systemRandom, systemTimer } from '@sallyport/core';
import { EapServer, tlsServer, trustPeers } from '@sallyport/eap';
import { Certificate } from '@sallyport/pki';
import {
  type AccessDecision,
  type AccessRequest,
  ATTRIBUTES,
  RadiusServer,
  sessionKeyAttributes,
} from '@sallyport/radius';
import { serveUdp } from '@sallyport/radius/transport';
import { openUdpSocket } from '@sallyport/udp';
import { SHARED_SECRET } from './material.ts';

const [folder = '', port = ''] = process.argv.slice(2);
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const ports = { clock: systemClock, timer: systemTimer, random: systemRandom };
const eap = new EapServer(
  {
    methods: [
      tlsServer(
        {
          credentials: {
            key: createPrivateKey(read('server.key')),
            chain: [Certificate.fromPem(read('server.pem')).der],
          },
          judge: trustPeers({ anchors: [Certificate.fromPem(read('ca.pem'))], clock: systemClock }),
          resumption: 'off',
        },
        ports,
      ),
    ],
  },
  ports,
);

async function authenticate(request: AccessRequest): Promise<AccessDecision | undefined> {
  const { eapMessage, state } = request;
  if (eapMessage === undefined) return { decision: 'reject' };
  const origin = `${request.client}/${ATTRIBUTES['Calling-Station-Id'].first(request.attributes)}`;
  const reply = await eap.receive({ eap: eapMessage, origin, ...(state === undefined ? {} : { state }) });
  switch (reply.outcome) {
    case 'challenge':
      return { decision: 'challenge', eapMessage: reply.eap, state: reply.state };
    case 'accept':
      return {
        decision: 'accept',
        eapMessage: reply.eap,
        attributes: sessionKeyAttributes(reply.authenticated.keys.msk),
      };
    case 'reject':
      return { decision: 'reject', eapMessage: reply.eap };
    case 'discard':
      return undefined;
  }
}

const clients = [{ name: 'bench', addresses: ['127.0.0.1'], secret: Secret.of(SHARED_SECRET) }];
const server = new RadiusServer({ clients, authenticate }, ports);
const sockets = await serveUdp(server, {
  open: openUdpSocket,
  host: '127.0.0.1',
  authenticationPort: Number(port),
  accountingPort: undefined,
});
process.once('SIGTERM', async () => {
  server.close();
  await sockets.close();
  process.exit();
});
