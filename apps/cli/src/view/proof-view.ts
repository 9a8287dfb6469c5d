/** A decision for people: the sentence first, then what it rests on. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';
import { printable, styled, type Terminal, wrapped } from '../terminal.ts';
import { objectsIn, textIn } from './members.ts';
import { type Names, named } from './names.ts';
import { type ProofView, proofLines } from './proof-tree.ts';

const OUTCOMES = {
  permit: { mark: '✔', style: 'green', word: 'permitted' },
  deny: { mark: '✘', style: 'red', word: 'denied' },
  defer: { mark: '…', style: 'yellow', word: 'put off' },
} as const;

/** From the answer of `why`. */
export function decisionText(answer: JsonValue, view: ProofView, terminal: Terminal): string {
  if (!isJsonObject(answer)) return '';
  const { proof = null } = answer;
  const lines = [sentenceOf(answer, view.names, terminal)];
  for (const { type, value } of obligationsOf(answer)) lines.push(wrapped(terminal, `  with ${type} ${value}`));
  if (isJsonObject(proof)) lines.push('', ...proofLines(proof, view, terminal));
  return `${lines.join('\n')}\n`;
}

/** One line: what is decided, of whom, and the reason; of a yes that has a proof, that is the reason. */
export function sentenceOf(answer: JsonObject, names: Names, terminal: Terminal): string {
  const outcome = outcomeOf(answer);
  const { mark, style, word } = OUTCOMES[outcome];
  const { device = null, proof = null } = answer;
  const who = isJsonObject(device) ? (textIn(device, 'serialNumber') ?? '') : '';
  const isProved = outcome === 'permit' && isJsonObject(proof);
  const reason = isProved ? '' : `: ${named(textIn(answer, 'reason') ?? '', names)}`;
  const text = wrapped(terminal, printable(`${mark} ${who} is ${word} at ${textIn(answer, 'point') ?? ''}${reason}`));
  return text.replace(mark, styled(terminal, style, mark)).replace(word, styled(terminal, ['bold', style], word));
}

function outcomeOf(answer: JsonObject): keyof typeof OUTCOMES {
  const decision = textIn(answer, 'decision');
  return decision === 'permit' || decision === 'defer' ? decision : 'deny';
}

function obligationsOf(answer: JsonObject) {
  return objectsIn(answer, 'obligations').map((each) => ({
    type: printable(textIn(each, 'type') ?? ''),
    value: printable(textIn(each, 'value') ?? ''),
  }));
}
