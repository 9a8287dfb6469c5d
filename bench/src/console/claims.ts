/**
 * Claims as a house has them: its owner trusts makers, people who sell, and devices one by one; of each of these devices the
 * owner says its type, and a seller that it was bought. So three of a device, from the first device on.
 */

import type { Domain } from '@sallyport/app-domain';
import {
  type ClaimSigner,
  type ClaimTypeName,
  didKeySigner,
  makeClaim,
  type SubjectOf,
  signJose,
} from '@sallyport/assurance-claims';
import { manufacturerUri } from '@sallyport/assurance-continuous';
import { systemClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { uriOf } from './copies.ts';

const TYPES = 60;
const SELLERS = 5;
const OF_A_DEVICE = 3;
/** Claims hold whole seconds, and each is a second younger than the one before. */
const SECOND = 1000;
/** Signed and appended together. */
const CHUNK = 5000;

/** Takes so many claims into the log, about devices below this number; whatever assurance runs judges them later. */
export async function claimAll(
  domain: Domain,
  { claims, devices }: { readonly claims: number; readonly devices: number },
  progress: (done: number) => void,
): Promise<void> {
  const begun = systemClock.now().getTime() - claims * SECOND;
  const wishes = await wishesOf(domain, devices);
  for (let done = 0; done < claims; done += CHUNK) {
    progress(done);
    const numbers = Array.from({ length: Math.min(CHUNK, claims - done) }, (_, index) => done + index);
    await Promise.all(
      numbers.map(async (number) => {
        const { signer, make } = wishes(number);
        const document = make(new Date(begun + number * SECOND));
        await domain.assurance.claims.take(utf8(await signJose(document, { signer })), 'the owner');
      }),
    );
  }
}

interface Wish {
  readonly signer: ClaimSigner;
  readonly make: (validFrom: Date) => ReturnType<typeof makeClaim>;
}

/** What is claimed by number: of makers and sellers first, then of devices. */
async function wishesOf(domain: Domain, devices: number): Promise<(number: number) => Wish> {
  const owner = await domain.assurance.keys.signerOf('owner');
  const sellers = Array.from({ length: SELLERS }, () =>
    didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey)),
  );
  const truster = owner.issuer;
  const first = [
    ...domain.manufacturers.known.map(({ id }) =>
      wish(owner, 'Trust', { id: manufacturerUri(id) ?? id, role: 'manufacturer', truster }),
    ),
    ...sellers.map(({ issuer: id }) =>
      wish(owner, 'Trust', { id, role: 'person', truster, rights: ['record-purchases'] }),
    ),
  ];
  return (number) => {
    const early = first[number];
    if (early !== undefined) return early;
    const left = number - first.length;
    const device = Math.floor(left / OF_A_DEVICE);
    const id = uriOf(1 + (device % devices));
    const deviceType = `https://makers.example/types/${device % TYPES}`;
    if (left % OF_A_DEVICE === 0) return wish(owner, 'Trust', { id, role: 'device', truster });
    if (left % OF_A_DEVICE === 1) return wish(owner, 'OwnerDeclaration', { id, deviceType });
    return wish(sellers[device % SELLERS] ?? owner, 'Purchase', { id, buyer: truster, deviceType });
  };
}

function wish<Name extends ClaimTypeName>(signer: ClaimSigner, type: Name, subject: SubjectOf<Name>): Wish {
  return { signer, make: (validFrom) => makeClaim({ type, issuer: signer.issuer, subject, validFrom }) };
}
