/** What the domain's certificates contain (docs/adr/0004 tells where CAHN's printed profiles were departed from). */

import { isIP } from 'node:net';
import { ID_KP_CMC_RA } from '@sallyport/brski';
import {
  basicConstraints,
  type Extension,
  extendedKeyUsage,
  type GeneralNameInput,
  keyUsage,
  Name,
  OID,
  subjectAltName,
} from '@sallyport/pki';

/** The parts of a certificate that a profile decides; keys, issuer and serial number come from the CA. */
export interface Content {
  readonly subject: Name;
  readonly extensions: readonly Extension[];
}

/**
 * The registrar: an end entity that acts as registration authority (RFC 8995 §5.5.4: id-kp-cmcRA) and as TLS server,
 * and that signs voucher-requests.
 */
export function registrarContent(owner: string, hosts: readonly string[]): Content {
  return {
    subject: Name.of([
      ['O', owner],
      ['CN', 'registrar'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([ID_KP_CMC_RA, OID.serverAuth, OID.clientAuth]),
      subjectAltName(hosts.map(hostName)),
    ],
  };
}

/** The RADIUS server that will admit devices by their LDevIDs (CAHN stage E). */
export function radiusContent(owner: string, hosts: readonly string[]): Content {
  return {
    subject: Name.of([
      ['O', owner],
      ['CN', 'radius'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth]),
      subjectAltName(hosts.map(hostName)),
    ],
  };
}

/** A router that takes the domain's commands (CAHN continuous assurance): client and server on that link. */
export function routerContent(
  owner: string,
  router: { readonly serialNumber: string; readonly model?: string },
): Content {
  return {
    subject: Name.of([
      ['O', owner],
      ...(router.model === undefined ? [] : [['OU', router.model] as const]),
      ['CN', router.serialNumber],
      ['serialNumber', router.serialNumber],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth, OID.clientAuth]),
    ],
  };
}

/** An LDevID: the target network's name in CN as CAHN prints it, the device's number in serialNumber, its model in OU. */
export function ldevidContent(
  network: string,
  device: { readonly serialNumber: string; readonly model: string | undefined },
): Content {
  return {
    subject: Name.of([
      ...(device.model === undefined ? [] : [['OU', device.model] as const]),
      ['CN', network],
      ['serialNumber', device.serialNumber],
    ]),
    extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])],
  };
}

function hostName(value: string): GeneralNameInput {
  return { kind: isIP(value) === 0 ? 'dns' : 'ip', value };
}
