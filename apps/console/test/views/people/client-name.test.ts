import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { clientName } from '../../../src/views/people/client-name.ts';

const AGENTS: Record<string, string> = {
  'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0': 'Firefox 145, Linux',
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36':
    'Chrome 156, Linux',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0':
    'Edge 156, Windows',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Mobile Safari/537.36':
    'Chrome 156, Android',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15':
    'Safari 26, macOS',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1':
    'Safari 26, iOS',
};

describe('what a browser calls itself', () => {
  for (const [agent, name] of Object.entries(AGENTS)) {
    it(`is said shortly: ${name}`, () => assert.equal(clientName(agent), name));
  }

  it('stays as it is where it is not known', () => {
    for (const agent of ['curl/8.17.0', '<script>alert(1)</script>', '']) assert.equal(clientName(agent), agent);
  });
});
