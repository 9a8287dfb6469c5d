/**
 * A BRSKI device's whole way aboard (RFC 8995; CAHN B, C.0–C.2, C.10, D.0–D.3, D.7): discovery, attempts in parallel,
 * the voucher, enrolment over the same connection, and the two reports.
 */

import {
  CandidateScheduler,
  deviceIdentityOf,
  type PledgeIdentity,
  type PledgeOptions,
  PledgeSession,
  type SchedulerAction,
  type SchedulerInput,
} from '@sallyport/brski';
import { type Clock, MINUTE, type Random, SECOND, systemClock, systemRandom, toHex } from '@sallyport/core';
import type { TlsIdentity } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { Ownership } from '../device-state.ts';
import { fail } from '../errors.ts';
import { type AttemptOutcome, runAttempt } from './attempt.ts';
import type { BringAboardOptions } from './bring-aboard-options.ts';
import { type RunningSource, staticCandidates } from './discovery.ts';
import { enrol } from './enrolment.ts';
import { RegistrarLink } from './registrar-link.ts';
import { StepReporter } from './step-reporter.ts';

export interface BroughtAboard {
  readonly ownership: Ownership;
  /** CMS DER. */
  readonly voucher: Uint8Array;
  /** The registrar's TLS certificate. */
  readonly registrar: Certificate;
  /** Whether the registrar heard of the success (RFC 8995 §5.9.4). */
  readonly isReported: boolean;
}

/**
 * Brings a device aboard.
 * @throws E_DEVICE_CONFIGURED, E_DEVICE_BUSY, E_DEVICE_NOT_BORN, E_DEVICE_ABORTED, E_DEVICE_NO_OWNER (`one-round` only)
 */
export function bringAboardBrski(options: BringAboardOptions): Promise<BroughtAboard> {
  const { device, start = 'automatic' } = options;
  return device.whileOnboarding(start, async () => {
    const identity = await device.pledgeIdentity();
    const onboarding = new Onboarding(options, identity, await device.birthTlsIdentity());
    return onboarding.run();
  });
}

const DEFAULT_CONNECT_TIMEOUT = 10 * SECOND;

class Onboarding {
  readonly #options: BringAboardOptions;
  readonly #identity: PledgeIdentity;
  readonly #tlsIdentity: TlsIdentity;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #session: string;
  readonly #reporter: StepReporter;
  readonly #scheduler: CandidateScheduler;
  readonly #attempts = new Map<number, AbortController>();
  readonly #work = new Set<Promise<void>>();
  readonly #sources: RunningSource[] = [];
  readonly #end = Promise.withResolvers<BroughtAboard>();
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #reminder: NodeJS.Timeout | undefined;
  #lastError: unknown;
  #isDiscovered = false;

  constructor(options: BringAboardOptions, identity: PledgeIdentity, tlsIdentity: TlsIdentity) {
    this.#options = options;
    this.#identity = identity;
    this.#tlsIdentity = tlsIdentity;
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? systemRandom;
    this.#session = options.session ?? toHex(this.#random.bytes(8));
    this.#reporter = new StepReporter(this.#session, deviceIdentityOf(identity), this.#clock, options.onEvent);
    const { random, clock } = { random: this.#random, clock: this.#clock };
    this.#scheduler = new CandidateScheduler({ ...options.scheduling, random, now: clock.monotonic() });
  }

  async run(): Promise<BroughtAboard> {
    const { signal } = this.#options;
    const onAbort = () =>
      this.#end.reject(fail('E_DEVICE_ABORTED', 'the onboarding was stopped', { cause: signal?.reason }));
    if (signal?.aborted === true) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
    const deaf = this.#options.onLinkChange?.(() => this.#linkChanged());
    try {
      this.#reporter.begin('B');
      if (signal?.aborted !== true) await this.#discover();
      return await this.#end.promise;
    } catch (error) {
      if (!this.#isDiscovered) this.#reporter.fail(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      deaf?.();
      await this.#close();
    }
  }

  async #discover(): Promise<void> {
    const { candidates = [], discovery = [] } = this.#options;
    const sources = [...(candidates.length > 0 ? [staticCandidates(candidates)] : []), ...discovery];
    if (sources.length === 0) throw fail('E_DEVICE_OPTIONS', 'the device has nowhere to look for a registrar');
    const sink = {
      found: (offer: Extract<SchedulerInput, { type: 'found' }>['offer']) => this.#feed({ type: 'found', offer }),
      withdrawn: (offer: Extract<SchedulerInput, { type: 'withdrawn' }>['offer']) =>
        this.#feed({ type: 'withdrawn', offer }),
      failed: (error: unknown) => this.#options.onDiscoveryError?.(error),
    };
    for (const source of sources) {
      try {
        this.#sources.push(await source(sink, { clock: this.#clock, random: this.#random }));
      } catch (error) {
        // One way of looking that does not work here must not keep the device from the others.
        this.#lastError ??= error;
        sink.failed(error);
      }
    }
    if (this.#sources.length === 0) {
      throw fail('E_DEVICE_NO_OWNER', 'no way of discovery works here', { cause: this.#lastError });
    }
    this.#reminder = setInterval(() => this.#remind(), MINUTE);
  }

  /** What was passed over while the table was full is offered again. */
  #remind(): void {
    for (const source of this.#sources) {
      for (const offer of source.offers?.() ?? []) this.#feed({ type: 'found', offer });
    }
  }

  #linkChanged(): void {
    for (const source of this.#sources) source.linkChanged?.();
    this.#feed({ type: 'link-changed' });
  }

  #feed(input: SchedulerInput): void {
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    for (const action of this.#scheduler.step(input, this.#clock.monotonic())) this.#obey(action);
  }

  #obey(action: SchedulerAction): void {
    switch (action.type) {
      case 'start':
        if (!this.#isDiscovered) {
          this.#isDiscovered = true;
          const { source, host, port } = action.candidate;
          this.#reporter.succeed({ source, host, port });
        }
        this.#track(this.#attempt(action));
        return;
      case 'stop':
        this.#attempts.get(action.attempt)?.abort();
        return;
      case 'exhausted':
        if (this.#options.persistence === 'one-round') this.#giveUp(this.#lastError);
        return;
      case 'wake':
        this.#timer = setTimeout(() => this.#feed({ type: 'tick' }), Math.max(0, action.at - this.#clock.monotonic()));
        return;
      case 'passed-over':
        return;
    }
  }

  async #attempt({ attempt, candidate }: Extract<SchedulerAction, { type: 'start' }>): Promise<void> {
    const controller = new AbortController();
    this.#attempts.set(attempt, controller);
    this.#options.onFeedback?.('trying');
    const outcome = await runAttempt({
      session: new PledgeSession(this.#pledgeOptions(attempt, candidate)),
      identity: this.#tlsIdentity,
      connectTimeout: this.#options.connectTimeout ?? DEFAULT_CONNECT_TIMEOUT,
      signal: AbortSignal.any([controller.signal, this.#stop.signal]),
      onProgress: () => this.#feed({ type: 'progress', attempt }),
      onParked: () => {
        this.#options.onFeedback?.('waiting');
        this.#feed({ type: 'parked', attempt });
      },
      ...this.#options.tls,
    });
    this.#attempts.delete(attempt);
    if (outcome.type === 'failed') {
      this.#lastError = outcome.error;
      this.#feed({ type: 'failed', attempt, returnLater: outcome.returnLater });
    } else if (controller.signal.aborted || this.#stop.signal.aborted) {
      // Another attempt was faster by a moment.
      outcome.connection.close();
    } else {
      this.#feed({ type: 'succeeded', attempt });
      await this.#enrol(outcome);
    }
  }

  #pledgeOptions(attempt: number, candidate: PledgeOptions['candidate']): PledgeOptions {
    const { device, cloudAnchors, clockIsTrusted, authorizer, onEvent, limits } = this.#options;
    const { voucherPolicy, contentType, bodyEncoding, onPolicyFailure } = this.#options;
    return {
      session: attempt === 1 ? this.#session : `${this.#session}-${attempt}`,
      identity: this.#identity,
      voucherAnchors: device.birth?.voucherAnchors ?? [],
      candidate,
      clock: this.#clock,
      random: this.#random,
      ...(cloudAnchors === undefined ? {} : { cloudAnchors }),
      ...(clockIsTrusted === undefined ? {} : { clockIsTrusted }),
      ...(authorizer === undefined ? {} : { authorizer }),
      ...(onEvent === undefined ? {} : { onEvent }),
      ...(limits === undefined ? {} : { limits }),
      ...(voucherPolicy === undefined ? {} : { voucherPolicy }),
      ...(contentType === undefined ? {} : { contentType }),
      ...(bodyEncoding === undefined ? {} : { bodyEncoding }),
      ...(onPolicyFailure === undefined ? {} : { onPolicyFailure }),
    };
  }

  async #enrol({ result, connection }: Extract<AttemptOutcome, { type: 'done' }>): Promise<void> {
    const { device, ldevidKeyType = 'P-256', clockIsTrusted = false } = this.#options;
    this.#options.onFeedback?.('enrolling');
    const link = new RegistrarLink(connection, result.connection, this.#stop.signal);
    try {
      const { isReported } = await enrol({
        device,
        link,
        authenticated: result.connection,
        voucher: result.voucher.cms,
        subject: this.#identity.certificate.subject,
        keyType: ldevidKeyType,
        clock: this.#clock,
        clockIsTrusted,
        reporter: this.#reporter,
        signal: this.#stop.signal,
      });
      const { ownership } = device;
      if (ownership === undefined) throw new TypeError('the enrolment left no owner');
      const { registrar } = result.connection;
      this.#end.resolve({ ownership, voucher: result.voucher.cms, registrar, isReported });
    } catch (error) {
      this.#lastError = error;
      if (this.#options.persistence === 'one-round') this.#giveUp(error);
      // RFC 8995 appendix B: bootstrapping picks up where it left off.
      else this.#feed({ type: 'resume' });
    } finally {
      link.close();
    }
  }

  #giveUp(cause: unknown): void {
    this.#end.reject(fail('E_DEVICE_NO_OWNER', 'no candidate brought the device aboard', { cause }));
  }

  /** Keeps account of what runs, so that nothing outlives the onboarding; an unforeseen failure ends it. */
  #track(work: Promise<void>): void {
    const tracked = work.catch((error: unknown) => this.#end.reject(error)).finally(() => this.#work.delete(tracked));
    this.#work.add(tracked);
  }

  async #close(): Promise<void> {
    this.#stop.abort('the onboarding is over');
    clearTimeout(this.#timer);
    clearInterval(this.#reminder);
    await Promise.allSettled(this.#sources.map((source) => source.close()));
    await Promise.allSettled(this.#work);
  }
}
