/**
 * Mailboxes in the one form in which they are compared, mailed to, and named in claims. What a mail system could read in more
 * than one way (quoted strings, comments, address literals) is refused, so that none of it can reach a mail's header.
 */

import { domainToASCII } from 'node:url';
import { fail } from './errors.ts';

export interface Mailbox {
  /** ASCII, in lower case: `person@xn--mnchen-3ya.example`. */
  readonly address: string;
  /** As claims name it (RFC 6068 §2). */
  readonly uri: string;
}

/** RFC 5321 §4.5.3.1: 64 octets before the @, 255 after; a path of 256 with its brackets leaves 254. */
const MAX_LOCAL = 64;
const MAX_ADDRESS = 254;
/** Dot-string of RFC 5321 §4.1.2. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
/** Labels of RFC 1123 §2.1, two at least; a last label of digits alone would be an address. */
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?!\d+$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** RFC 6068 §2: what may stand in the local part of a mailto URI as it is. */
const NEEDS_ESCAPE = /[^a-z0-9._~!$'*+-]/g;

/**
 * Domains are turned into A-labels (UTS 46), so that every spelling of one domain is one mailbox. Local parts are put into lower
 * case, as practically every mail system compares them: the mail goes to that form too, so whoever confirms does read it.
 * @throws E_IDENTITIES_MAILBOX, E_IDENTITIES_MAILBOX_UNSUPPORTED
 */
export function parseMailbox(text: string): Mailbox {
  // Four octets a letter at most; longer texts are not looked at.
  if (text.length > 4 * MAX_ADDRESS) throw fail('E_IDENTITIES_MAILBOX', 'the mailbox is too long');
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const host = text.slice(at + 1);
  if (/[\p{Cc}\p{Cf}\p{Z}"(),:;<>[\\\]]/u.test(text)) {
    if (/^\[.*\]$/.test(host)) throw fail('E_IDENTITIES_MAILBOX_UNSUPPORTED', 'the domain is an address literal');
    throw fail('E_IDENTITIES_MAILBOX', 'the mailbox holds what is not written plainly');
  }
  if (!/^[!-~]*$/.test(local)) {
    throw fail('E_IDENTITIES_MAILBOX_UNSUPPORTED', 'the local part of the mailbox is internationalised');
  }
  const domain = domainToASCII(host).replace(/\.$/, '');
  const address = `${local.toLowerCase()}@${domain}`;
  if (
    local.length > MAX_LOCAL ||
    address.length > MAX_ADDRESS ||
    !LOCAL.test(local.toLowerCase()) ||
    !DOMAIN.test(domain)
  ) {
    throw fail('E_IDENTITIES_MAILBOX', 'not a mailbox');
  }
  return { address, uri: `mailto:${local.toLowerCase().replace(NEEDS_ESCAPE, encodeURIComponent)}@${domain}` };
}
