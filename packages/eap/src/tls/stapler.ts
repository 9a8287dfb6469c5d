/** Staples a response of OCSP to the own certificate (RFC 9190 §5.4, RFC 6066 §8). */

import { createServer, type Server } from 'node:tls';

/** The newest response for the own certificate, DER; undefined staples none. Asked in every full handshake. */
export type StapledOcsp = () => Uint8Array | undefined;

/** Node asks servers for responses, so there is one, which never listens. */
export class Stapler {
  readonly server: Server;

  constructor(newest: StapledOcsp) {
    this.server = createServer();
    this.server.on('OCSPRequest', (_certificate, _issuer, answer) => {
      const response = newest();
      answer(null, response === undefined ? Buffer.alloc(0) : Buffer.from(response));
    });
  }
}
