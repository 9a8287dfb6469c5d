/** hostapd, the port agent and a device's wpa_supplicant on the wires, and a domain that decides. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Device } from '@sallyport/app-device';
import type { Domain } from '@sallyport/app-domain';
import { isJsonObject, type JsonObject, type JsonValue, Secret } from '@sallyport/core';
import type { TlsIdentity } from '@sallyport/http';
import { Certificate } from '@sallyport/pki';
import { hostapdConfiguration, wpaSupplicantConfiguration } from '@sallyport/wifi-wired';
import { run, until, Watched } from './programs.ts';
import { INSIDE_ADDRESS, PORT, type Wires } from './wires.ts';

const SALLYPORT = fileURLToPath(new URL('../../../apps/cli/bin/sallyport.js', import.meta.url));
const SECRET = Secret.of('the secret of a switch and its server');
export const RADIUS_NAME = 'radius.example';
const DYNAMIC_AUTHORIZATION_PORT = 3799;
/** Seconds that the kernel lets a device through without hearing from the agent. */
export const LEASE = 3;

export class WiredPort {
  readonly #wires: Wires;
  readonly #domain: Domain;
  readonly #directory = mkdtempSync(join(tmpdir(), 'sallyport-wired-'));
  #agent: Watched | undefined;
  #hostapd: Watched | undefined;
  #supplicant: Watched | undefined;
  #rest = '';
  #configurations = 0;
  /** What the agent told, and when this process read it. */
  readonly told: { readonly event: JsonObject; readonly at: number }[] = [];

  constructor(wires: Wires, domain: Domain) {
    this.#wires = wires;
    this.#domain = domain;
  }

  /** Makes the switch known to the domain. */
  async register(): Promise<void> {
    const row = {
      name: 'switch-1',
      addresses: [this.#wires.switchAddress],
      dynamicAuthorization: { address: null, port: DYNAMIC_AUTHORIZATION_PORT },
      requireMessageAuthenticator: true,
    };
    await this.#domain.admission.clients.add(row, SECRET);
  }

  async startAgent(): Promise<void> {
    const options = ['--interface', PORT, '--control', this.#control, '--lease', `${LEASE}`, '--json'];
    const command = this.#wires.in(this.#wires.switch, process.execPath, SALLYPORT, 'port-agent', ...options);
    this.#agent = new Watched('ip', command, (chunk) => this.#hear(chunk));
    if (!(await this.#agent.says('is shut but for'))) throw new Error(`no agent: ${this.#agent.output}`);
  }

  async startHostapd(): Promise<void> {
    const { authenticationPort = 0, accountingPort = 0 } = this.#domain.admission.listening ?? {};
    const configuration = hostapdConfiguration({
      interface: PORT,
      bridge: 'br0',
      wifi: undefined,
      nasIdentifier: 'switch-1',
      ownAddress: this.#wires.switchAddress,
      radius: { address: this.#wires.ownAddress, authenticationPort, accountingPort, secret: SECRET },
      dynamicAuthorization: { port: DYNAMIC_AUTHORIZATION_PORT },
      controlDirectory: this.#control,
    });
    const file = this.#write('hostapd.conf', configuration);
    const heard = this.told.length;
    this.#hostapd = new Watched('ip', this.#wires.in(this.#wires.switch, 'hostapd', file));
    if (!(await this.#hostapd.says('AP-ENABLED'))) throw new Error(`no hostapd: ${this.#hostapd.output}`);
    await this.tells('hostapd', heard);
  }

  /** Plugs a device in: its supplicant asks to be let in with what it has. */
  async plugIn(identity: TlsIdentity): Promise<void> {
    await this.#supplicant?.end();
    const number = ++this.#configurations;
    const chain = identity.certificateChain.map((der) => Certificate.parse(der).toPem()).join('');
    const configuration = wpaSupplicantConfiguration({
      ssid: undefined,
      identity: '@example.net',
      caFile: this.#write('ca.pem', this.#domain.authority.certificate.toPem()),
      certificateFile: this.#write(`device-${number}.pem`, chain),
      keyFile: this.#write(`device-${number}.key`, pemOf(identity)),
      serverName: RADIUS_NAME,
      controlDirectory: join(this.#directory, 'station'),
    });
    const file = this.#write(`station-${number}.conf`, configuration);
    const options = ['-D', 'wired', '-i', 'eth0', '-c', file];
    this.#supplicant = new Watched('ip', this.#wires.in(this.#wires.device, 'wpa_supplicant', ...options));
  }

  /** Resolves when hostapd has refused the device and forgotten it: before that it does not hear it. */
  async refuses(): Promise<boolean> {
    if (!(await until(() => this.supplicant.includes('CTRL-EVENT-EAP-FAILURE')))) return false;
    const said = this.#hostapd?.output.lastIndexOf('authentication failed') ?? 0;
    return until(() => (this.#hostapd?.output ?? '').indexOf('deauthenticated due to', said) > 0);
  }

  /** Has the device ask once more. */
  async askAgain(): Promise<void> {
    await run('wpa_cli', ['-p', join(this.#directory, 'station'), '-i', 'eth0', 'reassociate']);
  }

  get supplicant(): string {
    return this.#supplicant?.output ?? '';
  }

  /** Everything that was printed, for a test that fails. */
  get story(): string {
    return [this.#agent, this.#hostapd, this.#supplicant].map((program) => program?.output ?? '').join('\n----\n');
  }

  /** When the agent told something of this type, of what it tells from `from` on; undefined when it does not. */
  async tells(type: string, from = this.told.length, limit = 20_000): Promise<Told | undefined> {
    const find = () => this.told.slice(from).find(({ event }) => event['type'] === type);
    await until(() => find() !== undefined, limit);
    return find();
  }

  endAgent(signal?: NodeJS.Signals): Promise<void> {
    return this.#agent?.end(signal) ?? Promise.resolve();
  }

  endHostapd(signal?: NodeJS.Signals): Promise<void> {
    return this.#hostapd?.end(signal) ?? Promise.resolve();
  }

  async close(): Promise<void> {
    for (const program of [this.#supplicant, this.#agent, this.#hostapd]) await program?.end();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  get #control(): string {
    return join(this.#directory, 'hostapd');
  }

  #write(name: string, content: string): string {
    const file = join(this.#directory, name);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  #hear(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const event: JsonValue = JSON.parse(line);
      if (isJsonObject(event)) this.told.push({ event, at: performance.now() });
    }
  }
}

export interface Told {
  readonly event: JsonObject;
  readonly at: number;
}

/** Pings that go on, fifty a second, and when the last one came back. */
export class Pings {
  readonly #program: Watched;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(wires: Wires) {
    const ping = ['ping', '-n', '-i', '0.02', '-W', '1', '-I', 'eth0', INSIDE_ADDRESS];
    this.#program = new Watched('ip', wires.in(wires.device, ...ping), (chunk) => {
      if (chunk.includes('bytes from')) this.#lastAt = performance.now();
    });
  }

  /** As `performance.now()` has it. */
  get lastAt(): number {
    return this.#lastAt;
  }

  end(): Promise<void> {
    return this.#program.end();
  }
}

function pemOf({ key }: TlsIdentity): string {
  return typeof key === 'string' ? key : key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** What a device that came aboard shows. */
export async function ldevidOf(device: Device): Promise<TlsIdentity> {
  const identity = await device.domainTlsIdentity();
  if (identity === undefined) throw new Error('the device has no owner');
  return identity;
}
