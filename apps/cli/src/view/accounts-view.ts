/** The people of the console for people: who they are, what they come in by, what they changed. */

import type { JsonObject, JsonValue } from '@sallyport/core';
import type { DomainAnswer } from '../services/ask.ts';
import type { Terminal } from '../terminal.ts';

type Link = DomainAnswer<'accounts.link'>['link'];

export function linkJson(url: string, { path, expiresAt }: Link): JsonObject {
  return { link: `${url}${path}`, expiresAt };
}

/** The link in a line of its own, to be copied. */
export function showLink(url: string, link: Link, { out, note }: Terminal): void {
  out(`${url}${link.path}\n`);
  note(`it is good once, until ${minute(link.expiresAt)}\n`);
}

export function peopleRows(accounts: DomainAnswer<'accounts.list'>['accounts']): JsonValue {
  if (accounts.length === 0) return 'nobody yet: `sallyport console link` gives the first owner a link';
  return accounts.map(({ id, name, role, hasPassword, passkeys, madeAt }) => ({
    ...{ name, role, signsInBy: waysOf(hasPassword, passkeys) },
    since: madeAt.slice(0, 10),
    id,
  }));
}

function waysOf(hasPassword: boolean, passkeys: number): string {
  const ways = [
    ...(passkeys === 0 ? [] : [passkeys === 1 ? 'a passkey' : `${passkeys} passkeys`]),
    ...(hasPassword ? ['a password'] : []),
  ];
  return ways.length === 0 ? 'a link alone' : ways.join(', ');
}

export function tokenRows(tokens: DomainAnswer<'tokens.list'>['tokens']): JsonObject[] {
  return tokens.map(({ id, name, person, scopes, expiresAt, usedAt, counts }) => ({
    ...{ name, of: person, scopes: scopes.join(' ') },
    until: expiresAt.slice(0, 10),
    used: usedAt === null ? 'never' : minute(usedAt),
    ...{ counts, id },
  }));
}

export function signInRows(signIns: DomainAnswer<'sign-ins.list'>['signIns']): JsonObject[] {
  return signIns.map(({ id, name, way, client, address, begunAt, isOpen, reason, code }) => ({
    ...{ at: minute(begunAt), who: name ?? 'nobody', by: way, from: `${address}, ${client}` },
    state: isOpen ? 'open' : (code ?? reason ?? 'ended'),
    id: id ?? '',
  }));
}

export function changeRows(changes: DomainAnswer<'changes.list'>['changes']): JsonObject[] {
  return changes.map(({ at, name, way, operation, input, endedAt, code }) => ({
    ...{ at: minute(at), who: name, by: way, operation, input: JSON.stringify(input) },
    outcome: code ?? (endedAt === null ? 'not ended' : 'done'),
  }));
}

/** ISO 8601, to the minute. */
function minute(time: string): string {
  return `${time.slice(0, 16)}Z`;
}
