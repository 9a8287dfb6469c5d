/**
 * What one more claim costs the trust engine when 1 000, 10 000 and 100 000 claims of others are known: beside verifying a claim's
 * signature alone, which is the least that a claim can cost. The cost is not to grow with what is known.
 */

import { generateKeyPairSync, verify } from 'node:crypto';
import {
  type ClaimSigner,
  type ClaimTypeName,
  didKeySigner,
  issuerResolver,
  makeClaim,
  RIGHTS,
  type Right,
  type SubjectOf,
  signJose,
  type VerifiedClaim,
  verifyClaim,
} from '@sallyport/assurance-claims';
import { type TrustBasis, TrustEngine } from '@sallyport/assurance-trust';
import { DAY, utf8 } from '@sallyport/core';
import { softwareSigner } from '@sallyport/pki';
import { cpuSecondsSince, median, spin } from './harness.ts';

export interface TrustEngineCost {
  /** Claims of others that are known. */
  readonly known: number;
  /** CPU microseconds for one more claim: about a device, and about a person, which weighs all people anew. */
  readonly reportMicroseconds: number;
  readonly personMicroseconds: number;
  /** CPU microseconds of one Ed25519 verification in the same run. */
  readonly signatureMicroseconds: number;
  readonly kibibytesEach: number;
  /** CPU milliseconds to judge all of them from scratch, as after a change of the basis. */
  readonly rebuildMilliseconds: number;
  readonly people: number;
}

/** As many as a large house or a small company has. */
const PEOPLE = 100;
const MORE = 200;
const BASIS = { authenticationServers: [], threshold: 0.5 };

export async function trustEngineBenchmark(
  quick: boolean,
  note: (text: string) => void,
): Promise<readonly TrustEngineCost[]> {
  const sizes = quick ? [1000, 10_000] : [1000, 10_000, 100_000];
  const costs: TrustEngineCost[] = [];
  for (const known of sizes) {
    note(`the trust engine with ${known} claims known …\n`);
    costs.push(await measure(known));
  }
  return costs;
}

export function describeTrustEngine(costs: readonly TrustEngineCost[]): string {
  const lines = costs.map(
    ({
      known,
      people,
      reportMicroseconds,
      personMicroseconds,
      signatureMicroseconds,
      kibibytesEach,
      rebuildMilliseconds,
    }) =>
      `trust engine with ${known} claims of ${people} people known: ${reportMicroseconds.toFixed(0)} CPU µs for one more ` +
      `about a device, ${personMicroseconds.toFixed(0)} µs for one about a person; the signature alone ` +
      `${signatureMicroseconds.toFixed(0)} µs; ${kibibytesEach.toFixed(1)} KiB a claim, itself included; ` +
      `${rebuildMilliseconds.toFixed(0)} CPU ms to judge all from scratch\n`,
  );
  return lines.join('');
}

async function measure(known: number): Promise<TrustEngineCost> {
  const root = newSigner();
  const people = Array.from({ length: PEOPLE }, newSigner);
  const basis: TrustBasis = { ...BASIS, roots: [root.issuer] };
  const engine = new TrustEngine(basis, new Date());
  const claims: VerifiedClaim[] = [];
  const take = (claim: VerifiedClaim) => {
    claims.push(claim);
    engine.add([claim]);
  };
  for (const { issuer } of people) take(await vouch(root, issuer, RIGHTS));
  const before = memory();
  for (let index = 0; index < known; index++) take(await report(people[index % PEOPLE] ?? root, index));
  const kibibytesEach = (memory() - before) / known / 1024;
  const start = process.cpuUsage();
  new TrustEngine(basis, new Date()).add(claims);
  const rebuildMilliseconds = cpuSecondsSince(start) * 1000;
  const newcomer = newSigner();
  engine.add([await vouch(root, newcomer.issuer, RIGHTS)]);
  const reports = await series((index) => report(newcomer, known + index));
  const persons = await series(() => vouch(newcomer, newSigner().issuer, []));
  return {
    known,
    people: PEOPLE,
    reportMicroseconds: costOf(engine, reports),
    personMicroseconds: costOf(engine, persons),
    signatureMicroseconds: await signatureCost(),
    kibibytesEach,
    rebuildMilliseconds,
  };
}

/** The median of rounds, each of enough claims for the clock of the CPU to tell. */
function costOf(engine: TrustEngine, claims: readonly VerifiedClaim[]): number {
  const size = claims.length / 5;
  const rounds = Array.from({ length: 5 }, (_, round) => {
    const start = process.cpuUsage();
    for (const claim of claims.slice(round * size, (round + 1) * size)) engine.add([claim]);
    return (cpuSecondsSince(start) * 1e6) / size;
  });
  return median(rounds);
}

async function series(make: (index: number) => Promise<VerifiedClaim>): Promise<readonly VerifiedClaim[]> {
  const claims: VerifiedClaim[] = [];
  for (let index = 0; index < MORE; index++) claims.push(await make(index));
  return claims;
}

async function signatureCost(): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const data = new Uint8Array(600);
  const signature = await softwareSigner(privateKey).sign(data);
  const { operations, cpuSeconds } = await spin(() => verify(null, data, publicKey, signature), 0.3);
  return (cpuSeconds * 1e6) / operations;
}

function newSigner(): ClaimSigner {
  return didKeySigner(softwareSigner(generateKeyPairSync('ed25519').privateKey));
}

async function claimOf<Name extends ClaimTypeName>(type: Name, signer: ClaimSigner, subject: SubjectOf<Name>) {
  const credential = makeClaim({ type, issuer: signer.issuer, validFrom: new Date(Date.now() - DAY), subject });
  const token = utf8(await signJose(credential, { signer }));
  return verifyClaim(token, { resolve: issuerResolver(), at: new Date() });
}

function report(signer: ClaimSigner, index: number): Promise<VerifiedClaim> {
  const subject = { deviceType: `type-${index % 1000}`, vulnerability: `CVE-${index}`, score: 5 };
  return claimOf('Vulnerability', signer, subject);
}

function vouch(signer: ClaimSigner, id: string, rights: readonly Right[]) {
  return claimOf('Trust', signer, { id, role: 'person', truster: signer.issuer, weight: 0.9, rights: [...rights] });
}

function memory(): number {
  return process.memoryUsage().rss;
}
