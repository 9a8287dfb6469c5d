/** Steps of a proof as sentences in a language: by what they ask for, and never by what they say in English. */

import type { AnswerOf } from '../../api/operations.ts';
import { formatText } from '../../i18n/format.ts';
import { saidIn } from '../../i18n/reasons/reason-in.ts';
import type { Language } from '../../i18n/texts.ts';
import { PROOF_TEXTS } from './proof-texts.ts';
import { type Names, readable } from './readable.ts';
import { MOMENTS, PEOPLE, wordingOf } from './relations.ts';

export type Step = AnswerOf<'why'>['reasons'][number];
type Asked = NonNullable<Step['asked']>;
type Value = Asked['arguments'][number];

/** Stands for what may be anything. */
const ANYTHING = '…';

type ProofKey = keyof typeof PROOF_TEXTS;

/** What an author of a rule wrote stays as it is where no shipped rule says it. */
export function sentenceIn(language: Language, step: Step, names: Names): string {
  const { said, asked, kind, holds, sentence } = step;
  if (said !== undefined) {
    const values = Object.entries(said.values).map(([name, value]) => [name, shown(language, value, names)] as const);
    return saidIn(language, said.text, Object.fromEntries(values)) ?? readable(sentence, names);
  }
  const what = phraseIn(language, asked, names) ?? readable(goalIn(step), names);
  switch (kind) {
    case 'missing':
      return textIn(language, 'proof.missing', { what });
    case 'not':
      return textIn(language, holds ? 'proof.not' : 'proof.not.fails', { what });
    case 'limit':
      return textIn(language, 'proof.limit', { what });
    default:
      return what;
  }
}

/** Where there are no words for what is asked: what was claimed, in CAHN's notation, or the goal in Prolog's. */
function goalIn({ claim, goal, kind }: Step): string {
  if (claim !== undefined) return claim.statement;
  return kind === 'not' ? goal.replace(/^\\\+ ?/, '') : goal;
}

function phraseIn(language: Language, asked: Asked | undefined, names: Names): string | undefined {
  if (asked === undefined) return undefined;
  const { text, names: called, variant } = wordingOf(asked.relation);
  const byName = new Map(called.map((name, index) => [name, asked.arguments[index] ?? null] as const));
  const which = variant === undefined ? null : (byName.get(variant) ?? null);
  const found = [`proof.says.${text}.${which}`, `proof.says.${text}`].find(isKey);
  if (found === undefined) return undefined;
  const values = [...byName].map(([name, value]) => [name, argumentIn(language, name, value, names)] as const);
  return textIn(language, found, Object.fromEntries(values));
}

function argumentIn(language: Language, name: string, value: Value, names: Names): string {
  if (value === null && PEOPLE.has(name)) return textIn(language, 'proof.somebody');
  if (typeof value === 'number' && MOMENTS.has(name)) {
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(value * 1000);
  }
  return shown(language, value, names);
}

function shown(language: Language, value: Value, names: Names): string {
  if (value === null) return ANYTHING;
  return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : readable(String(value), names);
}

function textIn(language: Language, key: ProofKey, values: Readonly<Record<string, string>> = {}): string {
  return formatText(PROOF_TEXTS[key][language], language, values);
}

function isKey(key: string): key is ProofKey {
  return Object.hasOwn(PROOF_TEXTS, key);
}
