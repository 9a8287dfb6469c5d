/** An {@link EstAuthenticator} over trust anchors: enough for a domain whose devices are known by their issuers. */

import { type Clock, isSallyportError, toHex } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { type Certificate, digest, validatePath } from '@sallyport/pki';
import type { AcceptedDevice, EstAuthenticator, PresentedCertificate, RefusedDevice } from './ports.ts';

/** Issuers that are trusted alike. */
export interface TrustGroup {
  readonly anchors: () => readonly Certificate[];
  /** True for the domain's own CA: its certificates may be renewed. */
  readonly renewable: boolean;
  /** Pass over dates: birth certificates outlive their makers' clocks (RFC 8995 §2.6.2). Default false. */
  readonly ignoreValidity?: boolean;
  /** The device a certificate stands for. Default: the serialNumber of its subject, else the common name. */
  readonly identify?: (certificate: Certificate, anchor: Certificate) => DeviceIdentity | undefined;
}

/** Asks the groups in order; the first that leads the chain to an anchor decides. */
export function certificateAuthenticator(groups: readonly TrustGroup[], clock: Clock): EstAuthenticator {
  return {
    async authenticate(presented) {
      let reason = 'no issuer of client certificates is trusted here';
      for (const group of groups) {
        const judged = judge(presented, group, clock);
        if (judged.outcome === 'accepted') return judged;
        reason = judged.reason;
      }
      return { outcome: 'refused', reason };
    },
  };
}

function judge(presented: PresentedCertificate, group: TrustGroup, clock: Clock): AcceptedDevice | RefusedDevice {
  const { certificate, intermediates } = presented;
  try {
    const { anchor } = validatePath({
      leaf: certificate,
      intermediates,
      anchors: group.anchors(),
      at: group.ignoreValidity === true ? 'ignore-validity' : clock.now(),
    });
    const device = (group.identify ?? identify)(certificate, anchor);
    if (device === undefined) return { outcome: 'refused', reason: 'the client certificate names no serial number' };
    return { outcome: 'accepted', device, renewable: group.renewable };
  } catch (error) {
    if (!isSallyportError(error)) throw error;
    return { outcome: 'refused', reason: error.message };
  }
}

/** RFC 8995 §2.3.1: the serialNumber of the subject; the common name where an issuer has none. */
function identify(certificate: Certificate, anchor: Certificate): DeviceIdentity | undefined {
  const serialNumber = certificate.subject.attribute('serialNumber') ?? certificate.subject.attribute('CN');
  if (serialNumber === undefined) return undefined;
  return {
    serialNumber,
    manufacturer: toHex(digest('sha256', anchor.spki)),
    model: undefined,
    credential: certificate.der,
    assurance: 'authenticated',
  };
}
