/** Where BRSKI hands over to EST (RFC 8995 §5.9): who may enrol, and what it is given. */

import { type IssuedCertificates, type Registrar, serialNumberOf, spkiFingerprint } from '@sallyport/brski';
import type { CertificateAuthority } from '@sallyport/ca';
import { bytesEqual, type Clock, isSallyportError, type Milliseconds, toHex } from '@sallyport/core';
import {
  certificateAuthenticator,
  type EnrolmentGate,
  type EstAuthenticator,
  type EstCertificationRequest,
  type EstIssuance,
} from '@sallyport/est';
import {
  type Authorizer,
  type CredentialIssuer,
  type DeviceIdentity,
  decideOrDeny,
  deviceKey,
} from '@sallyport/onboarding';
import { Certificate } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import type { ManufacturerBook } from './manufacturer-book.ts';
import { LDEVID, ldevidProfile } from './profiles.ts';
import { onOneLine } from './refusals/on-one-line.ts';
import { DEVICES, deviceNamed } from './register.ts';

/** Of what a stranger's certificate says, in characters: it may be as long as a handshake is. */
const MAX_CLAIMED = 256;

export interface EnrolmentOptions {
  readonly authority: CertificateAuthority;
  readonly book: ManufacturerBook;
  readonly store: LogStore;
  readonly clock: Clock;
  readonly authorizer: Authorizer;
  /** The target network's name, for the LDevIDs. */
  readonly network: string;
  readonly ldevidLifetime: Milliseconds;
  readonly onError: (error: unknown) => void;
}

/** Certificates of this domain count only while the ledger says so: revoked and foreign ones do not. */
export function issuedCertificates({
  authority,
  clock,
}: Pick<EnrolmentOptions, 'authority' | 'clock'>): IssuedCertificates {
  return {
    async issuedTo(der) {
      const certificate = readCertificate(der);
      if (certificate === undefined) return undefined;
      const entry = await authority.ledger.bySerialNumber(certificate.serialNumber);
      if (entry?.profile !== LDEVID || entry.device === undefined || entry.revocation !== undefined) return undefined;
      if (!bytesEqual(entry.der, der) || entry.notAfter < clock.now()) return undefined;
      return identityOf(entry.device, certificate);
    },
  };
}

/** The device of a certificate that the ledger says was issued to it. */
export function identityOf(key: string, certificate: Certificate): DeviceIdentity {
  const { manufacturer, serialNumber } = deviceNamed(key);
  return {
    manufacturer,
    serialNumber,
    model: certificate.subject.attribute('OU'),
    credential: certificate.der,
    assurance: 'authenticated',
  };
}

function readCertificate(der: Uint8Array): Certificate | undefined {
  try {
    return Certificate.parse(der);
  } catch (thrown) {
    if (isSallyportError(thrown)) return undefined;
    throw thrown;
  }
}

/** The device of a birth certificate whose path leads to an anchor of a manufacturer that the owner introduced. */
export function bornDevice(certificate: Certificate, anchor: Certificate): DeviceIdentity {
  return {
    manufacturer: toHex(spkiFingerprint(anchor)),
    serialNumber: serialNumberOf(certificate),
    model: certificate.subject.attribute('OU'),
    credential: certificate.der,
    assurance: 'authenticated',
  };
}

/** LDevIDs of this domain first, which can be renewed; then IDevIDs of known manufacturers. */
export function estAuthenticator(options: EnrolmentOptions): EstAuthenticator {
  const issued = issuedCertificates(options);
  const births = certificateAuthenticator(
    [
      {
        anchors: () => options.book.known.flatMap(({ trust }) => trust.anchors),
        renewable: false,
        identify: bornDevice,
      },
    ],
    options.clock,
  );
  return {
    async authenticate(presented) {
      const { certificate } = presented;
      const device = await issued.issuedTo(certificate.der);
      if (device !== undefined) return { outcome: 'accepted', device, renewable: true };
      const born = await births.authenticate(presented);
      if (born.outcome === 'accepted') return born;
      const claimed = (await formerHolder(certificate, options)) ?? claimedIn(certificate);
      return claimed === undefined ? born : { ...born, device: claimed };
    },
  };
}

/** Whose a certificate of this domain is that counts no more. */
async function formerHolder(
  certificate: Certificate,
  { authority }: Pick<EnrolmentOptions, 'authority'>,
): Promise<DeviceIdentity | undefined> {
  const entry = await authority.ledger.bySerialNumber(certificate.serialNumber);
  if (entry?.profile !== LDEVID || entry.device === undefined || !bytesEqual(entry.der, certificate.der))
    return undefined;
  return identityOf(entry.device, certificate);
}

/** What a certificate says that leads to nobody who is known here, if anything: for the record, since nothing proves it. */
function claimedIn(certificate: Certificate): DeviceIdentity | undefined {
  const said = (attribute: string) => onOneLine(certificate.subject.attribute(attribute) ?? '', MAX_CLAIMED).trim();
  const [serialNumber, model] = [said('serialNumber'), said('OU')];
  if (serialNumber === '') return undefined;
  return { serialNumber, manufacturer: undefined, model, credential: undefined, assurance: 'claimed' };
}

/**
 * A device may enrol when it was given a voucher, its history was not found wanting (RFC 8995 §5.8.3), and policy, asked
 * once more, still permits it: what changed since C.8 counts.
 */
export function enrolmentGate(
  options: EnrolmentOptions,
  registrar: Pick<Registrar, 'isEnrolmentAllowed'>,
): EnrolmentGate {
  const { store, authorizer, clock, onError } = options;
  return {
    async mayEnrol(device, operation) {
      const row = await store.table(DEVICES).get(deviceKey(device));
      if (row === undefined) return { allowed: false, reason: 'it was given no voucher' };
      const history = await registrar.isEnrolmentAllowed(device);
      if (!history.allowed) {
        return { allowed: false, reason: `its history was found wanting: ${history.reason ?? 'nobody said why'}` };
      }
      const decision = await decideOrDeny(
        authorizer,
        {
          point: 'C.8',
          protocol: 'brski',
          session: row.session,
          device,
          facts: { enrolment: operation },
          at: clock.now(),
        },
        onError,
      );
      return decision.outcome === 'permit' ? { allowed: true } : { allowed: false, reason: decision.reason };
    },
  };
}

/** The domain CA behind the one issuing port. A certificate is in the ledger before it is returned. */
export function ldevidIssuer(options: EnrolmentOptions): CredentialIssuer<EstCertificationRequest, EstIssuance> {
  const { authority, network } = options;
  const profile = ldevidProfile(options.ldevidLifetime);
  return {
    async issue({ publicKey }, device) {
      // The EST engine has verified the request's signature with this key (RFC 7030 §3.4).
      const certificate = await authority.issue({ profile, facts: { device, network }, publicKey });
      return { outcome: 'issued', certificate };
    },
  };
}
