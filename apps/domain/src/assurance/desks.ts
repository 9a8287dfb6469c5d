/** What assurance in a house is made of, put together. */

import type { ClaimLog } from '@sallyport/assurance-claim-log';
import type { Assurance } from '@sallyport/assurance-continuous';
import { DEFAULT_THRESHOLD, type TrustBasis } from '@sallyport/assurance-trust';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import type { Clock, Milliseconds, Random, Timer } from '@sallyport/core';
import type { Authorizer, Decision } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import type { AcceptRegister } from '../accept-register.ts';
import type { Stations } from '../admission/stations.ts';
import { ClaimedTypes } from '../directory/claimed-types.ts';
import type { DeviceName } from '../events.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import { DEVICES, FLAGS, registerKey } from '../register.ts';
import { AssuranceHost } from './assurance-host.ts';
import { AddressBook } from './behaviour/address-book.ts';
import { BehaviourDesk } from './behaviour/behaviour-desk.ts';
import { keepToMud, MudDesk } from './behaviour/mud-desk.ts';
import { ClaimDesk } from './claim-desk.ts';
import { ClaimKeys } from './claim-keys.ts';
import { ClaimReader } from './claim-reader.ts';
import { ClaimView } from './claim-view.ts';
import { HouseDatabots } from './databots.ts';
import { DecisionDesk } from './decision-desk.ts';
import { DeviceBook } from './device-book.ts';
import { DryRuns } from './dry-runs.ts';
import { denylistFiles, sbomFiles } from './file-shelf.ts';
import { houseAuthorizer } from './house-authorizer.ts';
import { IdentityService } from './identity-service.ts';
import { issuersOf } from './issuers.ts';
import { ClaimedIndex } from './makers/claimed-index.ts';
import { MakersDesk } from './makers/makers-desk.ts';
import { TypesDesk } from './makers/types-desk.ts';
import { Names } from './names.ts';
import type { DomainAssuranceOptions } from './options.ts';
import { PartyNames } from './party-names.ts';
import { PolicyDesk } from './policy-desk.ts';
import { PolicyMode } from './policy-mode.ts';
import { PostureDesk } from './posture/posture-desk.ts';
import { bytesOfSbom } from './posture/sbom-bytes.ts';
import type { KnownDevice } from './register.ts';
import { type Change, Rehearsal } from './rehearsal.ts';
import { Routers } from './routers/routers.ts';

export interface HouseAssuranceParts {
  readonly store: LogStore;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
  readonly authority: CertificateAuthority;
  readonly registrarCertificate: Certificate;
  readonly openVault: (name: string) => Promise<Vault>;
  readonly stations: Stations;
  /** Where files are kept; undefined keeps them in memory. */
  readonly directory: string | undefined;
  readonly options: DomainAssuranceOptions;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** How often to look for what other replicas wrote; undefined where there are none. */
  readonly lookEvery?: Milliseconds;
  readonly onError: (error: unknown) => void;
}

/** What people and other parts of the domain work with. */
export interface Desks {
  /** Every claim that ever came, was inferred or issued. */
  readonly log: ClaimLog;
  readonly keys: ClaimKeys;
  /** Devices by the keys that they were born with. */
  readonly devices: DeviceBook;
  readonly names: Names;
  readonly claims: ClaimDesk;
  /** Claims as people are shown them. */
  readonly claimView: ClaimView;
  readonly partyNames: PartyNames;
  readonly makers: MakersDesk;
  /** Types of devices, as claims know them. */
  readonly typesDesk: TypesDesk;
  readonly policy: PolicyDesk;
  /** What changes would do. */
  readonly dryRuns: DryRuns<Change>;
  readonly decisions: DecisionDesk;
  readonly routers: Routers;
  readonly mode: PolicyMode;
  readonly host: AssuranceHost;
  /** The authentication server, where there is one. */
  readonly identities: IdentityService | undefined;
  /** Answers at every enforcement point. */
  readonly authorizer: Authorizer;
  /** What devices do, as routers and sensors report it. */
  readonly behaviour: BehaviourDesk;
  readonly addresses: AddressBook;
  /** MUD files, where they are fetched. */
  readonly mud: MudDesk | undefined;
  /** Of which types devices are, as far as claims that count say. */
  readonly types: ClaimedTypes;
  /** What devices are made of. */
  readonly posture: PostureDesk;
  /** Who works out what follows from it. */
  readonly databots: HouseDatabots;
  /** Whom this domain believes without being told. @throws E_DOMAIN_CLAIM_KEY, E_KEYSTORE_… */
  readonly basis: () => Promise<TrustBasis>;
}

export function openDesks(parts: HouseAssuranceParts, log: ClaimLog): Desks {
  const { store, lists, manufacturers, authority, options, clock, timer, random, directory, onError } = parts;
  const keys = new ClaimKeys({ store, openVault: parts.openVault });
  const devices = new DeviceBook({ store, ledger: authority.ledger });
  const names = new Names({ devices, manufacturers });
  const mode = new PolicyMode(store);
  const resolve = issuersOf({ manufacturers, house: () => [authority.certificate, parts.registrarCertificate] });
  const basis = () => basisOf(options, keys);
  const types = new ClaimedTypes(onError);
  const index = new ClaimedIndex();
  // Each of these needs what comes after it, once it runs.
  const host = new AssuranceHost({
    store,
    log,
    devices,
    lists,
    keys,
    basis,
    restore: (stored) => behaviour.restore(stored),
    started: (assurance) => started(assurance, { databots, mud, types, index }),
    freshen: (goal, by) => databots.freshen(goal, by),
    resolve,
    clock,
    timer,
    ...(options.every === undefined ? {} : { every: options.every }),
    ...(parts.lookEvery === undefined ? {} : { lookEvery: parts.lookEvery }),
    onError,
  });
  const mud =
    options.mud === undefined
      ? undefined
      : new MudDesk({ options: options.mud, devices, assurance: () => host.assurance(), clock, timer });
  const expand = (decision: Decision, { uri }: KnownDevice) => keepToMud(mud, decision, uri);
  const addresses = new AddressBook(store, parts.stations);
  const behaviour = new BehaviourDesk({
    devices,
    addresses,
    shelf: denylistFiles(directory),
    policyOf: (device) => mud?.policyOf(device),
    prepare: async (uris) => (host.isRunning ? mud?.prepare(uris) : undefined),
    members: (peer) => mud?.peers.members(peer),
    observe: (observations) => host.observe(observations),
    clock,
    timer,
    onError,
  });
  const sboms = sbomFiles(directory);
  const posture = new PostureDesk({ store, directory, sboms, changed: () => databots.feedsChanged(), clock });
  const databots = new HouseDatabots({
    keys,
    resolve,
    feeds: () => posture.feedsPath(),
    isNeeded: async () => (await mode.current()) !== undefined,
    hasDenylists: async () => (await behaviour.denylists()).length > 0,
    sbomOf: (digest, assurance) => bytesOfSbom(digest, sboms, assurance),
    clock,
    timer,
    random,
    onError,
  });
  const reader = new ClaimReader(resolve);
  const claims = new ClaimDesk({ log, host, keys, names, reader, clock, random });
  const judge = { lists, mode, expand };
  const authorizer = houseAuthorizer({
    ...judge,
    devices,
    claims: (device) => host.assuranceAbout(device),
    decided: () => host.running(),
  });
  const flagOf = async (device: DeviceName) => (await store.table(FLAGS).get(registerKey(device)))?.reason;
  const isEntrusted = async (key: string) => (await store.table(DEVICES).get(key))?.state === 'entrusted';
  const { identities } = options;
  const routers = new Routers(store, { host, desk: claims, keys });
  const partyNames = new PartyNames({ keys, manufacturers, devices, router: (key) => routers.list.find(key) });
  const claimView = new ClaimView({ log, names: partyNames, assurance: () => host.assurance(), timer });
  const policy = new PolicyDesk({ host, desk: claims, keys, mode, databots, names: partyNames });
  const makers = new MakersDesk({ host, index, manufacturers, lists, names, partyNames });
  const sbomOf = (digest: string, assurance: Assurance) => bytesOfSbom(digest, sboms, assurance);
  const typesDesk = new TypesDesk({ host, index, devices, posture, partyNames, sbomOf, clock });
  const rehearsal = new Rehearsal({
    store,
    host,
    desk: claims,
    steps: policy.steps,
    mode,
    lists,
    devices,
    expand,
    names: partyNames,
  });
  const dryRuns = new DryRuns<Change>({
    work: (change, progress, signal) => rehearsal.of(change, progress, signal),
    ...{ clock, timer, random, onError },
  });
  return {
    log,
    keys,
    devices,
    names,
    mode,
    host,
    mud,
    types,
    addresses,
    behaviour,
    posture,
    databots,
    claims,
    authorizer,
    basis,
    policy,
    dryRuns,
    partyNames,
    makers,
    typesDesk,
    claimView,
    decisions: new DecisionDesk({ ...judge, host, authorizer, clock, flagOf, isEntrusted }),
    routers,
    identities: identities && new IdentityService({ ...parts, options: identities, log, keys }),
  };
}

async function basisOf(options: DomainAssuranceOptions, keys: ClaimKeys): Promise<TrustBasis> {
  const { roots = [], authenticationServers = [], threshold = DEFAULT_THRESHOLD, identities } = options;
  const own = identities === undefined ? [] : [(await keys.signerOf('authentication-server')).issuer];
  return {
    roots: [await keys.owner(), ...roots],
    authenticationServers: [...own, ...authenticationServers],
    threshold,
  };
}

/** What works for an assurance while it runs. Gives the way to stop. */
async function started(
  assurance: Assurance,
  { databots, mud, types, index }: Pick<Desks, 'databots' | 'mud' | 'types'> & { readonly index: ClaimedIndex },
): Promise<() => Promise<void>> {
  index.reset();
  const stopHearing = assurance.onRelationsChanged((relations) => {
    mud?.index.relationsChanged(relations);
    index.relationsChanged(relations);
  });
  const stopTypes = types.follow(assurance);
  const stop = await databots.start(assurance);
  return async () => {
    stopHearing();
    stopTypes();
    await stop();
  };
}
