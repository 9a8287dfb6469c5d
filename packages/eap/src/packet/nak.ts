/** Naks (RFC 3748 §5.3): which methods a peer would rather use. */

import { fail } from '../errors.ts';
import { type EapMessage, readExpanded, writeExpanded } from './packet.ts';
import { type EapType, EXPANDED, isLegacy, isMethod, isSameType, TYPES } from './types.ts';

/** Most wishes that are read from one Nak. */
const MAX_TYPES = 256;

export interface Nak {
  /** Methods the peer would use, in its order. Empty: none at all. */
  readonly wanted: readonly EapType[];
  /** A legacy Nak with 254 in it: the peer would be asked by an expanded type. */
  readonly wantsExpanded: boolean;
}

/** @throws E_EAP_NAK_FORM */
export function readNak(message: EapMessage): Nak {
  return message.expanded ? readExpandedNak(message.data) : readLegacyNak(message.data);
}

function readLegacyNak(data: Uint8Array): Nak {
  if (data.length === 0 || data.length > MAX_TYPES) throw fail('E_EAP_NAK_FORM', `a Nak of ${data.length} types`);
  const types = [...data].map((type) => ({ vendor: 0, type }));
  return {
    wanted: types.filter((type) => isMethod(type) && type.type !== EXPANDED),
    wantsExpanded: data.includes(EXPANDED),
  };
}

/** RFC 3748 §5.3.2: a list of expanded types, each with its leading 254; 0 of vendor 0 for none. */
function readExpandedNak(data: Uint8Array): Nak {
  if (data.length === 0 || data.length % 8 !== 0 || data.length > 8 * MAX_TYPES) {
    throw fail('E_EAP_NAK_FORM', `an expanded Nak of ${data.length} bytes`);
  }
  const wanted: EapType[] = [];
  for (let offset = 0; offset < data.length; offset += 8) {
    const type = data[offset] === EXPANDED ? readExpanded(data.subarray(offset, offset + 8)) : undefined;
    if (type === undefined) throw fail('E_EAP_NAK_FORM', 'an expanded Nak with a type that is not expanded');
    if (isMethod(type)) wanted.push(type);
  }
  return { wanted, wantsExpanded: true };
}

/**
 * The Response to a Request for a method that this peer does not want: in the form of the Request, as an expanded Nak
 * may answer expanded types only (RFC 3748 §5.3.2).
 */
export function nakFor(request: EapMessage, wanted: readonly EapType[]): EapMessage {
  const others = wanted.filter((type) => !isSameType(type, request.type));
  const common = { code: 'response', identifier: request.identifier, type: TYPES.nak } as const;
  if (request.expanded) {
    const list = others.length === 0 ? [{ vendor: 0, type: 0 }] : others;
    return { ...common, expanded: true, data: Buffer.concat(list.map(writeExpanded)) };
  }
  const legacy = others.filter(isLegacy).map(({ type }) => type);
  const list = others.some((type) => !isLegacy(type)) ? [...legacy, EXPANDED] : legacy;
  return { ...common, expanded: false, data: Uint8Array.from(list.length === 0 ? [0] : list) };
}
