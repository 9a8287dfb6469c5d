/** A query that a person wrote: read like a rule, bounded like one, and answered with whatever its names stand for. */

import { fail } from '../errors.ts';
import { readValue } from '../facts/values.ts';
import type { InferenceLimits } from '../limits.ts';
import type { QueryResult } from '../model.ts';
import { ask } from '../prolog/door.ts';
import { HostDown } from '../prolog/host.ts';
import { type Refusal, scan } from '../rules/scan.ts';
import type { Judge } from './judge.ts';
import type { PrologEngine } from './prolog-engine.ts';
import { DOWN } from './verdicts.ts';

/** What was read, and may be asked. */
export interface FreeQuery {
  readonly text: string;
  readonly most: number;
}

/** @throws E_INFERENCE_… what the text is refused for */
export function readQuery(goalText: string, limit: number | undefined, limits: InferenceLimits): FreeQuery {
  const refusal = scan(goalText, limits);
  if (refusal !== undefined) throw refused(refusal);
  const text = /\.\s*$/.test(goalText) ? goalText : `${goalText}\n.`;
  return { text, most: Math.min(limit ?? limits.answers, limits.answers) };
}

/** For whoever has the turn. `now`: in seconds since 1970. @throws E_INFERENCE_… what the text is refused for */
export async function askFreely(
  { text, most }: FreeQuery,
  { engine, judge }: { readonly engine: PrologEngine; readonly judge: Judge },
  now: number,
): Promise<QueryResult> {
  try {
    const result = await engine.call((caller) => ask(caller, text, most, now));
    if ('code' in result) throw refused(result);
    const problem = judge.problemOf(result.ending);
    const { names, rows, isAll } = result;
    return {
      answers: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, readValue(row[index])]))),
      isComplete: isAll && problem === undefined,
      ...(problem === undefined ? {} : { problem }),
    };
  } catch (thrown) {
    if (!(thrown instanceof HostDown)) throw thrown;
    return { answers: [], isComplete: false, problem: DOWN };
  }
}

function refused({ code, sentence, line }: Refusal) {
  return fail(code, sentence, line === undefined ? {} : { details: { line } });
}
