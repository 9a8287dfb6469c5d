/** The way into the console of a domain of this process. */

import type { Domain } from '@sallyport/app-domain';
import type { ConsoleEntry } from '../view/console-view.ts';

/** Undefined where there is no console. Until somebody owns it, a link for its first owner; one given before counts no more. */
export async function consoleEntry(domain: Domain): Promise<ConsoleEntry | undefined> {
  const { console: open, accounts, authority } = domain;
  if (open === undefined) return undefined;
  const link = await accounts.firstLink();
  const caFingerprint = authority.certificate.fingerprint();
  if (link === undefined) return { url: open.url, caFingerprint };
  return { url: open.url, link: { path: link.path, expiresAt: link.expiresAt.toISOString() }, caFingerprint };
}
