/** A domain whose claims decide, and a lamp for them to decide about. */

import assert from 'node:assert/strict';
import { spkiFingerprint } from '@sallyport/brski';
import { isJsonObject, type JsonObject, type JsonValue, toHex } from '@sallyport/core';
import { type Decision, type DeviceIdentity, deviceKey, type EnforcementPoint } from '@sallyport/onboarding';
import { type Domain, runDomainOperation } from '../../src/index.ts';
import { type Authority, authority, handOver } from '../support.ts';

/** Runs an operation as the command line does. */
export async function run(domain: Domain, name: string, input: JsonObject = {}): Promise<JsonObject> {
  const output = await runDomainOperation(domain, name, input);
  assert.ok(isJsonObject(output));
  return output;
}

export function claim(domain: Domain, type: string, subject: JsonObject): Promise<JsonObject> {
  return run(domain, 'claims.make', { type, subject });
}

export interface Lamp {
  /** What its maker is called. */
  readonly maker: string;
  /** With which its maker certifies devices, and claims. */
  readonly authority: Authority;
  /** What it is a type of. */
  readonly type: string;
  readonly device: DeviceIdentity;
  readonly key: string;
}

/** A lamp of a maker that the owner introduced, and has not accepted. With another number it is another maker's, of another type. */
export async function lampFor(domain: Domain, serialNumber = 'LAMP-1'): Promise<Lamp> {
  const isFirst = serialNumber === 'LAMP-1';
  const name = isFirst ? 'Maker' : `Maker of ${serialNumber}`;
  const [maker, birth] = [await authority(name), await authority(serialNumber)];
  await domain.manufacturers.introduce({ ...handOver(maker), manufacturer: name });
  const device: DeviceIdentity = {
    manufacturer: toHex(spkiFingerprint(maker.certificate)),
    serialNumber,
    model: 'lamp',
    credential: birth.certificate.der,
    assurance: 'authenticated',
  };
  return {
    maker: name,
    authority: maker,
    type: isFirst ? 'lamp-2' : `type of ${serialNumber}`,
    device,
    key: deviceKey(device),
  };
}

/** Asks the domain as its registrar and its networks do. */
export function decide(domain: Domain, device: DeviceIdentity, point: EnforcementPoint): Promise<Decision> {
  const at = domain.now();
  return domain.assurance.authorizer.decide({ point, protocol: 'test', session: 's', device, facts: {}, at });
}

export async function outcomeAt(domain: Domain, device: DeviceIdentity, point: EnforcementPoint): Promise<string> {
  return (await decide(domain, device, point)).outcome;
}

/** All that Build 5 wants of the lamp: its maker and itself trusted, its type known and good enough. */
export async function makeWelcome(domain: Domain, { device, maker, type }: Lamp): Promise<void> {
  await claim(domain, 'Trust', { id: maker, role: 'manufacturer' });
  await claim(domain, 'Trust', { id: device.serialNumber, role: 'device' });
  await claim(domain, 'OwnerDeclaration', { id: device.serialNumber, deviceType: type });
  await claim(domain, 'VulnerabilityScore', { deviceType: type, score: 2, computed: '2026-06-01T12:00:00Z' });
}

export function textOf(object: JsonObject, name: string): string {
  const value: JsonValue | undefined = object[name];
  assert.ok(typeof value === 'string', `${name} is a text`);
  return value;
}

export function objectsOf(object: JsonObject, name: string): readonly JsonObject[] {
  const value: JsonValue | undefined = object[name];
  assert.ok(Array.isArray(value), `${name} is a list`);
  return value.filter(isJsonObject);
}

/** An advisory as OSV publishes them, about a component of the lamp. */
export const LEFT_PAD_ADVISORY = {
  schema_version: '1.6.0',
  id: 'GHSA-aaaa-bbbb-cccc',
  modified: '2026-05-01T00:00:00Z',
  published: '2026-05-01T00:00:00Z',
  aliases: ['CVE-2026-0001'],
  summary: 'left-pad pads to the right',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [
    {
      package: { ecosystem: 'npm', name: 'left-pad' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.3.0' }] }],
    },
  ],
};
