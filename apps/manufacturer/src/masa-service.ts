/** The MASA on its listener, over the manufacturer's registers and the MASA's own vaults. */

import { createMasa, type NoncelessPolicy } from '@sallyport/brski';
import type { CertificateAuthority, Vault } from '@sallyport/ca';
import { type Authorizer, permit } from '@sallyport/onboarding';
import type { Certificate } from '@sallyport/pki';
import type { LogStore } from '@sallyport/store';
import { customerAuthenticator } from './customers.ts';
import { type IdentityContext, openServerIdentity, openSigner } from './identity.ts';
import { type LastingServer, startLastingServer } from './lasting-server.ts';
import type { ManufacturerOptions } from './manufacturer.ts';
import { deviceRegister, masaAuditLog, ownership } from './masa-registers.ts';

export interface MasaParts {
  readonly options: ManufacturerOptions;
  readonly store: LogStore;
  readonly idevidAnchor: Certificate;
  readonly masaCa: CertificateAuthority;
  readonly vault: Vault;
  /** Where the key for vouchers without a nonce lies; undefined when they are not issued. */
  readonly nonceless: Vault | undefined;
}

const PERMIT_ALL: Authorizer = { decide: async () => permit('the ownership records permit it') };

export async function startMasa(parts: MasaParts): Promise<LastingServer> {
  const { options, store, masaCa, vault } = parts;
  const { clock, random, events, customers, requireOwnership } = options;
  const context = { name: options.name, clock, random };
  const { certificate, key } = await openSigner(vault, 'voucher-signer', masaCa, context);
  const nonceless = parts.nonceless && (await noncelessPolicy(parts.nonceless, masaCa, context));
  const masa = createMasa(
    {
      signer: { certificate, signer: key },
      idevidAnchors: [parts.idevidAnchor],
      ...(requireOwnership === undefined ? {} : { requireOwnership }),
      ...(nonceless === undefined ? {} : { nonceless }),
    },
    {
      devices: deviceRegister(store),
      ownership: ownership(store),
      auditLog: masaAuditLog(store),
      authorizer: options.authorizer ?? PERMIT_ALL,
      clock,
      random,
      events,
      ...(customers === undefined ? {} : { authenticator: customerAuthenticator(customers) }),
    },
  );
  return startLastingServer({
    handler: masa.handle,
    ...options.masa,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    openIdentity: () => openServerIdentity(vault, 'masa-tls', masaCa, options.masaHosts, context),
    issuer: masaCa.certificate,
    onError: options.onError,
    requestClientCertificate: true,
  });
}

/** RFC 8995 §7.4.1, §11.6.2: another key, in a vault that can be better protected. They end with the registrar's certificate. */
async function noncelessPolicy(
  vault: Vault,
  masaCa: CertificateAuthority,
  context: IdentityContext,
): Promise<NoncelessPolicy> {
  const { certificate, key } = await openSigner(vault, 'nonceless-voucher-signer', masaCa, context);
  return { signer: { certificate, signer: key }, lifetime: 'unlimited' };
}
