/** The lab's server behind a real TLS listener, and its certificates as files for foreign programs. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@sallyport/core';
import type { EstServerConfig } from '@sallyport/est';
import { startTlsServer, type TlsTuning } from '@sallyport/http';
import { type Identity, lab, makeServer, type ServerOverrides, type TestServer } from './lab.ts';

export interface RunningLab extends AsyncDisposable {
  readonly server: TestServer;
  readonly port: number;
  /** A folder of its own; removed in the end. */
  readonly folder: string;
  /** Full path of a file in the folder. */
  file(name: string): string;
  /** Writes a file into the folder and returns its path. */
  write(name: string, content: Uint8Array | string): string;
}

export async function startLab(
  config: EstServerConfig = {},
  overrides: ServerOverrides = {},
  tls: TlsTuning = {},
): Promise<RunningLab> {
  const { root, tls: identity } = await lab();
  const server = await makeServer(config, { realClock: systemClock, random: systemRandom, ...overrides });
  const listener = await startTlsServer({
    host: '127.0.0.1',
    port: 0,
    key: identity.keys.privateKey,
    certificateChain: [identity.certificate.der],
    requestClientCertificate: true,
    handler: server.handle,
    ...tls,
  });
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-est-'));
  const file = (name: string) => join(folder, name);
  const write = (name: string, content: Uint8Array | string) => {
    writeFileSync(file(name), content);
    return file(name);
  };
  write('root.pem', root.certificate.toPem());
  return {
    server,
    port: listener.port,
    folder,
    file,
    write,
    async [Symbol.asyncDispose]() {
      await listener.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Certificate and key of an identity as two PEM files. */
export function writeIdentity(running: Pick<RunningLab, 'write'>, name: string, { certificate, keys }: Identity) {
  return {
    cert: running.write(`${name}.pem`, certificate.toPem()),
    key: running.write(`${name}.key`, keys.privateKey.export({ format: 'pem', type: 'pkcs8' })),
  };
}
