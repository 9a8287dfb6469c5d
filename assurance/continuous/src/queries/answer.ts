/** What a query is answered with, within what one claim can hold. */

import type { SubjectOf } from '@sallyport/assurance-claims';
import type { QueryResult } from '@sallyport/assurance-inference';

export type AnswerSubject = SubjectOf<'Answer'>;
type Answers = AnswerSubject['answers'];

/** Of all answers together, as JSON: a claim is at most 256 KiB, and base64 takes a third more. */
const MAX_BYTES = 128 * 1024;
const MAX_NAME = 64;
const MAX_TEXT = 4096;
const MAX_EXPLANATION = 16_384;

export function answered(
  { answers, isComplete, problem }: QueryResult,
  max: number,
): Omit<AnswerSubject, 'query' | 'answered'> {
  const kept: Answers = [];
  let bytes = 0;
  for (const bindings of answers) {
    bytes += Buffer.byteLength(JSON.stringify(bindings));
    if (kept.length === max || bytes > MAX_BYTES || !Object.entries(bindings).every(fits)) break;
    kept.push({ ...bindings });
  }
  return {
    outcome: problem === undefined ? 'answered' : 'failed',
    answers: kept,
    isComplete: isComplete && problem === undefined && kept.length === answers.length,
    ...(problem === undefined ? {} : { explanation: problem.sentence.slice(0, MAX_EXPLANATION) }),
  };
}

export function notAnswered(outcome: 'refused' | 'failed', why: string): Omit<AnswerSubject, 'query' | 'answered'> {
  return { outcome, answers: [], isComplete: false, explanation: why.slice(0, MAX_EXPLANATION) };
}

function fits([name, value]: [string, string | number | boolean | null]): boolean {
  return name.length <= MAX_NAME && (typeof value !== 'string' || value.length <= MAX_TEXT);
}
