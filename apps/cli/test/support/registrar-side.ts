/** An owner with a registrar that commands routers, on a port of its own. */

import type { TestContext } from 'node:test';
import { RegistrarSide } from '@sallyport/assurance-ca-commands';
import { RouterListener, selfSignedCertificate } from '@sallyport/assurance-ca-commands/tls';
import { didKeySigner, keyUri, makeClaim, signJose } from '@sallyport/assurance-claims';
import { systemClock, systemRandom, systemTimer, utf8 } from '@sallyport/core';
import { generateKeyPair, softwareSigner } from '@sallyport/pki';

const BEGINNING = new Date('2026-01-01T00:00:00Z');

export interface OwnersRegistrar {
  readonly side: RegistrarSide;
  readonly address: string;
  /** The owner's claim for a router, by the name of its key. */
  claimFor(router: string): Promise<Uint8Array>;
}

export async function startRegistrarSide(t: TestContext): Promise<OwnersRegistrar> {
  const owner = didKeySigner(softwareSigner(generateKeyPair('Ed25519').privateKey));
  const { privateKey: key } = generateKeyPair('P-256');
  const signer = softwareSigner(key);
  const certificate = await selfSignedCertificate({
    signer,
    commonName: 'registrar',
    random: systemRandom,
    notBefore: BEGINNING,
  });
  const trust = async (id: string, role: 'router' | 'registrar') => {
    const subject = { id, role, truster: 'mailto:person@email.com' };
    const claim = makeClaim({ type: 'Trust', issuer: owner.issuer, validFrom: BEGINNING, subject });
    return utf8(await signJose(claim, { signer: owner }));
  };
  const side = await RegistrarSide.open({
    certificate,
    signer: didKeySigner(signer),
    claim: await trust(keyUri(certificate.spki), 'registrar'),
    issued: [],
    record: async () => {},
    clock: systemClock,
    timer: systemTimer,
  });
  const identity = { key, certificateChain: [certificate.der] };
  const listener = await RouterListener.open({ side, identity, host: '127.0.0.1', port: 0 });
  t.after(async () => {
    await side.close();
    await listener.close();
  });
  return { side, address: `127.0.0.1:${listener.port}`, claimFor: (router) => trust(router, 'router') };
}
