/** Somebody who uses the console, as people call them. */

import { fail } from '../../errors.ts';
import type { DomainAnswer, DomainAsk } from '../../services/ask.ts';

export type Person = DomainAnswer<'accounts.list'>['accounts'][number];

/** By name or id. @throws E_CLI_USAGE */
export async function personNamed(text: string, ask: DomainAsk): Promise<Person> {
  const { accounts } = await ask('accounts.list', {});
  const person = accounts.find(({ id, name }) => id === text || name === text);
  if (person !== undefined) return person;
  throw fail('E_CLI_USAGE', `there is nobody called ${text}: see \`sallyport console people\``);
}

export async function hasOwner(ask: DomainAsk): Promise<boolean> {
  return (await ask('accounts.list', {})).accounts.some(({ role }) => role === 'owner');
}

/** The owner, where there is one only. @throws E_CLI_USAGE */
export async function onlyOwner(ask: DomainAsk): Promise<Person> {
  const { accounts } = await ask('accounts.list', {});
  const owners = accounts.filter(({ role }) => role === 'owner');
  const [owner] = owners;
  if (owner !== undefined && owners.length === 1) return owner;
  throw fail('E_CLI_USAGE', `say whom the link is for: ${owners.map(({ name }) => name).join(', ')}`);
}
