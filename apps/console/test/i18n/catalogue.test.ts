import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_PARTS, ALL_TEXTS } from '../../src/i18n/all-texts.ts';
import { LANGUAGES, type Text } from '../../src/i18n/texts.ts';
import { nodesOf, type SyntaxNode, sources } from '../support/sources.ts';

const entries = Object.entries(ALL_TEXTS);

function formsOf(text: Text): readonly string[] {
  return typeof text === 'string' ? [text] : [text.one, text.other];
}

function namesIn(text: Text): readonly string[] {
  const forms = typeof text === 'string' ? text : text.other;
  return [...forms.matchAll(/\{([a-zA-Z]+)\}/g)].map(([, name = '']) => name).sort();
}

describe('the catalogue of texts', () => {
  it('has every text in every language', () => {
    const missing = entries.flatMap(([key, texts]) =>
      LANGUAGES.filter((language) => formsOf(texts[language]).some((form) => form.trim() === '')).map(
        (language) => `${key} in ${language}`,
      ),
    );
    assert.deepEqual(missing, []);
  });

  it('puts the same values into a text in every language', () => {
    const different = entries
      .filter(([, texts]) => LANGUAGES.some((language) => namesIn(texts[language]).join() !== namesIn(texts.en).join()))
      .map(([key]) => key);
    assert.deepEqual(different, []);
  });

  it('depends on a number in all languages or in none', () => {
    const different = entries
      .filter(([, texts]) => LANGUAGES.some((language) => typeof texts[language] !== typeof texts.en))
      .map(([key]) => key);
    assert.deepEqual(different, []);
  });

  it('names no key in two parts', () => {
    const keys = ALL_PARTS.flatMap((part) => Object.keys(part));
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  });

  it('has no text that nothing says', () => {
    const { words, shapes } = saidInSources();
    const unsaid = entries
      .map(([key]) => key)
      .filter((key) => !words.has(key) && !shapes.some((shape) => shape.test(key)));
    assert.deepEqual(unsaid, []);
  });
});

/** What stands in quotation marks anywhere but in the catalogue, and the shapes of texts that are put together. */
function saidInSources(): { readonly words: ReadonlySet<string>; readonly shapes: readonly RegExp[] } {
  const words = new Set<string>();
  const shapes: RegExp[] = [];
  for (const source of sources()) {
    if (source.file.endsWith('texts.ts')) continue;
    for (const node of nodesOf(source)) {
      if (node.type === 'Literal' && typeof node['value'] === 'string') words.add(node['value']);
      if (node.type === 'TemplateLiteral') shapes.push(...shapeOf(node));
    }
  }
  return { words, shapes };
}

/** A key that is put together begins with the name of its part. Where nothing else is fixed, each value stands for one word. */
function shapeOf(template: SyntaxNode): readonly RegExp[] {
  const parts = partsOf(template);
  const [first = ''] = parts;
  if (!/^[a-z-]+\./.test(first)) return [];
  const value = /^[a-z-]+\.[a-z-]+[.-]/.test(first) ? '.+' : '[^.]+';
  return [new RegExp(`^${parts.map(escaped).join(value)}$`)];
}

/** What stands between the values of a template. */
function partsOf({ quasis }: SyntaxNode): readonly string[] {
  if (!Array.isArray(quasis)) return [];
  return quasis.map((quasi: { readonly value: { readonly cooked: string } }) => quasi.value.cooked);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
