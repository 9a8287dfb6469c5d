/** Whose keys this house finds: people and nodes by their did, manufacturers and parts of the domain by their certificates. */

import { type ChainJudge, type ControllerResolver, issuerResolver, keyUri } from '@sallyport/assurance-claims';
import { isSallyportError } from '@sallyport/core';
import { type Certificate, type PathOptions, readSubjectAltNameOf, validatePath } from '@sallyport/pki';
import { fail } from '../errors.ts';
import type { ManufacturerBook } from '../manufacturer-book.ts';

export interface IssuersOptions {
  readonly manufacturers: ManufacturerBook;
  /** The domain CA and what stands beside it. */
  readonly house: () => readonly Certificate[];
}

/** Finds `did:key` and `did:jwk` by themselves, and `ni` among the anchors of introduced manufacturers and the house's own. */
export function issuersOf({ manufacturers, house }: IssuersOptions): ControllerResolver {
  return issuerResolver({
    houseCertificates: async (uri) => {
      const known = find(uri, [...house(), ...anchorsOf(manufacturers)]);
      if (known !== undefined) return known;
      // Another replica may have introduced the manufacturer.
      await manufacturers.refresh();
      return find(uri, anchorsOf(manufacturers));
    },
  });
}

/**
 * Judges what claims bring along. A chain must lead to an introduced manufacturer, and its leaf speaks for its own key, or for
 * the anchor when its subject alternative names say so: otherwise every device could speak for its maker, and every maker
 * for anybody.
 */
export function manufacturerChains(manufacturers: ManufacturerBook): ChainJudge {
  return ({ leaf, intermediates, issuer, at }) => {
    const anchor = anchorOf({ leaf, intermediates, at: at ?? 'ignore-validity' }, anchorsOf(manufacturers));
    if (issuer === keyUri(leaf.spki)) return;
    const names = readSubjectAltNameOf(leaf.extensions) ?? [];
    const isNamed = names.some((name) => name.kind === 'uri' && name.value === issuer);
    if (isNamed && issuer === keyUri(anchor.spki)) return;
    throw fail('E_DOMAIN_ISSUER', 'the certificate does not speak for the issuer that the claim names');
  };
}

function anchorOf(
  shown: Pick<PathOptions, 'leaf' | 'intermediates' | 'at'>,
  anchors: readonly Certificate[],
): Certificate {
  try {
    return validatePath({ ...shown, anchors, keyUsage: 'digitalSignature' }).anchor;
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_DOMAIN_ISSUER', 'the certificate does not lead to a manufacturer that was introduced', { cause });
  }
}

function anchorsOf({ known }: ManufacturerBook): readonly Certificate[] {
  return known.flatMap(({ trust }) => trust.anchors);
}

function find(uri: string, certificates: readonly Certificate[]): Certificate | undefined {
  return certificates.find(({ spki }) => keyUri(spki) === uri);
}
