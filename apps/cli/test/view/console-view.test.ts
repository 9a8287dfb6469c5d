import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consoleJson, consoleText } from '../../src/view/console-view.ts';
import { testContext } from '../support/context.ts';

const { terminal } = testContext();
const INTERACTIVE = { ...terminal, interactive: true };
const link = { path: '/sign-in#secret', expiresAt: '2026-06-01T12:15:00.000Z' };
const caFingerprint = 'ab'.repeat(32);
const url = 'https://localhost:1';

describe('the way to the console', () => {
  it('has the link and its end, for a person at a terminal', () => {
    const text = consoleText({ url, link, caFingerprint }, INTERACTIVE);
    assert.match(text, /https:\/\/localhost:1\/sign-in#secret\n/);
    assert.match(text, /good until 12:15 UTC/);
  });

  it('has no link where what is written may be kept, and says how to get one', () => {
    const text = consoleText({ url, link, caFingerprint }, terminal);
    assert.doesNotMatch(text, /secret/);
    assert.match(text, /sallyport console link/);
  });

  it('shows the fingerprint of the domain CA as browsers do', () => {
    assert.match(consoleText({ url, caFingerprint }, terminal), /\n {2}(?:AB:){31}AB\n$/);
  });

  it('is one object for programs, with the whole link', () => {
    assert.deepEqual(consoleJson({ url, link, caFingerprint }), {
      console: { url, link: `${url}/sign-in#secret`, expiresAt: link.expiresAt, caFingerprint },
    });
    assert.deepEqual(consoleJson({ url, caFingerprint }), { console: { url, caFingerprint } });
  });
});
