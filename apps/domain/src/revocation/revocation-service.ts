/** The domain's word on its certificates: the list in force and OCSP, and a plain listener for both. */

import type { CertificateAuthority, StatusLocations, Vault } from '@sallyport/ca';
import { type Clock, DAY, HOUR, type Milliseconds } from '@sallyport/core';
import { type RunningServer, startHttpServer } from '@sallyport/http';
import type { CertificateRevocationList } from '@sallyport/pki';
import { MAX_REQUEST_BYTES } from '@sallyport/pki/ocsp';
import { OcspIdentity } from './ocsp-identity.ts';
import { OcspService } from './ocsp-service.ts';
import type { RevocationPublishing } from './options.ts';
import { PATHS, statusHandler } from './status-handler.ts';

export interface RevocationServiceOptions {
  readonly authority: CertificateAuthority;
  readonly owner: string;
  /** Names and addresses of the domain; the first stands in the default URL. */
  readonly hosts: readonly string[];
  readonly publishing: RevocationPublishing;
  /** Where the OCSP responder keeps its key; asked only where something listens. */
  readonly openVault: () => Promise<Vault>;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

const DEFAULT_CRL_LIFETIME: Milliseconds = 7 * DAY;
const DEFAULT_OCSP_LIFETIME: Milliseconds = HOUR;
/** Requests are small and answers quick; whoever holds a connection longer is held to less. */
const LIMITS = {
  maxBodyBytes: MAX_REQUEST_BYTES,
  maxHeldBytes: 4 << 20,
  maxConnections: 1024,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  idleTimeout: 15_000,
  writeTimeout: 15_000,
} as const;

export class RevocationService {
  readonly #options: RevocationServiceOptions;
  #server: RunningServer | undefined;
  #vault: Vault | undefined;
  #url: string | undefined;
  #last: CertificateRevocationList | undefined;

  private constructor(options: RevocationServiceOptions) {
    this.#options = options;
    this.#url = options.publishing.url?.replace(/\/+$/, '');
  }

  /** @throws E_HTTP_PORT_IN_USE, E_HTTP_…, E_KEYSTORE_…, E_CA_VAULT */
  static async start(options: RevocationServiceOptions): Promise<RevocationService> {
    const service = new RevocationService(options);
    try {
      await service.#listen();
      return service;
    } catch (thrown) {
      await service.close();
      throw thrown;
    }
  }

  /** The port that is listened on, or undefined. */
  get port(): number | undefined {
    return this.#server?.port;
  }

  /** Under which relying parties reach it; undefined where nothing is published. */
  get url(): string | undefined {
    return this.#url;
  }

  /** What the certificates of the domain say of their status; undefined where nothing is published. */
  get locations(): StatusLocations | undefined {
    const url = this.#url;
    if (url === undefined) return undefined;
    return { crl: [url + PATHS.crl], ocsp: [url + PATHS.ocsp], caIssuers: [url + PATHS.caCertificate] };
  }

  /** The list in force: a new one when something was revoked or the last one is half over. @throws E_CA_…, E_STORE_… */
  async currentList(): Promise<CertificateRevocationList> {
    const lifetime = this.#options.publishing.crlLifetime ?? DEFAULT_CRL_LIFETIME;
    this.#last = await this.#options.authority.currentRevocationList({ lifetime, renewBefore: lifetime / 2 });
    return this.#last;
  }

  async close(): Promise<void> {
    await this.#server?.close();
    await this.#vault?.close();
  }

  async #listen(): Promise<void> {
    const { authority, owner, hosts, publishing, openVault, clock, onError } = this.#options;
    if (publishing.listen === undefined) return;
    this.#vault = await openVault();
    const identity = await OcspIdentity.open({ authority, vault: this.#vault, owner, clock });
    const ocsp = new OcspService({
      issuer: authority.certificate,
      ledger: authority.ledger,
      identity: () => identity.current(),
      clock,
      lifetime: publishing.ocspLifetime ?? DEFAULT_OCSP_LIFETIME,
      onError,
    });
    const list = () => this.#servedList();
    const handler = statusHandler({ caCertificate: authority.certificate, list, ocsp, clock });
    this.#server = await startHttpServer({ ...publishing.listen, handler, onError, limits: LIMITS });
    this.#url ??= `http://${inUrl(hosts[0] ?? publishing.listen.host)}:${this.#server.port}`;
  }

  /** When the ledger cannot be asked, the last list still counts until its end, and not a moment longer. */
  async #servedList(): Promise<CertificateRevocationList> {
    try {
      return await this.currentList();
    } catch (thrown) {
      const last = this.#last;
      if (last?.nextUpdate === undefined || last.nextUpdate <= this.#options.clock.now()) throw thrown;
      this.#options.onError(thrown);
      return last;
    }
  }
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
