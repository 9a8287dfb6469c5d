/** The commands that this registrar gave, out of the log of claims. */

import { verifyCommand } from '@sallyport/assurance-ca-commands';
import type { ClaimLog } from '@sallyport/assurance-claim-log';
import { fromUtf8, isSallyportError } from '@sallyport/core';
import type { Certificate } from '@sallyport/pki';

/**
 * The oldest first. What else was issued, and commands of a registrar that had another key, are passed over.
 * @throws E_CLAIM_LOG_…, E_STORE_…
 */
export async function* commandsOf(registrar: Certificate, log: ClaimLog): AsyncGenerator<Uint8Array, void, undefined> {
  for (const id of (await issuedIds(log)).reverse()) {
    const { bytes } = await log.get(id);
    if (await isCommand(bytes, registrar)) yield bytes;
  }
}

/** By origin, the newest first: the log holds far more claims than commands. */
async function issuedIds(log: ClaimLog): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await log.page({ origin: 'issued', limit: 1000, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.claims.map(({ id }) => id));
    if (page.next === undefined) return ids;
    cursor = page.next;
  }
}

async function isCommand(bytes: Uint8Array, registrar: Certificate): Promise<boolean> {
  try {
    await verifyCommand(fromUtf8(bytes), { registrar, at: 'ignore-validity' });
    return true;
  } catch (thrown) {
    if (isSallyportError(thrown, 'E_CA_COMMANDS_COMMAND', 'E_CA_COMMANDS_COMMAND_ISSUER')) return false;
    throw thrown;
  }
}
