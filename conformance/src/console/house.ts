/**
 * A house with its console: a maker, an owner's domain where Build 5's policy decides, an access point with real RADIUS, a simulated
 * Thread network, and devices that come and go.
 */

import { AccessPoint, type Air, openAir } from '@sallyport/app-access-point';
import { type Device, DeviceLife, joinThread, type OnThread, ThreadDevice } from '@sallyport/app-device';
import { type Domain, type DomainOptions, LOCAL_CALLER, runDomainOperation } from '@sallyport/app-domain';
import type { Manufacturer } from '@sallyport/app-manufacturer';
import { ThreadNetwork } from '@sallyport/app-thread-network';
import { keyUri } from '@sallyport/assurance-claims';
import { consoleAssets } from '@sallyport/console';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  Secret,
  systemClock,
  systemRandom,
  systemTimer,
  toHex,
} from '@sallyport/core';
import { createDataset } from '@sallyport/thread';
import { addressOf, HOST, introduce, Lab } from '../lab.ts';

/** Passkeys belong to a name, and this is the only one that every machine has. */
const NAME = 'localhost';
const NETWORK = 'example-network';
const ACCESS_POINT = 'hall';
const SECRET = Secret.of('known to the access point and RADIUS');
const CHANNEL = 15;
const PORTS = { clock: systemClock, timer: systemTimer, random: systemRandom };
/** The type of every device that nothing else is said of. */
export const LAMP_TYPE = 'example-lamp';
const HARMLESS = 2;
const QUIET_MDNS_PORT = 53_535;
const COMPUTED = '2026-06-01T12:00:00Z';

export interface HouseOptions {
  /** Where keys and log are kept, for a house that is left and come back to. Default: in memory. */
  readonly directory?: string;
  readonly domain?: Partial<DomainOptions>;
  /** The maker's name. */
  readonly maker?: string;
  /** Whether there is a Thread network, with the domain as its Commissioner. */
  readonly hasThread?: boolean;
}

/** What the house gives a person to come in by. */
export interface Invitation {
  readonly name: string;
  /** `https://localhost:…/sign-in#…` */
  readonly url: string;
}

export class ConsoleHouse {
  readonly lab: Lab;
  readonly manufacturer: Manufacturer;
  /** The maker's identifier at the domain. */
  readonly maker: string;
  readonly thread: ThreadNetwork | undefined;
  readonly #options: HouseOptions;
  readonly #lives: DeviceLife[] = [];
  readonly #joined: OnThread[] = [];
  #domain: Domain;
  #wireless: { readonly point: AccessPoint; readonly air: Air } | undefined;

  private constructor(options: HouseOptions, lab: Lab, { domain, manufacturer, maker, thread }: Opened) {
    this.#options = options;
    this.lab = lab;
    this.#domain = domain;
    this.manufacturer = manufacturer;
    this.maker = maker;
    this.thread = thread;
  }

  static async open(options: HouseOptions = {}): Promise<ConsoleHouse> {
    const lab = new Lab();
    const manufacturer = await lab.startManufacturer(options.maker === undefined ? {} : { name: options.maker });
    const domain = await lab.startDomain(domainOptions(options, 0));
    const maker = await introduce(manufacturer, domain);
    const thread = options.hasThread === true ? await threadOf(domain) : undefined;
    const house = new ConsoleHouse(options, lab, { domain, manufacturer, maker, thread });
    await house.#openWireless();
    await house.ask('policy.adopt', { policy: 'build-5' });
    await house.claim('Trust', { id: maker, role: 'manufacturer' });
    await house.claim('VulnerabilityScore', { deviceType: LAMP_TYPE, score: HARMLESS, computed: COMPUTED });
    return house;
  }

  get domain(): Domain {
    return this.#domain;
  }

  /** The console's address, without a slash at its end. */
  get url(): string {
    return `https://${NAME}:${this.#domain.console?.port ?? 0}`;
  }

  /** Does an operation as the command line does. */
  ask(name: string, input: JsonObject = {}): Promise<JsonValue> {
    return runDomainOperation(this.#domain, name, input, LOCAL_CALLER);
  }

  /** The owner claims something; gives the claim's id. */
  async claim(type: string, subject: JsonObject): Promise<string> {
    const made = await this.ask('claims.make', { type, subject });
    return isJsonObject(made) ? String(made['id']) : '';
  }

  /** The link of the first owner. */
  async firstLink(): Promise<string> {
    const link = await this.#domain.accounts.firstLink();
    if (link === undefined) throw new TypeError('the house has an owner');
    return this.url + link.path;
  }

  async invite(name: string, role: 'owner' | 'installer' | 'auditor'): Promise<Invitation> {
    const link = await this.#domain.accounts.invite(role, name);
    return { name, url: this.url + link.path };
  }

  /** A device that its maker made and the owner trusts, which nobody has switched on. */
  async device(serialNumber: string, { model, deviceType = LAMP_TYPE }: DeviceWishes = {}): Promise<Device> {
    const device = await this.lab.bear(this.manufacturer, serialNumber, model === undefined ? {} : { model });
    const { birth } = device;
    if (birth === undefined) throw new TypeError('the device was not born');
    const id = keyUri(birth.idevid.spki);
    await this.claim('Trust', { id, role: 'device' });
    await this.claim('OwnerDeclaration', { id, deviceType });
    return device;
  }

  /** A device with its three buttons, at the door. */
  life(device: Device): DeviceLife {
    const life = new DeviceLife({
      ...{ device, ...PORTS },
      where: () => ({ candidates: [addressOf(this.#domain)] }),
      network: () => ({ name: NETWORK, host: HOST, port: this.#wireless?.air.port ?? 0, serverNames: [NAME] }),
    });
    this.#lives.push(life);
    return life;
  }

  /** A device aboard and on the network. */
  async deviceOnNetwork(serialNumber: string, wishes: DeviceWishes = {}): Promise<DeviceLife> {
    const life = this.life(await this.device(serialNumber, wishes));
    life.onboard();
    await life.settled();
    if (life.state().network.state !== 'on') {
      throw new TypeError(`${serialNumber} is not on the network: ${JSON.stringify(life.log.since(0).at(-1))}`);
    }
    return life;
  }

  /** A Thread device that nobody has switched on; its label is what a person reads. */
  threadDevice(): Promise<ThreadDevice> {
    return ThreadDevice.open(undefined, systemRandom);
  }

  /** A Thread device that looks for its network until that lets it in, and stays. */
  async joinThread(given?: ThreadDevice): Promise<ThreadDevice> {
    const { thread } = this;
    if (thread === undefined) throw new TypeError('there is no Thread network here');
    const device = given ?? (await this.threadDevice());
    if (given === undefined) {
      const { eui64, pskd } = device.birth;
      await this.claim('Trust', { id: `urn:dev:mac:${toHex(eui64)}`, role: 'device' });
      await this.#domain.thread.enable({ joiner: { by: 'eui64', eui64 }, pskd, note: 'the lamp of the hall' });
      await thread.spread(systemTimer);
    }
    const air = { address: HOST, port: thread.airPort ?? 0 };
    this.#joined.push(await joinThread({ device, air, channels: [CHANNEL] }));
    return device;
  }

  /** Stops the domain, lets `meanwhile` happen, and starts it again on the same console port. */
  async restart(meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
    const port = this.#domain.console?.port ?? 0;
    await this.#closeWireless();
    await this.#domain.close();
    await meanwhile();
    this.#domain = await this.lab.startDomain(domainOptions(this.#options, port));
    await this.#openWireless();
  }

  async close(): Promise<void> {
    for (const life of this.#lives) await life.close();
    for (const on of this.#joined) await on.close();
    await this.#closeWireless();
    await this.lab.close();
    await this.thread?.close();
  }

  async #openWireless(): Promise<void> {
    const { listening, clients } = this.#domain.admission;
    if (listening === undefined) throw new TypeError('nobody listens for RADIUS');
    const radius = { address: HOST, ...listening, secret: SECRET };
    const point = await AccessPoint.open({ name: ACCESS_POINT, ssid: NETWORK, host: HOST, radius, ...PORTS });
    const dynamicAuthorization = { address: HOST, port: point.dynamicAuthorizationPort };
    await clients.add(
      { name: ACCESS_POINT, addresses: [HOST], dynamicAuthorization, requireMessageAuthenticator: true },
      SECRET,
    );
    this.#wireless = { point, air: await openAir({ point, host: HOST, port: 0, timer: systemTimer }) };
  }

  async #closeWireless(): Promise<void> {
    await this.#wireless?.air.close();
    await this.#wireless?.point.close();
    if (this.#wireless !== undefined) await this.#domain.admission.clients.remove(ACCESS_POINT);
    this.#wireless = undefined;
  }
}

export interface DeviceWishes {
  readonly model?: string;
  readonly deviceType?: string;
}

interface Opened {
  readonly domain: Domain;
  readonly manufacturer: Manufacturer;
  readonly maker: string;
  readonly thread: ThreadNetwork | undefined;
}

function domainOptions({ directory, domain = {} }: HouseOptions, port: number): Partial<DomainOptions> {
  return {
    network: NETWORK,
    hosts: [NAME, HOST],
    console: { listen: { host: NAME, port }, assets: consoleAssets() },
    admission: { listen: { host: HOST, authenticationPort: 0, accountingPort: 0 }, hosts: [NAME] },
    audit: { when: 'never' },
    checkAnswers: true,
    // What else is on this machine's links is none of the house's.
    threadDiscovery: { interface: HOST, mdnsPort: QUIET_MDNS_PORT },
    ...(directory === undefined ? {} : { directory }),
    ...domain,
  };
}

async function threadOf(domain: Domain): Promise<ThreadNetwork> {
  const network = await ThreadNetwork.start({
    dataset: createDataset({ networkName: 'Hall', channel: { page: 0, number: CHANNEL } }, systemRandom),
    borderAgent: { host: HOST, port: 0 },
    air: { host: HOST, port: 0 },
    ...PORTS,
  });
  await domain.thread.connect({ host: HOST, port: network.borderAgentPort, pskc: network.dataset.pskc });
  return network;
}
