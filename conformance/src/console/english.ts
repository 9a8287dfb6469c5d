/** Finds English on a page that is to be German: texts of the catalogue, what the domain says of schemas and rules, and English words. */

import { ALL_TEXTS } from '@sallyport/console/texts';
import { isJsonObject, type JsonValue } from '@sallyport/core';
import type { Page } from 'playwright-core';

/** Words of English sentences that are no words of German ones. */
const WORDS =
  /\b(?:the|of|and|not|nobody|somebody|which|with|from|says|its|it|is|are|were|has|have|been|by|to|this|that|these|there|who|what|when|for|no|yes|only|may|must|than|where|else|every|each|claimed|states|trusted|trusts)\b/i;
const NAME = /\{[a-zA-Z]+\}/g;
/** What is short is a word of both languages, or a sign. */
const LEAST_LETTERS = 3;

/**
 * In the page: what stands in it or is said of it, but for what is for programs (`code`, `pre`), what is marked as English because
 * the domain said it so, and what nobody hears or sees.
 */
const TEXTS = `(() => {
  const found = new Set();
  const isLeftOut = (element) => element.closest('code, pre, script, style, noscript, [lang="en"], [aria-hidden="true"] svg') !== null;
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
    if (node.parentElement !== null && !isLeftOut(node.parentElement)) found.add(node.textContent);
  }
  for (const element of document.body.querySelectorAll('*')) {
    if (isLeftOut(element)) continue;
    for (const name of ['aria-label', 'aria-description', 'title', 'placeholder', 'alt']) {
      const text = element.getAttribute(name);
      if (text !== null) found.add(text);
    }
  }
  return [...found].map((text) => text.replace(/\\s+/g, ' ').trim()).filter((text) => text !== '');
})()`;

/** All texts of the page as it is now, each once. */
export async function textsOf(page: Page): Promise<readonly string[]> {
  const texts: readonly string[] = await page.evaluate(TEXTS);
  return texts;
}

interface Sentence {
  readonly key: string;
  readonly fits: RegExp;
}

/** English texts of the catalogue that are others in German. */
const ENGLISH: readonly Sentence[] = Object.entries(ALL_TEXTS).flatMap(([key, { en, de }]) => {
  const german = new Set(formsOf(de));
  return formsOf(en)
    .filter(
      (form) => !german.has(form) && form.replaceAll(NAME, '').replaceAll(/[^\p{L}]/gu, '').length >= LEAST_LETTERS,
    )
    .map((form) => ({ key, fits: patternOf(form) }));
});
/** What the catalogue says in German: some of it reads as a text of another key does in English. */
const GERMAN: readonly RegExp[] = Object.values(ALL_TEXTS).flatMap(({ de }) =>
  formsOf(de)
    .filter((form) => !/^\W*\{[a-zA-Z]+\}\W*$/.test(form))
    .map(patternOf),
);

function formsOf(text: string | { readonly one: string; readonly other: string }): readonly string[] {
  return typeof text === 'string' ? [text] : [text.one, text.other];
}

function patternOf(form: string): RegExp {
  const parts = form.split(NAME).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}

export interface EnglishOptions {
  /** What the domain answers of templates, rules and the like: every text in it is English. */
  readonly said: readonly JsonValue[];
  /** What is meant to stand on a German page. */
  readonly allowed: readonly RegExp[];
}

export class English {
  readonly #said: ReadonlySet<string>;
  readonly #allowed: readonly RegExp[];

  constructor({ said, allowed }: EnglishOptions) {
    this.#said = new Set(said.flatMap(textsIn).filter((text) => text.length >= LEAST_LETTERS));
    this.#allowed = allowed;
  }

  /** Each text that is English, with why it is taken for that. */
  in(texts: readonly string[]): readonly string[] {
    return texts.flatMap((text) => {
      if (this.#allowed.some((allowed) => allowed.test(text))) return [];
      const key = ENGLISH.find(({ fits }) => fits.test(text))?.key;
      if (key !== undefined && !GERMAN.some((german) => german.test(text))) return [`${text} (the text ${key})`];
      if (this.#said.has(text)) return [`${text} (as the domain says it)`];
      const [word] = WORDS.exec(text) ?? [];
      return word === undefined ? [] : [`${text} (${word})`];
    });
  }
}

/** Every text below a value, names of members among them. */
function textsIn(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
