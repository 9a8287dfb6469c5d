/** simpleenroll, simplereenroll and serverkeygen (RFC 7030 §4.2, §4.4): the way from a request to a certificate. */

import { bytesEqual, isSallyportError, plain, reasonOf } from '@sallyport/core';
import { bytes, empty, type HttpRequest, type HttpResponse, parseMediaType } from '@sallyport/http';
import { type DeviceIdentity, type EventDetails, onboardingEvent, type StepId } from '@sallyport/onboarding';
import { type Certificate, generateKeyPair, spkiOf } from '@sallyport/pki';
import { BASE64, encodeBody } from '../body.ts';
import { encodeCertsOnly } from '../certs-only.ts';
import { fail } from '../errors.ts';
import { MEDIA_TYPE } from '../media-types.ts';
import { encodeMultipart } from '../multipart.ts';
import type { EnrolOperation } from '../operations.ts';
import { formatRetryAfter } from '../retry-after.ts';
import { type AuthenticatedClient, authenticate } from './authentication.ts';
import type { CompleteEstServerConfig } from './config.ts';
import type { EnrolmentAnswer, EstIssuance, EstServerPorts } from './ports.ts';
import { type CheckedRequest, checkRequest } from './read-request.ts';
import { wantedAttributes } from './wanted-attributes.ts';

interface EnrolTarget {
  readonly operation: EnrolOperation;
  readonly label: string | undefined;
}

/** One enrolment; lives as long as one HTTP request. */
export class Enrolment {
  readonly #request: HttpRequest;
  readonly #target: EnrolTarget;
  readonly #config: CompleteEstServerConfig;
  readonly #ports: EstServerPorts;
  #client: AuthenticatedClient | undefined;
  /** As far as it is known, also of a client that is turned away. */
  #device: DeviceIdentity | undefined;
  /** Why the gate stays shut: for the record, and not for the client. */
  #objection: string | undefined;

  constructor(request: HttpRequest, target: EnrolTarget, config: CompleteEstServerConfig, ports: EstServerPorts) {
    this.#request = request;
    this.#target = target;
    this.#config = config;
    this.#ports = ports;
  }

  /** @throws E_EST_… with the status to answer, and whatever a port throws */
  async run(): Promise<HttpResponse> {
    this.#checkEnvelope();
    const { client, checked } = await this.#step('D.4', () => this.#validate());
    // The key is made only for a request that was found in order.
    const keys = this.#makeServerKey();
    const publicKey = keys === undefined ? checked.csr.spki : spkiOf(keys.publicKey);
    const issued = ({ outcome }: EstIssuance) => outcome === 'issued';
    const issuance = await this.#step('D.5', () => this.#issue(client, checked, publicKey), issued);
    if (issuance.outcome === 'deferred') {
      // A text for people is allowed (RFC 7030 §4.2.3), but clients are known to fail over it.
      return empty(202, { 'retry-after': formatRetryAfter(issuance.retryAfter) });
    }
    return this.#step('D.6', async () => this.#respond(issuance.certificate, keys?.privateKey));
  }

  /** Everything that can be refused before it costs anything. */
  #checkEnvelope(): void {
    if (this.#target.operation === 'serverkeygen' && this.#config.serverKeyType === undefined) {
      throw fail('E_EST_NOT_IMPLEMENTED', 'this server makes no keys for its clients');
    }
    const type = parseMediaType(this.#request.headers.get('content-type') ?? '');
    if (type?.essence !== MEDIA_TYPE.pkcs10) throw fail('E_EST_MEDIA_TYPE', `the body is not ${MEDIA_TYPE.pkcs10}`);
    if (this.#request.body.length > this.#config.maxBodyBytes) {
      throw fail('E_EST_REQUEST_TOO_LARGE', `the body is over the limit of ${this.#config.maxBodyBytes} bytes`);
    }
  }

  async #validate(): Promise<{ readonly client: AuthenticatedClient; readonly checked: CheckedRequest }> {
    const { operation, label } = this.#target;
    const client = await authenticate(this.#request, this.#target, this.#ports, (device) => {
      this.#device = device;
    });
    this.#client = client;
    this.#device = client.device;
    const answer = await this.#mayEnrol(client);
    if (!answer.allowed) {
      this.#objection = answer.reason;
      throw fail('E_EST_FORBIDDEN', 'this device may not enrol');
    }
    const attributes = await wantedAttributes(client.device, label, this.#config, this.#ports);
    const checked = checkRequest(this.#request, operation, client.renewable, attributes, this.#config);
    return { client, checked };
  }

  /** RFC 8995 §5.8.3. Fails closed: a gate that cannot answer stays shut. */
  async #mayEnrol({ device }: AuthenticatedClient): Promise<EnrolmentAnswer> {
    try {
      return await this.#ports.gate.mayEnrol(device, this.#target.operation);
    } catch (error) {
      this.#ports.onError?.(error);
      return { allowed: false, reason: 'whether it may enrol could not be told' };
    }
  }

  async #issue(client: AuthenticatedClient, checked: CheckedRequest, publicKey: Uint8Array) {
    const { operation, label } = this.#target;
    const request = { operation, label, ...checked, publicKey };
    const issuance: EstIssuance = await this.#ports.issuer.issue(request, client.device, client.session);
    if (issuance.outcome === 'refused') throw fail('E_EST_ISSUER_REFUSED', issuance.reason);
    if (issuance.outcome === 'issued' && !bytesEqual(issuance.certificate.spki, publicKey)) {
      throw fail('E_EST_ISSUER_MISMATCH', 'the issuer certified another key than the one requested');
    }
    return issuance;
  }

  #makeServerKey() {
    const { serverKeyType } = this.#config;
    if (this.#target.operation !== 'serverkeygen' || serverKeyType === undefined) return undefined;
    return generateKeyPair(serverKeyType);
  }

  #respond(certificate: Certificate, privateKey: ReturnType<typeof generateKeyPair>['privateKey'] | undefined) {
    // RFC 7030 §4.2.3: the response holds the issued certificate and no other.
    const certsOnly = encodeBody(encodeCertsOnly([certificate]));
    if (privateKey === undefined) return bytes(200, MEDIA_TYPE.certsOnly, certsOnly, BASE64);
    const pkcs8 = plain(privateKey.export({ format: 'der', type: 'pkcs8' }));
    const { type, body } = encodeMultipart(
      [
        { contentType: MEDIA_TYPE.pkcs8, body: encodeBody(pkcs8) },
        { contentType: MEDIA_TYPE.certsOnly, body: certsOnly },
      ],
      this.#ports.random,
    );
    pkcs8.fill(0);
    return bytes(200, type, body, { 'cache-control': 'no-store' });
  }

  /** Runs a step and reports how it went and how long it took; a result that is not `done` is no step taken. */
  async #step<T>(step: StepId, act: () => Promise<T>, done: (result: T) => boolean = () => true): Promise<T> {
    const started = this.#ports.clock.monotonic();
    try {
      const result = await act();
      if (done(result)) this.#report(step, started, { ok: true });
      return result;
    } catch (error) {
      const code = isSallyportError(error) ? { code: error.code } : {};
      const message = this.#objection ?? reasonOf(error);
      this.#report(step, started, { ok: false, message, ...code }, { from: this.#request.connection.remoteAddress });
      throw error;
    }
  }

  #report(
    step: StepId,
    started: number,
    outcome: Pick<EventDetails, 'ok' | 'message' | 'code'>,
    facts: EventDetails['facts'] = {},
  ): void {
    const { operation, label } = this.#target;
    const { clock, onEvent } = this.#ports;
    onEvent?.(
      onboardingEvent({
        session: this.#client?.session ?? `est-${this.#request.connection.id}`,
        protocol: this.#config.protocol,
        step,
        at: clock.now(),
        ms: clock.monotonic() - started,
        facts: { operation, ...(label === undefined ? {} : { label }), ...facts },
        ...(this.#device === undefined ? {} : { device: this.#device }),
        ...outcome,
      }),
    );
  }
}
