/** What everything else stands on: the log, the domain CA with its word on certificates, the registrar's identity, the books. */

import type { CertificateAuthority, Vault } from '@sallyport/ca';
import type { TlsIdentity } from '@sallyport/http';
import type { Certificate } from '@sallyport/pki';
import type { StoredKey } from '@sallyport/pki/keystore';
import { AcceptRegister } from '../accept-register.ts';
import { openAuthority, openRegistrarCertificate, openStore, vaultNamed } from '../identity.ts';
import { ManufacturerBook } from '../manufacturer-book.ts';
import { ObservedStore } from '../observed-store.ts';
import { RevocationService } from '../revocation/revocation-service.ts';
import type { RegistrarIdentity } from './parts.ts';
import type { Site } from './site.ts';

export interface Foundation {
  readonly store: ObservedStore;
  readonly vaults: readonly Vault[];
  readonly authority: CertificateAuthority;
  readonly revocation: RevocationService;
  /** The registrar's, with its key. */
  readonly registrarCertificate: Certificate;
  readonly key: StoredKey;
  openRegistrarIdentity(): Promise<RegistrarIdentity>;
  /** The same as whoever connects sees it. */
  readonly identity: TlsIdentity;
  readonly lists: AcceptRegister;
  readonly manufacturers: ManufacturerBook;
}

/** @throws E_STORE_…, E_KEYSTORE_…, E_CA_…, E_HTTP_PORT_IN_USE, E_DOMAIN_LOG */
export async function openFoundation({ options, keep }: Site): Promise<Foundation> {
  const { clock, onError } = options;
  const store = keep(new ObservedStore(await openStore(options)));
  const caVault = keep(await vaultNamed('domain-ca', options));
  const registrarVault = keep(await vaultNamed('registrar', options));
  let revocation: RevocationService | undefined;
  const authority = await openAuthority(caVault, store, options, () => revocation?.locations);
  revocation = keep(
    await RevocationService.start({
      authority,
      owner: options.owner,
      hosts: options.hosts,
      publishing: options.revocation ?? {},
      openVault: () => vaultNamed('ocsp-responder', options),
      clock,
      onError,
    }),
  );
  const key = await registrarVault.key('registrar', 'P-256');
  const openRegistrarIdentity = async () => ({
    certificate: await openRegistrarCertificate(registrarVault, key, authority, options, revocation.locations),
    key,
  });
  const { certificate } = await openRegistrarIdentity();
  return {
    store,
    vaults: [caVault, registrarVault],
    authority,
    revocation,
    registrarCertificate: certificate,
    key,
    openRegistrarIdentity,
    identity: { key: key.privateKeyObject(), certificateChain: [certificate.der, authority.certificate.der] },
    lists: await AcceptRegister.open(store),
    manufacturers: await ManufacturerBook.open(store),
  };
}
