/** A first look at a rule text, before Prolog's reader sees it: what could harm the reader, or deceive people. */

import { utf8 } from '@sallyport/core';
import type { InferenceErrorCode } from '../errors.ts';
import type { InferenceLimits } from '../limits.ts';

export interface Refusal {
  readonly code: InferenceErrorCode;
  readonly sentence: string;
  readonly line?: number;
}

/** Prolog's reader descends into brackets on the machine's own stack. */
const DEEPEST = 200;
const CONTROL = /[^\P{Cc}\t\n\r]/u;
/** Letters that make a text look different from what is read (Unicode Technical Report 36). */
const DECEPTIVE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

export function scan(text: string, limits: Pick<InferenceLimits, 'textBytes'>): Refusal | undefined {
  const { length } = utf8(text);
  if (length > limits.textBytes)
    return { code: 'E_INFERENCE_TEXT_TOO_LARGE', sentence: `a text of ${length} bytes, ${limits.textBytes} at most` };
  if (!text.isWellFormed() || CONTROL.test(text))
    return { code: 'E_INFERENCE_SYNTAX', sentence: 'a text with control characters, or that is no Unicode' };
  const deceptive = DECEPTIVE.exec(text);
  if (deceptive !== null)
    return {
      code: 'E_INFERENCE_SYNTAX',
      sentence: 'a text with invisible letters, or letters that change the direction of reading',
      line: lineAt(text, deceptive.index),
    };
  return tooDeep(text);
}

/** Comments, characters by `0'`, numbers of another base, quoted texts with their escapes, and brackets: as Prolog's reader will meet them. */
const TOKENS =
  /%[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\b0'(?:\\[\s\S]|''|[\s\S])|\b\d+'\w+|(['"`])(?:\\(?:x[0-9a-fA-F]+\\?|[0-7]+\\?|[\s\S])|(?!\1)[^\\])*(?:\1|$)|[([{]|[)\]}]/gu;

function tooDeep(text: string): Refusal | undefined {
  let depth = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [token] = match;
    if (token === '(' || token === '[' || token === '{') depth += 1;
    if (token === ')' || token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (depth > DEEPEST)
      return {
        code: 'E_INFERENCE_CLAUSES',
        sentence: `brackets nested more than ${DEEPEST} deep`,
        line: lineAt(text, match.index),
      };
  }
  return undefined;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}
