import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Spinner } from '../../src/view/spinner.ts';
import { testContext } from '../support/context.ts';

const ERASE = '\r\u001b[K';

describe('what turns while something is awaited', () => {
  it('is one line on standard error, no wider than the terminal, and gone in the end', async () => {
    const { terminal, written } = testContext({}, 20);
    const spinner = new Spinner(terminal, 'waiting for something');
    spinner.text = 'still waiting for something';
    while (!written.note.includes('still')) await new Promise((resolve) => setTimeout(resolve, 10));
    spinner.end();
    assert.equal(written.out, '');
    assert.equal(written.note.endsWith(ERASE), true);
    for (const line of written.note.split(ERASE)) assert.ok(line.length < 20, line);
    assert.doesNotMatch(written.note, /\n/);
    const { note } = written;
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.equal(written.note, note, 'it turns no more');
  });

  it('makes room for lines of their own, and goes on below them', () => {
    const { terminal, written } = testContext({}, 80);
    const spinner = new Spinner(terminal, 'waiting');
    spinner.above(() => terminal.note('news\n'));
    spinner.end();
    const [before, news, after] = written.note.split(ERASE).slice(1);
    assert.match(before ?? '', /waiting$/);
    assert.equal(news, 'news\n');
    assert.match(after ?? '', /waiting$/);
  });
});
