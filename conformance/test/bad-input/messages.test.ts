/** What every listener of the house must bear: huge, slow and malformed messages, on the registrar, the MASA and EST. */

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Domain } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import type { TlsIdentity } from '@sallyport/http';
import { HOST, handOf, introduce, Lab, post, VOUCHER_TYPE } from '../../src/index.ts';

const MIB = 1 << 20;
const LIMITS = { headersTimeout: 500, requestTimeout: 900, lingerTimeout: 300 };
const REQUEST_VOUCHER = '/.well-known/brski/requestvoucher';
const SIMPLE_ENROLL = '/.well-known/est/simpleenroll';

/** Nothing of the machine or the program shows: no path, no stack, no address. */
const LEAK = /(\/(work|home|tmp|usr|var)\/|node:|\.ts\b|\bat [A-Za-z#.]+ \(|127\.0\.0\.1|sqlite)/;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is really kept outside the heap: what nobody holds any more is collected first, whenever that would have happened. */
function heldOutside(): number {
  collectGarbage();
  return process.memoryUsage().external;
}

describe('a listener of the house', { concurrency: true }, () => {
  const lab = new Lab();
  let manufacturer: Manufacturer;
  let domain: Domain;
  let identity: TlsIdentity;

  before(async () => {
    manufacturer = await lab.startManufacturer({ limits: LIMITS });
    domain = await lab.startDomain({ limits: LIMITS });
    await introduce(manufacturer, domain);
    identity = (await handOf(await lab.bear(manufacturer, 'MESSAGE-1'))).tls;
  });
  after(async () => {
    await lab.close();
    assert.deepEqual(lab.failures, [], 'none of it is a fault of the house');
  });

  const doors: readonly { name: string; port: () => number; path: string; type: string }[] = [
    { name: 'registrar', port: () => domain.port ?? 0, path: REQUEST_VOUCHER, type: VOUCHER_TYPE },
    { name: 'MASA', port: () => manufacturer.masaPort, path: REQUEST_VOUCHER, type: VOUCHER_TYPE },
    { name: 'EST server', port: () => domain.port ?? 0, path: SIMPLE_ENROLL, type: 'application/pkcs10' },
    {
      name: 'factory station',
      port: () => manufacturer.stationPort ?? 0,
      path: SIMPLE_ENROLL,
      type: 'application/pkcs10',
    },
  ];

  /** A socket on which a test writes HTTP by hand. */
  function dial(port: number): Promise<TLSSocket> {
    return new Promise((resolve, reject) => {
      const socket = connect(
        {
          host: HOST,
          port,
          rejectUnauthorized: false,
          key: identity.key instanceof Object ? identity.key.export({ type: 'pkcs8', format: 'pem' }) : identity.key,
        },
        () => resolve(socket),
      );
      socket.once('error', reject);
    });
  }

  /** Everything the server says until it hangs up. */
  function listen(socket: TLSSocket): Promise<string> {
    return new Promise((resolve) => {
      let heard = '';
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
      });
      socket.once('close', () => resolve(heard));
    });
  }

  for (const { name, port, path, type } of doors) {
    const head = (fields: readonly string[]) =>
      [`POST ${path} HTTP/1.1`, 'host: localhost', `content-type: ${type}`, ...fields, '', ''].join('\r\n');

    describe(`(${name})`, () => {
      it('turns 100 MB away at their announcement', async () => {
        const socket = await dial(port());
        const heard = listen(socket);
        socket.write(head([`content-length: ${100 * MIB}`]));
        assert.match(await heard, /^HTTP\/1\.1 413 .*E_HTTP_BODY_TOO_LARGE: request body is over the limit/s);
      });

      it('turns 100 MB away that come unannounced, and keeps none of them', async () => {
        const before = heldOutside();
        let most = 0;
        const socket = await dial(port());
        const heard = listen(socket);
        socket.write(head(['transfer-encoding: chunked']));
        const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(MIB, 0x41), Buffer.from('\r\n')]);
        for (let sent = 0; sent < 100 && socket.writable; sent++) {
          await new Promise<void>((resolve) => {
            socket.write(chunk, () => resolve());
          });
          if (sent % 10 === 9) most = Math.max(most, heldOutside() - before);
        }
        socket.end();
        const answer = await heard;
        assert.match(answer, /^HTTP\/1\.1 413 /);
        assert.doesNotMatch(answer, LEAK);
        // The four doors are tried at once: had each kept what it was sent, it would be hundreds.
        assert.ok(most < 96 * MIB, `${most >> 20} MiB`);
      });

      it('waits no longer for a body than it has said', async () => {
        const socket = await dial(port());
        const heard = listen(socket);
        socket.write(head(['content-length: 1000']));
        const drip = setInterval(() => socket.write('x'), 100);
        const started = performance.now();
        const answer = await heard;
        clearInterval(drip);
        assert.match(answer, /^HTTP\/1\.1 408 .*E_HTTP_TIMEOUT/s);
        assert.ok(performance.now() - started < 5000);
      });

      it('waits no longer for a header', async () => {
        const socket = await dial(port());
        const heard = listen(socket);
        socket.write(`POST ${path} HTTP/1.1\r\nhost: loc`);
        assert.match(await heard, /^HTTP\/1\.1 408 /);
      });

      for (const [what, text, status] of [
        ['no HTTP', 'BREW /coffee\r\n\r\n', 400],
        ['two lengths', head(['content-length: 5', 'transfer-encoding: chunked']), 400],
        ['a header without end', `${head([]).slice(0, -4)}\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 431],
      ] satisfies [string, string, number][]) {
        it(`refuses ${what}`, async () => {
          const socket = await dial(port());
          const heard = listen(socket);
          socket.write(text);
          const answer = await heard;
          assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `));
          assert.doesNotMatch(answer, LEAK);
        });
      }

      it('names no other path and no other method', async () => {
        const lost = await post(port(), identity, new Uint8Array(0), {}, '/../../etc/passwd');
        assert.equal(lost.status, 404);
        assert.doesNotMatch(lost.text, LEAK);
      });

      it('goes on serving', async () => {
        const { status } = await post(port(), identity, new Uint8Array([0x30]), { 'content-type': type }, path);
        // A request it does not understand, or a device it does not let in.
        assert.ok([400, 401, 403].includes(status), String(status));
      });
    });
  }
});
