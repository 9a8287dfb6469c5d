/**
 * Whom the domain believed when it last ran. Work on the books judges claims too, and must believe the same: with others it would
 * write down that devices lost trust.
 */

import type { DomainAssuranceOptions } from '@sallyport/app-domain';
import type { RunContext } from '../run-context.ts';
import type { KeptSettings } from './kept-settings.ts';

type KeptBasis = NonNullable<KeptSettings['domain']['believes']>;

export function basisKept(believes: KeptBasis | undefined, { terminal }: RunContext): DomainAssuranceOptions {
  if (believes === undefined) return {};
  const { hasAuthenticationServer, ...basis } = believes;
  const outbox = { send: async () => terminal.note('no mail is sent while the registrar does not run\n') };
  return { ...presentIn(basis), ...(hasAuthenticationServer ? { identities: { outbox } } : {}) };
}

export function basisToKeep({ identities, ...assurance }: DomainAssuranceOptions): KeptBasis {
  const { roots, authenticationServers, threshold } = assurance;
  return {
    hasAuthenticationServer: identities !== undefined,
    ...(roots === undefined ? {} : { roots: [...roots] }),
    ...(authenticationServers === undefined ? {} : { authenticationServers: [...authenticationServers] }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}

function presentIn({ roots, authenticationServers, threshold }: Omit<KeptBasis, 'hasAuthenticationServer'>) {
  return {
    ...(roots === undefined ? {} : { roots }),
    ...(authenticationServers === undefined ? {} : { authenticationServers }),
    ...(threshold === undefined ? {} : { threshold }),
  };
}
