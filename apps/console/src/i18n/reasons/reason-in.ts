/** Finds which known reason a sentence of the domain is, and of whom it speaks. */

import { LANGUAGES, type Language } from '../texts.ts';
import { OBSERVED_TEXTS } from './observed-texts.ts';
import { REASON_TEXTS } from './texts.ts';
import { VERDICT_TEXTS } from './verdict-texts.ts';

interface Pattern {
  readonly fits: RegExp;
  readonly text: Readonly<Record<Language, string>>;
  /** Letters that are the same in each sentence of its kind: the more, the better it fits. */
  readonly fixed: number;
}

const NAME = /\{([A-Za-z]+)\}/g;
/** Longer sentences are of no rule that is shipped. */
const MOST = 2048;
/** A claim in CAHN's notation is the same in each language. */
const NOTATION = /^\{ .+ \}/;
/** What is put in here is a reason again. */
const WHY = 'Why';
/** Between the reasons of one decision. */
const BETWEEN = '; ';

const TEXTS: readonly Pattern['text'][] = [REASON_TEXTS, OBSERVED_TEXTS, VERDICT_TEXTS].flatMap((part) =>
  Object.values(part),
);

const PATTERNS: readonly Pattern[] = TEXTS.map((text) => {
  const parts = text.en.split(NAME);
  const source = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`)).join('');
  const fixed = parts.filter((_, index) => index % 2 === 0).join('').length;
  return { fits: new RegExp(`^${source}$`), text, fixed };
}).sort((a, b) => b.fixed - a.fixed);

const BY_WORDS: ReadonlyMap<string, Pattern['text']> = new Map(TEXTS.map((text) => [text.en, text]));

/**
 * The sentence in this language; as it is where it is of a rule that nobody here knows. For what the log holds as a sentence: where
 * the domain tells it in pieces, {@link saidIn} is surer.
 */
export function reasonIn(language: Language, sentence: string): string {
  const [plain] = LANGUAGES;
  if (language === plain || sentence.length > MOST) return sentence;
  const parts = sentence.split(BETWEEN);
  const said = parts.map((part) => (NOTATION.test(part) ? part : knownIn(language, part)));
  // A name may hold what stands between reasons.
  const whole = said.includes(undefined) ? knownIn(language, sentence) : undefined;
  return whole ?? said.map((part, index) => part ?? parts[index]).join(BETWEEN);
}

function knownIn(language: Language, sentence: string): string | undefined {
  for (const { fits, text } of PATTERNS) {
    const groups = fits.exec(sentence)?.groups;
    if (groups !== undefined) return filled(text[language], groups, language);
    if (text.en === sentence) return text[language];
  }
  return undefined;
}

/** What a rule says, by the text as its author wrote it and the values in it; undefined where no shipped rule says it. */
export function saidIn(language: Language, text: string, values: Readonly<Record<string, string>>): string | undefined {
  const known = BY_WORDS.get(text)?.[language];
  return known === undefined ? undefined : filled(known, values, language);
}

function filled(text: string, values: Readonly<Record<string, string>>, language: Language): string {
  return text.replaceAll(NAME, (_, name: string) => {
    const value = values[name] ?? '';
    return name === WHY ? reasonIn(language, value) : spoken(value, language);
  });
}

/** The house's own are called by what they are, which has a word in each language. */
const OWN: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'the owner': { en: 'the owner', de: 'der Eigentümer' },
  'this domain': { en: 'this domain', de: 'diese Domäne' },
  'the databots of this domain': { en: 'the databots of this domain', de: 'ein Databot dieser Domäne' },
  'the authentication server of this domain': {
    en: 'the authentication server of this domain',
    de: 'der Authentifizierungsserver dieser Domäne',
  },
  "this domain's databot": { en: "this domain's databot", de: 'ein Databot dieser Domäne' },
  'this registrar': { en: 'this registrar', de: 'dieser Registrar' },
  'the command line': { en: 'the command line', de: 'die Kommandozeile' },
};

export function spoken(name: string, language: Language): string {
  return Object.hasOwn(OWN, name) ? (OWN[name]?.[language] ?? name) : name;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
