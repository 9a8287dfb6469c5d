/** Phase 2 on the peer: TLVs in, TLVs out (RFC 9930 §3.6). */

import { isSallyportError, type SallyportError, type Timer } from '@sallyport/core';
import { fail } from '../errors.ts';
import type { PeerMethod } from '../method.ts';
import { EapPeer } from '../peer/peer.ts';
import type { BindingKind } from './compound-keys.ts';
import { answerBinding, type BindingContext } from './crypto-binding.ts';
import type { TeapPeerExchange } from './plan.ts';
import { forExchange, naksFor } from './rules.ts';
import { decodeTlvs, findTlv, type Tlv } from './tlvs.ts';
import {
  eapPayloadTlv,
  errorTlv,
  type IdentityType,
  identityTypeTlv,
  intermediateResultTlv,
  readEapPayload,
  readError,
  readIdentityType,
  readStatus,
  resultTlv,
  type TeapErrorName,
} from './values.ts';

export interface Phase2PeerOptions {
  readonly binding: BindingContext;
  /** Told inside the tunnel only. */
  readonly identity: string;
  readonly identityTypes: readonly IdentityType[];
  readonly methods: readonly PeerMethod[];
  readonly exchange: TeapPeerExchange | undefined;
}

export interface Phase2Reply {
  readonly tlvs: readonly Tlv[];
  /** Success is told and bound: by this kind of keys. */
  readonly success?: BindingKind;
  readonly error?: SallyportError;
}

const INNER_PACKET = 4000;

/** The outer conversation has the clock; inside, nothing is waited for. */
const NO_TIMER: Timer = { after: () => () => {} };

export class Phase2Peer {
  readonly #options: Phase2PeerOptions;
  #inner: EapPeer | undefined;
  /** The last Response of the inner method, which a success would answer. */
  #innerResponse: Uint8Array | undefined;
  /** Undefined while an inner method is not bound, and before any binding. */
  #bound: BindingKind | undefined;
  #isOver = false;

  constructor(options: Phase2PeerOptions) {
    this.#options = options;
  }

  /** Takes the TLVs of a Request, encoded. Never rejects for what was sent. */
  async receive(data: Uint8Array): Promise<Phase2Reply> {
    try {
      if (this.#isOver) throw fail('E_EAP_OVER', 'TLVs after the end');
      return await this.#take(decodeTlvs(data));
    } catch (thrown) {
      const error = isSallyportError(thrown)
        ? thrown
        : fail('E_EAP_METHOD_FAILED', 'no typed error', { cause: thrown });
      return this.#refuse(error, error.code === 'E_EAP_TEAP_BINDING' ? 'tunnelCompromise' : 'unexpectedTlvs');
    }
  }

  close(): void {
    this.#isOver = true;
    this.#inner?.close();
    this.#options.exchange?.close();
  }

  async #take(tlvs: readonly Tlv[]): Promise<Phase2Reply> {
    const { exchange } = this.#options;
    const naks = naksFor(tlvs, exchange?.supports ?? []);
    if (naks.length > 0) return { tlvs: naks };
    const result = statusOf(findTlv(tlvs, 'result'));
    const intermediate = statusOf(findTlv(tlvs, 'intermediateResult'));
    if (result === 'failure') return this.#acknowledgeFailure(tlvs);
    const answers: Tlv[] = [];
    const request = findTlv(tlvs, 'cryptoBinding');
    if (request !== undefined) answers.push(await this.#bind(request, result ?? intermediate));
    if (intermediate !== undefined) answers.unshift(this.#intermediate(intermediate, request !== undefined));
    if (result === 'success') return this.#conclude(answers);
    answers.push(...(await this.#continue(tlvs)));
    return { tlvs: answers };
  }

  /** An inner method ends here, or there was none: its keys are taken in, and the binding is checked before all else. */
  async #bind(request: Tlv, status: string | undefined): Promise<Tlv> {
    if (status === undefined) throw fail('E_EAP_TEAP_TLV_UNEXPECTED', 'a Crypto-Binding without a result');
    await this.#concludeInner();
    const { tlv, kind } = answerBinding(this.#options.binding, request);
    this.#bound = kind;
    return tlv;
  }

  /** §3.6.1: no Success comes inside the tunnel; the Intermediate-Result stands for it. */
  async #concludeInner(): Promise<void> {
    const inner = this.#inner;
    if (inner === undefined) return;
    const identifier = this.#innerResponse?.[1] ?? 0;
    await inner.receive(Uint8Array.of(3, identifier, 0, 4));
    if (inner.outcome?.outcome !== 'success')
      throw fail('E_EAP_TEAP_BINDING', 'success of an inner method that has none');
    this.#options.binding.keys.add(inner.outcome.keys);
    this.#inner = undefined;
  }

  #intermediate(status: 'success' | 'failure', isBound: boolean): Tlv {
    if (status === 'success' && !isBound) throw fail('E_EAP_TEAP_BINDING', 'an inner method that is not bound');
    if (status === 'failure') {
      this.#inner?.close();
      this.#inner = undefined;
    }
    return intermediateResultTlv(status);
  }

  #conclude(answers: readonly Tlv[]): Phase2Reply {
    if (this.#bound === undefined || this.#inner !== undefined) {
      throw fail('E_EAP_TEAP_BINDING', 'an end that is not bound');
    }
    if (this.#options.exchange?.isSatisfied() === false) {
      return this.#refuse(
        fail('E_EAP_TEAP_UNSATISFIED', 'the server ends too early'),
        'unspecifiedAuthenticationFailure',
      );
    }
    this.close();
    return { tlvs: [...answers, resultTlv('success')], success: this.#bound };
  }

  async #continue(tlvs: readonly Tlv[]): Promise<readonly Tlv[]> {
    const payload = findTlv(tlvs, 'eapPayload');
    const answers: Tlv[] = [];
    if (payload !== undefined) answers.push(...this.#identityType(tlvs), await this.#runInner(payload));
    const rest = forExchange(tlvs);
    const { exchange } = this.#options;
    if (rest.length > 0 && exchange !== undefined) answers.push(...(await exchange.receive(rest)));
    return answers;
  }

  /** §4.2.3: the type that was asked for, or one that there is. */
  #identityType(tlvs: readonly Tlv[]): readonly Tlv[] {
    const asked = findTlv(tlvs, 'identityType');
    if (asked === undefined) return [];
    const { identityTypes } = this.#options;
    const wanted = readIdentityType(asked);
    const own = wanted !== undefined && identityTypes.includes(wanted) ? wanted : identityTypes[0];
    return own === undefined ? [] : [identityTypeTlv(own)];
  }

  async #runInner(payload: Tlv): Promise<Tlv> {
    const { methods, identity } = this.#options;
    this.#bound = undefined;
    this.#inner ??= new EapPeer({ identity, methods, maxPacket: INNER_PACKET }, { timer: NO_TIMER });
    const reply = await this.#inner.receive(readEapPayload(payload).eap);
    if (reply.response === undefined) {
      throw (
        reply.ignored ?? failureOf(this.#inner) ?? fail('E_EAP_TEAP_TLV_UNEXPECTED', 'an inner packet without answer')
      );
    }
    this.#innerResponse = reply.response;
    return eapPayloadTlv(reply.response);
  }

  #acknowledgeFailure(tlvs: readonly Tlv[]): Phase2Reply {
    const given = findTlv(tlvs, 'error');
    const details = given === undefined ? {} : { details: { error: readError(given) } };
    return this.#refuse(fail('E_EAP_TEAP_FAILED', 'the server refused', details), undefined);
  }

  #refuse(error: SallyportError, code: TeapErrorName | undefined): Phase2Reply {
    this.close();
    return { tlvs: [resultTlv('failure'), ...(code === undefined ? [] : [errorTlv(code)])], error };
  }
}

function statusOf(tlv: Tlv | undefined): 'success' | 'failure' | undefined {
  return tlv === undefined ? undefined : readStatus(tlv);
}

function failureOf(peer: EapPeer): SallyportError | undefined {
  return peer.outcome?.outcome === 'failure' ? peer.outcome.error : undefined;
}
