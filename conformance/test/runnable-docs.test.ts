import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stepsOf } from '../src/runnable-docs.ts';

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\``;

describe('the steps of a document', () => {
  it('are the marked blocks, in order', () => {
    const document = [
      fenced('sh', 'rm -rf /'),
      '<!-- run -->',
      fenced('sh', 'one\ntwo'),
      '<!-- run until "listens" -->',
      fenced('sh', 'serve'),
      '<!-- run -->',
      fenced('ts', 'three();'),
      '<!-- run in the repository -->',
      fenced('sh', 'four'),
      '<!-- run unseen',
      'five',
      '-->',
      '<!-- run unseen until "up"',
      'six',
      '-->',
      '<!-- stop -->',
    ].join('\n');
    assert.deepEqual(
      stepsOf(document).map(({ line: _, ...step }) => step),
      [
        { do: 'run', language: 'sh', how: 'plain', code: 'one\ntwo\n' },
        { do: 'start', until: 'listens', code: 'serve\n' },
        { do: 'run', language: 'ts', how: 'plain', code: 'three();\n' },
        { do: 'run', language: 'sh', how: 'in the repository', code: 'four\n' },
        { do: 'run', language: 'sh', how: 'plain', code: 'five\n' },
        { do: 'start', until: 'up', code: 'six\n' },
        { do: 'stop' },
      ],
    );
  });

  it('say where they stand', () => {
    assert.deepEqual(stepsOf(`text\n\n<!-- stop -->\n`), [{ do: 'stop', line: 3 }]);
  });

  it('are never passed over in silence', () => {
    for (const document of [
      '<!-- run -->\n\n```sh\none\n```',
      '<!-- run -->\n```json\n{}\n```',
      '<!-- run quickly -->\n```sh\none\n```',
      '<!-- run until "x" -->\n```ts\none\n```',
      '<!-- run refused -->\n```ts\none\n```',
      '<!-- run -->\n```sh\none',
      '<!-- run unseen\none',
    ]) {
      assert.throws(() => stepsOf(document), SyntaxError);
    }
  });
});
