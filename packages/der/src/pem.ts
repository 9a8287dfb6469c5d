/** Textual encodings of PKIX structures (RFC 7468). */

import { fromBase64Lines, isSallyportError, toBase64 } from '@sallyport/core';
import { fail } from './errors.ts';

/** One object out of a PEM text. */
export interface PemObject {
  /** What stands after BEGIN, for example `CERTIFICATE`. */
  readonly label: string;
  readonly der: Uint8Array;
}

const LINE_LENGTH = 64;
const MAX_TEXT = 4 << 20;
const MAX_OBJECTS = 1000;

/** One object as PEM text, ending in a line break. */
export function encodePem(label: string, der: Uint8Array): string {
  const body = toBase64(der).match(new RegExp(`.{1,${LINE_LENGTH}}`, 'g')) ?? [];
  return [`-----BEGIN ${label}-----`, ...body, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Every object in a PEM text, in order. Text outside the objects is explanatory and passed over (RFC 7468 §2).
 * @throws E_PEM_SYNTAX for an unmatched boundary, bad base64, or a text over 4 MiB or 1000 objects
 */
export function decodePem(text: string): readonly PemObject[] {
  if (text.length > MAX_TEXT) throw fail('E_PEM_SYNTAX', `PEM text of ${text.length} characters is over the limit`);
  const objects: PemObject[] = [];
  let label: string | undefined;
  let body: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    const boundary = /^-----(BEGIN|END) ([A-Z0-9][A-Z0-9 ]*)-----\s*$/.exec(line);
    if (boundary === null) {
      if (label !== undefined) body.push(line);
    } else if (boundary[1] === 'BEGIN') {
      if (label !== undefined) throw fail('E_PEM_SYNTAX', `BEGIN ${boundary[2]} inside ${label}`);
      label = boundary[2];
      body = [];
    } else {
      if (label === undefined || label !== boundary[2])
        throw fail('E_PEM_SYNTAX', `END ${boundary[2]} without its BEGIN`);
      if (objects.length === MAX_OBJECTS) throw fail('E_PEM_SYNTAX', `more than ${MAX_OBJECTS} objects`);
      objects.push({ label, der: decodeBody(label, body) });
      label = undefined;
    }
  }
  if (label !== undefined) throw fail('E_PEM_SYNTAX', `BEGIN ${label} without its END`);
  return objects;
}

/**
 * The single object of a PEM text.
 * @throws E_PEM_LABEL when it is of another kind or not exactly one, E_PEM_SYNTAX
 */
export function decodeSinglePem(text: string, label: string): Uint8Array {
  const objects = decodePem(text);
  const [object] = objects;
  if (object === undefined || objects.length !== 1) {
    throw fail('E_PEM_LABEL', `expected one ${label} and found ${objects.length} objects`);
  }
  if (object.label !== label) throw fail('E_PEM_LABEL', `expected ${label} and found ${object.label}`);
  return object.der;
}

function decodeBody(label: string, lines: readonly string[]): Uint8Array {
  try {
    return fromBase64Lines(lines.join(''));
  } catch (cause) {
    if (!isSallyportError(cause)) throw cause;
    throw fail('E_PEM_SYNTAX', `${label} is not base64`, { cause });
  }
}
