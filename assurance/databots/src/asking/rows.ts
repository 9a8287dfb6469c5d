/** What is to be known of many names, asked in as few questions as hold it. */

import type { Bindings, BotContext } from '../bot-module.ts';
import { fail } from '../errors.ts';
import { atom, isAskable } from './atom.ts';

type Query = BotContext['query'];

export interface Rows {
  readonly rows: readonly Bindings[];
  /** False when there are more than an answer holds. */
  readonly isComplete: boolean;
  /** What this name alone failed by. */
  readonly error?: unknown;
}

/** A goal is at most 8192 letters, a list in it at most 256 elements. */
const MOST_LETTERS = 7000;
const MOST_NAMES = 256;

/**
 * For each name what the goal answers with `Name` bound to it. Where an answer is cut or a question fails, the names are asked
 * for in halves, down to the one that does it. Never rejects.
 */
export async function rowsOf(names: readonly string[], goal: string, query: Query): Promise<ReadonlyMap<string, Rows>> {
  const all = new Map<string, Rows>();
  for (const piece of pieces(names.filter(isAskable))) await askOf(piece, goal, query, all);
  for (const name of names) if (!isAskable(name)) all.set(name, { rows: [], isComplete: false, error: unaskable() });
  return all;
}

async function askOf(names: readonly string[], goal: string, query: Query, all: Map<string, Rows>): Promise<void> {
  const answer = await askOnce(`member(Name, [${names.map(atom).join(', ')}]), ${goal}`, query);
  const [only, ...others] = names;
  if (only === undefined) return;
  if (others.length > 0 && !answer.isComplete) {
    const middle = Math.ceil(names.length / 2);
    await askOf(names.slice(0, middle), goal, query, all);
    await askOf(names.slice(middle), goal, query, all);
    return;
  }
  const byName = Map.groupBy(answer.rows, ({ Name }) => Name);
  for (const name of names) all.set(name, { ...answer, rows: byName.get(name) ?? [] });
}

async function askOnce(goal: string, query: Query): Promise<Rows> {
  try {
    const { answers, isComplete } = await query(goal);
    return { rows: answers, isComplete };
  } catch (error) {
    return { rows: [], isComplete: false, error };
  }
}

function unaskable(): Error {
  return fail('E_DATABOT_NOT_ANSWERED', 'the name holds letters that no question may hold');
}

function* pieces(names: readonly string[]): Generator<readonly string[]> {
  let piece: string[] = [];
  let letters = 0;
  for (const name of names) {
    const more = atom(name).length + 2;
    if (piece.length === MOST_NAMES || (piece.length > 0 && letters + more > MOST_LETTERS)) {
      yield piece;
      piece = [];
      letters = 0;
    }
    piece.push(name);
    letters += more;
  }
  if (piece.length > 0) yield piece;
}
