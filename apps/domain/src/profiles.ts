/** What the domain's certificates contain (docs/adr/0004 tells where CAHN's printed profiles were departed from). */

import { isIP } from 'node:net';
import { ID_KP_CMC_RA } from '@sallyport/brski';
import { type CertificateProfile, endEntityProfile } from '@sallyport/ca';
import { DAY, type Milliseconds } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import {
  basicConstraints,
  extendedKeyUsage,
  type GeneralNameInput,
  keyUsage,
  Name,
  OID,
  subjectAltName,
} from '@sallyport/pki';

export interface ServerFacts {
  /** The owner's name, as it stands in the domain CA's subject. */
  readonly owner: string;
  /** DNS names and IP addresses under which the server is reached (RFC 9525). */
  readonly hosts: readonly string[];
}

export interface RouterFacts {
  readonly owner: string;
  readonly serialNumber: string;
  readonly model?: string;
}

export interface LdevidFacts {
  readonly device: DeviceIdentity;
  /** The target network, for example an SSID. */
  readonly network: string;
}

export const SERVER_LIFETIME: Milliseconds = 365 * DAY;

export interface ClientFacts {
  readonly owner: string;
  /** Who or what it is, for people. */
  readonly name: string;
}

/** The ledger's name of the profile of routers. */
export const ROUTER = 'router';

/** The ledger's name of the profile of people's programs and gateways. */
export const CLIENT = 'client';

/** The ledger's name of the LDevID profile. */
export const LDEVID = 'ldevid';

/**
 * The registrar: an end entity that acts as registration authority (RFC 8995 §5.5.4: id-kp-cmcRA) and as TLS server,
 * and that signs voucher-requests.
 */
export const registrarProfile: CertificateProfile<ServerFacts> = endEntityProfile({
  name: 'registrar',
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ['CN', 'registrar'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([ID_KP_CMC_RA, OID.serverAuth, OID.clientAuth]),
      subjectAltName(facts.hosts.map(generalName)),
    ],
  }),
});

/** The RADIUS server that will admit devices by their LDevIDs (CAHN stage E). */
export const radiusProfile: CertificateProfile<ServerFacts> = endEntityProfile({
  name: 'radius',
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ['CN', 'radius'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth]),
      subjectAltName(facts.hosts.map(generalName)),
    ],
  }),
});

/** The console, for browsers. */
export const consoleProfile: CertificateProfile<ServerFacts> = endEntityProfile({
  name: 'console',
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ['CN', 'console'],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth]),
      subjectAltName(facts.hosts.map(generalName)),
    ],
  }),
});

/** A router that takes the domain's commands (CAHN continuous assurance): client and server on that link. */
export const routerProfile: CertificateProfile<RouterFacts> = endEntityProfile({
  name: ROUTER,
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ...(facts.model === undefined ? [] : [['OU', facts.model] as const]),
      ['CN', facts.serialNumber],
      ['serialNumber', facts.serialNumber],
    ]),
    extensions: [
      basicConstraints({ ca: false }),
      keyUsage('digitalSignature'),
      extendedKeyUsage([OID.serverAuth, OID.clientAuth]),
    ],
  }),
});

/** A program or gateway that the owner lets read claims and tell what devices do. */
export const clientProfile: CertificateProfile<ClientFacts> = endEntityProfile({
  name: CLIENT,
  lifetime: SERVER_LIFETIME,
  describe: ({ facts }) => ({
    subject: Name.of([
      ['O', facts.owner],
      ['CN', facts.name],
    ]),
    extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])],
  }),
});

/**
 * An LDevID: the target network's name in CN as CAHN prints it, the device's number in serialNumber, its model in OU.
 * What the device wishes for is not looked at: the registrar knows who it is.
 */
export function ldevidProfile(lifetime: Milliseconds): CertificateProfile<LdevidFacts> {
  return endEntityProfile({
    name: LDEVID,
    lifetime,
    describe: ({ facts: { device, network } }) => ({
      subject: Name.of([
        ...(device.model === undefined ? [] : [['OU', device.model] as const]),
        ['CN', network],
        ['serialNumber', device.serialNumber],
      ]),
      extensions: [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])],
      device: deviceKey(device),
    }),
  });
}

function generalName(value: string): GeneralNameInput {
  return { kind: isIP(value) === 0 ? 'dns' : 'ip', value };
}
