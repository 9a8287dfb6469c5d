/** Whose certificate it is that was shown inside EAP-TLS: an LDevID of this domain, not revoked, in the device of its SIM. */

import { type Clock, isSallyportError, type SallyportError } from '@sallyport/core';
import { type AlertName, type Judge, type JudgeContext, type PresentedChain, trustPeers } from '@sallyport/eap';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { type Certificate, OID, type VerifiedPath } from '@sallyport/pki';
import { fail } from './errors.ts';
import type { PduSession } from './pdu-session.ts';

export interface ExaminerOptions {
  /** The domain’s own anchors, asked in every authentication. */
  readonly anchors: () => readonly Certificate[];
  /** The device that holds an LDevID of this domain; undefined when the certificate was issued to something else. */
  readonly holderOf: (certificate: Certificate) => Promise<DeviceIdentity | undefined>;
  /** Why a certificate (serial number in lower-case hexadecimal) counts no more. Rejects when it cannot tell. */
  readonly objectionTo: (serialNumber: string) => Promise<string | undefined>;
  /**
   * The device that a subscription belongs to, as `deviceKey` makes it; undefined when it may be in any. What an SMF says of
   * the SIM is its word.
   */
  readonly deviceOfSubscription?: (session: PduSession) => Promise<string | undefined>;
}

export type Examination =
  | { readonly isProved: true; readonly device: DeviceIdentity; readonly certificate: Certificate }
  | { readonly isProved: false; readonly error: SallyportError; readonly alert: AlertName };

export class LdevidExaminer {
  readonly #options: ExaminerOptions;
  readonly #clock: Clock;

  constructor(options: ExaminerOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  async examine(chain: PresentedChain, context: JudgeContext, session: PduSession): Promise<Examination> {
    const { anchors, holderOf, objectionTo, deviceOfSubscription } = this.#options;
    const judge: Judge<VerifiedPath> = trustPeers({
      anchors: anchors(),
      clock: this.#clock,
      anchorValidity: 'checked',
    });
    const verdict = await judge(chain, context);
    if (verdict.verdict === 'reject') {
      const { reason, alert = 'bad_certificate', cause } = verdict;
      const error = isSallyportError(cause) ? cause : fail('E_CELLULAR_CERTIFICATE', reason, { cause });
      return { isProved: false, error, alert };
    }
    const { leaf } = verdict.grant;
    // RFC 5216 §5.3: our own LDevIDs say what they are for, so one that does not is not one of them.
    if (leaf.extendedKeyUsage?.includes(OID.clientAuth) !== true) {
      return unproved(fail('E_CELLULAR_CERTIFICATE', 'the certificate is not for clients'), 'unsupported_certificate');
    }
    const device = await holderOf(leaf);
    if (device === undefined) {
      return unproved(fail('E_CELLULAR_CERTIFICATE', 'issued to no device of this domain'), 'certificate_unknown');
    }
    const objection = await objectionTo(leaf.serialNumber);
    if (objection !== undefined) return unproved(fail('E_CELLULAR_REVOKED', objection), 'certificate_revoked');
    const owner = await deviceOfSubscription?.(session);
    if (owner !== undefined && owner !== deviceKey(device)) {
      return unproved(fail('E_CELLULAR_SUBSCRIPTION', 'the subscription belongs to another device'));
    }
    return { isProved: true, device, certificate: leaf };
  }
}

function unproved(error: SallyportError, alert: AlertName = 'access_denied'): Examination {
  return { isProved: false, error, alert };
}
