/**
 * POST requestvoucher at the registrar (RFC 8995 §5.2 to §5.6): who waits for which work, and for how long.
 *
 * The work on a request is found again by the digest of the request and of the peer's certificate. A pledge that has
 * waited long enough gets 202 and the work goes on; the identical request, which RFC 8995 §5.6 has it resend, finds it.
 */

import { isSallyportError, within } from '@sallyport/core';
import type { HttpRequest, HttpResponse } from '@sallyport/http';
import { VOUCHER_CMS_JSON } from '../media-types.ts';
import { ExpiringMap } from '../server/expiring-map.ts';
import { fingerprint, sessionOf } from '../server/fingerprint.ts';
import { heldByRequest } from '../server/held-bytes.ts';
import { isOfType, takes } from '../server/media.ts';
import { comeBackLater, refusal } from '../server/refusal.ts';
import { Trail } from '../server/trail.ts';
import { Acquisition, NOBODY_WAITS } from './acquisition.ts';
import { fail, registrarError } from './errors.ts';
import { clientCertificate, type House } from './house.ts';

interface Case {
  readonly acquisition: Acquisition;
  readonly bytes: number;
  /** Requests that wait for it now. */
  waiting: number;
  work: Promise<HttpResponse | typeof NOBODY_WAITS> | undefined;
  /** A refusal that came when nobody waited; told to the next who asks. */
  missed: HttpResponse | undefined;
}

const NO_CERTIFICATE = new Uint8Array(0);

export class VoucherDesk {
  readonly #house: House;
  readonly #cases: ExpiringMap<Case>;

  constructor(house: House) {
    this.#house = house;
    this.#cases = new ExpiringMap({
      clock: house.ports.clock,
      capacity: house.config.maxSessions,
      maxBytes: house.config.maxSessionBytes,
      sizeOf: ({ bytes }) => bytes,
      lifetime: house.config.answerLifetime,
      mayGo: ({ work }) => work === undefined,
    });
  }

  async handle(http: HttpRequest): Promise<HttpResponse> {
    try {
      this.#checkMessage(http);
    } catch (thrown) {
      const trail = new Trail(sessionOf(http.body), this.#house.ports, registrarError);
      trail.from = http.connection.remoteAddress;
      trail.failed('C.3', trail.start(), thrown);
      return refusal(thrown);
    }
    const key = fingerprint(http.body, clientCertificate(http.connection.tls) ?? NO_CERTIFICATE);
    const known = this.#cases.get(key);
    if (known?.missed !== undefined) {
      this.#cases.delete(key);
      return known.missed;
    }
    return known === undefined ? this.#open(key, http) : this.#attend(key, known);
  }

  #open(key: string, http: HttpRequest): HttpResponse | Promise<HttpResponse> {
    const acquisition = new Acquisition(this.#house, http, key);
    const opened: Case = {
      acquisition,
      bytes: heldByRequest(http.body),
      waiting: 0,
      work: undefined,
      missed: undefined,
    };
    if (this.#cases.set(key, opened)) return this.#attend(key, opened);
    const busy = fail('E_BRSKI_REGISTRAR_BUSY', 'every place is taken by work under way');
    return refusal(busy, { retryAfter: this.#house.config.retryAfter });
  }

  async #attend(key: string, attended: Case): Promise<HttpResponse> {
    const { config, ports } = this.#house;
    attended.waiting++;
    try {
      for (;;) {
        attended.work ??= this.#work(key, attended);
        const outcome = await within(ports.timer, config.patience, attended.work);
        if (outcome === undefined) return comeBackLater(config.retryAfter);
        // The work may have stopped a moment before this request came to wait for it.
        if (outcome !== NOBODY_WAITS) return outcome;
      }
    } finally {
      attended.waiting--;
    }
  }

  async #work(key: string, attended: Case): Promise<HttpResponse | typeof NOBODY_WAITS> {
    const isAwaited = () => attended.waiting > 0;
    try {
      return await attended.acquisition.proceed(isAwaited);
    } catch (thrown) {
      const response = this.#refuse(thrown);
      // A refused request leaves nothing behind: sent again, it is judged afresh.
      if (isAwaited()) this.#cases.delete(key);
      else attended.missed = response;
      return response;
    } finally {
      attended.work = undefined;
    }
  }

  #refuse(failure: unknown): HttpResponse {
    const thrown = registrarError(failure);
    // RFC 8995 §5.2: after the 401 "the connection MUST be closed".
    if (isSallyportError(thrown, 'E_BRSKI_REGISTRAR_PROXIMITY')) return refusal(thrown, { close: true });
    const isPassing = thrown.http === 503;
    return refusal(thrown, isPassing ? { retryAfter: this.#house.config.retryAfter } : {});
  }

  #checkMessage(http: HttpRequest): void {
    const { maxRequestBytes, reducedSecurity } = this.#house.config;
    // RFC 8995 §5.2: "anticipate future media types but, of course, will simply fail the request".
    if (!isOfType(http, VOUCHER_CMS_JSON)) {
      throw fail('E_BRSKI_REGISTRAR_MEDIA_TYPE', 'the request is of another media type');
    }
    const taken = takes(http, VOUCHER_CMS_JSON);
    if (taken === 'unknown') throw fail('E_BRSKI_REGISTRAR_ACCEPT_SYNTAX', 'the Accept field is not understood');
    if (taken === 'no' && reducedSecurity.opaqueVouchers !== true) {
      throw fail('E_BRSKI_REGISTRAR_NOT_ACCEPTABLE', 'the pledge takes none but other kinds of voucher');
    }
    if (http.body.length > maxRequestBytes) {
      throw fail('E_BRSKI_REGISTRAR_TOO_LARGE', `the body has ${http.body.length} bytes`);
    }
  }
}
