/** Claims of a house's owner about its devices. */

import type { Domain } from '@sallyport/app-domain';
import { makeClaim, signJose } from '@sallyport/assurance-claims';
import { systemClock, utf8 } from '@sallyport/core';
import { uriOf } from './copies.ts';

const TYPES = 60;

/** Signs the claim of this number, about one of so many devices, and takes it into the log; whatever assurance runs judges it later. */
export async function claimAbout(domain: Domain, number: number, devices: number): Promise<void> {
  const signer = await domain.assurance.keys.signerOf('owner');
  const id = uriOf(1 + (number % devices));
  const deviceType = `https://makers.example/types/${number % TYPES}`;
  const document = makeClaim({
    issuer: signer.issuer,
    validFrom: new Date(systemClock.now().getTime() - number),
    ...(number % 2 === 0
      ? { type: 'Trust', subject: { truster: signer.issuer, id, role: 'device' } }
      : { type: 'OwnerDeclaration', subject: { id, deviceType } }),
  });
  await domain.assurance.claims.take(utf8(await signJose(document, { signer })), 'the owner');
}
