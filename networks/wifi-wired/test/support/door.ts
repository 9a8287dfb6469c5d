/** A network's door in memory: a domain that certifies, the admission engine, and devices that knock. */

import type { KeyObject } from 'node:crypto';
import { bytesEqual, DAY, seededRandom, systemRandom } from '@sallyport/core';
import { EapPeer, encodePacket, TYPES, tlsPeer, trustServers } from '@sallyport/eap';
import type { DeviceIdentity } from '@sallyport/onboarding';
import {
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  keyUsage,
  Name,
  OID,
  serialNumber,
  softwareSigner,
  subjectAltName,
} from '@sallyport/pki';
import type { AccessDecision } from '@sallyport/radius';
import { Admission, type AdmissionEvent, type AdmissionOptions, CredentialExaminer } from '../../src/index.ts';
import { type HouseOptions, house } from './house.ts';
import { accessRequest, type Station } from './requests.ts';

export interface Party {
  readonly key: KeyObject;
  readonly certificate: Certificate;
}

const NOW = Date.parse('2026-11-30T12:00:00Z');
const random = seededRandom('the door');

async function certify(issuer: Party | undefined, name: string, extensions: readonly Extension[]): Promise<Party> {
  const pair = generateKeyPair('P-256');
  const subject = Name.of([['CN', name]]);
  const certificate = await buildCertificate({
    subject,
    issuer: issuer?.certificate.subject ?? subject,
    signer: softwareSigner(issuer?.key ?? pair.privateKey),
    publicKey: pair.publicKey,
    serialNumber: serialNumber(random),
    notBefore: new Date(NOW - DAY),
    notAfter: new Date(NOW + DAY),
    extensions,
  });
  return { key: pair.privateKey, certificate };
}

const authority = (name: string) =>
  certify(undefined, name, [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')]);
const client = [basicConstraints({ ca: false }), keyUsage('digitalSignature'), extendedKeyUsage([OID.clientAuth])];

export const root = await authority('Home CA');
export const maker = await authority('Maker CA');
const server = await certify(root, 'radius', [
  basicConstraints({ ca: false }),
  keyUsage('digitalSignature'),
  extendedKeyUsage([OID.serverAuth]),
  subjectAltName([{ kind: 'dns', value: 'radius.home.example' }]),
]);
export const lampParty = await certify(root, 'LAMP-1', client);
export const fanParty = await certify(root, 'FAN-1', client);
export const strangerParty = await certify(root, 'not a device', client);
export const newParty = await certify(maker, 'NEW-1', [basicConstraints({ ca: false })]);

export function identityOf(party: Party, name: string): DeviceIdentity {
  return {
    manufacturer: 'aa',
    serialNumber: name,
    model: undefined,
    credential: party.certificate.der,
    assurance: 'authenticated',
  };
}

export interface DoorOptions extends HouseOptions, Partial<Pick<AdmissionOptions, 'eap' | 'sessionTime'>> {}

export function door(options: DoorOptions = {}) {
  const home = house(options);
  const heard: AdmissionEvent[] = [];
  const examiner = new CredentialExaminer({
    anchors: () => [root.certificate],
    devices: {
      holderOf: async ({ der }) => {
        if (bytesEqual(der, fanParty.certificate.der)) return identityOf(fanParty, 'FAN-1');
        return bytesEqual(der, lampParty.certificate.der) ? identityOf(lampParty, 'LAMP-1') : undefined;
      },
    },
    births:
      options.onboarding === undefined
        ? undefined
        : {
            holderOf: async ([leaf]) => (leaf.equals(newParty.certificate) ? identityOf(newParty, 'NEW-1') : undefined),
          },
    clock: home.time,
  });
  const { eap, sessionTime } = options;
  const admission = new Admission(
    {
      credentials: { key: server.key, chain: [server.certificate.der] },
      examiner,
      policy: home.policy,
      sessions: home.sessions,
      listener: (event) => heard.push(event),
      ...(eap === undefined ? {} : { eap }),
      ...(sessionTime === undefined ? {} : { sessionTime }),
    },
    { clock: home.time, timer: home.time, random: systemRandom },
  );
  return Object.assign(home, { admission, heard });
}

export function knockOf(party: Party, time: ReturnType<typeof door>['time']) {
  const credentials = { key: party.key, chain: [party.certificate.der] };
  const judge = trustServers({ anchors: [root.certificate], clock: time, serverNames: ['radius.home.example'] });
  return new EapPeer({ identity: '@home.example', methods: [tlsPeer({ credentials, judge })] }, { timer: time });
}

export const hello = encodePacket({
  code: 'response',
  identifier: 0,
  type: TYPES.identity,
  expanded: false,
  data: Buffer.from('@home.example'),
});

/** Knocks until the door says yes or no. `elsewhere`: from where the requests after the first come. */
export async function knock(
  { admission, time }: ReturnType<typeof door>,
  party: Party,
  station: Station = {},
  elsewhere: Station = station,
) {
  const peer = knockOf(party, time);
  let decision: AccessDecision | undefined = await admission.authenticate(accessRequest(station, hello));
  for (let round = 0; decision?.decision === 'challenge' && round < 40; round++) {
    const { response } = await peer.receive(decision.eapMessage ?? new Uint8Array(0));
    if (response === undefined) break;
    decision = await admission.authenticate(accessRequest(elsewhere, response, decision.state));
  }
  if (decision === undefined) return { decision, outcome: undefined };
  const { outcome } = await peer.receive(decision.eapMessage ?? new Uint8Array(0));
  return { decision, outcome };
}
