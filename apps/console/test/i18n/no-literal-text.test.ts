import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memberNode, nodesOf, type Source, type SyntaxNode, sources } from '../support/sources.ts';

/** Attributes that a person sees or hears. */
const SPOKEN: ReadonlySet<string> = new Set([
  'action',
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'caption',
  'empty',
  'help',
  'label',
  'lead',
  'none',
  'placeholder',
  'title',
]);
const LETTER = /\p{L}/u;

function literalTexts(source: Source): readonly string[] {
  return [...nodesOf(source)].flatMap((node) => textOf(node).filter((text) => LETTER.test(text)));
}

function textOf(node: SyntaxNode): readonly string[] {
  if (node.type === 'JSXText') return [String(node['value'])];
  if (node.type === 'JSXExpressionContainer') return literalOf(memberNode(node, 'expression'));
  if (node.type !== 'JSXAttribute') return [];
  const name = memberNode(node, 'name')?.['name'];
  return typeof name === 'string' && SPOKEN.has(name) ? literalOf(memberNode(node, 'value')) : [];
}

function literalOf(node: SyntaxNode | undefined): readonly string[] {
  return node?.type === 'Literal' && typeof node['value'] === 'string' ? [node['value']] : [];
}

/** What stands in an expression as the value of an attribute that nobody hears is no text: `look={'main'}`. */
function isHeard({ file, text }: Source): boolean {
  return file.endsWith('.tsx') && text.includes('<');
}

describe('what the pages say', () => {
  it('comes from the catalogue, and never from the markup', () => {
    const found = sources('**/*.tsx')
      .filter(isHeard)
      .flatMap((source) => literalTexts(source).map((text) => `${source.file}: ${text.trim()}`));
    assert.deepEqual(found, []);
  });

  it('would be found in the markup', () => {
    const planted = (text: string): readonly string[] => literalTexts({ file: 'planted.tsx', text });
    assert.deepEqual(planted('const a = <p>Hello</p>;'), ['Hello']);
    assert.deepEqual(planted('const a = <p title="Hello" class="x">×</p>;'), ['Hello']);
    assert.deepEqual(planted("const a = <p>{'Hello'}</p>;"), ['Hello']);
    assert.deepEqual(planted('const a = <p class="x">{hello}</p>;'), []);
  });
});

describe('what others can fill in', () => {
  it('is text and never markup: nothing writes HTML', () => {
    const ways = /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|\beval\(/;
    assert.deepEqual(
      sources()
        .filter(({ text }) => ways.test(text))
        .map(({ file }) => file),
      [],
    );
  });

  it('stands in no style attribute: styles are objects, which the policy of the page permits', () => {
    assert.deepEqual(
      sources('**/*.tsx')
        .filter(({ text }) => /\sstyle="/.test(text))
        .map(({ file }) => file),
      [],
    );
  });
});
