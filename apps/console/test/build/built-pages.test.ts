import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Asset } from '@sallyport/api';
import { DOMAIN_OPERATIONS } from '@sallyport/app-domain';
import { consoleAssets } from '@sallyport/console';

const BUILT = join(import.meta.dirname, '../../dist/web');
const skip = existsSync(join(BUILT, 'index.html')) ? false : 'the pages are not built: npm run build:console';
/** All views, with everything that is loaded later, compressed. */
const MOST_BYTES = 250_000;
/** What a browser loads before it shows the first view. */
const MOST_FIRST_BYTES = 80_000;

function textOf({ body, encoding }: Asset): string {
  return (encoding === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
}

function isProgram(path: string): boolean {
  return /\.(js|css|html)$/.test(path);
}

describe('the pages that were built', { skip }, () => {
  const assets = skip === false ? consoleAssets(BUILT) : new Map<string, Asset>();
  const start = textOf(assets.get('/index.html') ?? { body: new Uint8Array(0), type: '', etag: '', immutable: false });

  it('are small enough for a slow line', () => {
    const sizes = [...assets].filter(([path]) => isProgram(path)).map(([, { body }]) => body.length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    assert.ok(total > 0 && total < MOST_BYTES, `${total} bytes`);
  });

  it('show the first view after a small part of that', () => {
    const named = [...start.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(
      ([, path = '']) => assets.get(path)?.body.length ?? 0,
    );
    const total = named.reduce((sum, size) => sum + size, 0);
    assert.ok(named.length >= 2 && total < MOST_FIRST_BYTES, `${total} bytes`);
  });

  it('have no script and no style of their own in the markup, which the policy of the page would refuse', () => {
    assert.doesNotMatch(start, /<style|\sstyle=|\son\w+=/);
    for (const [, attributes = ''] of start.matchAll(/<script([^>]*)>/g)) assert.match(attributes, /\ssrc="\/assets\//);
  });

  it('fetch nothing from elsewhere', () => {
    const strangers = [...assets]
      .filter(([path]) => isProgram(path))
      .flatMap(([path, asset]) =>
        [...textOf(asset).matchAll(/(?:src|href)="https?:[^"]*"|@import|url\(\s*["']?https?:/g)].map(
          ([text]) => `${path}: ${text}`,
        ),
      );
    assert.deepEqual(strangers, []);
  });

  it('load what is heavy and rarely needed apart from the rest', () => {
    const scripts = [...assets.keys()].filter((path) => path.endsWith('.js'));
    assert.ok(scripts.length > 11, 'each view is a file of its own');
  });

  it('carry none of the code of the domain', () => {
    // The table of operations would bring its titles along; names and paths of operations are all that the pages know of it.
    const titles = Object.values(DOMAIN_OPERATIONS).flatMap(({ title }) => (title.length > 40 ? [title] : []));
    assert.ok(titles.length > 10);
    for (const [path, asset] of assets) {
      if (!path.endsWith('.js')) continue;
      const script = textOf(asset);
      assert.doesNotMatch(script, /node:(crypto|sqlite|fs)/, path);
      for (const title of titles) assert.ok(!script.includes(title), `${path}: ${title}`);
    }
  });

  it('name the licences of what they are made of', () => {
    assert.match(
      textOf(assets.get('/licenses.md') ?? { body: new Uint8Array(0), type: '', etag: '', immutable: false }),
      /preact/,
    );
  });
});
