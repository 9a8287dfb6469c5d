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

  /** The issuer's list, in PEM, with the certificates called `names` on it. */
  revoke(issuer: string, ...names: readonly string[]): string {
    const lines = names.map((name) => {
      const { serialNumber } = new X509Certificate(readFileSync(join(this.folder, `${name}.pem`)));
      return `R\t491231235959Z\t250101000000Z\t${serialNumber}\tunknown\t/CN=${name}\n`;
    });
    writeFileSync(join(this.folder, 'index.txt'), lines.join(''));
    writeFileSync(
      join(this.folder, 'ca.cnf'),
      '[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=2\n',
    );
    const files = ['-keyfile', `${issuer}.key`, '-cert', `${issuer}.pem`, '-out', `${issuer}.crl`];
    this.#openssl('ca', '-gencrl', '-config', 'ca.cnf', ...files);
    return readFileSync(join(this.folder, `${issuer}.crl`), 'utf8');
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
