/** A manufacturer, a domain and a device for the pledge's tests; every key fresh, every time in 2026. */

import { ManualClock, SECOND, seededRandom } from '@sallyport/core';
import type { Authorizer, OnboardingEvent } from '@sallyport/onboarding';
import {
  authorityKeyIdentifier,
  basicConstraints,
  buildCertificate,
  type Certificate,
  type Extension,
  extendedKeyUsage,
  generateKeyPair,
  type KeyType,
  keyUsage,
  Name,
  OID,
  type Signer,
  serialNumber,
  softwareSigner,
  subjectAltName,
  subjectKeyIdentifier,
} from '@sallyport/pki';
import {
  artifact,
  type SignArtifactOptions,
  SignedArtifact,
  signArtifact,
  type VoucherAttributes,
} from '../../src/artifact/index.ts';
import type { Candidate } from '../../src/discovery/candidate.ts';
import { masaUrlExtension } from '../../src/masa-url.ts';
import { type PledgeIdentity, pledgeIdentity } from '../../src/pledge/identity.ts';
import type { PledgeAction, PledgeInput, UntrustedResponse } from '../../src/pledge/messages.ts';
import type { PledgeOptions } from '../../src/pledge/options.ts';
import { PledgeSession } from '../../src/pledge/session.ts';

export const START = new Date('2026-06-01T12:00:00Z');
const NOT_BEFORE = new Date('2026-01-01T00:00:00Z');
const NOT_AFTER = new Date('2028-01-01T00:00:00Z');
const random = seededRandom('pledge world');

/** A certificate with the key under it. */
export interface Party {
  readonly certificate: Certificate;
  readonly signer: Signer;
}

export interface PartyOptions {
  readonly name: string;
  readonly issuer?: Party;
  readonly isCa?: boolean;
  readonly extensions?: readonly Extension[];
  readonly serialNumber?: string;
  readonly keyType?: KeyType;
  readonly notBefore?: Date;
  readonly notAfter?: Date | 'never';
  readonly signer?: Signer;
  readonly withoutKeyIdentifiers?: boolean;
}

export async function party(options: PartyOptions): Promise<Party> {
  const signer = options.signer ?? softwareSigner(generateKeyPair(options.keyType ?? 'P-256').privateKey);
  const subject = Name.of([
    ['CN', options.name],
    ...(options.serialNumber === undefined ? [] : [['serialNumber', options.serialNumber] as const]),
  ]);
  const issuer = options.issuer;
  const certificate = await buildCertificate({
    subject,
    publicKey: signer.publicKey,
    issuer: issuer?.certificate.subject ?? subject,
    signer: issuer?.signer ?? signer,
    serialNumber: serialNumber(random),
    notBefore: options.notBefore ?? NOT_BEFORE,
    notAfter: options.notAfter ?? NOT_AFTER,
    extensions: [
      ...(options.isCa === true ? [basicConstraints({ ca: true }), keyUsage('keyCertSign', 'cRLSign')] : []),
      ...(options.withoutKeyIdentifiers === true
        ? []
        : [subjectKeyIdentifier(signer.publicKey), authorityKeyIdentifier(issuer?.certificate ?? signer.publicKey)]),
      ...(options.extensions ?? []),
    ],
  });
  return { certificate, signer };
}

export const SERIAL = 'SP-0001';
export const maker = await party({ name: 'Maker IDevID CA', isCa: true });
export const voucherCa = await party({ name: 'Maker voucher CA', isCa: true });
export const masa = await party({ name: 'MASA', issuer: voucherCa });
export const device = await party({
  name: 'Device',
  issuer: maker,
  serialNumber: SERIAL,
  notAfter: 'never',
  extensions: [masaUrlExtension('masa.example.com')],
});
export const domainCa = await party({ name: 'Domain CA', isCa: true });
export const registrar = await party({
  name: 'Registrar',
  issuer: domainCa,
  extensions: [extendedKeyUsage([OID.cmcRa])],
});
export const otherRegistrar = await party({ name: 'Other registrar', isCa: false });
export const cloudCa = await party({ name: 'Maker web CA', isCa: true });
export const cloud = await party({
  name: 'Cloud',
  issuer: cloudCa,
  extensions: [
    extendedKeyUsage([OID.serverAuth]),
    subjectAltName([{ kind: 'dns', value: '*.registrar.maker.example' }]),
  ],
});

export const REGISTRAR_CHAIN = [registrar.certificate.der, domainCa.certificate.der];
export const CANDIDATE: Candidate = { key: 'proxy/443', source: 'grasp', host: 'fe80::1%eth0', port: 443 };

export function identity(signer: Signer = device.signer): PledgeIdentity {
  return pledgeIdentity({ certificate: device.certificate, chain: [maker.certificate], signer });
}

/** A good voucher for a request, with attributes to spoil: `undefined` leaves one out. */
export async function voucher(
  request: Uint8Array,
  changes: { [Name in keyof VoucherAttributes]?: VoucherAttributes[Name] | undefined } = {},
  signing: Partial<SignArtifactOptions> = {},
): Promise<Uint8Array> {
  const { nonce } = SignedArtifact.parse(request, 'voucher-request').claimed.attributes;
  const merged = {
    createdOn: START,
    assertion: 'proximity' as const,
    serialNumber: SERIAL,
    pinnedDomainCert: domainCa.certificate.der,
    ...(nonce === undefined ? {} : { nonce }),
    ...changes,
  };
  const attributes: VoucherAttributes = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== undefined),
  );
  return signArtifact(artifact('voucher', attributes), {
    certificate: masa.certificate,
    signer: masa.signer,
    ...signing,
  });
}

export function answer(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  body: Uint8Array = new Uint8Array(0),
): { readonly type: 'response'; readonly response: UntrustedResponse } {
  return { type: 'response', response: { status, headers, body } };
}

export function voucherAnswer(body: Uint8Array) {
  return answer(200, { 'content-type': 'application/voucher-cms+json' }, body);
}

/** A session with its clock and everything it reported. */
export class Rig {
  readonly clock = new ManualClock(START);
  readonly events: OnboardingEvent[] = [];
  readonly session: PledgeSession;

  constructor(options: Partial<PledgeOptions> = {}) {
    this.session = new PledgeSession({
      session: 's1',
      identity: identity(),
      voucherAnchors: [voucherCa.certificate],
      candidate: CANDIDATE,
      clock: this.clock,
      random: seededRandom('pledge'),
      onEvent: (event) => this.events.push(event),
      ...options,
    });
  }

  handle(input: PledgeInput): Promise<readonly PledgeAction[]> {
    return this.session.handle(input);
  }

  /** Starts and connects; gives the actions that follow. */
  async connect(serverChain: readonly Uint8Array[] = REGISTRAR_CHAIN): Promise<readonly PledgeAction[]> {
    this.session.start();
    return this.handle({ type: 'connected', serverChain });
  }

  /** Up to the voucher-request; gives its CMS. */
  async request(serverChain: readonly Uint8Array[] = REGISTRAR_CHAIN): Promise<Uint8Array> {
    return requestIn(await this.connect(serverChain)).body;
  }

  wait(ms = SECOND): void {
    this.clock.advance(ms);
  }

  /** Steps reported so far, failed ones with their code. */
  get steps(): readonly string[] {
    return this.events.map(({ step, ok, code }) => (ok ? step : `${step} ${code}`));
  }
}

export function actionIn<Type extends PledgeAction['type']>(
  actions: readonly PledgeAction[],
  type: Type,
): Extract<PledgeAction, { readonly type: Type }> {
  const found = actions.find(
    (action): action is Extract<PledgeAction, { readonly type: Type }> => action.type === type,
  );
  if (found === undefined) throw new Error(`no ${type} among ${actions.map((action) => action.type).join(', ')}`);
  return found;
}

export function requestIn(actions: readonly PledgeAction[]) {
  return actionIn(actions, 'request').request;
}

/** The code with which the attempt failed. */
export function failureIn(actions: readonly PledgeAction[]): string {
  return actionIn(actions, 'failed').error.code;
}

export function authorizer(decide: Authorizer['decide']): Authorizer {
  return { decide };
}
