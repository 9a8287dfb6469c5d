/** What a node is to take in: the same for every process of a test. */

import { generateKeyPairSync } from 'node:crypto';
import { toBase64 } from '@sallyport/core';
import type { DeviceIdentity } from '@sallyport/onboarding';
import { newMaker } from '../support/devices.ts';
import { claim, distrust, newSigner, OWNER, rule, trust } from '../support/house.ts';

export interface Plan {
  readonly owner: string;
  /** The node's private key, PEM. */
  readonly node: string;
  readonly devices: readonly (Omit<DeviceIdentity, 'credential'> & { readonly credential: string })[];
  /** Base64, in the order in which they come. */
  readonly claims: readonly string[];
}

/** Decisions turn all the time while these come in. */
export async function newPlan(): Promise<Plan> {
  const maker = newMaker();
  const devices = await Promise.all(Array.from({ length: 4 }, () => maker.born()));
  const claims = [await rule(), await trust(maker.uri, 'manufacturer')];
  for (let day = 1; day < 28; day++) {
    const from = `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`;
    for (const [index, { uri }] of devices.entries()) {
      const isOn = (day + index) % 3 > 0;
      claims.push(isOn ? await trust(uri, 'device', { from }) : await distrust(uri, 'device', { from }));
      claims.push(await claim(newSigner(), 'Purchase', { id: uri, buyer: OWNER.issuer }, { from }));
    }
    if (day % 9 === 0) claims.push(await distrust(maker.uri, 'manufacturer', { from }));
    if (day % 9 === 1) claims.push(await trust(maker.uri, 'manufacturer', { from }));
  }
  const { privateKey } = generateKeyPairSync('ed25519');
  return {
    owner: OWNER.issuer,
    node: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    devices: devices.map(({ identity }) => ({
      ...identity,
      credential: toBase64(identity.credential ?? new Uint8Array()),
    })),
    claims: claims.map(({ bytes }) => toBase64(bytes)),
  };
}
