/** Certificates for tests, made with the openssl command in a temporary folder. */

import { execFileSync } from 'node:child_process';
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsIdentity } from '@sallyport/http';

export interface TestAuthority {
  readonly name: string;
  readonly der: Uint8Array;
}

export interface TestIdentity extends TlsIdentity {
  readonly key: KeyObject;
}

export class CertificateShop {
  readonly #folder = mkdtempSync(join(tmpdir(), 'sallyport-http-'));

  /** A self-signed certificate, an authority or not. */
  selfSigned(name: string, extensions: readonly string[] = ['basicConstraints=critical,CA:true']): TestIdentity {
    this.#key(name);
    this.#openssl(
      'req',
      '-x509',
      '-key',
      `${name}.key`,
      '-subj',
      `/CN=${name}`,
      '-days',
      '30',
      '-out',
      `${name}.pem`,
      '-config',
      this.#config(name, extensions),
      '-extensions',
      'ext',
    );
    return this.identity(name);
  }

  /** A certificate issued by `issuer`, presented with `above` behind it. */
  issued(name: string, issuer: string, extensions: readonly string[], above: readonly string[] = []): TestIdentity {
    this.#key(name);
    const config = this.#config(name, extensions);
    this.#openssl(
      'req',
      '-new',
      '-key',
      `${name}.key`,
      '-subj',
      `/CN=${name}`,
      '-out',
      `${name}.csr`,
      '-config',
      config,
    );
    this.#openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      `${issuer}.pem`,
      '-CAkey',
      `${issuer}.key`,
      '-days',
      '30',
      '-CAcreateserial',
      '-out',
      `${name}.pem`,
      '-extfile',
      config,
      '-extensions',
      'ext',
    );
    return this.identity(name, ...above);
  }

  identity(name: string, ...above: readonly string[]): TestIdentity {
    return {
      key: createPrivateKey(readFileSync(join(this.#folder, `${name}.key`))),
      certificateChain: [name, ...above].map((each) => this.der(each)),
    };
  }

  der(name: string): Uint8Array {
    return new Uint8Array(new X509Certificate(readFileSync(join(this.#folder, `${name}.pem`))).raw);
  }

  pem(name: string): string {
    return readFileSync(join(this.#folder, `${name}.pem`), 'utf8');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }

  #key(name: string): void {
    this.#openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', `${name}.key`);
  }

  #config(name: string, extensions: readonly string[]): string {
    const lines = ['[req]', 'distinguished_name=dn', 'prompt=no', '[dn]', `CN=${name}`, '[ext]', ...extensions];
    writeFileSync(join(this.#folder, `${name}.cnf`), `${lines.join('\n')}\n`);
    return `${name}.cnf`;
  }

  #openssl(...args: readonly string[]): void {
    execFileSync('openssl', args, { cwd: this.#folder, stdio: 'pipe' });
  }
}

/** root → middle → server (for localhost and 127.0.0.1) and client; plus a self-signed device. */
export function standardShop() {
  const shop = new CertificateShop();
  shop.selfSigned('root');
  shop.issued('middle', 'root', ['basicConstraints=critical,CA:true']);
  const server = shop.issued(
    'server',
    'middle',
    ['subjectAltName=DNS:registrar.example,DNS:localhost,IP:127.0.0.1'],
    ['middle'],
  );
  const client = shop.issued('client', 'middle', ['keyUsage=digitalSignature'], ['middle', 'root']);
  const device = shop.selfSigned('device', ['basicConstraints=critical,CA:false']);
  return { shop, server, client, device, root: shop.der('root'), middle: shop.der('middle') };
}
