/** How a person comes to the console: its address, the link by which they sign in, and what their browser should trust. */

import type { JsonObject } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';

export interface ConsoleEntry {
  readonly url: string;
  /** With which somebody signs in once; undefined where people can sign in already. */
  readonly link?: { readonly path: string; readonly expiresAt: string } | undefined;
  /** SHA-256 of the domain CA. */
  readonly caFingerprint: string;
}

export function consoleJson({ url, link, caFingerprint }: ConsoleEntry): JsonObject {
  const entry = link === undefined ? {} : { link: `${url}${link.path}`, expiresAt: link.expiresAt };
  return { console: { url, ...entry, caFingerprint } };
}

/** @param link whether the link may be shown: what is not a terminal may be kept, and read by others */
export function consoleText({ url, link, caFingerprint }: ConsoleEntry, terminal: Terminal): string {
  const lines = [`${styled(terminal, 'bold', 'The console')}  ${printable(url)}`];
  if (link !== undefined && terminal.interactive) {
    const until = link.expiresAt.slice(11, 16);
    lines.push(
      `  sign in once with  ${printable(url)}${printable(link.path)}`,
      wrapped(terminal, `  good until ${until} UTC; \`sallyport console link\` gives another`),
    );
  } else if (link !== undefined) lines.push('  sign in with the link that `sallyport console link` gives');
  lines.push(
    wrapped(
      terminal,
      '  So that your browser trusts it: `sallyport ca show --out ca.pem`, and import ca.pem as an authority, whose SHA-256 is',
    ),
    `  ${grouped(caFingerprint)}`,
  );
  return `${lines.join('\n')}\n`;
}

/** As browsers show it. */
function grouped(fingerprint: string): string {
  return (fingerprint.toUpperCase().match(/../g) ?? []).join(':');
}
