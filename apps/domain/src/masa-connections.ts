/** Talks to the manufacturers' MASAs over TLS, each with the anchors the owner has for it (RFC 8995 §2.5.3, §5.4). */

import type { ManufacturerTrust, MasaCall, MasaClient, MasaPost, MasaResponse } from '@sallyport/brski';
import type { Milliseconds } from '@sallyport/core';
import { type Credentials, createHttpsClient, type HttpsClient, type TlsIdentity } from '@sallyport/http';
import { fail } from './errors.ts';
import type { ManufacturerBook } from './manufacturer-book.ts';

export interface MasaConnectionsOptions {
  readonly book: ManufacturerBook;
  /** The registrar's, shown to MASAs that ask (RFC 8995 §5.4.1). */
  readonly identity: TlsIdentity;
  /** Time for one exchange, in milliseconds. */
  readonly timeout: Milliseconds;
  readonly maxBodyBytes: number;
  /** Name and password for MASAs that ask for them; each knows its origin. */
  readonly credentials: readonly Credentials[];
}

export class MasaConnections implements MasaClient {
  readonly #options: MasaConnectionsOptions;
  readonly #retired: HttpsClient[] = [];
  #identity: TlsIdentity;
  /** By manufacturer and origin: a name and password are for one server only. */
  readonly #clients = new Map<ManufacturerTrust, Map<string, HttpsClient>>();

  constructor(options: MasaConnectionsOptions) {
    this.#options = options;
    this.#identity = options.identity;
  }

  /** Shows another certificate from now on. */
  renewIdentity(identity: TlsIdentity): void {
    this.#identity = identity;
    // What is under way on the connections of before finishes there; idle ones end by themselves.
    for (const origins of this.#clients.values()) this.#retired.push(...origins.values());
    this.#clients.clear();
  }

  requestVoucher(call: MasaPost): Promise<MasaResponse> {
    return this.#post(call);
  }

  requestAuditLog(call: MasaPost): Promise<MasaResponse> {
    return this.#post(call);
  }

  fetchAuditLog(call: MasaCall): Promise<MasaResponse> {
    return this.#client(call).request(call.url, { method: 'GET', headers: { accept: call.accept } }, this.#limits);
  }

  close(): void {
    for (const manufacturer of [...this.#clients.keys()]) this.#forget(manufacturer);
    for (const client of this.#retired.splice(0)) client.close();
  }

  #post(call: MasaPost): Promise<MasaResponse> {
    const headers = { accept: call.accept, 'content-type': call.contentType };
    // The same request again names the same nonce and the same domain: sent twice after a lost connection, it gains
    // nobody anything.
    const init = { method: 'POST', headers, body: call.body, idempotent: true };
    return this.#client(call).request(call.url, init, this.#limits);
  }

  get #limits(): { readonly timeout: Milliseconds; readonly maxBodyBytes: number } {
    return { timeout: this.#options.timeout, maxBodyBytes: this.#options.maxBodyBytes };
  }

  /** @throws E_DOMAIN_MASA_TRUST when the owner has no anchors for this manufacturer's MASA */
  #client({ manufacturer, url }: MasaCall): HttpsClient {
    const { origin } = new URL(url);
    const { book, credentials } = this.#options;
    // A request under way may name a trust that was replaced since: what is known now counts.
    const known = book.find(manufacturer);
    const kept = known && this.#clients.get(known.trust)?.get(origin);
    if (kept !== undefined) return kept;
    const anchors = known?.masaTlsAnchors ?? [];
    if (known === undefined || anchors.length === 0) {
      throw fail('E_DOMAIN_MASA_TRUST', `no anchor is known for the MASA of ${manufacturer.name}`);
    }
    this.#forgetReplaced();
    const login = credentials.find((each) => each.origin === origin);
    const client = createHttpsClient({
      trust: { mode: 'verified', anchors: anchors.map(({ der }) => der) },
      identity: this.#identity,
      ...(login === undefined ? {} : { credentials: login }),
    });
    const origins = this.#clients.get(known.trust) ?? new Map<string, HttpsClient>();
    this.#clients.set(known.trust, origins.set(origin, client));
    return client;
  }

  /** Connections under trust that the owner has since replaced are not used again. */
  #forgetReplaced(): void {
    for (const manufacturer of [...this.#clients.keys()]) {
      if (this.#options.book.find(manufacturer)?.trust !== manufacturer) this.#forget(manufacturer);
    }
  }

  #forget(manufacturer: ManufacturerTrust): void {
    for (const client of this.#clients.get(manufacturer)?.values() ?? []) client.close();
    this.#clients.delete(manufacturer);
  }
}
