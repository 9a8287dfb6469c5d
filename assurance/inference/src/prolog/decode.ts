/** What Prolog hands over, narrowed. */

import { fail, type InferenceErrorCode } from '../errors.ts';
import type { Refusal } from '../rules/scan.ts';

const REFUSALS: Readonly<Record<string, InferenceErrorCode>> = {
  syntax: 'E_INFERENCE_SYNTAX',
  directive: 'E_INFERENCE_DIRECTIVE',
  clauses: 'E_INFERENCE_CLAUSES',
  head: 'E_INFERENCE_HEAD',
  forbidden: 'E_INFERENCE_FORBIDDEN',
  term: 'E_INFERENCE_TERM',
  says: 'E_INFERENCE_SAYS',
  sandbox: 'E_INFERENCE_SANDBOX',
};

const ENDINGS: Readonly<Record<string, InferenceErrorCode>> = {
  work: 'E_INFERENCE_WORK',
  inferences: 'E_INFERENCE_WORK',
  memory: 'E_INFERENCE_MEMORY',
  evaluation: 'E_INFERENCE_EVALUATION',
  unstratified: 'E_INFERENCE_UNSTRATIFIED',
  quarantined: 'E_INFERENCE_QUARANTINED',
};

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  throw fail('E_INFERENCE_ENGINE', 'no text where one was expected');
}

export function numberOf(value: unknown): number {
  const number = Number(typeof value === 'string' || typeof value === 'bigint' ? value : Number.NaN);
  if (typeof value === 'number') return value;
  if (Number.isNaN(number)) throw fail('E_INFERENCE_ENGINE', 'no number where one was expected');
  return number;
}

export function refusalOf([code, line, sentence]: readonly unknown[]): Refusal {
  const at = numberOf(line);
  return {
    code: REFUSALS[textOf(code)] ?? 'E_INFERENCE_FORBIDDEN',
    sentence: textOf(sentence),
    ...(at > 0 ? { line: at } : {}),
  };
}

export function endingCode(code: string): InferenceErrorCode {
  return ENDINGS[code] ?? 'E_INFERENCE_EVALUATION';
}
