/** Identifiers of components, read leniently: one that cannot be read is told of, and the component stays. */

import { isSallyportError } from '@sallyport/core';
import { type CpeName, parseCpe } from '../cpe/name.ts';
import { type PackageUrl, parsePurl } from '../purl.ts';
import type { Cpe, UnreadableIdentifier } from './sbom.ts';

export interface Identifiers {
  readonly purls: readonly PackageUrl[];
  readonly cpes: readonly Cpe[];
  readonly unreadable: readonly UnreadableIdentifier[];
}

export function readIdentifiers(purlTexts: readonly string[], cpeTexts: readonly string[]): Identifiers {
  const unreadable: UnreadableIdentifier[] = [];
  const read = <Value>(kind: 'purl' | 'cpe', text: string, parse: (text: string) => Value): readonly Value[] => {
    try {
      return [parse(text)];
    } catch (error) {
      if (!isSallyportError(error)) throw error;
      unreadable.push({ kind, code: error.code, message: error.message });
      return [];
    }
  };
  const purls = [...new Set(purlTexts)].flatMap((text) => read('purl', text, parsePurl));
  const cpes = [...new Set(cpeTexts)].flatMap((text) =>
    read('cpe', text, parseCpe).map((name: CpeName): Cpe => ({ text, name })),
  );
  return { purls, cpes, unreadable };
}
