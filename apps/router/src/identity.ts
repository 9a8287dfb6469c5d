/** The router's key and certificate, in a directory that only its owner reads. */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { selfSignedCertificate, type TlsIdentity } from '@sallyport/assurance-ca-commands/tls';
import { type ClaimSigner, didKeySigner, keyUri } from '@sallyport/assurance-claims';
import { type Clock, fromUtf8, isSallyportError, type Random, reasonOf, utf8 } from '@sallyport/core';
import { createFileDurably, hasErrorCode, readFileBounded, replaceFileDurably } from '@sallyport/files';
import {
  buildCertificateRequest,
  Certificate,
  generateKeyPair,
  Name,
  type Signer,
  softwareSigner,
} from '@sallyport/pki';
import { fail } from './errors.ts';

const KEY = 'router.key';
const CERTIFICATE = 'router.crt';
/** What the router has heard. */
export const STATE = 'state.json';
const MOST_OCTETS = 1 << 16;

export interface RouterIdentity {
  readonly directory: string;
  readonly key: KeyObject;
  readonly certificate: Certificate;
  /** Name of the key, `ni:///sha-256;…`: what an owner trusts. */
  readonly name: string;
  /** The same key as did:key. */
  readonly did: string;
  readonly tls: TlsIdentity;
}

export interface NewIdentity {
  readonly directory: string;
  /** For people, and in a request to the domain the router's number. */
  readonly serialNumber: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Random;
}

/**
 * Makes a key with a self-signed certificate (CAHN, CA Protocol Authentication, step 2), or gives those that were made here.
 * @throws E_ROUTER_FILE, E_ROUTER_DIRECTORY
 */
export async function createRouterIdentity(
  options: NewIdentity,
): Promise<RouterIdentity & { readonly isNew: boolean }> {
  const { directory, serialNumber, clock, random } = options;
  const isNew = await inFiles(async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPair('P-256');
    const pem = utf8(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    return createFileDurably(join(directory, KEY), pem, Buffer.from(random.bytes(8)).toString('hex'));
  });
  const signer = softwareSigner(await readKey(directory));
  // The key comes first: a certificate that a crash kept from being written is made when it is asked for again.
  if ((await readOptional(join(directory, CERTIFICATE))) === undefined) {
    const certificate = await selfSignedCertificate({
      signer,
      commonName: `router ${serialNumber}`,
      random,
      notBefore: clock.now(),
    });
    await inFiles(() => replaceFileDurably(join(directory, CERTIFICATE), utf8(certificate.toPem())));
  }
  return { ...(await openRouterIdentity(directory)), isNew };
}

/** @param certificateFile one that the domain issued for the key, in place of the self-signed one. @throws E_ROUTER_DIRECTORY, E_ROUTER_FILE */
export async function openRouterIdentity(directory: string, certificateFile?: string): Promise<RouterIdentity> {
  const key = await readKey(directory);
  const path = certificateFile ?? join(directory, CERTIFICATE);
  const pem = await readOptional(path);
  if (pem === undefined) throw fail('E_ROUTER_DIRECTORY', `there is no certificate ${path}`);
  const certificates = parsed(path, () => Certificate.allFromPem(fromUtf8(pem)));
  const [certificate] = certificates;
  const signer: ClaimSigner = didKeySigner(softwareSigner(key));
  const name = keyUri(signer.signer.publicKey);
  if (certificate === undefined || keyUri(certificate.spki) !== name) {
    throw fail('E_ROUTER_FILE', `${path} is no certificate for the key in ${directory}`);
  }
  const tls = { key, certificateChain: certificates.map(({ der }) => der) };
  return { directory, key, certificate, name, did: signer.issuer, tls };
}

/** A request to the domain, for `sallyport ca issue --profile router`. */
export async function requestCertificate({ key }: RouterIdentity, serialNumber: string): Promise<string> {
  const signer: Signer = softwareSigner(key);
  return (await buildCertificateRequest({ subject: Name.of([['CN', serialNumber]]), signer })).toPem();
}

async function readKey(directory: string): Promise<KeyObject> {
  const path = join(directory, KEY);
  const pem = await readOptional(path);
  if (pem === undefined) throw fail('E_ROUTER_DIRECTORY', `there is no router’s key in ${directory}`);
  return parsed(path, () => createPrivateKey(fromUtf8(pem)));
}

async function readOptional(path: string): Promise<Uint8Array | undefined> {
  try {
    const content = await readFileBounded(path, MOST_OCTETS);
    if (content !== undefined) return content;
  } catch (cause) {
    if (hasErrorCode(cause, 'ENOENT')) return undefined;
    throw fail('E_ROUTER_FILE', `${path} cannot be read: ${reasonOf(cause)}`, { cause });
  }
  throw fail('E_ROUTER_FILE', `${path} is too large`);
}

function parsed<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw fail('E_ROUTER_FILE', `${path} cannot be made sense of`, { cause });
  }
}

async function inFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isSallyportError(cause)) throw cause;
    throw fail('E_ROUTER_FILE', `the router’s files cannot be made: ${reasonOf(cause)}`, { cause });
  }
}
