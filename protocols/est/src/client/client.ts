/**
 * The EST client (RFC 7030, RFC 8951) over a port that sends requests: it owns no socket, timer or clock.
 *
 * The connection behind the port has been authenticated by whoever made it (RFC 7030 §3.6); after BRSKI it is the very
 * connection over which the voucher came (RFC 8995 §5.9).
 */

import { type Clock, MINUTE, type Milliseconds, Secret } from '@sallyport/core';
import {
  buildCertificateRequest,
  type Certificate,
  type CertificateRequest,
  type Extension,
  type Name,
  OID,
  type RequestAttribute,
  type Signer,
  spkiOf,
} from '@sallyport/pki';
import { BASE64, decodeBody, encodeBody } from '../body.ts';
import { bindingPassword } from '../channel-binding.ts';
import { type CsrAttributes, decodeCsrAttributes } from '../csrattrs/codec.ts';
import { fulfil, keySuits } from '../csrattrs/fulfil.ts';
import { requirementsOf } from '../csrattrs/requirements.ts';
import { fail } from '../errors.ts';
import { MEDIA_TYPE } from '../media-types.ts';
import { type EnrolOperation, type EstOperation, pathOf } from '../operations.ts';
import { parseRetryAfter } from '../retry-after.ts';
import { type CaCertificates, type CaTrust, judgeCaCertificates } from './ca-certificates.ts';
import { type EstHttpResponse, exchange, headerOf, refuseStatus, type SendEstRequest } from './exchange.ts';
import { type EstTrust, type IssuedCertificate, verifyIssued } from './issued-certificate.ts';
import { publicKeyOf, readCertsOnly, readServerKey, requireType } from './responses.ts';

export interface EstClientOptions {
  readonly send: SendEstRequest;
  readonly clock: Pick<Clock, 'now'>;
  /** CA label (RFC 7030 §3.2.2). */
  readonly label?: string;
  /**
   * The channel binding of the connection that `send` uses now (RFC 7030 §3.5, RFC 9266). Without it no request is
   * bound, and a server that insists refuses.
   */
  readonly channelBinding?: () => Uint8Array;
  /**
   * When to bind requests. `always`, the default, is what RFC 7030 §3.5 recommends; `when-asked`, that is when
   * /csrattrs names challengePassword, is for servers that take that attribute for a password.
   */
  readonly bind?: 'always' | 'when-asked';
  /** Waits, for answers that say "later". Without it the first such answer ends in E_EST_DEFERRED. */
  readonly wait?: (span: Milliseconds) => Promise<void>;
  /** Longest single wait a server may ask for. Default 10 minutes. */
  readonly maxWait?: Milliseconds;
  /** Most times one request is sent. Default 10. */
  readonly maxAttempts?: number;
  /** For devices without a clock: pass over the dates of certificates. Default false. */
  readonly ignoreValidity?: boolean;
}

/** What a client asks to have certified. */
export interface EnrolRequest {
  readonly subject: Name;
  /** The new key. */
  readonly signer: Signer;
  readonly extensions?: readonly Extension[];
  readonly attributes?: readonly RequestAttribute[];
  /** What the server wants in the request: the result of {@link EstClient.getCsrAttrs}. */
  readonly csrAttributes?: CsrAttributes;
  readonly trust: EstTrust;
}

export interface ReenrolRequest extends Omit<EnrolRequest, 'subject' | 'extensions'> {
  /** The certificate to renew, with which the connection is authenticated. */
  readonly current: Certificate;
  /** Extensions besides the subjectAltName, which is taken from `current`. */
  readonly extensions?: readonly Extension[];
}

/** A certificate with the private key the server made for it. */
export interface ServerMadeKey extends IssuedCertificate {
  /** PKCS #8, DER. */
  readonly privateKey: Secret;
}

const DEFAULT_MAX_WAIT = 10 * MINUTE;
const DEFAULT_MAX_ATTEMPTS = 10;
/** A server that says "at once" is asked again after this time all the same. */
const MIN_WAIT = 1000;

export class EstClient {
  readonly #options: EstClientOptions;

  constructor(options: EstClientOptions) {
    this.#options = options;
  }

  /**
   * Fetches the CA certificates and judges them (RFC 7030 §4.1).
   * @throws E_EST_CACERTS_EMPTY, E_EST_CACERTS_UNRELATED, E_EST_CERTS_ONLY, E_EST_BASE64, E_EST_RESPONSE_TYPE,
   *   E_EST_STATUS, E_EST_REDIRECTED
   */
  async getCaCerts(trust: CaTrust): Promise<CaCertificates> {
    const response = await this.#get('cacerts', MEDIA_TYPE.pkcs7);
    if (response.status !== 200) refuseStatus(response);
    return judgeCaCertificates(readCertsOnly(response), trust, this.#at());
  }

  /**
   * Asks what a request must contain (RFC 7030 §4.5); empty when the server wants nothing in particular.
   * @throws E_EST_CSRATTRS, E_EST_BASE64, E_EST_RESPONSE_TYPE, E_EST_STATUS, E_EST_REDIRECTED
   */
  async getCsrAttrs(): Promise<CsrAttributes> {
    const response = await this.#get('csrattrs', MEDIA_TYPE.csrAttrs);
    // RFC 7030 §4.5.2: both mean that there are none.
    if (response.status === 204 || response.status === 404) return [];
    if (response.status !== 200) refuseStatus(response);
    requireType(response, MEDIA_TYPE.csrAttrs);
    // Some servers say "none" by an empty body with 200.
    return response.body.length === 0 ? [] : decodeCsrAttributes(decodeBody(response.body));
  }

  /**
   * Asks for a first certificate (RFC 7030 §4.2.1).
   * @throws E_EST_KEY_UNSUITABLE, E_EST_DEFERRED, E_EST_RETRY_AFTER, E_EST_CERTIFICATE_MISSING, E_EST_KEY_MISMATCH,
   *   E_EST_UNTRUSTED, E_EST_UNAUTHENTICATED, E_EST_STATUS, E_EST_CERTS_ONLY, E_EST_RESPONSE_TYPE, E_EST_REDIRECTED
   */
  async enroll(request: EnrolRequest): Promise<IssuedCertificate> {
    const response = await this.#submit('simpleenroll', request, MEDIA_TYPE.certsOnly);
    return this.#verify(readCertsOnly(response), spkiOf(request.signer.publicKey), request.trust);
  }

  /** Renews a certificate, with the same key or a new one (RFC 7030 §4.2.2). @throws as {@link EstClient.enroll} */
  async reenroll(request: ReenrolRequest): Promise<IssuedCertificate> {
    const { current, extensions = [], ...rest } = request;
    const name = current.extension(OID.subjectAltName);
    const others = extensions.filter(({ oid }) => oid !== OID.subjectAltName);
    const repeated = { ...rest, subject: current.subject, extensions: name === undefined ? others : [name, ...others] };
    const response = await this.#submit('simplereenroll', repeated, MEDIA_TYPE.certsOnly);
    return this.#verify(readCertsOnly(response), spkiOf(request.signer.publicKey), request.trust);
  }

  /**
   * Has the server make key and certificate (RFC 7030 §4.4). `request.signer` signs a request whose key is ignored.
   * @throws E_EST_MULTIPART, E_EST_SERVER_KEY, and what {@link EstClient.enroll} throws
   */
  async serverKeygen(request: EnrolRequest): Promise<ServerMadeKey> {
    const response = await this.#submit('serverkeygen', request, MEDIA_TYPE.multipart);
    const { key, certificates } = readServerKey(response);
    const privateKey = Secret.of(key);
    key.fill(0);
    return { ...this.#verify(certificates, publicKeyOf(privateKey), request.trust), privateKey };
  }

  #verify(received: readonly Certificate[], publicKey: Uint8Array, trust: EstTrust): IssuedCertificate {
    return verifyIssued(received, publicKey, trust, this.#at());
  }

  #at(): Date | 'ignore-validity' {
    return this.#options.ignoreValidity === true ? 'ignore-validity' : this.#options.clock.now();
  }

  #get(operation: EstOperation, accept: string): Promise<EstHttpResponse> {
    const path = pathOf(operation, this.#options.label);
    return exchange(this.#options.send, { method: 'GET', path, headers: { accept } });
  }

  /** Sends until the server has decided (RFC 7030 §4.2.3), within bounds. */
  async #submit(operation: EnrolOperation, request: EnrolRequest, accept: string): Promise<EstHttpResponse> {
    const { send, label, maxAttempts = DEFAULT_MAX_ATTEMPTS } = this.#options;
    const path = pathOf(operation, label);
    const headers = { 'content-type': MEDIA_TYPE.pkcs10, ...BASE64, accept };
    let sent: { readonly password: string | undefined; readonly csr: CertificateRequest } | undefined;
    for (let attempt = 1; ; attempt++) {
      const password = this.#bindingPassword(request);
      // The same request again, unless the connection, and with it the binding, is a new one.
      if (sent === undefined || sent.password !== password)
        sent = { password, csr: await build(operation, request, password) };
      const response = await exchange(send, { method: 'POST', path, headers, body: encodeBody(sent.csr.der) });
      if (response.status === 200) return response;
      if (response.status !== 202) refuseStatus(response);
      await this.#waitAsAsked(response, attempt < maxAttempts);
    }
  }

  #bindingPassword({ csrAttributes = [] }: EnrolRequest): string | undefined {
    const { channelBinding, bind = 'always' } = this.#options;
    if (bind === 'when-asked' && !requirementsOf(csrAttributes).challengePassword) return undefined;
    const binding = channelBinding?.();
    return binding === undefined ? undefined : bindingPassword(binding);
  }

  async #waitAsAsked(response: EstHttpResponse, mayRetry: boolean): Promise<void> {
    const { clock, wait, maxWait = DEFAULT_MAX_WAIT } = this.#options;
    const asked = parseRetryAfter(headerOf(response, 'retry-after'), clock.now());
    if (asked === undefined) throw fail('E_EST_RETRY_AFTER', 'the server answered 202 without a usable Retry-After');
    const span = Math.max(MIN_WAIT, asked);
    if (wait === undefined || !mayRetry || span > maxWait) {
      throw fail('E_EST_DEFERRED', `the server wants to be asked again in ${Math.ceil(span / 1000)} s`, {
        details: { retryAfter: span },
      });
    }
    await wait(span);
  }
}

async function build(operation: EnrolOperation, request: EnrolRequest, challengePassword: string | undefined) {
  const requirements = requirementsOf(request.csrAttributes ?? []);
  if (operation !== 'serverkeygen' && !keySuits(requirements, request.signer)) {
    throw fail('E_EST_KEY_UNSUITABLE', 'the key is not of a kind the server asks for');
  }
  const content = fulfil(requirements, request);
  // A renewal repeats the subject of the certificate whatever the template says (RFC 7030 §4.2.2).
  const subject = operation === 'simplereenroll' ? request.subject : content.subject;
  return buildCertificateRequest({
    ...content,
    subject,
    signer: request.signer,
    ...(challengePassword === undefined ? {} : { challengePassword }),
  });
}
