/** An owner's registrar on a real port, and directories for routers. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type RegistrarEvent, RegistrarSide } from '@sallyport/assurance-ca-commands';
import { RouterListener, selfSignedCertificate } from '@sallyport/assurance-ca-commands/tls';
import { type ClaimSigner, didKeySigner, keyUri, makeClaim, signJose } from '@sallyport/assurance-claims';
import { systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';
import { createRouterIdentity, type RouterIdentity } from '../../src/index.ts';

export const PERSON = 'mailto:person@email.com';
const BEGINNING = new Date('2026-01-01T00:00:00Z');

export interface House {
  readonly side: RegistrarSide;
  readonly port: number;
  readonly events: readonly RegistrarEvent[];
  /** A directory with a new router's key. */
  router(): Promise<RouterIdentity>;
  /** `Trust(person, router+) : person-`. */
  claimFor(router: string, by?: ClaimSigner): Promise<Uint8Array>;
  /** Ends the registrar's port; another may listen there. */
  shut(): Promise<void>;
  /** Listens again, on the same port. */
  reopen(): Promise<void>;
}

export function someone(): ClaimSigner {
  return didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
}

/** Name of the key of device number `index`. */
export function device(index: number): string {
  return keyUri(utf8(`device ${index}`));
}

const ends = new WeakMap<TestContext, (() => unknown)[]>();

/** Does this at the end of the test, before what was asked for earlier: what was made last is taken away first. */
export function atEnd(t: TestContext, act: () => unknown): void {
  const known = ends.get(t);
  if (known !== undefined) {
    known.push(act);
    return;
  }
  const acts = [act];
  ends.set(t, acts);
  t.after(async () => {
    for (const each of acts.reverse()) await each();
  });
}

export function directory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'sallyport-router-'));
  atEnd(t, () => rmSync(path, { recursive: true, force: true }));
  return path;
}

export async function openHouse(
  t: TestContext,
  settings: { readonly heartbeat?: number; readonly stationsOf?: (device: string) => readonly string[] } = {},
): Promise<House> {
  const { heartbeat = 10_000, stationsOf } = settings;
  const owner = someone();
  const { privateKey: key } = generateKeyPair('P-256');
  const signer = softwareSigner(key);
  const certificate = await selfSignedCertificate({
    signer,
    commonName: 'registrar',
    random: systemRandom,
    notBefore: BEGINNING,
  });
  const trust = async (id: string, role: 'router' | 'registrar', by = owner) => {
    const subject = { id, role, truster: PERSON };
    return utf8(
      await signJose(makeClaim({ type: 'Trust', issuer: by.issuer, validFrom: BEGINNING, subject }), { signer: by }),
    );
  };
  const events: RegistrarEvent[] = [];
  const side = await RegistrarSide.open({
    certificate,
    signer: didKeySigner(signer),
    claim: await trust(keyUri(certificate.spki), 'registrar'),
    issued: [],
    record: async () => {},
    clock: systemClock,
    timer: systemTimer,
    settings: { heartbeat },
    onEvent: (event) => events.push(event),
    ...(stationsOf === undefined ? {} : { stationsOf }),
  });
  const identity = { key, certificateChain: [certificate.der] };
  const listen = (port: number) => RouterListener.open({ side, identity, host: '127.0.0.1', port });
  let listener = await listen(0);
  const { port } = listener;
  atEnd(t, async () => {
    await side.close();
    await listener.close();
  });
  return {
    side,
    port,
    events,
    router: () =>
      createRouterIdentity({ directory: directory(t), serialNumber: 'R-1', clock: systemClock, random: systemRandom }),
    claimFor: (router, by) => trust(router, 'router', by),
    shut: () => listener.close(),
    async reopen() {
      listener = await listen(port);
    },
  };
}

/** Waits, a little at a time, until it is so; a test's time limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
