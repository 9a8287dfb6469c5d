/** Phase 2 on the server: TLVs in, TLVs out (RFC 9930 §3.6). */

import { isSallyportError, type Random, type SallyportError } from '@sallyport/core';
import { fail } from '../errors.ts';
import { type Authenticated, Conversation } from '../server/conversation.ts';
import type { BindingKind } from './compound-keys.ts';
import { type BindingContext, bindingRequest, checkBinding } from './crypto-binding.ts';
import type { ExchangeStep, TeapExchange, TeapPlan, TeapStage, TunnelView } from './plan.ts';
import { forExchange, naksFor } from './rules.ts';
import { decodeTlvs, findTlv, type Tlv } from './tlvs.ts';
import {
  eapPayloadTlv,
  errorTlv,
  identityTypeTlv,
  intermediateResultTlv,
  readEapPayload,
  readError,
  readRequestAction,
  readStatus,
  resultTlv,
  type TeapErrorName,
} from './values.ts';

export interface Phase2Options<Grant> {
  readonly plan: TeapPlan<Grant>;
  readonly view: TunnelView;
  readonly binding: BindingContext;
  readonly random: Random;
  readonly session: string;
  readonly origin: string;
}

export type Phase2Step<Grant> =
  | { readonly step: 'send'; readonly tlvs: readonly Tlv[] }
  | { readonly step: 'success'; readonly grant: Grant; readonly kind: BindingKind }
  | { readonly step: 'failure'; readonly error: SallyportError };

type Stage<Grant> =
  | { readonly at: 'eap'; readonly conversation: Conversation<Grant> }
  | { readonly at: 'exchange'; readonly run: TeapExchange }
  /** An inner method succeeded, which is to be bound. */
  | { readonly at: 'bound' }
  /** Success is told; the peer's comes, and ends it. */
  | { readonly at: 'end'; readonly grant: Grant; readonly isBound: boolean }
  /** Failure is told; whatever comes ends it. */
  | { readonly at: 'failed'; readonly error: SallyportError };

/** An inner packet has the room of a tunnel, which is cut into fragments outside. */
const INNER_PACKET = 4000;

export class Phase2Server<Grant> {
  readonly #options: Phase2Options<Grant>;
  readonly #left: TeapStage<Grant>[];
  readonly #inner: Authenticated<Grant>[] = [];
  #stage: Stage<Grant> = { at: 'bound' };
  /** Of the binding that waits for its response. */
  #nonce: Uint8Array | undefined;
  #kind: BindingKind = 'msk';

  constructor(options: Phase2Options<Grant>) {
    this.#options = options;
    this.#left = [...options.plan.stages];
  }

  begin(): Promise<Phase2Step<Grant>> {
    return this.#guard(() => this.#next());
  }

  /** Takes the TLVs of a Response, encoded. Never rejects for what was sent. */
  receive(data: Uint8Array): Promise<Phase2Step<Grant>> {
    if (this.#stage.at === 'failed') {
      return Promise.resolve({ step: 'failure', error: this.#stage.error });
    }
    return this.#guard(async () => this.#take(decodeTlvs(data)));
  }

  close(): void {
    if (this.#stage.at === 'eap') this.#stage.conversation.close();
    if (this.#stage.at === 'exchange') this.#stage.run.close();
  }

  async #guard(work: () => Promise<Phase2Step<Grant>>): Promise<Phase2Step<Grant>> {
    try {
      return await work();
    } catch (thrown) {
      const error = isSallyportError(thrown)
        ? thrown
        : fail('E_EAP_METHOD_FAILED', 'no typed error', { cause: thrown });
      return this.#refuse(error, error.code === 'E_EAP_TEAP_BINDING' ? 'tunnelCompromise' : 'unexpectedTlvs');
    }
  }

  /** §4.3: first the binding, then results, then everything else. */
  async #take(tlvs: readonly Tlv[]): Promise<Phase2Step<Grant>> {
    const naks = naksFor(tlvs, this.#stage.at === 'exchange' ? (this.#stage.run.supports ?? []) : []);
    if (naks.length > 0) return { step: 'send', tlvs: naks };
    const nak = findTlv(tlvs, 'nak');
    if (nak !== undefined) throw fail('E_EAP_TEAP_TLV_UNSUPPORTED', 'the peer does not know a TLV that it needs');
    this.#checkBinding(findTlv(tlvs, 'cryptoBinding'), tlvs);
    const result = findTlv(tlvs, 'result');
    if (result !== undefined && readStatus(result) === 'failure') return this.#giveUp(failedByPeer(tlvs));
    switch (this.#stage.at) {
      case 'eap':
        return this.#takeEap(tlvs, this.#stage.conversation);
      case 'exchange':
        return this.#advance(this.#stage.run, await this.#stage.run.receive(forExchange(tlvs)));
      case 'bound':
        return this.#next();
      case 'end':
        return this.#end(tlvs, this.#stage.grant, result !== undefined);
      case 'failed':
        return { step: 'failure', error: this.#stage.error };
    }
  }

  /** §3.6.5: a result is not looked at before its binding. */
  #checkBinding(response: Tlv | undefined, tlvs: readonly Tlv[]): void {
    if (this.#nonce === undefined) {
      if (response !== undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'a Crypto-Binding that was not asked for');
      return;
    }
    const result = findTlv(tlvs, 'result');
    if (response === undefined && result !== undefined && readStatus(result) === 'failure') return;
    if (response === undefined) throw fail('E_EAP_TEAP_BINDING', 'no Crypto-Binding');
    this.#kind = checkBinding(this.#options.binding, response, this.#nonce);
    this.#nonce = undefined;
    const intermediate = findTlv(tlvs, 'intermediateResult');
    const isIntermediate = this.#stage.at === 'bound' || (this.#stage.at === 'end' && this.#stage.isBound);
    if (isIntermediate && (intermediate === undefined || readStatus(intermediate) !== 'success')) {
      throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'no success of the inner method');
    }
  }

  async #takeEap(tlvs: readonly Tlv[], conversation: Conversation<Grant>): Promise<Phase2Step<Grant>> {
    const payload = findTlv(tlvs, 'eapPayload');
    if (payload === undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'no EAP-Payload');
    const step = await conversation.receive(readEapPayload(payload).eap);
    switch (step.step) {
      case 'request':
        return { step: 'send', tlvs: [eapPayloadTlv(step.eap)] };
      case 'ignored':
        // Inside the tunnel nothing gets lost or forged: what makes no sense never will.
        throw step.error;
      case 'failure':
        return this.#refuse(step.error, 'innerMethodError', [intermediateResultTlv('failure')]);
      case 'success':
        this.#inner.push(step.authenticated);
        this.#options.binding.keys.add(step.authenticated.keys);
        return this.#bind();
    }
  }

  /** Binds the inner method that succeeded, and ends at once if it was the last. */
  async #bind(): Promise<Phase2Step<Grant>> {
    this.#stage = { at: 'bound' };
    if (this.#left.length === 0) return this.#decide([intermediateResultTlv('success')], true);
    return { step: 'send', tlvs: [intermediateResultTlv('success'), this.#requestBinding()] };
  }

  async #next(): Promise<Phase2Step<Grant>> {
    const stage = this.#left.shift();
    if (stage === undefined) return this.#decide([], false);
    if (stage.stage === 'exchange') {
      const run = stage.open(this.#options.view);
      this.#stage = { at: 'exchange', run };
      return this.#advance(run, await run.begin());
    }
    const { methods, identityType } = stage;
    const { session, origin } = this.#options;
    const conversation = new Conversation({ methods, maxPacket: INNER_PACKET }, { session, origin, identifier: 1 });
    this.#stage = { at: 'eap', conversation };
    const hint = identityType === undefined ? [] : [identityTypeTlv(identityType)];
    return { step: 'send', tlvs: [...hint, eapPayloadTlv(conversation.begin())] };
  }

  async #advance(run: TeapExchange, step: ExchangeStep): Promise<Phase2Step<Grant>> {
    if (step.step === 'send') return { step: 'send', tlvs: step.tlvs };
    run.close();
    this.#stage = { at: 'bound' };
    if (step.step === 'done') return this.#next();
    return this.#refuse(fail('E_EAP_TEAP_REFUSED', step.reason), step.code);
  }

  async #decide(before: readonly Tlv[], isBound: boolean): Promise<Phase2Step<Grant>> {
    const verdict = await this.#options.plan.decide(this.#inner);
    if (verdict.verdict === 'reject') {
      const options = verdict.cause === undefined ? {} : { cause: verdict.cause };
      return this.#refuse(fail('E_EAP_TEAP_REFUSED', verdict.reason, options), 'unspecifiedAuthorizationFailure');
    }
    this.#stage = { at: 'end', grant: verdict.grant, isBound };
    return { step: 'send', tlvs: [...before, resultTlv('success'), this.#requestBinding()] };
  }

  #end(tlvs: readonly Tlv[], grant: Grant, hasResult: boolean): Phase2Step<Grant> {
    if (hasResult) return { step: 'success', grant, kind: this.#kind };
    const wish = findTlv(tlvs, 'requestAction');
    if (wish === undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'no Result');
    // §4.2.9: what is not done is answered by the status that the wish names.
    const { status } = readRequestAction(wish);
    if (status === 'success') return { step: 'send', tlvs: [resultTlv('success')] };
    return this.#refuse(fail('E_EAP_TEAP_FAILED', 'the peer wants what this server does not do'), undefined);
  }

  #requestBinding(): Tlv {
    const { tlv, nonce } = bindingRequest(this.#options.binding, this.#options.random);
    this.#nonce = nonce;
    return tlv;
  }

  #giveUp(error: SallyportError): Phase2Step<Grant> {
    this.close();
    this.#stage = { at: 'failed', error };
    return { step: 'failure', error };
  }

  /** §3.9.3: failure is told under protection, and acknowledged. */
  #refuse(error: SallyportError, code: TeapErrorName | undefined, before: readonly Tlv[] = []): Phase2Step<Grant> {
    this.#giveUp(error);
    const why = code === undefined ? [] : [errorTlv(code)];
    return { step: 'send', tlvs: [...before, resultTlv('failure'), ...why] };
  }
}

function failedByPeer(tlvs: readonly Tlv[]): SallyportError {
  const given = findTlv(tlvs, 'error');
  const details = given === undefined ? {} : { details: { error: readError(given) } };
  return fail('E_EAP_TEAP_FAILED', 'the peer gave up', details);
}
