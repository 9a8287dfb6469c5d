/** Whether the certificate of the other side is good enough: asked in every authentication, resumed ones included. */

import { isSallyportError, type SallyportError } from '@sallyport/core';
import { Certificate } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { AlertName } from './alerts.ts';
import type { TlsVersion } from './context.ts';

/**
 * As it was presented, end entity first. TLS proves that the other side has the key of the first, for a peer of TLS 1.2 right
 * after the judgement; nothing else is verified.
 */
export type PresentedChain = readonly [Certificate, ...Certificate[]];

export type Verdict<Grant> =
  | { readonly verdict: 'accept'; readonly grant: Grant }
  | {
      readonly verdict: 'reject';
      /** For the log. */
      readonly reason: string;
      /** What the other side is told. Default `access_denied`. */
      readonly alert?: AlertName;
      readonly cause?: unknown;
    };

export interface JudgeContext {
  /** Names the conversation. */
  readonly session: string;
  /** What the other side called itself in EAP; not proved. Empty at a peer. */
  readonly identity: string;
  readonly origin: string;
  readonly tlsVersion: TlsVersion;
  /**
   * The certificates were presented earlier, and this session goes on from there. They are to be judged as if they came
   * now: they may have expired, been revoked, or lost the owner’s trust since (RFC 9190 §5.7).
   */
  readonly isResumed: boolean;
  /**
   * At a peer: the response of OCSP that the server stapled to its certificate, DER, as it came (RFC 9190 §5.4). It is to be verified
   * like any other. None with a resumed session.
   */
  readonly stapledOcsp?: Uint8Array | undefined;
}

export type Judge<Grant> = (chain: PresentedChain, context: JudgeContext) => Promise<Verdict<Grant>>;

export type Judgement<Grant> =
  | { readonly isAccepted: true; readonly grant: Grant }
  | { readonly isAccepted: false; readonly error: SallyportError; readonly alert: AlertName };

/** Asks the judge about a chain. Certificates that cannot be read, and none at all, are a no. */
export async function askJudge<Grant>(
  judge: Judge<Grant>,
  chain: readonly Uint8Array[],
  context: JudgeContext,
): Promise<Judgement<Grant>> {
  const presented = read(chain);
  if (!('chain' in presented)) return { isAccepted: false, ...presented };
  return judgementOf(judge(presented.chain, context));
}

/** What a verdict means. A judge who cannot judge says no. */
export async function judgementOf<Grant>(asked: Promise<Verdict<Grant>>): Promise<Judgement<Grant>> {
  try {
    const verdict = await asked;
    if (verdict.verdict === 'accept') return { isAccepted: true, grant: verdict.grant };
    const options = verdict.cause === undefined ? {} : { cause: verdict.cause };
    const error = fail('E_EAP_TLS_REFUSED', `the certificate is not accepted: ${verdict.reason}`, options);
    return { isAccepted: false, error, alert: verdict.alert ?? 'access_denied' };
  } catch (cause) {
    const error = fail('E_EAP_TLS_JUDGE', 'the certificate could not be judged', { cause });
    return { isAccepted: false, error, alert: 'internal_error' };
  }
}

function read(
  chain: readonly Uint8Array[],
): { readonly chain: PresentedChain } | { readonly error: SallyportError; readonly alert: AlertName } {
  const [first, ...others] = chain;
  if (first === undefined) {
    return { error: fail('E_EAP_TLS_NO_CERTIFICATE', 'no certificate'), alert: 'certificate_required' };
  }
  try {
    return { chain: [Certificate.parse(first), ...others.map((der) => Certificate.parse(der))] };
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    return {
      error: fail('E_EAP_TLS_CERTIFICATE', 'a certificate cannot be read', { cause }),
      alert: 'bad_certificate',
    };
  }
}
