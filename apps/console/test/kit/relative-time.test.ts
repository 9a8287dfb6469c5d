import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { relativeTime } from '../../src/kit/relative-time.ts';

const MINUTE = 60_000;

describe('how long ago something was', () => {
  it('is told in the largest unit that it fills', () => {
    assert.equal(relativeTime(-5 * MINUTE, 'en'), '5 minutes ago');
    assert.equal(relativeTime(-119 * MINUTE, 'en'), '1 hour ago');
    assert.equal(relativeTime(3 * 1440 * MINUTE, 'en'), 'in 3 days');
    assert.equal(relativeTime(-800 * 1440 * MINUTE, 'en'), '2 years ago');
  });

  it('is told in seconds below a minute', () => {
    assert.equal(relativeTime(0, 'en'), 'now');
    assert.equal(relativeTime(-59_999, 'en'), '59 seconds ago');
  });

  it('is told in the language of the page', () => {
    assert.equal(relativeTime(-5 * MINUTE, 'de'), 'vor 5 Minuten');
    assert.equal(relativeTime(-5 * MINUTE, 'de', 'short'), 'vor 5 Min.');
  });
});
