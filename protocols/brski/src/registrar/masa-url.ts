/** Where to ask for a voucher (RFC 8995 §2.8, §5.4). */

import { masaUrlOf } from '../masa-url.ts';
import { rethrowing } from '../server/refusal.ts';
import { fail } from './errors.ts';
import type { IdentifiedPledge } from './pledge-identity.ts';

/**
 * The configured override, else what the IDevID says, else the configured fallback; without a slash at the end.
 * @throws E_BRSKI_REGISTRAR_MASA_URL
 */
export function masaUrlFor({ idevid, trust }: Pick<IdentifiedPledge, 'idevid' | 'trust'>): string {
  const said = () =>
    rethrowing(
      () => (idevid === undefined ? undefined : masaUrlOf(idevid)),
      (cause) => fail('E_BRSKI_REGISTRAR_MASA_URL', 'the MASA URL of the IDevID is unusable', { cause }),
    );
  const url = trust.masaUrl ?? said() ?? trust.fallbackMasaUrl;
  if (url === undefined) throw fail('E_BRSKI_REGISTRAR_MASA_URL', 'neither IDevID nor configuration names a MASA');
  // RFC 8995 §2.3.2: "the registrar MUST use HTTPS for the BRSKI-MASA connection".
  if (!URL.canParse(url) || new URL(url).protocol !== 'https:') {
    throw fail('E_BRSKI_REGISTRAR_MASA_URL', 'the configured MASA URL is not https');
  }
  return url.replace(/\/+$/, '');
}
