/**
 * What one onboarding costs in public-key operations alone, done with node:crypto and nothing around them: the limit
 * that no implementation on this runtime can pass.
 */

import { diffieHellman, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

/**
 * Public-key operations of one onboarding with all four roles, counted from the protocol, not from this code.
 *
 * TLS 1.3, each of the two mutually authenticated handshakes between pledge and registrar (the second with the LDevID):
 * both sides make an X25519 key and agree (2 + 2), both sign CertificateVerify (2), both verify the other's (2).
 * The registrar verifies the IDevID by its CA (1); the LDevID is its own CA's, which has it on record octet for octet.
 * The pledge verifies the registrar's chain to the pinned certificate (1). The registrar's connection to the MASA is kept.
 *
 * BRSKI: the pledge signs its request, the registrar its own, the MASA the voucher (3 signatures). The registrar verifies
 * the pledge's request; the MASA the registrar's request, the pledge's inside, and the IDevID's chain; the registrar the
 * voucher; the pledge the voucher and its signer's chain (1 + 3 + 1 + 2). What is the same for every device, the chains of
 * registrar and voucher signer, MASA and registrar need to verify once only. The audit log costs nothing more: the MASA
 * may recognise the request that it verified for the voucher (RFC 8995 §5.8).
 *
 * EST: the device makes a P-256 key and signs its request, the CA verifies it and signs the certificate, the device
 * verifies the certificate (1 key, 2 signatures, 2 verifications).
 */
export const ONBOARDING_OPERATIONS = {
  keyAgreements: 4,
  ephemeralKeys: 4,
  signingKeys: 1,
  signatures: 4 + 3 + 2,
  verifications: 4 + 2 + 7 + 2,
} as const;

/** Does exactly the operations of one onboarding. */
export function onboardingPrimitives(): () => void {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const peer = generateKeyPairSync('x25519');
  const message = new Uint8Array(900).fill(7);
  const signature = sign('sha256', message, pair.privateKey);
  return () => {
    const ephemeral: KeyObject[] = [];
    for (let i = 0; i < ONBOARDING_OPERATIONS.ephemeralKeys; i++) {
      ephemeral.push(generateKeyPairSync('x25519').privateKey);
    }
    for (const privateKey of ephemeral) diffieHellman({ privateKey, publicKey: peer.publicKey });
    for (let i = 0; i < ONBOARDING_OPERATIONS.signingKeys; i++) generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    for (let i = 0; i < ONBOARDING_OPERATIONS.signatures; i++) sign('sha256', message, pair.privateKey);
    for (let i = 0; i < ONBOARDING_OPERATIONS.verifications; i++) verify('sha256', message, pair.publicKey, signature);
  };
}

/** What is left of {@link ONBOARDING_OPERATIONS} when the two handshakes are done by node:tls. */
export function operationsBesideTls(): () => void {
  const pair = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const message = new Uint8Array(900).fill(7);
  const signature = sign('sha256', message, pair.privateKey);
  const { signatures, verifications, signingKeys } = ONBOARDING_OPERATIONS;
  return () => {
    for (let i = 0; i < signingKeys; i++) generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    for (let i = 0; i < signatures - 4; i++) sign('sha256', message, pair.privateKey);
    for (let i = 0; i < verifications - 4; i++) verify('sha256', message, pair.publicKey, signature);
  };
}
