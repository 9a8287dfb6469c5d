/**
 * One attempt of a pledge through one candidate, from the provisional TLS connection to an authenticated one
 * (RFC 8995 §5.1, §5.2, §5.6, §5.7; CAHN C.0–C.2, C.10, D.0).
 *
 * Sans-IO: the driver connects, sends, waits and reports back. Inputs are taken one after the other, whatever their
 * timing; an input that the session no longer waits for is ignored, because a timer and an answer may cross.
 */

import { isSallyportError, reasonOf, type SallyportError, SECOND } from '@sallyport/core';
import type { Decision } from '@sallyport/onboarding';
import { domainIdText } from '../domain-id.ts';
import { fail } from '../errors.ts';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { PATHS } from '../paths.ts';
import { sessionOf } from '../server/fingerprint.ts';
import { AcceptedVoucher } from './accepted-voucher.ts';
import { decodeBody, encodeBody } from './body-encoding.ts';
import { checkCloudRegistrar } from './cloud-registrar.ts';
import {
  headerOf,
  type PledgeAction,
  type PledgeInput,
  type PledgeRequest,
  type UntrustedResponse,
} from './messages.ts';
import { checkPledgeOptions, DEFAULT_PLEDGE_LIMITS, type PledgeLimits, type PledgeOptions } from './options.ts';
import { Patience } from './patience.ts';
import { RedirectTrail } from './redirect.ts';
import { AuthenticatedConnection, ProvisionalConnection } from './registrar-connection.ts';
import { SessionReporter } from './reporter.ts';
import { checkMediaType, refusal } from './response.ts';
import { MAX_RETRY_AFTER, MIN_RETRY_AFTER, retryAfter } from './retry-after.ts';
import { publicReason, voucherStatusRequest } from './status-requests.ts';
import { buildPledgeVoucherRequest, type PledgeVoucherRequest } from './voucher-request.ts';

type State =
  | 'idle'
  | 'connecting'
  | 'policy-before-request'
  | 'awaiting-voucher'
  | 'told-to-wait'
  | 'policy-before-imprint'
  | 'reporting'
  | 'over';

type Actions = readonly PledgeAction[];

/** What is said to the registrar at the end, and what comes of the attempt then. */
interface Ending {
  readonly status: PledgeRequest;
  readonly last: Extract<PledgeAction, { readonly type: 'done' | 'failed' }>;
}

const STATUS_ANSWER_BYTES = 4096;

export class PledgeSession {
  readonly #options: PledgeOptions;
  readonly #limits: PledgeLimits;
  readonly #report: SessionReporter;
  readonly #trail: RedirectTrail;
  readonly #patience: Patience;
  #queue: Promise<unknown> = Promise.resolve();
  #state: State = 'idle';
  #connection: ProvisionalConnection | undefined;
  #isConnected = false;
  #request: PledgeVoucherRequest | undefined;
  #voucher: AcceptedVoucher | undefined;
  #ending: Ending | undefined;
  #losses = 0;

  /** @throws E_BRSKI_PLEDGE_INPUT */
  constructor(options: PledgeOptions) {
    checkPledgeOptions(options);
    this.#options = options;
    this.#limits = { ...DEFAULT_PLEDGE_LIMITS, ...options.limits };
    this.#report = new SessionReporter(options);
    const { host, port } = options.candidate;
    this.#trail = new RedirectTrail({ host, port, path: PATHS.requestVoucher }, this.#limits.maxSameOriginRedirects);
    this.#patience = new Patience(options.clock, this.#limits.patience);
  }

  /** The first thing to do. @throws E_BRSKI_PLEDGE_STATE when called twice */
  start(): Actions {
    if (this.#state !== 'idle') throw fail('E_BRSKI_PLEDGE_STATE', 'the session was started before');
    return this.#connect();
  }

  /**
   * Takes an input and gives what to do next. Whatever the network did ends in `failed`, never in a rejection.
   * @throws E_BRSKI_PLEDGE_STATE before `start`
   */
  handle(input: PledgeInput): Promise<Actions> {
    const result = this.#queue.then(() => this.#dispatch(input));
    this.#queue = result.catch(() => undefined);
    return result;
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  async #dispatch(input: PledgeInput): Promise<Actions> {
    if (this.#state === 'idle') throw fail('E_BRSKI_PLEDGE_STATE', 'the session was not started');
    if (this.#state === 'over') return [];
    try {
      return await this.#take(input);
    } catch (thrown) {
      if (isSallyportError(thrown)) return this.#fail(thrown);
      this.#state = 'over';
      throw thrown;
    }
  }

  #take(input: PledgeInput): Promise<Actions> | Actions {
    switch (input.type) {
      case 'abort':
        return this.#fail(fail('E_BRSKI_PLEDGE_ABORTED', 'the attempt was given up'), false);
      case 'connected':
        return this.#state === 'connecting' ? this.#onConnected(input.serverChain) : [];
      case 'lost':
        return this.#onLost(input.reason);
      case 'timer':
        return this.#onTimer();
      case 'response':
        // RFC 8995 §5.7: the client ignores any response to its report.
        if (this.#state === 'reporting') return this.#end();
        return this.#state === 'awaiting-voucher' ? this.#onResponse(input.response) : [];
    }
  }

  #connect(): Actions {
    this.#state = 'connecting';
    this.#isConnected = false;
    if (this.#connection === undefined) this.#report.begin('C.0');
    return [{ type: 'connect', to: this.#trail.origin }];
  }

  #onConnected(serverChain: readonly Uint8Array[]): Promise<Actions> | Actions {
    this.#isConnected = true;
    if (this.#connection === undefined) {
      this.#connection = this.#report.step('C.0', () => this.#acceptProvisionally(serverChain));
      return this.#askBeforeRequest(this.#connection);
    }
    // RFC 8995 §5: without a persistent connection, each later one must present the certificates of the first.
    if (!this.#connection.isSame(serverChain)) {
      throw fail('E_BRSKI_PLEDGE_SERVER_CHANGED', 'the server presents other certificates than before');
    }
    if (this.#ending !== undefined) return this.#sendStatus(this.#ending);
    return this.#request === undefined ? this.#askBeforeRequest(this.#connection) : this.#send(this.#request);
  }

  #acceptProvisionally(serverChain: readonly Uint8Array[]): ProvisionalConnection {
    const connection = ProvisionalConnection.accept(serverChain);
    // Whoever the cloud registrar redirects to is some owner's registrar, for a voucher to authenticate.
    if (this.#options.candidate.source === 'cloud' && this.#trail.isAtStart) {
      checkCloudRegistrar(connection, this.#trail.origin.host, this.#options.cloudAnchors ?? [], this.#trustedTime());
    }
    return connection;
  }

  #onLost(reason: string): Actions {
    this.#isConnected = false;
    // While nothing is asked of the connection its loss does not matter: it is made anew when needed.
    if (this.#state !== 'connecting' && this.#state !== 'awaiting-voucher' && this.#state !== 'reporting') return [];
    if (this.#ending !== undefined) return this.#end();
    const error = fail('E_BRSKI_PLEDGE_CONNECTION', `no connection to the registrar: ${reason}`);
    this.#losses++;
    if (this.#connection === undefined || this.#losses >= this.#limits.maxLosses) {
      this.#report.failed(this.#connection === undefined ? 'C.0' : 'C.2', error);
      return this.#fail(error);
    }
    this.#state = 'told-to-wait';
    return [{ type: 'wait', ms: SECOND * this.#losses, reason: 'reconnect' }];
  }

  #onTimer(): Promise<Actions> | Actions {
    switch (this.#state) {
      case 'told-to-wait':
        return this.#sendOrConnect();
      case 'policy-before-request':
        return this.#connection === undefined ? [] : this.#askBeforeRequest(this.#connection);
      case 'policy-before-imprint':
        return this.#voucher === undefined ? [] : this.#askBeforeImprint(this.#voucher);
      default:
        return [];
    }
  }

  async #askBeforeRequest(connection: ProvisionalConnection): Promise<Actions> {
    this.#report.begin('C.1');
    const decision = await this.#report.decide('C.1', {
      candidateSource: this.#options.candidate.source,
      registrarFingerprint: connection.registrar.fingerprint(),
      registrarSubject: connection.registrar.subject.toString(),
    });
    if (decision.outcome === 'defer') return this.#defer(decision, 'policy-before-request');
    if (decision.outcome === 'deny') {
      const error = denied(decision);
      this.#report.failed('C.1', error);
      return this.#fail(error, decision.fixable);
    }
    this.#request = await this.#sign(connection);
    // Registrar and MASA name the session by these very bytes: so the three traces join.
    this.#report.succeeded('C.1', { exchange: sessionOf(this.#request.cms) });
    return this.#sendOrConnect();
  }

  async #sign(connection: ProvisionalConnection): Promise<PledgeVoucherRequest> {
    const { identity, random, contentType } = this.#options;
    try {
      return await buildPledgeVoucherRequest(identity, connection, { random, at: this.#trustedTime(), contentType });
    } catch (cause) {
      const error = fail('E_BRSKI_PLEDGE_KEY', `the birth key did not sign: ${reasonOf(cause)}`, { cause });
      this.#report.failed('C.1', error);
      throw error;
    }
  }

  /** RFC 8995 §5.6: after 202 the very same request goes out again, neither signed anew nor with another nonce. */
  #sendOrConnect(): Actions {
    return this.#isConnected && this.#request !== undefined ? this.#send(this.#request) : this.#connect();
  }

  #send(request: PledgeVoucherRequest): Actions {
    this.#state = 'awaiting-voucher';
    this.#report.begin('C.2');
    const body = encodeBody(request.cms, this.#options.bodyEncoding);
    const headers = { 'content-type': VOUCHER_CMS_JSON, accept: VOUCHER_CMS_JSON };
    return [
      {
        type: 'request',
        request: { method: 'POST', path: this.#trail.path, headers, body },
        timeout: this.#limits.responseTimeout,
        maxBodyBytes: this.#limits.maxVoucherBytes,
      },
    ];
  }

  #onResponse(response: UntrustedResponse): Promise<Actions> | Actions {
    this.#losses = 0;
    if (response.status === 200) {
      this.#report.succeeded('C.2');
      return this.#onVoucher(response);
    }
    try {
      return this.#onNoVoucher(response);
    } catch (thrown) {
      if (isSallyportError(thrown)) this.#report.failed('C.2', thrown);
      throw thrown;
    }
  }

  #onNoVoucher(response: UntrustedResponse): Actions {
    const { status } = response;
    if (status === 202) {
      this.#patience.check('the registrar');
      this.#state = 'told-to-wait';
      return [
        { type: 'wait', ms: retryAfter(headerOf(response, 'retry-after'), this.#trustedTime()), reason: 'registrar' },
      ];
    }
    if (status < 300 || status > 399) throw refusal(response);
    if (this.#trail.follow(status, headerOf(response, 'location')) === 'same-origin') return this.#sendOrConnect();
    // Another server: another certificate to name, therefore another request with a nonce of its own (RFC 8995 §5.2).
    this.#connection = undefined;
    this.#request = undefined;
    return this.#connect();
  }

  #onVoucher(response: UntrustedResponse): Promise<Actions> | Actions {
    this.#report.begin('C.10');
    const { identity, voucherAnchors, voucherPolicy, bodyEncoding } = this.#options;
    try {
      checkMediaType(response);
      this.#voucher = AcceptedVoucher.verify(decodeBody(response.body, bodyEncoding, this.#limits.maxVoucherBytes), {
        anchors: voucherAnchors,
        idevid: identity.certificate,
        serialNumber: identity.serialNumber,
        nonce: this.#request?.nonce ?? '',
        at: this.#trustedTime(),
        ...(voucherPolicy === undefined ? {} : { policy: voucherPolicy }),
      });
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return this.#refuseVoucher('C.10', thrown);
    }
    return this.#askBeforeImprint(this.#voucher);
  }

  async #askBeforeImprint(voucher: AcceptedVoucher): Promise<Actions> {
    const facts = { assertion: voucher.assertion ?? null, nonceless: voucher.isNonceless };
    const decision = await this.#report.decide('C.10', {
      ...facts,
      domainId: domainIdText(voucher.pinnedDomainCert),
      pinnedFingerprint: voucher.pinnedDomainCert.fingerprint(),
      pinnedSubject: voucher.pinnedDomainCert.subject.toString(),
    });
    if (decision.outcome === 'defer') return this.#defer(decision, 'policy-before-imprint');
    if (decision.outcome === 'deny') return this.#refuseVoucher('C.10', denied(decision), decision.fixable);
    this.#report.succeeded('C.10', facts);
    return this.#authenticate(voucher);
  }

  #authenticate(voucher: AcceptedVoucher): Actions {
    const provisional = this.#connection;
    if (provisional === undefined) throw fail('E_BRSKI_PLEDGE_STATE', 'a voucher without a connection');
    let connection: AuthenticatedConnection;
    try {
      const pinOptions = { at: this.#trustedTime(), crls: voucher.crls };
      connection = this.#report.step('D.0', () => AuthenticatedConnection.byVoucher(provisional, voucher, pinOptions));
    } catch (thrown) {
      if (!isSallyportError(thrown)) throw thrown;
      return this.#refuseVoucher(undefined, thrown);
    }
    const result = { voucher, connection, origin: this.#trail.origin, isConnected: true };
    return this.#conclude({ status: voucherStatusRequest({ ok: true }), last: { type: 'done', result } });
  }

  /** RFC 8995 §5.6.2: say so, drop the connection, try elsewhere, and come back later. */
  #refuseVoucher(unreported: 'C.10' | undefined, error: SallyportError, returnLater = true): Actions {
    if (unreported !== undefined) this.#report.failed(unreported, error);
    const status = voucherStatusRequest({ ok: false, reason: publicReason(error.code) });
    return this.#conclude({ status, last: { type: 'failed', error, returnLater } });
  }

  /** RFC 8995 §5.7: the report is due in any case; a refusal is not worth a new connection to a stranger, though. */
  #conclude(ending: Ending): Actions {
    this.#ending = ending;
    if (this.#isConnected) return this.#sendStatus(ending);
    return ending.last.type === 'done' ? this.#connect() : this.#end();
  }

  #sendStatus({ status }: Ending): Actions {
    this.#state = 'reporting';
    return [
      { type: 'request', request: status, timeout: this.#limits.statusTimeout, maxBodyBytes: STATUS_ANSWER_BYTES },
    ];
  }

  #end(): Actions {
    this.#state = 'over';
    const last = this.#ending?.last;
    if (last === undefined) return [];
    if (last.type === 'failed') return [{ type: 'close' }, last];
    return [{ type: 'done', result: { ...last.result, isConnected: this.#isConnected } }];
  }

  #fail(error: SallyportError, returnLater = true): Actions {
    this.#state = 'over';
    return [{ type: 'close' }, { type: 'failed', error, returnLater }];
  }

  #defer(
    decision: Extract<Decision, { readonly outcome: 'defer' }>,
    state: Extract<State, `policy-${string}`>,
  ): Actions {
    this.#patience.check('the policy');
    this.#state = state;
    const ms = Math.min(MAX_RETRY_AFTER, Math.max(MIN_RETRY_AFTER, decision.retryAfter));
    return [{ type: 'wait', ms, reason: 'policy' }];
  }

  #trustedTime(): Date | undefined {
    return this.#options.clockIsTrusted === true ? this.#options.clock.now() : undefined;
  }
}

function denied(decision: Extract<Decision, { readonly outcome: 'deny' }>): SallyportError {
  return fail('E_BRSKI_PLEDGE_POLICY', decision.reason);
}
