/** Sign-ins, open and ended, and tries that were refused: the part of the projection that follows their events. */

import type { ProjectionTables, StoredEvent } from '@sallyport/store';
import { SIGN_IN_BEGUN, SIGN_IN_ENDED, SIGN_IN_REFUSED, SIGN_IN_SEEN } from '../events.ts';
import { keyAt, LINKS, PASSKEYS, SIGN_INS, type SignInRow } from './tables.ts';

export async function applySignIn(event: StoredEvent, tables: ProjectionTables): Promise<void> {
  const signIns = tables.table(SIGN_INS);
  const at = event.at.getTime();
  if (SIGN_IN_BEGUN.is(event)) {
    const { hash, link, passkey, ...rest } = event.data;
    await endExpired(rest.account, at, tables);
    signIns.put(hash, { ...rest, begunAt: at, seenAt: at, ended: null });
    if (link !== null) tables.table(LINKS).delete(link);
    if (passkey !== null) await usePasskey(passkey, at, tables);
  } else if (SIGN_IN_SEEN.is(event)) {
    const row = await signIns.get(event.data.hash);
    if (row?.ended === null) signIns.put(event.data.hash, { ...row, seenAt: at });
  } else if (SIGN_IN_ENDED.is(event)) {
    const { hash, reason, by } = event.data;
    const row = await signIns.get(hash);
    if (row?.ended === null) signIns.put(hash, { ...row, ended: { at, reason, by, code: null } });
  } else if (SIGN_IN_REFUSED.is(event)) {
    const { account, way, client, address, code } = event.data;
    const ended = { at, reason: 'refused', by: 'nobody', code } as const;
    const nothing = { id: null, pageHash: null, clientHash: null };
    const times = { begunAt: at, seenAt: at, expiresAt: at };
    signIns.put(`refused/${keyAt(event.position)}`, { ...nothing, account, way, client, address, ...times, ended });
  }
}

/** Ends every sign-in of an account that is open. */
export async function endSignIns(
  account: string,
  ended: NonNullable<SignInRow['ended']>,
  tables: ProjectionTables,
): Promise<void> {
  const signIns = tables.table(SIGN_INS);
  for await (const { key, row } of signIns.scan({ index: 'open', equals: account }))
    signIns.put(key, { ...row, ended });
}

/** Those that nobody ended: they count no more anyhow, and are no longer to be listed as open. */
async function endExpired(account: string, now: number, tables: ProjectionTables): Promise<void> {
  const signIns = tables.table(SIGN_INS);
  for await (const { key, row } of signIns.scan({ index: 'open', equals: account })) {
    const ended = { at: row.expiresAt, reason: 'expired', by: 'nobody', code: null } as const;
    if (row.expiresAt <= now) signIns.put(key, { ...row, ended });
  }
}

async function usePasskey(
  { id, counter }: { readonly id: string; readonly counter: number },
  usedAt: number,
  tables: ProjectionTables,
): Promise<void> {
  const row = await tables.table(PASSKEYS).get(id);
  if (row !== undefined) tables.table(PASSKEYS).put(id, { ...row, counter, usedAt });
}
