/** Continuous assurance in the house: who decides, on what claims, by which keys, and who is told when a decision turns. */

import { ClaimLog } from '@sallyport/assurance-claim-log';
import type { Assurance } from '@sallyport/assurance-continuous';
import { DEFAULT_THRESHOLD, type TrustBasis } from '@sallyport/assurance-trust';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import type { Clock, Milliseconds, Random, Timer } from '@sallyport/core';
import type { Authorizer, Decision, EventListener, TrustChanges } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import type { AcceptRegister } from '../accept-register.ts';
import type { Stations } from '../admission/stations.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';
import { FLAGS, registerKey } from '../register.ts';
import { revokeDevice } from '../revocation/revoke-device.ts';
import { AssuranceHost } from './assurance-host.ts';
import { AddressBook } from './behaviour/address-book.ts';
import { BehaviourDesk } from './behaviour/behaviour-desk.ts';
import { keepToMud, MudDesk } from './behaviour/mud-desk.ts';
import { ClaimDesk } from './claim-desk.ts';
import { ClaimKeys } from './claim-keys.ts';
import { ClaimReader } from './claim-reader.ts';
import { Consequences } from './consequences.ts';
import { DecisionDesk } from './decision-desk.ts';
import { DeviceBook } from './device-book.ts';
import { denylistFiles, sbomFiles } from './file-shelf.ts';
import { houseAuthorizer } from './house-authorizer.ts';
import { IdentityService } from './identity-service.ts';
import { issuersOf, manufacturerChains } from './issuers.ts';
import { Names } from './names.ts';
import type { DomainAssuranceOptions } from './options.ts';
import { PolicyDesk } from './policy-desk.ts';
import { PolicyMode } from './policy-mode.ts';
import { PostureDesk } from './posture/posture-desk.ts';
import type { KnownDevice } from './register.ts';
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

export class HouseAssurance {
  /** Every claim that ever came, was inferred or issued. */
  readonly log: ClaimLog;
  readonly keys: ClaimKeys;
  /** Devices by the keys that they were born with. */
  readonly devices: DeviceBook;
  readonly names: Names;
  readonly claims: ClaimDesk;
  readonly policy: PolicyDesk;
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
  /** What devices are made of. */
  readonly posture: PostureDesk;
  readonly #parts: HouseAssuranceParts;
  #consequences: Consequences | undefined;
  #stopHearing: () => void = () => undefined;

  private constructor(parts: HouseAssuranceParts, log: ClaimLog) {
    const { store, lists, manufacturers, authority, registrarCertificate, openVault, options, clock, timer, random } =
      parts;
    this.#parts = parts;
    this.log = log;
    this.keys = new ClaimKeys({ store, openVault });
    this.devices = new DeviceBook({ store, ledger: authority.ledger });
    this.names = new Names({ devices: this.devices, manufacturers });
    this.mode = new PolicyMode(store);
    const resolve = issuersOf({ manufacturers, house: () => [authority.certificate, registrarCertificate] });
    const judgeChain = manufacturerChains(manufacturers);
    this.host = new AssuranceHost({
      store,
      log,
      devices: this.devices,
      lists,
      keys: this.keys,
      basis: () => this.basis(),
      restore: (stored) => this.behaviour.restore(stored),
      started: (assurance) => this.#started(assurance),
      freshen: (goal, by) => this.posture.freshen(goal, by),
      resolve,
      judgeChain,
      clock,
      timer,
      ...(options.every === undefined ? {} : { every: options.every }),
      ...(parts.lookEvery === undefined ? {} : { lookEvery: parts.lookEvery }),
      onError: parts.onError,
    });
    const mud =
      options.mud === undefined
        ? undefined
        : new MudDesk({
            options: options.mud,
            devices: this.devices,
            assurance: () => this.host.assurance(),
            clock,
            timer,
          });
    this.mud = mud;
    const expand = (decision: Decision, { uri }: KnownDevice) => keepToMud(mud, decision, uri);
    this.addresses = new AddressBook(store, parts.stations);
    this.behaviour = new BehaviourDesk({
      devices: this.devices,
      addresses: this.addresses,
      shelf: denylistFiles(parts.directory),
      policyOf: (device) => mud?.policyOf(device),
      prepare: async (names) => (this.host.isRunning ? mud?.prepare(names) : undefined),
      members: (peer) => mud?.peers.members(peer),
      observe: (observations) => this.host.observe(observations),
      clock,
      timer,
      onError: parts.onError,
    });
    this.posture = new PostureDesk({
      ...parts,
      sboms: sbomFiles(parts.directory),
      keys: this.keys,
      resolve,
    });
    const reader = new ClaimReader({ resolve, judgeChain });
    const { host, keys, names } = this;
    this.claims = new ClaimDesk({ log, host, keys, names, reader, clock, random });
    this.policy = new PolicyDesk({ host: this.host, desk: this.claims, keys: this.keys, mode: this.mode });
    this.authorizer = houseAuthorizer({
      lists,
      mode: this.mode,
      devices: this.devices,
      claims: (device) => this.host.assuranceAbout(device),
      expand,
    });
    const flagOf = async (device: { readonly manufacturer: string; readonly serialNumber: string }) =>
      (await store.table(FLAGS).get(registerKey(device)))?.reason;
    const { authorizer, mode } = this;
    this.decisions = new DecisionDesk({ host, lists, mode, authorizer, expand, clock, flagOf });
    this.routers = new Routers(store, { host, desk: this.claims, keys });
    this.identities =
      options.identities === undefined
        ? undefined
        : new IdentityService({ ...parts, options: options.identities, log, keys });
  }

  /** Where claims decide, everything is judged that was claimed before; otherwise nothing is started. @throws E_STORE_… */
  static async open(parts: HouseAssuranceParts): Promise<HouseAssurance> {
    const { store, clock, onError } = parts;
    const house = new HouseAssurance(parts, await ClaimLog.open({ store, clock }));
    // Whoever asks meanwhile, or after a failure, starts it again; until that succeeds everybody is denied.
    if ((await house.mode.current()) !== undefined) await house.host.assurance().catch(onError);
    return house;
  }

  async #started(assurance: Assurance): Promise<() => Promise<void>> {
    const stopHearing = assurance.onRelationsChanged((relations) => this.mud?.index.relationsChanged(relations));
    const stop = await this.posture.start(assurance);
    return async () => {
      stopHearing();
      await stop();
    };
  }

  /** The domain is reached under this origin, `https://host:port`. @throws E_IDENTITIES_ARGUMENT, E_KEYSTORE_…, E_STORE_… */
  async listening(origin: string): Promise<void> {
    await this.identities?.start(`${origin}/identities`);
  }

  /** What is to be done from time to time. */
  async sweep(): Promise<void> {
    await this.identities?.sweep();
    await this.routers.refresh();
  }

  /** Begins to act on decisions that become others. */
  act(events: EventListener): void {
    const { store, lists, authority, options, clock, onError } = this.#parts;
    const { devices, mode, decisions } = this;
    this.#consequences = new Consequences({
      store,
      devices,
      mode,
      lostTrust: options.lostTrust ?? 'keep',
      decide: (device, point) => decisions.decide(device, point),
      revoke: (device, how) => revokeDevice(device, how, { authority, lists, clock }),
      events,
      clock,
      onError,
    });
    this.#stopHearing = this.host.onTrustChanged((change) => this.#consequences?.trustChanged(change));
  }

  /** Tells of decisions that became others. */
  get trust(): TrustChanges {
    return this.host;
  }

  /** Whom this domain believes without being told. @throws E_DOMAIN_CLAIM_KEY, E_KEYSTORE_… */
  async basis(): Promise<TrustBasis> {
    const { roots = [], authenticationServers = [], threshold = DEFAULT_THRESHOLD } = this.#parts.options;
    const owner = await this.keys.owner();
    const own = this.identities === undefined ? [] : [(await this.keys.signerOf('authentication-server')).issuer];
    return {
      roots: [owner, ...roots],
      authenticationServers: [...own, ...authenticationServers],
      threshold,
    };
  }

  /** Resolves when everything that was claimed and observed is judged, and acted on in this domain. */
  async settled(): Promise<void> {
    if (this.host.isRunning) await (await this.host.assurance()).settled();
    await this.#consequences?.settled();
    await this.routers.settled();
  }

  async close(): Promise<void> {
    this.#stopHearing();
    await this.#consequences?.close();
    await this.routers.close();
    await this.identities?.close();
    await this.behaviour.close();
    this.mud?.close();
    await this.host.close();
    await this.posture.close();
    await this.keys.close();
  }
}
