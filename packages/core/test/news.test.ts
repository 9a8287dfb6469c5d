import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { News } from '@sallyport/core';

describe('news', () => {
  it('comes to everybody who listens, also behind a listener that fails', () => {
    const [heard, errors]: [string[], unknown[]] = [[], []];
    const news = new News<string>((error) => errors.push(error));
    const failure = new RangeError('not today');
    news.listen(() => {
      throw failure;
    });
    news.listen((text) => heard.push(text));
    news.tell('trust is gone');
    assert.deepEqual([heard, errors], [['trust is gone'], [failure]]);
  });

  it('comes to nobody who has stopped', () => {
    const heard: string[] = [];
    const news = new News<string>(assert.ifError);
    assert.equal(news.isHeard, false);
    const stop = news.listen((text) => heard.push(text));
    assert.equal(news.isHeard, true);
    stop();
    news.tell('unheard');
    assert.deepEqual([heard, news.isHeard], [[], false]);
  });
});
