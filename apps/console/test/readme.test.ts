import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { consoleAssets } from '@sallyport/console';

const isBuilt = existsSync(join(import.meta.dirname, '../dist/web/index.html'));

it('the example of the README works', {
  skip: isBuilt ? false : 'the pages are not built: npm run build:console',
}, () => {
  const assets = consoleAssets();
  assert.deepEqual([...assets.keys()].filter((path) => !path.startsWith('/assets/')).sort(), [
    '/icon.svg',
    '/index.html',
    '/licenses.md',
  ]);
});
