/** Certificates for tests, made with the openssl command in a temporary folder. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plain } from '@sallyport/core';
import type { RadsecIdentity } from '@sallyport/radius/transport';

export const withoutOpenssl =
  spawnSync('openssl', ['version']).status === 0 ? false : 'the openssl command is not installed';

export class CertificateShop {
  readonly folder = mkdtempSync(join(tmpdir(), 'sallyport-radius-'));

  authority(name: string): Uint8Array {
    this.#openssl('req', '-x509', ...this.#newKey(name), '-subj', `/CN=${name}`, '-days', '2', '-out', `${name}.pem`);
    return this.#der(name);
  }

  issue(name: string, issuer: string, subjectAltName: string): RadsecIdentity {
    this.#openssl('req', '-new', ...this.#newKey(name), '-subj', `/CN=${name}`, '-out', `${name}.csr`);
    writeFileSync(
      join(this.folder, `${name}.ext`),
      `subjectAltName=${subjectAltName}\nextendedKeyUsage=serverAuth,clientAuth\n`,
    );
    const signer = ['-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`, '-CAcreateserial'];
    this.#openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      ...signer,
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.pem`,
    );
    return {
      key: createPrivateKey(readFileSync(join(this.folder, `${name}.key`))),
      certificateChain: [this.#der(name)],
    };
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  #newKey(name: string): string[] {
    return ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${name}.key`];
  }

  #der(name: string): Uint8Array {
    return plain(new X509Certificate(readFileSync(join(this.folder, `${name}.pem`))).raw);
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.folder, stdio: 'pipe' });
  }
}
