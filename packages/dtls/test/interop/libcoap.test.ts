/** Our client and server with libcoap over DTLS, by a pre-shared key: what constrained devices use in the field. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { concat, Secret, utf8 } from '@sallyport/core';
import { missing, runProgram } from '../support/program.ts';
import { connectTo, freePort, runServer } from '../support/udp.ts';

const KEY = 'secretPSK';
const PSK = { type: 'psk', identity: utf8('device'), key: Secret.of(KEY) } as const;

/** CON GET coap://…/.well-known/core, by hand (RFC 7252 §3). */
const GET_WELL_KNOWN_CORE = concat(
  Uint8Array.of(0x40, 0x01, 0x12, 0x34, 0xbb),
  utf8('.well-known'),
  Uint8Array.of(0x04),
  utf8('core'),
);

/** ACK 2.05 with a payload, for the same message id and token. */
function content(request: Uint8Array, payload: string): Uint8Array {
  const tokenLength = (request[0] ?? 0) & 0x0f;
  return concat(
    Uint8Array.of(0x60 | tokenLength, 0x45),
    request.slice(2, 4 + tokenLength),
    Uint8Array.of(0xff),
    utf8(payload),
  );
}

/** Debian installs one program for each TLS library; a build of one's own has no suffix. */
for (const suffix of ['', '-openssl', '-gnutls']) {
  const skip = missing(`coap-server${suffix}`, '-h') || missing(`coap-client${suffix}`, '-h');
  if (suffix === '' && skip !== false) continue;

  describe(`libcoap${suffix}`, { skip }, () => {
    it('as client is taken by our server', async (t) => {
      const ours = await runServer(t, PSK, {
        accepted: (session) => ({ data: (bytes) => session.send(content(bytes, 'from sallyport')) }),
      });
      const url = `coaps://127.0.0.1:${ours.port}/hello`;
      const client = runProgram(t, `coap-client${suffix}`, ['-m', 'get', '-B', '10', '-u', 'device', '-k', KEY, url]);
      await client.until(/from sallyport/);
      assert.deepEqual(ours.errors, []);
    });

    it('as client with another key is refused by our server', async (t) => {
      const ours = await runServer(t, PSK);
      const url = `coaps://127.0.0.1:${ours.port}/hello`;
      const client = runProgram(t, `coap-client${suffix}`, [
        '-m',
        'get',
        '-B',
        '3',
        '-u',
        'device',
        '-k',
        'other',
        url,
      ]);
      await client.ended();
      assert.ok(ours.errors.length > 0);
      for (const { code } of ours.errors) assert.equal(code, 'E_DTLS_KEYS_DIFFER');
      assert.deepEqual(ours.sessions, []);
    });

    it('as server takes our client', async (t) => {
      // The port beside it is the one for DTLS.
      const port = await freePort();
      runProgram(t, `coap-server${suffix}`, ['-A', '127.0.0.1', '-p', `${port - 1}`, '-k', KEY, '-h', 'a hint']);
      const limits = { initialTimeout: 100, maximumTimeout: 1000 };
      const ours = await connectTo(t, port, { credentials: PSK, limits });
      ours.session.send(GET_WELL_KNOWN_CORE);
      await ours.until('</');
    });
  });
}
