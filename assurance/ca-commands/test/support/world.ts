/** A registrar and its routers in one process, on virtual time, with connections that tests can look into and cut. */

import assert from 'node:assert/strict';
import { type Clock, type SallyportError, systemTimer, type Timer, utf8, VirtualTime } from '@sallyport/core';
import {
  type DeviceAccess,
  type Enforcer,
  type RegistrarEvent,
  RegistrarSide,
  type RegistrarSideOptions,
  type RouterEvent,
  RouterSide,
  type RouterSideOptions,
  type RouterStore,
} from '../../src/index.ts';
import { Link, type LinkEnd } from './link.ts';
import { device, owner, type Party, party, START, trustClaim } from './people.ts';

/** Ports in memory that tests can break. */
export class TestEnforcer implements Enforcer {
  canConstrain = true;
  isBroken = false;
  readonly open = new Map<string, DeviceAccess>();
  calls = 0;

  async replace(all: readonly DeviceAccess[]): Promise<void> {
    this.#call();
    this.open.clear();
    for (const each of all) this.open.set(each.device, each);
  }

  async change(some: readonly DeviceAccess[]): Promise<void> {
    this.#call();
    for (const each of some) {
      if (each.access === 'out') this.open.delete(each.device);
      else this.open.set(each.device, each);
    }
  }

  #call(): void {
    this.calls++;
    if (this.isBroken) throw new TypeError('the port hangs');
  }
}

export class TestStore implements RouterStore {
  document: Uint8Array | undefined;
  isBroken = false;
  saves = 0;

  async load(): Promise<Uint8Array | undefined> {
    return this.document;
  }

  async save(document: Uint8Array): Promise<void> {
    if (this.isBroken) throw new TypeError('the disk is full');
    this.saves++;
    this.document = document;
  }
}

export class TestRouter {
  readonly party: Party;
  readonly enforcer = new TestEnforcer();
  readonly store = new TestStore();
  readonly events: RouterEvent[] = [];
  claim: Uint8Array;
  side: RouterSide | undefined;

  constructor(party: Party, claim: Uint8Array) {
    this.party = party;
    this.claim = claim;
  }

  get running(): RouterSide {
    assert.ok(this.side !== undefined);
    return this.side;
  }

  get inside(): readonly string[] {
    return [...this.enforcer.open.keys()].sort();
  }

  told<Type extends RouterEvent['type']>(type: Type): readonly Extract<RouterEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<RouterEvent, { type: Type }> => event.type === type);
  }

  async start(time: Clock & Partial<Timer>, changes: Partial<RouterSideOptions> = {}): Promise<RouterSide> {
    const { after = systemTimer.after } = time;
    this.side = await RouterSide.open({
      certificate: this.party.certificate,
      membership: { by: 'owner', claim: this.claim },
      store: this.store,
      enforcer: this.enforcer,
      clock: time,
      timer: { after: after.bind(time) },
      onEvent: (event) => this.events.push(event),
      ...changes,
    });
    return this.side;
  }
}

export class World {
  readonly time = new VirtualTime(START);
  readonly owner = owner();
  readonly registrar: Party;
  readonly claim: Uint8Array;
  readonly recorded: Uint8Array[] = [];
  readonly events: RegistrarEvent[] = [];
  readonly stations = new Map<string, string[]>();
  readonly links: Link[] = [];
  #side: RegistrarSide | undefined;

  private constructor(registrar: Party, claim: Uint8Array, by = owner()) {
    this.registrar = registrar;
    this.claim = claim;
    this.owner = by;
  }

  static async open(changes: Partial<RegistrarSideOptions> = {}, who = party('registrar')): Promise<World> {
    const registrar = await who;
    const by = owner();
    const world = new World(registrar, await trustClaim(by, registrar.name, 'registrar'), by);
    await world.startRegistrar(changes);
    return world;
  }

  /** (Again) upon what was recorded. */
  async startRegistrar(changes: Partial<RegistrarSideOptions> = {}): Promise<void> {
    this.#side = await RegistrarSide.open({
      certificate: this.registrar.certificate,
      signer: this.registrar.signer,
      claim: this.claim,
      issued: [...this.recorded],
      record: async ({ text }) => {
        this.recorded.push(utf8(text));
      },
      stationsOf: (name) => this.stations.get(name) ?? [],
      clock: this.time,
      timer: this.time,
      onEvent: (event) => this.events.push(event),
      ...changes,
    });
  }

  get side(): RegistrarSide {
    assert.ok(this.#side !== undefined);
    return this.#side;
  }

  async router(name = 'router'): Promise<TestRouter> {
    const who = await party(name);
    return new TestRouter(who, await trustClaim(this.owner, who.name, 'router'));
  }

  /** Connects, and waits until nothing more is said. */
  connect(router: TestRouter): Promise<Link> {
    return this.link(
      { side: this.side, certificate: this.registrar.certificate },
      { side: router.running, certificate: router.party.certificate },
    );
  }

  /** The same for others than the world's own. */
  async link(registrar: LinkEnd<RegistrarSide>, router: LinkEnd<RouterSide>): Promise<Link> {
    const link = new Link(registrar, router);
    this.links.push(link);
    await this.settle();
    return link;
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    for (let said = -1; said !== this.#said(); ) {
      said = this.#said();
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    }
  }

  #said(): number {
    return this.links.reduce(
      (sum, { toRouter, toRegistrar }) => sum + toRouter.said.length + toRegistrar.said.length,
      0,
    );
  }

  told<Type extends RegistrarEvent['type']>(type: Type): readonly Extract<RegistrarEvent, { type: Type }>[] {
    return this.events.filter((event): event is Extract<RegistrarEvent, { type: Type }> => event.type === type);
  }
}

/** The codes of these events, with the code that the other side gave where it refused. */
export function codes(
  events: readonly { readonly error: SallyportError | undefined }[],
): readonly (string | undefined)[] {
  return events.map(({ error }) => {
    const because = error?.details['because'];
    return error?.code === 'E_CA_COMMANDS_REFUSED' && typeof because === 'string' ? because : error?.code;
  });
}

export { device };
