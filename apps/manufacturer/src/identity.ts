/**
 * The manufacturer's keys, in three vaults that can lie on three machines: the IDevID CA signs births, the MASA signs
 * vouchers (RFC 8995 §11.6.2: kept apart, so that a stolen voucher key makes no devices), the office signs hand-overs.
 */

import { CertificateAuthority, type CertificateLedger, createRootCertificate, type Vault } from '@sallyport/ca';
import { type Clock, DAY, type Random } from '@sallyport/core';
import { type Certificate, type KeyType, Name } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { fail } from './errors.ts';
import { SERVER_LIFETIME, serverProfile, signerProfile } from './profiles.ts';

/** A certificate with its key. */
export interface Identity {
  readonly certificate: Certificate;
  readonly key: StoredKey;
}

export interface IdentityContext {
  readonly name: string;
  readonly clock: Clock;
  readonly random: Random;
}

const RENEW_BEFORE = 60 * DAY;
const CA_KEY: KeyType = 'P-256';

/** A root CA that lives in `vault` under `name`. Roots do not end: devices carry them for life (RFC 8995 §9.1.1). */
export async function openAuthority(
  vault: Vault,
  name: string,
  ledger: CertificateLedger,
  context: IdentityContext,
): Promise<CertificateAuthority> {
  const { clock, random } = context;
  const key = await vault.key(name, CA_KEY);
  const now = clock.now();
  const certificate = await vault.certificate(name, {
    key,
    now,
    make: () =>
      createRootCertificate({
        subject: Name.of([
          ['O', context.name],
          ['CN', `${context.name} ${AUTHORITY_TITLES[name] ?? name}`],
        ]),
        signer: key,
        random,
        notBefore: new Date(now.getTime() - DAY),
        notAfter: 'never',
        pathLength: 0,
      }),
  });
  return new CertificateAuthority({ certificate, signer: key, ledger, clock, random });
}

const AUTHORITY_TITLES: Readonly<Record<string, string>> = { 'idevid-ca': 'IDevID CA', 'masa-ca': 'MASA CA' };

/** A server identity for these hosts; made anew when they change or it nears its end. */
export async function openServerIdentity(
  vault: Vault,
  name: string,
  authority: CertificateAuthority,
  hosts: readonly string[],
  context: IdentityContext,
): Promise<Identity> {
  const key = await vault.key(name, 'P-256');
  const subject = Name.of([
    ['O', context.name],
    ['CN', name],
  ]);
  const certificate = await vault.certificate(name, {
    key,
    now: context.clock.now(),
    renewBefore: Math.min(RENEW_BEFORE, SERVER_LIFETIME / 2),
    fits: (kept) => hosts.every((host) => namesHost(kept, host)),
    make: () => authority.issue({ profile: serverProfile, facts: { name: subject, hosts }, publicKey: key.publicKey }),
  });
  await checkRecorded(certificate, authority);
  return { certificate, key };
}

/** An identity that signs documents. */
export async function openSigner(
  vault: Vault,
  name: string,
  authority: CertificateAuthority,
  context: IdentityContext,
): Promise<Identity> {
  const key = await vault.key(name, 'P-256');
  const subject = Name.of([
    ['O', context.name],
    ['CN', `${context.name} ${name}`],
  ]);
  const certificate = await vault.certificate(name, {
    key,
    now: context.clock.now(),
    renewBefore: RENEW_BEFORE,
    make: () => authority.issue({ profile: signerProfile, facts: { name: subject }, publicKey: key.publicKey }),
  });
  await checkRecorded(certificate, authority);
  return { certificate, key };
}

/**
 * Certificates are in the log before they are in a vault. One that the log does not know tells that the log was lost or
 * is another's: to begin a new one would forget whose the devices are.
 * @throws E_MANUFACTURER_LOG
 */
async function checkRecorded(certificate: Certificate, { ledger }: CertificateAuthority): Promise<void> {
  if ((await ledger.bySerialNumber(certificate.serialNumber)) !== undefined) return;
  throw fail('E_MANUFACTURER_LOG', `the log manufacturer.db does not know the certificate of ${certificate.subject}`);
}

function namesHost(certificate: Certificate, host: string): boolean {
  return certificate.subjectAltNames.some((name) => (name.kind === 'dns' || name.kind === 'ip') && name.value === host);
}
