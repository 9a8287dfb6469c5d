/**
 * The device's way aboard, step by step. Every part that takes a step reports it under this id, so that one trace
 * tells the whole journey whichever processes took part.
 *
 * - `0`, `B`, `C`, `D`: BRSKI, as CAHN numbers it ("Onboarding stages": factory, discovery, voucher, enrolment).
 * - `E`, `F.0`: joining a network and being put out of it (CAHN: join the network).
 * - `F.1` to `F.6`: what turns a decision that was made, each of which shuts or opens the door (CAHN: continuous assurance).
 * - `M`: Thread's mesh commissioning (MeshCoP), for which CAHN has no numbers.
 */

import type { Phase, Role } from './phase.ts';

export interface Step {
  readonly title: string;
  readonly role: Role;
  readonly phase: Phase;
}

export const STEPS = {
  '0.1': { title: "Device receives the manufacturer's trust anchor and address", role: 'device', phase: 'factory' },
  '0.2': { title: 'Device makes its birth key pair', role: 'device', phase: 'factory' },
  '0.3': { title: 'Manufacturer certifies the birth key', role: 'authority', phase: 'factory' },
  '0.4': { title: 'Device installs its IDevID', role: 'device', phase: 'factory' },
  B: { title: 'Device discovers a registrar or join proxy', role: 'device', phase: 'discovery' },
  'C.0': { title: 'Device opens a provisional TLS connection', role: 'device', phase: 'authentication' },
  'C.1': { title: 'Device signs its voucher-request', role: 'device', phase: 'authentication' },
  'C.2': { title: 'Device sends the voucher-request', role: 'device', phase: 'authentication' },
  'C.3': { title: 'Registrar validates the voucher-request', role: 'onboarder', phase: 'authorization' },
  'C.4': { title: 'Registrar asks the MASA', role: 'onboarder', phase: 'authorization' },
  'C.5': { title: 'MASA validates the voucher-request', role: 'authority', phase: 'authorization' },
  'C.6': { title: 'MASA signs the voucher', role: 'authority', phase: 'authorization' },
  'C.7': { title: 'MASA returns the voucher', role: 'authority', phase: 'authorization' },
  'C.8': { title: 'Registrar examines the voucher', role: 'onboarder', phase: 'authorization' },
  'C.9': { title: 'Registrar returns the voucher', role: 'onboarder', phase: 'authorization' },
  'C.10': { title: 'Device validates the voucher', role: 'device', phase: 'authorization' },
  'D.0': { title: 'Device completes the TLS authentication', role: 'device', phase: 'provisioning' },
  'D.1': { title: 'Device makes its LDevID key pair', role: 'device', phase: 'provisioning' },
  'D.2': { title: 'Device signs the certification request', role: 'device', phase: 'provisioning' },
  'D.3': { title: 'Device sends the certification request', role: 'device', phase: 'provisioning' },
  'D.4': { title: 'Registrar validates the certification request', role: 'onboarder', phase: 'provisioning' },
  'D.5': { title: 'Domain CA issues the LDevID', role: 'onboarder', phase: 'provisioning' },
  'D.6': { title: 'Registrar returns the LDevID', role: 'onboarder', phase: 'provisioning' },
  'D.7': { title: 'Device stores the LDevID', role: 'device', phase: 'provisioning' },
  'E.0': { title: 'Device asks to join the network with its LDevID', role: 'device', phase: 'admission' },
  'E.1': { title: 'Network asks the domain whether to let it in', role: 'relay', phase: 'admission' },
  'E.2': { title: 'Domain examines the credential and asks policy', role: 'onboarder', phase: 'admission' },
  'E.3': { title: 'Router opens the network to the device', role: 'relay', phase: 'admission' },
  'F.0': { title: 'Network puts out the device that lost trust', role: 'onboarder', phase: 'offboarding' },
  'F.1': { title: 'Owner distrusts the manufacturer', role: 'onboarder', phase: 'assurance' },
  'F.2': { title: 'Domain learns of a vulnerability in the device', role: 'onboarder', phase: 'assurance' },
  'F.3': { title: 'Domain hears of contact with a denylisted destination', role: 'onboarder', phase: 'assurance' },
  'F.4': { title: 'Manufacturer claims that the device was bought', role: 'authority', phase: 'assurance' },
  'F.5': { title: 'Owner takes its trust back, and gives it anew', role: 'onboarder', phase: 'assurance' },
  'F.6': { title: 'Owner replaces a rule of its policy', role: 'onboarder', phase: 'assurance' },
  'M.1': { title: 'Joiner discovers a network that is steering it', role: 'device', phase: 'discovery' },
  'M.2': { title: 'Joiner Router relays the joiner to the Commissioner', role: 'relay', phase: 'discovery' },
  'M.3': { title: 'Joiner and Commissioner prove the joining passphrase', role: 'onboarder', phase: 'authentication' },
  'M.4': { title: 'Commissioner examines the joiner', role: 'onboarder', phase: 'authorization' },
  'M.5': { title: 'Commissioner accepts the joiner', role: 'onboarder', phase: 'authorization' },
  'M.6': { title: 'Joiner Router entrusts the network credentials', role: 'relay', phase: 'provisioning' },
  'M.7': { title: 'Joiner stores the network credentials', role: 'device', phase: 'provisioning' },
  'M.8': { title: 'Device attaches to the Thread network', role: 'device', phase: 'admission' },
} as const satisfies Readonly<Record<string, Step>>;

export type StepId = keyof typeof STEPS;

/**
 * The protocols whose steps are in the table, as events name them; `admission` is whichever brings a device onto a network,
 * `assurance` what befalls it there, in no order but that of the table.
 */
export type Journey = 'brski' | 'admission' | 'assurance' | 'thread';

function isStepId(text: string): text is StepId {
  return Object.hasOwn(STEPS, text);
}

const ALL_STEPS: readonly StepId[] = Object.keys(STEPS).filter(isStepId);

/** All steps of one device's whole way aboard by a protocol, in their order. */
export const JOURNEYS: Readonly<Record<Journey, readonly StepId[]>> = {
  brski: ALL_STEPS.filter((step) => !/^[EFM]\./.test(step)),
  admission: ALL_STEPS.filter((step) => /^E\.|^F\.0$/.test(step)),
  assurance: ALL_STEPS.filter((step) => /^F\.[1-9]/.test(step)),
  thread: ALL_STEPS.filter((step) => step.startsWith('M.')),
};

const OTHER_JOURNEYS = ['admission', 'assurance', 'thread'] as const satisfies readonly Journey[];

/** The journey that a step belongs to. */
export function journeyOf(step: StepId): Journey {
  return OTHER_JOURNEYS.find((journey) => JOURNEYS[journey].includes(step)) ?? 'brski';
}
