/** Where a domain publishes the status of its certificates: as it was said, else as it was before. */

import type { Domain, RevocationPublishing } from '@sallyport/app-domain';
import { DAY } from '@sallyport/core';
import type { KeptSettings } from '../data/kept-settings.ts';

export interface RevocationSettings {
  /** Where revocation list and OCSP are published over plain HTTP; nowhere unless it was said once. */
  readonly revocationPort?: number;
  /** Under which URL; default made of the name of the host. */
  readonly revocationUrl?: string;
  /** How many days a revocation list is current. */
  readonly crlDays?: number;
  readonly listen?: boolean;
}

/** Where the domain publishes the status of its certificates. Work on the books names the place and does not listen. */
export function publishing(
  settings: RevocationSettings,
  kept: KeptSettings['domain'],
  host: string,
  [name = host]: readonly string[],
): RevocationPublishing | undefined {
  const port = settings.revocationPort ?? kept.revocationPort;
  const days = settings.crlDays ?? kept.crlDays;
  const lifetime = days === undefined ? {} : { crlLifetime: days * DAY };
  if (port === undefined) return days === undefined ? undefined : lifetime;
  const moved = settings.revocationPort !== undefined && settings.revocationPort !== kept.revocationPort;
  const usual = `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
  const url = settings.revocationUrl ?? (moved ? undefined : kept.revocationUrl) ?? (port === 0 ? undefined : usual);
  return {
    ...(url === undefined ? {} : { url }),
    ...lifetime,
    ...(settings.listen === false ? {} : { listen: { host, port } }),
  };
}

export function keptPublishing(
  { revocation: { port, url } }: Domain,
  { crlDays }: Pick<KeptSettings['domain'], 'crlDays'>,
): KeptSettings['domain'] {
  return {
    ...(port === undefined || url === undefined ? {} : { revocationPort: port, revocationUrl: url }),
    ...(crlDays === undefined ? {} : { crlDays }),
  };
}
