/** Logs of claims to test with, on a store in memory or in a file, and claims to put into them. */

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClaimLog, claimLogProjection } from '@sallyport/assurance-claim-log';
import { didKeySigner, makeClaim, signJose } from '@sallyport/assurance-claims';
import { ManualClock, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { type LogStore, openSqliteStore, type Projection } from '@sallyport/store';

export const PROJECTIONS: readonly Projection[] = [claimLogProjection];
export const POSTGRES = process.env['SALLYPORT_TEST_POSTGRES'];
export const NO_POSTGRES = 'SALLYPORT_TEST_POSTGRES is not set: NOTHING of several replicas is tested here';

export interface OpenLog {
  readonly store: LogStore;
  readonly clock: ManualClock;
  readonly log: ClaimLog;
}

export async function withLog(run: (open: OpenLog) => Promise<void>, path = ':memory:'): Promise<void> {
  const clock = new ManualClock();
  await using store = await openSqliteStore({ path, projections: PROJECTIONS });
  await run({ store, clock, log: await ClaimLog.open({ store, clock }) });
}

export function temporaryDirectory(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-claims-'));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function freshSchema(): string {
  return `t_${randomBytes(8).toString('hex')}`;
}

const OWNER = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));

/** A claim as its issuer signed it: the owner trusts device number so and so. */
export async function tokenOf(number: number): Promise<string> {
  const device = `ni:///sha-256;${String(number).padStart(43, 'A')}`;
  const trust = makeClaim({
    type: 'Trust',
    issuer: OWNER.issuer,
    validFrom: new Date('2026-01-01T00:00:00Z'),
    subject: { id: device, role: 'device', truster: OWNER.issuer },
  });
  return signJose(trust, { signer: OWNER });
}

export async function claimOf(number: number): Promise<Uint8Array> {
  return utf8(await tokenOf(number));
}

export async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = [];
  for await (const value of values) all.push(value);
  return all;
}
