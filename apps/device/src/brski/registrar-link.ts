/**
 * The authenticated connection as EST sees it: requests in turn, on the very connection that brought the voucher, and
 * on a later one only if the registrar shows the same certificates (RFC 8995 §5).
 */

import type { AuthenticatedConnection } from '@sallyport/brski';
import { isSallyportError } from '@sallyport/core';
import {
  type ClientRequestInit,
  type ClientResponse,
  channelBinding,
  type ExchangeLimits,
  type PersistentConnection,
  type TlsIdentity,
} from '@sallyport/http';
import { Certificate, OID, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';

export class RegistrarLink {
  readonly #connection: PersistentConnection;
  readonly #authenticated: AuthenticatedConnection;
  readonly #signal: AbortSignal;

  constructor(connection: PersistentConnection, authenticated: AuthenticatedConnection, signal: AbortSignal) {
    this.#connection = connection;
    this.#authenticated = authenticated;
    this.#signal = signal;
  }

  /** RFC 7030 §3.5, RFC 9266. */
  channelBinding(): Uint8Array {
    return channelBinding(this.#connection.connection).value;
  }

  /** @throws E_DEVICE_REGISTRAR_CHANGED, E_HTTP_… */
  async send(request: ClientRequestInit, limits: ExchangeLimits = {}): Promise<ClientResponse> {
    if (!this.#connection.isOpen) this.#insist(await this.#connection.reconnect({ signal: this.#signal }));
    return this.#connection.request(request, { signal: this.#signal, ...limits });
  }

  /**
   * Opens a new connection, through the same proxy, with the domain's certificate (RFC 8995 §5.9.4). Another registrar
   * may answer; it must then be one of the same domain.
   * @throws E_DEVICE_REGISTRAR_CHANGED, E_HTTP_…
   */
  async reopenAs(identity: TlsIdentity, anchors: readonly Certificate[], at: Date | 'ignore-validity'): Promise<void> {
    const chain = await this.#connection.reconnect({ identity, signal: this.#signal });
    if (!this.#authenticated.isSame(chain)) checkRegistrar(chain, anchors, at);
  }

  close(): void {
    this.#connection.close();
  }

  #insist(chain: readonly Uint8Array[]): void {
    if (this.#authenticated.isSame(chain)) return;
    this.close();
    throw fail('E_DEVICE_REGISTRAR_CHANGED', 'the registrar shows other certificates than before');
  }
}

/**
 * RFC 8995 §5.6.2, RFC 7030 §3.6.1: any EST server of the domain is good if its certificate says that it is an RA.
 * @throws E_DEVICE_REGISTRAR_CHANGED
 */
export function checkRegistrar(
  chain: readonly Uint8Array[],
  anchors: readonly Certificate[],
  at: Date | 'ignore-validity',
): void {
  try {
    const [leaf, ...intermediates] = chain.map((der) => Certificate.parse(der));
    if (leaf === undefined) throw fail('E_DEVICE_REGISTRAR_CHANGED', 'the registrar shows no certificate');
    validatePath({ leaf, intermediates, anchors, at, extendedKeyUsage: OID.cmcRa });
  } catch (cause) {
    if (!isSallyportError(cause) || cause.code === 'E_DEVICE_REGISTRAR_CHANGED') throw cause;
    throw fail('E_DEVICE_REGISTRAR_CHANGED', 'another registrar answers, and is none of this domain', { cause });
  }
}
