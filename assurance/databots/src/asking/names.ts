/** All names that a goal has answers for, however many: an answer holds so many only, and says when it was cut. */

import { z } from 'zod';
import type { BotContext } from '../bot-module.ts';
import { fail } from '../errors.ts';
import { atom, isAskable } from './atom.ts';

type Query = BotContext['query'];

const NAME = z.object({ Name: z.string() });

/**
 * Each once. The node answers in order and each answer once, so that a goal with one open name needs no more room than the
 * names do; names that are too many together are asked for by what they begin with.
 * Where that cannot be asked for (`isAskable`), those names are left out.
 * @param goalOf the goal, with the name of a variable for the name that is sought
 * @throws E_DATABOT_TOO_MANY when more names go on differently at one place than an answer holds
 */
export function namesOf(goalOf: (variable: string) => string, query: Query): Promise<readonly string[]> {
  return namesFrom('', goalOf, query);
}

async function namesFrom(
  start: string,
  goalOf: (variable: string) => string,
  query: Query,
): Promise<readonly string[]> {
  const found = await query(start === '' ? goalOf('Name') : beginning(start, 'Name', goalOf));
  const names = found.answers.map((bindings) => NAME.parse(bindings).Name);
  if (found.isComplete) return names;
  const longer = `${beginning(start, '_Whole', goalOf)}, sub_atom(_Whole, 0, ${lengthOf(start) + 1}, _, Name)`;
  const starts = await query(longer);
  if (!starts.isComplete) throw fail('E_DATABOT_TOO_MANY', 'there are more names than can be told apart');
  // What is no longer than this is nowhere below.
  const all = names.filter((name) => name === start);
  const further = starts.answers.map((bindings) => NAME.parse(bindings).Name).filter(isAskable);
  for (const one of further) all.push(...(await namesFrom(one, goalOf, query)));
  return all;
}

/** To look for a part that is known already would count as work for each letter. */
function beginning(start: string, variable: string, goalOf: (variable: string) => string): string {
  if (start === '') return goalOf(variable);
  return `${goalOf(variable)}, sub_atom(${variable}, 0, ${lengthOf(start)}, _, _Start), _Start == ${atom(start)}`;
}

/** Prolog counts letters, JavaScript counts halves of some. */
function lengthOf(text: string): number {
  return [...text].length;
}
