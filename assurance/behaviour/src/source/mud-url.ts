/** Where a device's MUD file is: what its certificate says (RFC 8520 §11). */

import { isSallyportError } from '@sallyport/core';
import { type Certificate, extensionReader, Name } from '@sallyport/pki';
import { fail } from '../errors.ts';
import { mudUrl } from '../mud/url.ts';

/** id-pe-mud-url: MUDURLSyntax ::= IA5String. */
export const MUD_URL_EXTENSION = '1.3.6.1.5.5.7.1.25';
/** id-pe-mudsigner: MUDsignerSyntax ::= Name. */
export const MUD_SIGNER_EXTENSION = '1.3.6.1.5.5.7.1.30';

const IA5_STRING = 0x16;

export type MudUrlSource =
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
  /** RFC 8520 §10: options 161 and 112. */
  | { readonly kind: 'dhcp'; readonly option: Uint8Array }
  /** RFC 8520 §12. */
  | { readonly kind: 'lldp'; readonly tlv: Uint8Array };

export interface MudPointer {
  readonly url: string;
  /** Who alone may sign the file, when the certificate says so. */
  readonly signer: Name | undefined;
}

const readUrl = extensionReader(MUD_URL_EXTENSION, (reader) => reader.string());
const readSigner = extensionReader(MUD_SIGNER_EXTENSION, (reader) => Name.read(reader));

/**
 * The MUD URL of a device; undefined when its certificate has none. The certificate is believed: give one that leads to
 * an anchor of its manufacturer.
 * @throws E_BEHAVIOUR_MUD_SOURCE for DHCP and LLDP, which anybody on the wire can write; E_BEHAVIOUR_MUD_EXTENSION,
 * E_BEHAVIOUR_MUD_URL
 */
export function learnMudUrl(source: MudUrlSource): MudPointer | undefined {
  if (source.kind !== 'certificate') throw fail('E_BEHAVIOUR_MUD_SOURCE', `MUD URLs are not taken from ${source.kind}`);
  const { extensions } = source.certificate;
  try {
    const url = readUrl(extensions);
    if (url === undefined) return undefined;
    if (url.tag !== IA5_STRING) throw fail('E_BEHAVIOUR_MUD_EXTENSION', 'the MUD URL is no IA5String');
    return { url: mudUrl(url.value).href, signer: readSigner(extensions) };
  } catch (cause) {
    if (!isSallyportError(cause, 'E_PKI_EXTENSION')) throw cause;
    throw fail('E_BEHAVIOUR_MUD_EXTENSION', 'an extension about MUD is malformed', { cause });
  }
}
