/** What a server does inside the tunnel: the seams for policy, for inner methods, and for BRSKI. */

import type { ServerMethod } from '../method.ts';
import type { Authenticated } from '../server/conversation.ts';
import type { TlsVersion } from '../tls/context.ts';
import type { JudgeContext, PresentedChain, Verdict } from '../tls/judge.ts';
import type { Tlv } from './tlvs.ts';
import type { IdentityType, TeapErrorName } from './values.ts';

/**
 * Asked when the tunnel stands. The chain is what the peer presented in phase 1, if anything: an IDevID, an LDevID. A
 * rejection ends phase 1 with an alert. Phase 2 then does what the plan says, before the end is decided.
 */
export type TeapPlanner<Grant> = (
  chain: PresentedChain | undefined,
  context: JudgeContext,
) => Promise<Verdict<TeapPlan<Grant>>>;

export interface TeapPlan<Grant> {
  /** In this order. None: the certificate of phase 1 is enough. */
  readonly stages: readonly TeapStage<Grant>[];
  /** Asked after all stages, before success is told. */
  decide(inner: readonly Authenticated<Grant>[]): Promise<Verdict<Grant>>;
}

export type TeapStage<Grant> =
  /** An inner EAP conversation (RFC 9930 §3.6.1). */
  | {
      readonly stage: 'eap';
      readonly methods: readonly ServerMethod<Grant>[];
      readonly identityType?: IdentityType;
    }
  /** TLVs to and fro: BRSKI, enrolment by PKCS#10, and whatever else both sides understand. */
  | { readonly stage: 'exchange'; open(tunnel: TunnelView): TeapExchange };

/** What an exchange may know of its tunnel. */
export interface TunnelView {
  readonly tlsVersion: TlsVersion;
  /** The certificates of the other side as presented in phase 1, end entity first, DER: a pledge judges them by its voucher. */
  readonly chain: readonly Uint8Array[];
  /** RFC 5929, of TLS 1.2 only: it ties a PKCS#10 to the tunnel (RFC 9930 §3.11.1). */
  readonly tlsUnique: Uint8Array | undefined;
}

/** One run of an exchange on the server. What it throws ends the authentication. */
export interface TeapExchange {
  /** Types that it understands besides those of the table. Others that are marked mandatory get a NAK. */
  readonly supports?: readonly number[];
  begin(): Promise<ExchangeStep>;
  /** Takes the TLVs of a Response, without those that steer TEAP itself. */
  receive(tlvs: readonly Tlv[]): Promise<ExchangeStep>;
  close(): void;
}

export type ExchangeStep =
  | { readonly step: 'send'; readonly tlvs: readonly Tlv[] }
  /** Goes on to the next stage. */
  | { readonly step: 'done' }
  | { readonly step: 'failed'; readonly reason: string; readonly code: TeapErrorName };

/** The other end of exchanges, on the peer. */
export interface TeapPeerExchange {
  readonly supports?: readonly number[];
  /** Takes TLVs of the server, Request-Action among them; gives what to answer. */
  receive(tlvs: readonly Tlv[]): Promise<readonly Tlv[]>;
  /** Asked when the server would end with success: whether this peer has all it needs. */
  isSatisfied(): boolean;
  close(): void;
}
