import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CATALOGUE, PARTS } from '../../src/i18n/catalogue.ts';
import { LANGUAGES, type Text } from '../../src/i18n/texts.ts';
import { memberNode, nodesOf, sources } from '../support/sources.ts';

const entries = Object.entries(CATALOGUE);

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
    const keys = PARTS.flatMap((part) => Object.keys(part));
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  });

  it('has no text that nothing says', () => {
    const { words, beginnings } = saidInSources();
    const unsaid = entries
      .map(([key]) => key)
      .filter((key) => !words.has(key) && !beginnings.some((beginning) => key.startsWith(beginning)));
    assert.deepEqual(unsaid, []);
  });
});

/** What stands in quotation marks anywhere but in the catalogue, and how texts begin that are put together. */
function saidInSources(): { readonly words: ReadonlySet<string>; readonly beginnings: readonly string[] } {
  const words = new Set<string>();
  const beginnings = new Set<string>();
  for (const source of sources()) {
    if (source.file.endsWith('texts.ts')) continue;
    for (const node of nodesOf(source)) {
      if (node.type === 'Literal' && typeof node['value'] === 'string') words.add(node['value']);
      if (node.type !== 'TemplateLiteral') continue;
      const [first] = Array.isArray(node['quasis']) ? node['quasis'] : [];
      const cooked = first === undefined ? undefined : memberNode({ type: 'first', first }, 'first')?.['value'];
      const beginning =
        typeof cooked === 'object' && cooked !== null && 'cooked' in cooked ? String(cooked.cooked) : '';
      // A beginning must name a part and a group of it, or everything would count as said.
      if (/^[a-z-]+\.[a-z.-]+\.$/.test(beginning) || /^[a-z-]+\.[a-z-]+[.-]$/.test(beginning))
        beginnings.add(beginning);
    }
  }
  return { words, beginnings: [...beginnings] };
}
