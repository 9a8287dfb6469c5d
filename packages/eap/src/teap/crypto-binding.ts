/** The Crypto-Binding TLV (RFC 9930 §4.2.13): proof that both sides ran the tunnel and all inner methods. */

import { timingSafeEqual } from 'node:crypto';
import { concat, type Random } from '@sallyport/core';
import { fail } from '../errors.ts';
import { TYPES } from '../packet/types.ts';
import type { BindingKind, CompoundKeys } from './compound-keys.ts';
import { encodeTlv, makeTlv, type Tlv } from './tlvs.ts';

/** Of TEAP and of the TLV. */
export const VERSION = 1;

const NONCE = 32;
const MAC = 20;
const HEAD = 4;
const FLAGS = { emsk: 1, msk: 2 } as const;
const SUBTYPES = { request: 0, response: 1 } as const;

type Subtype = keyof typeof SUBTYPES;

/** What the MACs cover besides the TLV itself. */
export interface BindingContext {
  readonly keys: CompoundKeys;
  /** The outer TLVs of the server's first message, and of the peer's. */
  readonly outerTlvs: { readonly server: Uint8Array; readonly peer: Uint8Array };
  /** The version that the other side sent in the negotiation. */
  readonly receivedVersion: number;
  /** Whether a MAC over MSKs alone will do where both sides have EMSKs (§5.2). */
  readonly acceptsMskOnly: boolean;
}

/** A request with both MACs where both can be made. */
export function bindingRequest(
  context: BindingContext,
  random: Random,
): { readonly tlv: Tlv; readonly nonce: Uint8Array } {
  const nonce = Uint8Array.from(random.bytes(NONCE));
  nonce[NONCE - 1] = (nonce[NONCE - 1] ?? 0) & 0xfe;
  const kinds: readonly BindingKind[] = context.keys.cmk('emsk') === undefined ? ['msk'] : ['emsk', 'msk'];
  return { tlv: build(context, 'request', nonce, kinds), nonce };
}

/**
 * The response to a request, with the kind of MAC that was checked.
 * @throws E_EAP_TEAP_BINDING
 */
export function answerBinding(
  context: BindingContext,
  request: Tlv,
): { readonly tlv: Tlv; readonly kind: BindingKind } {
  const nonce = request.value.slice(HEAD, HEAD + NONCE);
  if (((nonce[NONCE - 1] ?? 1) & 1) !== 0) throw fail('E_EAP_TEAP_BINDING', 'a request with the nonce of a response');
  const kind = verify(context, request, 'request');
  nonce[NONCE - 1] = (nonce[NONCE - 1] ?? 0) | 1;
  return { tlv: build(context, 'response', nonce, [kind]), kind };
}

/** Checks the response to a request with this nonce. @throws E_EAP_TEAP_BINDING */
export function checkBinding(context: BindingContext, response: Tlv, nonce: Uint8Array): BindingKind {
  const expected = Uint8Array.from(nonce);
  expected[NONCE - 1] = (expected[NONCE - 1] ?? 0) | 1;
  const got = response.value.subarray(HEAD, HEAD + NONCE);
  if (!timingSafeEqual(expected, got)) throw fail('E_EAP_TEAP_BINDING', 'the nonce is not that of the request');
  return verify(context, response, 'response');
}

function verify(context: BindingContext, tlv: Tlv, subtype: Subtype): BindingKind {
  const [, version, receivedVersion, flagsAndSubtype = 0] = tlv.value;
  if (version !== VERSION) throw fail('E_EAP_TEAP_BINDING', `version ${version}`);
  // §3.1: what was sent in the clear must be what came.
  if (receivedVersion !== VERSION) throw fail('E_EAP_TEAP_BINDING', 'the negotiation of the version was meddled with');
  if ((flagsAndSubtype & 0xf) !== SUBTYPES[subtype]) throw fail('E_EAP_TEAP_BINDING', `no ${subtype}`);
  const flags = flagsAndSubtype >> 4;
  const hasEmsk = (flags & FLAGS.emsk) !== 0 && context.keys.cmk('emsk') !== undefined;
  if (hasEmsk) {
    checkMac(context, tlv, 'emsk');
    if ((flags & FLAGS.msk) !== 0) checkMac(context, tlv, 'msk');
    return 'emsk';
  }
  if ((flags & FLAGS.msk) === 0) throw fail('E_EAP_TEAP_BINDING', 'no MAC that can be checked');
  if (context.keys.cmk('emsk') !== undefined && !context.acceptsMskOnly) {
    throw fail('E_EAP_TEAP_BINDING', 'a MAC over the MSK alone');
  }
  checkMac(context, tlv, 'msk');
  return 'msk';
}

function checkMac(context: BindingContext, tlv: Tlv, kind: BindingKind): void {
  const at = macAt(kind);
  if (!timingSafeEqual(tlv.value.subarray(at, at + MAC), compute(context, tlv, kind))) {
    throw fail('E_EAP_TEAP_BINDING', `the ${kind.toUpperCase()} Compound MAC is wrong`);
  }
}

function build(context: BindingContext, subtype: Subtype, nonce: Uint8Array, kinds: readonly BindingKind[]): Tlv {
  const flags = kinds.reduce((sum, kind) => sum | FLAGS[kind], 0);
  const head = Uint8Array.of(0, VERSION, context.receivedVersion, (flags << 4) | SUBTYPES[subtype]);
  const blank = makeTlv('cryptoBinding', concat(head, nonce, new Uint8Array(2 * MAC)));
  const value = Uint8Array.from(blank.value);
  for (const kind of kinds) value.set(compute(context, blank, kind), macAt(kind));
  return { ...blank, value };
}

function macAt(kind: BindingKind): number {
  return HEAD + NONCE + (kind === 'emsk' ? 0 : MAC);
}

/** §5.3: over the TLV with empty MACs, the EAP type, and the outer TLVs of both sides. */
function compute({ keys, outerTlvs }: BindingContext, tlv: Tlv, kind: BindingKind): Uint8Array {
  const cmk = keys.cmk(kind);
  if (cmk === undefined) throw fail('E_EAP_TEAP_BINDING', `no key for the ${kind.toUpperCase()} Compound MAC`);
  const value = Uint8Array.from(tlv.value);
  value.fill(0, HEAD + NONCE);
  const blank = encodeTlv({ ...tlv, value });
  return keys.mac(cmk, concat(blank, Uint8Array.of(TYPES.teap.type), outerTlvs.server, outerTlvs.peer));
}
