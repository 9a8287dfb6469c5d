/** Servers known by the certificate of their TLS connection, or by a bearer token. */

import { createHash } from 'node:crypto';
import { Secret } from '@sallyport/core';
import type { HttpRequest } from '@sallyport/http';
import { fail } from '../errors.ts';
import type { LorawanPeer, PeerDirectory } from './ports.ts';

export interface KnownPeer extends LorawanPeer {
  /** SHA-256 of its certificate, lower-case hexadecimal. */
  readonly certificates?: readonly string[];
  /** Sent as `Authorization: Bearer …`. Of 16 octets or more. */
  readonly token?: Secret;
}

const MIN_TOKEN = 16;

export class KnownPeers implements PeerDirectory {
  readonly #byCertificate = new Map<string, LorawanPeer>();
  /** By the digest of the token, so that looking one up tells nothing of it. */
  readonly #byToken = new Map<string, LorawanPeer>();
  readonly #byId = new Map<string, LorawanPeer>();

  /** @throws E_LORAWAN_ARGUMENT for an identifier, certificate or token of two servers, and for a short token */
  constructor(peers: readonly KnownPeer[]) {
    for (const { certificates = [], token, ...peer } of peers) {
      for (const id of peer.ids) add(this.#byId, id, peer);
      for (const fingerprint of certificates) add(this.#byCertificate, fingerprint, peer);
      if (token === undefined) continue;
      if (token.length < MIN_TOKEN) throw fail('E_LORAWAN_ARGUMENT', `a token has ${MIN_TOKEN} octets or more`);
      add(this.#byToken, digest(token.expose()), peer);
    }
  }

  async identify({ connection, headers }: HttpRequest): Promise<LorawanPeer | undefined> {
    const certificate = connection.tls?.peerCertificate;
    const known = certificate === undefined ? undefined : this.#byCertificate.get(digest(certificate));
    if (known !== undefined) return known;
    const token = /^Bearer ([\x21-\x7e]{1,1024})$/i.exec(headers.get('authorization') ?? '')?.[1];
    return token === undefined ? undefined : this.#byToken.get(digest(Secret.of(token).expose()));
  }

  async find(id: string): Promise<LorawanPeer | undefined> {
    return this.#byId.get(id);
  }
}

function add(index: Map<string, LorawanPeer>, key: string, peer: LorawanPeer): void {
  if (index.has(key)) throw fail('E_LORAWAN_ARGUMENT', 'two servers have the same identifier, certificate or token');
  index.set(key, peer);
}

function digest(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('hex');
}
