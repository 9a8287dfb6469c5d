/** Resolves the identifiers of issuers, each scheme as its row of the table says. */

import { fail } from '../errors.ts';
import { certificateResolver, type HouseCertificates } from './certificates.ts';
import type { ControllerResolver } from './controller.ts';
import { parseDidUrl } from './did.ts';
import { resolveDidJwk } from './did-jwk.ts';
import { resolveDidKey } from './did-key.ts';
import { type DocumentFetcher, didWebResolver } from './did-web.ts';

export interface ResolverPorts {
  /** Without it did:web is not supported. */
  readonly fetchDocument?: DocumentFetcher;
  /** Without it issuers named after the key of a certificate are not supported. */
  readonly houseCertificates?: HouseCertificates;
}

interface Scheme {
  readonly prefix: string;
  readonly open: (ports: ResolverPorts) => ControllerResolver | undefined;
}

const SCHEMES: readonly Scheme[] = [
  { prefix: 'did:key:', open: () => (id) => resolveDidKey(parseDidUrl(id)) },
  { prefix: 'did:jwk:', open: () => (id) => resolveDidJwk(parseDidUrl(id)) },
  { prefix: 'did:web:', open: ({ fetchDocument }) => fetchDocument && didWebResolver(fetchDocument) },
  { prefix: 'ni:', open: ({ houseCertificates }) => houseCertificates && certificateResolver(houseCertificates) },
];

/** The prefixes of every kind of issuer that can be resolved, given the ports. */
export const ISSUER_PREFIXES: readonly string[] = SCHEMES.map(({ prefix }) => prefix);

/** @throws (when resolving) E_CLAIMS_CONTROLLER_UNSUPPORTED, and what the scheme's resolver throws */
export function issuerResolver(ports: ResolverPorts = {}): ControllerResolver {
  const open = SCHEMES.map(({ prefix, open }) => ({ prefix, resolve: open(ports) }));
  return (id) => {
    const resolve = open.find(({ prefix }) => id.startsWith(prefix))?.resolve;
    if (resolve === undefined) {
      throw fail('E_CLAIMS_CONTROLLER_UNSUPPORTED', 'issuers of this kind cannot be resolved here');
    }
    return resolve(id);
  };
}
