import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DOMAIN_OPERATIONS } from '@sallyport/app-domain';
import { rowsOf } from '../../build/operation-rows.ts';
import { sources } from '../support/sources.ts';

describe('the operations that the pages know', () => {
  it('are all of the domain, by method, path and roles alone', () => {
    const rows = rowsOf(DOMAIN_OPERATIONS);
    assert.deepEqual(Object.keys(rows), Object.keys(DOMAIN_OPERATIONS));
    for (const [name, row] of Object.entries(rows)) {
      assert.deepEqual(Object.keys(row), ['via', 'roles'], name);
      assert.match(row.via, /^(GET|POST|PUT|PATCH|DELETE) \//, name);
    }
  });

  it('are asked for by name, and by nothing else: no view knows an address', () => {
    const knowing = sources('views/**/*.{ts,tsx}').filter(({ text }) =>
      /fetch\(|\/api\/v1|XMLHttpRequest|EventSource/.test(text),
    );
    assert.deepEqual(
      knowing.map(({ file }) => file),
      [],
    );
  });
});
