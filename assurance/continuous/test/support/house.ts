/** A house for tests: an owner, makers, devices, and assurance over a store of its own. */

import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import {
  type ClaimSigner,
  type ClaimTypeName,
  claimUri,
  didKeySigner,
  issuerResolver,
  makeClaim,
  reattest,
  type SubjectOf,
  signJose,
  verifyClaim,
} from '@sallyport/assurance-claims';
import {
  Assurance,
  type AssuranceOptions,
  observationsProjection,
  storedObservations,
} from '@sallyport/assurance-continuous';
import { utf8, VirtualTime } from '@sallyport/core';
import type { AuthorizationRequest, DeviceIdentity, EnforcementPoint, Facts, TrustChange } from '@sallyport/onboarding';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { type LogStore, openSqliteStore } from '@sallyport/store';

export const newSigner = (): ClaimSigner => didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));

/** Keys that every house of a test file shares, so that the same claims can be brought to several. */
export const OWNER = newSigner();
export const NODE = newSigner();
export const SERVER = newSigner();

export const BASIS = { roots: [OWNER.issuer], authenticationServers: [SERVER.issuer], threshold: 0.5 };

/** Who is trusted by whom, and no denylisted contact in two minutes: small enough to be seen through. */
export const RULE = `
permit(_, Device) :-
    proved(Device, _),
    made_by(Device, Maker),
    trusts(_, Maker, manufacturer),
    connectable(Device),
    \\+ bad_contact(Device).
connectable(Device) :- trusts(By, Device, device), \\+ distrusts(_, Device, device), person(By).
connectable(Device) :- purchase(Device, Buyer, _, _), person(Buyer).
bad_contact(Device) :- contact(Device, Destination, At), recent(At, 120), denylisted(Destination, _).
`;

export interface Made {
  readonly bytes: Uint8Array;
  readonly uri: string;
}

/** A claim, signed. The same input gives the same bytes. */
export async function claim<Name extends ClaimTypeName>(
  signer: ClaimSigner,
  type: Name,
  subject: SubjectOf<Name>,
  { from = '2026-01-01T00:00:00Z', until }: { readonly from?: string; readonly until?: string } = {},
): Promise<Made> {
  const document = makeClaim({
    type,
    issuer: signer.issuer,
    subject,
    validFrom: new Date(from),
    ...(until === undefined ? {} : { validUntil: new Date(until) }),
  });
  return { bytes: utf8(await signJose(document, { signer })), uri: claimUri(document) };
}

/** The same claim, passed on by another node. */
export async function passedOn({ bytes, uri }: Made, node = newSigner()): Promise<Made> {
  const { verified } = await verifyClaim(bytes, { resolve: issuerResolver(), at: 'ignore-validity' });
  const document = reattest(verified, { node: node.issuer, received: new Date('2026-02-01T00:00:00Z') });
  return { bytes: utf8(await signJose(document, { signer: node })), uri };
}

export const rule = (source = RULE, signer = OWNER, name = 'admission'): Promise<Made> =>
  claim(signer, 'Rule', { rule: name, language: 'prolog', source });

export const trust = (
  id: string,
  role: 'manufacturer' | 'device' | 'registrar' | 'router',
  { signer = OWNER, ...when }: { signer?: ClaimSigner; from?: string; until?: string } = {},
): Promise<Made> => claim(signer, 'Trust', { id, role, truster: signer.issuer }, when);

export const distrust = (
  id: string,
  role: 'manufacturer' | 'device',
  { signer = OWNER, ...when }: { signer?: ClaimSigner; from?: string; until?: string } = {},
): Promise<Made> =>
  claim(signer, 'Distrust', { id, role, truster: signer.issuer }, { from: '2026-01-02T00:00:00Z', ...when });

export const trustPerson = (
  person: string,
  rights: SubjectOf<'Trust'> extends infer S ? (S extends { role: 'person'; rights?: infer R } ? R : never) : never,
  signer = OWNER,
): Promise<Made> => claim(signer, 'Trust', { id: person, role: 'person', truster: signer.issuer, rights });

export const openStore = (path = ':memory:'): Promise<LogStore> =>
  openSqliteStore({ path, projections: [claimLogProjection, observationsProjection] });

export interface House extends AsyncDisposable {
  readonly assurance: Assurance;
  readonly store: LogStore;
  readonly log: ClaimLog;
  readonly time: VirtualTime;
  readonly errors: unknown[];
  readonly changes: TrustChange[];
  submit(...claims: readonly Made[]): Promise<readonly string[]>;
  /** The outcome at a point, and `permit` or the reason. */
  ask(device: DeviceIdentity, point?: EnforcementPoint, facts?: Facts): Promise<string>;
  request(device: DeviceIdentity, point?: EnforcementPoint, facts?: Facts): AuthorizationRequest;
}

export async function openHouse({
  store: given,
  time = new VirtualTime('2026-03-01T12:00:00Z'),
  ...more
}: Partial<AssuranceOptions> & { readonly store?: LogStore; readonly time?: VirtualTime } = {}): Promise<House> {
  const store = given ?? (await openStore());
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const log = await ClaimLog.open({ store, clock: time });
  const observations = await storedObservations({ store, timer: time, onError });
  const assurance = await Assurance.open({
    log,
    observations,
    clock: time,
    timer: time,
    basis: BASIS,
    node: NODE,
    resolve: issuerResolver(),
    onError,
    ...more,
  });
  const changes: TrustChange[] = [];
  assurance.onTrustChanged((change) => changes.push(change));
  const request = (device: DeviceIdentity, point: EnforcementPoint = 'E.2', facts: Facts = {}) => ({
    point,
    protocol: 'test',
    session: 'a session',
    device,
    facts,
    at: time.now(),
  });
  return {
    assurance,
    store,
    log,
    time,
    errors,
    changes,
    request,
    async submit(...claims) {
      const submitted = await Promise.all(claims.map(({ bytes }) => assurance.submit(bytes, 'a test')));
      await assurance.settled();
      return submitted.map(({ id }) => id);
    },
    async ask(device, point, facts) {
      const decision = await assurance.decide(request(device, point, facts));
      return decision.outcome === 'permit' ? 'permit' : decision.reason;
    },
    async [Symbol.asyncDispose]() {
      await assurance.close();
      await observations.close();
      if (given === undefined) await store.close();
    },
  };
}
