/** Where the domain's keys, certificates and log are, opened or made. */

import { join } from 'node:path';
import { claimLogProjection } from '@sallyport/assurance-claim-log';
import { observationsProjection } from '@sallyport/assurance-continuous/observations';
import { identitiesProjection } from '@sallyport/assurance-identities';
import {
  CERTIFICATE_PROJECTION,
  CertificateAuthority,
  createRootCertificate,
  LogCertificateLedger,
  memoryVault,
  openFileVault,
  type StatusLocations,
  type Vault,
} from '@sallyport/ca';
import { DAY } from '@sallyport/core';
import { type Certificate, Name } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { type LogStore, openPostgresStore, openSqliteStore } from '@sallyport/store';
import { accountsRegister } from './accounts/register/projection.ts';
import { admissionRegister } from './admission/register.ts';
import { assuranceRegister } from './assurance/register.ts';
import { directoryRegister } from './directory/register.ts';
import { fail } from './errors.ts';
import { logIndex } from './log/log-index.ts';
import type { DomainOptions } from './options.ts';
import { registrarProfile, SERVER_LIFETIME } from './profiles.ts';
import { domainRegister } from './register.ts';

const RENEW_BEFORE = 60 * DAY;

export async function openAuthority(
  vault: Vault,
  store: LogStore,
  options: DomainOptions,
  statusLocations: () => StatusLocations | undefined,
): Promise<CertificateAuthority> {
  const { clock, random, owner } = options;
  const signer = await vault.key('domain-ca', 'P-256');
  const now = clock.now();
  const certificate = await vault.certificate('domain-ca', {
    key: signer,
    now,
    make: () =>
      createRootCertificate({
        subject: Name.of([
          ['O', owner],
          ['CN', `${owner} domain CA`],
        ]),
        signer,
        random,
        notBefore: new Date(now.getTime() - DAY),
        notAfter: new Date(now.getTime() + 20 * 365 * DAY),
        pathLength: 0,
      }),
  });
  const ledger = new LogCertificateLedger({ store, authority: 'domain-ca' });
  return new CertificateAuthority({ certificate, signer, ledger, clock, random, statusLocations });
}

/**
 * The registrar's certificate, as it was kept, or made anew when little is left of it, or it names other hosts or another
 * place where its status can be asked.
 * @throws E_DOMAIN_LOG
 */
export async function openRegistrarCertificate(
  vault: Vault,
  key: StoredKey,
  authority: CertificateAuthority,
  options: DomainOptions,
  locations: StatusLocations | undefined,
): Promise<Certificate> {
  const { hosts, owner } = options;
  const certificate = await vault.certificate('registrar', {
    key,
    now: options.clock.now(),
    renewBefore: Math.min(RENEW_BEFORE, SERVER_LIFETIME / 2),
    fits: (kept) => {
      const names = kept.subjectAltNames.flatMap((name) =>
        name.kind === 'dns' || name.kind === 'ip' ? [name.value] : [],
      );
      const lists = kept.crlDistributionPoints;
      const isPublished = locations === undefined || locations.crl.every((url) => lists.includes(url));
      return isPublished && hosts.every((host) => names.includes(host));
    },
    make: () => authority.issue({ profile: registrarProfile, facts: { owner, hosts }, publicKey: key.publicKey }),
  });
  // Certificates are in the log before they are in a vault. One that the log does not know tells that the log was lost,
  // or is another's: to begin a new one would forget whom the owner refused.
  if ((await authority.ledger.bySerialNumber(certificate.serialNumber)) === undefined) {
    throw fail('E_DOMAIN_LOG', `the log domain.db does not know the certificate of ${certificate.subject}`);
  }
  return certificate;
}

export function openStore(options: DomainOptions): Promise<LogStore> {
  const projections = [
    domainRegister,
    accountsRegister,
    admissionRegister,
    assuranceRegister,
    directoryRegister,
    claimLogProjection,
    observationsProjection,
    identitiesProjection,
    CERTIFICATE_PROJECTION,
    logIndex,
  ];
  const { clock, postgres, directory } = options;
  if (postgres !== undefined) {
    return openPostgresStore({ connectionString: postgres, projections, clock, schema: 'sallyport_domain' });
  }
  return openSqliteStore({
    path: directory === undefined ? ':memory:' : join(directory, 'domain.db'),
    projections,
    clock,
  });
}

/** A vault of its own for each role. */
export async function vaultNamed(name: string, options: DomainOptions): Promise<Vault> {
  const { directory, passphrase, random } = options;
  return directory === undefined
    ? memoryVault()
    : openFileVault({ directory: join(directory, name), passphrase, random });
}
