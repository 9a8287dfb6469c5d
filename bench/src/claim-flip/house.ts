/**
 * A house whose claims decide by NIST's Build 5 policy: a domain with its log on disk, so many devices that the owner's claims
 * let onto its network by EAP-TLS, and a NAS on loopback that puts them out.
 */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Domain, runDomainOperation } from '@sallyport/app-domain';
import {
  type ClaimSigner,
  type ClaimTypeName,
  claimUri,
  keyUri,
  makeClaim,
  type SubjectOf,
  signJose,
} from '@sallyport/assurance-claims';
import { type Assurance, manufacturerUri } from '@sallyport/assurance-continuous';
import { DAY, type JsonObject, SECOND, systemRandom, toHex, utf8 } from '@sallyport/core';
import { type DeviceIdentity, deviceKey } from '@sallyport/onboarding';
import { buildCertificate, generateKeyPair, Name, serialNumber, softwareSigner } from '@sallyport/pki';
import { certify, Door, introduceNas, type Station, startNas, startNetworkDomain } from '../network-rig.ts';
import { Moments } from './moments.ts';

export interface House extends AsyncDisposable {
  readonly directory: string;
  readonly domain: Domain;
  readonly assurance: Assurance;
  readonly door: Door;
  readonly devices: readonly Device[];
  readonly moments: Moments;
  readonly owner: ClaimSigner;
  /** The claims that trust devices, by the names of these. */
  readonly trusts: Map<string, string>;
}

type Claiming = Pick<House, 'assurance' | 'owner' | 'trusts'>;

export interface Device extends Station {
  /** As claims name it. */
  readonly uri: string;
  /** As registers and changes of trust name it. */
  readonly name: string;
  readonly maker: string;
  readonly type: string;
  /** The only one of its type. */
  readonly isAlone: boolean;
}

const MAKERS = [toHex(randomBytes(32)), toHex(randomBytes(32))] as const;
/** The maker of a tenth of the devices, as claims name it. */
export const OTHER_MAKER = manufacturerUri(MAKERS[1]) ?? '';
const TENTH = 10;
const DEVICES_A_TYPE = 50;
const AT_ONCE = 64;
const BEGIN = Date.now() - 30 * DAY;
let made = 0;
export const BY_OWNER = 'the owner';
export const GOOD_ENOUGH = 2;

/** A claim of the owner, newer than every one before. */
export async function claimOf<Name extends ClaimTypeName>(owner: ClaimSigner, type: Name, subject: SubjectOf<Name>) {
  const document = makeClaim({ type, issuer: owner.issuer, subject, validFrom: new Date(BEGIN + SECOND * made++) });
  return { uri: claimUri(document), bytes: utf8(await signJose(document, { signer: owner })) };
}

/** As the command line does. */
export async function run(domain: Domain, name: string, input: JsonObject): Promise<void> {
  await runDomainOperation(domain, name, input);
}

/** All of them on the network. */
export async function openHouse(count: number, note: (text: string) => void): Promise<House> {
  const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const moments = new Moments();
  const stop = moments.listenForRequests();
  const nas = await startNas(() => undefined);
  const domain = await startNetworkDomain(join(directory, 'domain'), (event) => moments.happened(event));
  domain.trust.onTrustChanged((change) => moments.trustChanged(change));
  await introduceNas(domain, nas.port);
  await run(domain, 'policy.adopt', { policy: 'build-5' });
  const assurance = await domain.assurance.host.assurance();
  const owner = await domain.assurance.keys.signerOf('owner');
  note('  devices are certified …\n');
  const numbers = Array.from({ length: count }, (_, number) => number);
  const devices = await inTurns(numbers, (number) => buy(domain, number));
  note('  their owner claims what there is to claim …\n');
  const trusts = new Map<string, string>();
  await claimAll(devices, { assurance, owner, trusts });
  note('  they come onto the network …\n');
  const door = await Door.open(domain);
  await door.letInAll(devices);
  const { live } = domain.admission;
  if (live.length !== count) throw new RangeError(`${live.length} devices of ${count} are on the network`);
  return {
    directory,
    domain,
    assurance,
    door,
    devices,
    moments,
    owner,
    trusts,
    async [Symbol.asyncDispose]() {
      await door.close();
      await domain.close();
      await nas.close();
      stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const birthSigner = softwareSigner(generateKeyPair('P-256').privateKey);

/** Met with its birth certificate, and given an LDevID, as onboarding does. Every tenth is the only one of its type. */
async function buy(domain: Domain, number: number): Promise<Device> {
  const maker = MAKERS[Math.floor(number / TENTH) % TENTH === 1 ? 1 : 0];
  const name = Name.of([['serialNumber', `BENCH-${number}`]]);
  const birth = await buildCertificate({
    subject: name,
    issuer: Name.of([['CN', 'Maker']]),
    serialNumber: serialNumber(systemRandom),
    notBefore: new Date(Date.now() - DAY),
    notAfter: 'never',
    publicKey: generateKeyPair('P-256').publicKey,
    extensions: [],
    signer: birthSigner,
  });
  const device: DeviceIdentity = {
    manufacturer: maker,
    serialNumber: `BENCH-${number}`,
    model: 'lamp',
    credential: birth.der,
    assurance: 'authenticated',
  };
  await domain.assurance.devices.meet(device);
  const isAlone = number % TENTH === 0;
  return {
    ...(await certify(domain, number, device)),
    uri: keyUri(birth.spki),
    name: deviceKey(device),
    maker: manufacturerUri(maker) ?? '',
    type: isAlone ? `type-of-${number}` : `type-${Math.floor(number / DEVICES_A_TYPE)}`,
    isAlone,
  };
}

/** The owner trusts the device, from now on. */
export async function trustIn({ uri: id }: Device, { assurance, owner, trusts }: Claiming): Promise<void> {
  const { uri, bytes } = await claimOf(owner, 'Trust', { id, role: 'device', truster: owner.issuer });
  trusts.set(id, uri);
  await assurance.submit(bytes, BY_OWNER);
}

/** The device type turns out to be as vulnerable as that. */
export function scoreOf(deviceType: string, score: number, { owner }: Claiming) {
  const computed = new Date(BEGIN + SECOND * made).toISOString();
  return claimOf(owner, 'VulnerabilityScore', { deviceType, score, computed });
}

/** All that Build 5 wants: maker and device trusted, type known and good enough. */
async function claimAll(devices: readonly Device[], house: Claiming): Promise<void> {
  const { assurance, owner } = house;
  const submit = async (claim: ReturnType<typeof claimOf>) => assurance.submit((await claim).bytes, BY_OWNER);
  const truster = owner.issuer;
  const makers = [...new Set(devices.map(({ maker }) => maker))];
  await Promise.all(makers.map((id) => submit(claimOf(owner, 'Trust', { id, role: 'manufacturer', truster }))));
  const types = [...new Set(devices.map(({ type }) => type))];
  await inTurns(types, (type) => submit(scoreOf(type, GOOD_ENOUGH, house)));
  await inTurns(devices, async (device) => {
    const declared = submit(claimOf(owner, 'OwnerDeclaration', { id: device.uri, deviceType: device.type }));
    await Promise.all([trustIn(device, house), declared]);
  });
  await assurance.settled();
}

/** Some at a time. */
async function inTurns<In, Out>(all: readonly In[], work: (one: In) => Promise<Out>): Promise<readonly Out[]> {
  const done: Out[] = [];
  for (let start = 0; start < all.length; start += AT_ONCE) {
    done.push(...(await Promise.all(all.slice(start, start + AT_ONCE).map(work))));
  }
  return done;
}
