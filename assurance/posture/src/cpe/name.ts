/** CPE 2.3 names as formatted strings, and CPE 2.2 URIs, which SBOMs still carry (NIST IR 7695). */

import { fail } from '../errors.ts';

/** The part of the attributes that matching looks at. Quoting is kept: `\` before a letter takes it literally. */
export interface CpeName {
  /** `a` application, `o` operating system, `h` hardware; or `*`. */
  readonly part: string;
  readonly vendor: string;
  readonly product: string;
  readonly version: string;
  readonly update: string;
  readonly edition: string;
  readonly language: string;
  readonly swEdition: string;
  readonly targetSw: string;
  readonly targetHw: string;
  readonly other: string;
}

/** In the order of the formatted string, NIST IR 7695 §6.2. */
export const CPE_ATTRIBUTES = [
  'part',
  'vendor',
  'product',
  'version',
  'update',
  'edition',
  'language',
  'swEdition',
  'targetSw',
  'targetHw',
  'other',
] as const satisfies readonly (keyof CpeName)[];

const MAX_CPE_LENGTH = 2048;
/** Letters, digits and marks that need no quoting, quoted ones, and the wildcards (§5.3.2, §6.2.1). */
const VALUE = /^(?:[A-Za-z0-9._~%-]|\\[!-~]|[*?])+$/;

/** @throws E_POSTURE_CPE */
export function parseCpe(text: string): CpeName {
  if (text.length > MAX_CPE_LENGTH)
    throw fail('E_POSTURE_CPE', 'CPE is too long', { details: { length: text.length } });
  if (text.startsWith('cpe:2.3:')) return named(text.slice('cpe:2.3:'.length).match(/(?:\\.|[^:\\])+/g) ?? [], 11);
  if (/^cpe:\//i.test(text)) return named(fromUri(text.slice('cpe:/'.length)), 0);
  throw fail('E_POSTURE_CPE', 'text is neither a CPE 2.3 formatted string nor a CPE 2.2 URI');
}

function named(values: readonly string[], wanted: number): CpeName {
  if (values.length > 11 || values.length < wanted) {
    throw fail('E_POSTURE_CPE', 'CPE has not the attributes that it needs', { details: { attributes: values.length } });
  }
  const at = (index: number) => attribute(values[index] ?? '*');
  const part = at(0);
  if (!['a', 'o', 'h', '*'].includes(part)) throw fail('E_POSTURE_CPE', 'CPE is of an unknown part');
  return {
    part,
    vendor: at(1),
    product: at(2),
    version: at(3),
    update: at(4),
    edition: at(5),
    language: at(6),
    swEdition: at(7),
    targetSw: at(8),
    targetHw: at(9),
    other: at(10),
  };
}

function attribute(value: string): string {
  if (!VALUE.test(value)) throw fail('E_POSTURE_CPE', 'CPE has an attribute with letters that must be quoted');
  return value.toLowerCase();
}

/** §6.1: percent-encoded, empty for any, and `~edition~sw_edition~target_sw~target_hw~other` packed into the edition. */
function fromUri(text: string): readonly string[] {
  const parts = text.split(':');
  const packed = parts[5]?.startsWith('~') ? parts[5].slice(1).split('~') : undefined;
  const [edition = parts[5] ?? '', ...extended] = packed ?? [];
  const all = [...parts.slice(0, 5), edition, parts[6] ?? '', ...extended];
  return all.map((value) => (value === '' ? '*' : value === '-' ? '-' : quoted(decoded(value))));
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll('%01', '?').replaceAll('%02', '*'));
  } catch (cause) {
    throw fail('E_POSTURE_CPE', 'CPE URI is not well encoded', { cause });
  }
}

function quoted(value: string): string {
  return value.replace(/[^A-Za-z0-9._~%*?-]/g, (letter) => `\\${letter}`);
}
