/**
 * Subject alternative names with blanks (RFC 9908 §3.4): an iPAddress without octets, a directoryName without parts,
 * or likewise an empty text, is for the client to fill in; the other names are to be used as they are.
 */

import { bytesEqual, isSallyportError } from '@sallyport/core';
import { type DerElement, DerReader, der } from '@sallyport/der';

const DIRECTORY_NAME = 0xa4;
/** Tags of rfc822Name, dNSName, URI and iPAddress. */
const TEXTS: ReadonlySet<number> = new Set([0x81, 0x82, 0x86, 0x87]);
const EMPTY_NAME = der.sequence();

function isBlank({ tag, content }: DerElement): boolean {
  return tag === DIRECTORY_NAME ? bytesEqual(content, EMPTY_NAME) : TEXTS.has(tag) && content.length === 0;
}

/** The names in an extension value; undefined when it is no GeneralNames. */
function namesIn(value: Uint8Array): readonly DerElement[] | undefined {
  try {
    return DerReader.whole(value, (whole) => whole.sequence().all((names) => names.any()));
  } catch (error) {
    if (isSallyportError(error)) return undefined;
    throw error;
  }
}

export function hasBlankNames(value: Uint8Array): boolean {
  return namesIn(value)?.some(isBlank) === true;
}

/** True when `given` holds every name of `wanted`, and for each of its blanks a further name of that kind. */
export function namesFit(given: Uint8Array, wanted: Uint8Array): boolean {
  const left = [...(namesIn(given) ?? [])];
  const take = (fits: (name: DerElement) => boolean): boolean => {
    const index = left.findIndex(fits);
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  };
  const names = namesIn(wanted) ?? [];
  const [fixed, blanks] = [names.filter((name) => !isBlank(name)), names.filter(isBlank)];
  return (
    fixed.every((name) => take((candidate) => bytesEqual(candidate.bytes, name.bytes))) &&
    blanks.every((blank) => take((candidate) => candidate.tag === blank.tag && !isBlank(candidate)))
  );
}

/** `wanted` with its blanks filled from the client's own names; blanks the client cannot fill are left out. */
export function fillNames(wanted: Uint8Array, own: Uint8Array | undefined): Uint8Array {
  const left = [...(own === undefined ? [] : (namesIn(own) ?? []))];
  const filled = (namesIn(wanted) ?? []).flatMap((name) => {
    if (!isBlank(name)) return [name.bytes];
    const index = left.findIndex(({ tag }) => tag === name.tag);
    return index < 0 ? [] : left.splice(index, 1).map(({ bytes }) => bytes);
  });
  return der.sequence(...filled);
}
