/** What a presented certificate proves: an LDevID of this domain, or on the onboarding network a birth certificate. */

import { type Clock, isSallyportError, type SallyportError } from '@sallyport/core';
import { type AlertName, type Judge, type JudgeContext, type PresentedChain, trustPeers } from '@sallyport/eap';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { type Certificate, OID, type VerifiedPath } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { CredentialKind } from '../sessions/session.ts';
import type { BirthRegister, DeviceDirectory } from './ports.ts';

export interface ExaminerOptions {
  /** The domain's own anchors, asked in every authentication. */
  readonly anchors: () => readonly Certificate[];
  readonly devices: DeviceDirectory;
  /** Undefined: birth certificates prove nothing here. */
  readonly births: BirthRegister | undefined;
  readonly clock: Clock;
}

export type Examination =
  | {
      readonly isProved: true;
      readonly device: DeviceIdentity;
      readonly credential: CredentialKind;
      readonly certificate: Certificate;
    }
  | { readonly isProved: false; readonly error: SallyportError; readonly alert: AlertName };

/** Finds out whose certificate it is. What the device called itself in EAP is not looked at. */
export class CredentialExaminer {
  readonly #options: ExaminerOptions;

  constructor(options: ExaminerOptions) {
    this.#options = options;
  }

  async examine(chain: PresentedChain, context: JudgeContext, isOnboarding: boolean): Promise<Examination> {
    const { births } = this.#options;
    const local = await this.#examineLocal(chain, context);
    if (local.isProved || !isOnboarding || births === undefined) return local;
    const device = await births.holderOf(chain);
    return device === undefined ? local : { isProved: true, device, credential: 'idevid', certificate: chain[0] };
  }

  async #examineLocal(chain: PresentedChain, context: JudgeContext): Promise<Examination> {
    const { clock, anchors, devices } = this.#options;
    const judge: Judge<VerifiedPath> = trustPeers({ anchors: anchors(), clock, anchorValidity: 'checked' });
    const verdict = await judge(chain, context);
    if (verdict.verdict === 'reject') {
      const { reason, alert = 'bad_certificate', cause } = verdict;
      const error = isSallyportError(cause) ? cause : fail('E_ADMISSION_CERTIFICATE', reason, { cause });
      return { isProved: false, error, alert };
    }
    const { leaf } = verdict.grant;
    // RFC 5216 §5.3: our own LDevIDs say what they are for, so one that does not is not one of them.
    if (leaf.extendedKeyUsage?.includes(OID.clientAuth) !== true) {
      return unproved('the certificate is not for clients', 'unsupported_certificate');
    }
    const device = await devices.holderOf(leaf);
    if (device === undefined) {
      return unproved('this domain issued no such certificate to a device', 'certificate_unknown');
    }
    return { isProved: true, device, credential: 'ldevid', certificate: leaf };
  }
}

function unproved(reason: string, alert: AlertName): Examination {
  return { isProved: false, error: fail('E_ADMISSION_CERTIFICATE', reason), alert };
}
