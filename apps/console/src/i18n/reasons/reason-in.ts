/** Finds which known reason a sentence of the domain is, and of whom it speaks. */

import { LANGUAGES, type Language } from '../texts.ts';
import { REASON_TEXTS } from './texts.ts';

interface Pattern {
  readonly fits: RegExp;
  readonly text: Readonly<Record<Language, string>>;
  /** Letters that are the same in each sentence of its kind: the more, the better it fits. */
  readonly fixed: number;
}

const NAME = /\{([A-Za-z]+)\}/g;
/** Longer sentences are of no rule that is shipped. */
const MOST = 1000;

const PATTERNS: readonly Pattern[] = Object.values(REASON_TEXTS)
  .map((text) => {
    const parts = text.en.split(NAME);
    const source = parts.map((part, index) => (index % 2 === 0 ? escaped(part) : `(?<${part}>.+?)`)).join('');
    const fixed = parts.filter((_, index) => index % 2 === 0).join('').length;
    return { fits: new RegExp(`^${source}$`), text, fixed };
  })
  .sort((a, b) => b.fixed - a.fixed);

/** The sentence in this language; as it is where it is of a rule that nobody here knows. */
export function reasonIn(language: Language, sentence: string): string {
  const [plain] = LANGUAGES;
  if (language === plain || sentence.length > MOST) return sentence;
  for (const { fits, text } of PATTERNS) {
    const groups = fits.exec(sentence)?.groups;
    if (groups !== undefined)
      return text[language].replaceAll(NAME, (_, name: string) => spoken(groups[name] ?? '', language));
    if (text.en === sentence) return text[language];
  }
  return sentence;
}

/** The house's own are called by what they are, which has a word in each language. */
const OWN: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'the owner': { en: 'the owner', de: 'der Eigentümer' },
  'this domain': { en: 'this domain', de: 'diese Domäne' },
  'the databots of this domain': { en: 'the databots of this domain', de: 'ein Databot dieser Domäne' },
};

export function spoken(name: string, language: Language): string {
  return OWN[name]?.[language] ?? name;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
