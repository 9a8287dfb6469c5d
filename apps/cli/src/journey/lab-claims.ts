/** What the owner of the lab claims, so that its devices are let in by claims as they were by lists. */

import { keyUri } from '@sallyport/assurance-claims';
import { type Clock, isJsonObject } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';
import { textIn } from '../view/members.ts';
import { LAB_TYPE } from './lab-posture.ts';
import type { LabOwner } from './owner.ts';

/** As the owner of the lab guesses: well below the threshold of Build 5, which is 6. */
const SCORE = 2;

/** Claims decide from now on. */
export async function adoptBuild5(owner: LabOwner): Promise<void> {
  await owner.ask('policy.adopt', { policy: 'build-5' });
}

/** What holds for every device of the lab: its maker is trusted, and its type is not vulnerable. The maker was introduced. */
export async function trustMaker(owner: LabOwner, manufacturer: string, clock: Pick<Clock, 'now'>): Promise<void> {
  await owner.trust('manufacturer', manufacturer);
  const computed = clock.now().toISOString();
  await owner.claim('VulnerabilityScore', { deviceType: LAB_TYPE, score: SCORE, computed });
}

/** What holds for one device, which need not have been met: it is trusted, and of the lab's type. */
export async function trustDevice(owner: LabOwner, idevid: Certificate): Promise<void> {
  const id = keyUri(idevid.spki);
  await owner.trust('device', id);
  await owner.claim('OwnerDeclaration', { id, deviceType: LAB_TYPE });
}

/** A Thread device is named by its EUI-64 (RFC 9039 §4.1). Its code lets it join; that it may stay is said by this. */
export async function trustThreadDevice(owner: LabOwner, eui64: string): Promise<void> {
  await owner.trust('device', `urn:dev:mac:${eui64}`);
}

/** Whether claims decide in the owner's domain, and not lists. */
export async function claimsDecide(owner: LabOwner): Promise<boolean> {
  const answer = await owner.ask('policy.show', {});
  return isJsonObject(answer) && textIn(answer, 'mode') === 'claims';
}
