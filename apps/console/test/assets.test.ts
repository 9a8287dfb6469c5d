import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { consoleAssets } from '@sallyport/console';
import { refuses } from '@sallyport/testing';

const folder = mkdtempSync(join(tmpdir(), 'sallyport-console-'));
after(() => rmSync(folder, { recursive: true }));

function built(name: string): string {
  const target = join(folder, name);
  mkdirSync(join(target, 'assets'), { recursive: true });
  writeFileSync(join(target, 'index.html'), '<!doctype html>');
  writeFileSync(join(target, 'assets/index-abc.js'), 'export {}');
  writeFileSync(join(target, 'assets/index-abc.js.gz'), gzipSync('export {}'));
  writeFileSync(join(target, 'notes.txt'), 'not for the world');
  return target;
}

describe('the built pages', () => {
  it('are told from pages that were not built', async () => {
    await refuses(() => consoleAssets(join(folder, 'nowhere')), 'E_CONSOLE_NOT_BUILT');
  });

  it('are served compressed where a compressed file is beside them', () => {
    const assets = consoleAssets(built('compressed'));
    const script = assets.get('/assets/index-abc.js');
    assert.equal(script?.encoding, 'gzip');
    assert.equal(script && gunzipSync(script.body).toString(), 'export {}');
    assert.equal(assets.get('/index.html')?.encoding, undefined);
    assert.equal(assets.has('/assets/index-abc.js.gz'), false);
  });

  it('may be kept for ever where the name holds a hash, and nowhere else', () => {
    const assets = consoleAssets(built('immutable'));
    assert.equal(assets.get('/assets/index-abc.js')?.immutable, true);
    assert.equal(assets.get('/index.html')?.immutable, false);
  });

  it('have a tag that changes with their content', () => {
    const target = built('tags');
    const before = consoleAssets(target).get('/index.html')?.etag;
    assert.match(before ?? '', /^"[\w-]{22}"$/);
    assert.equal(consoleAssets(target).get('/index.html')?.etag, before);
    writeFileSync(join(target, 'index.html'), '<!doctype html><p>');
    assert.notEqual(consoleAssets(target).get('/index.html')?.etag, before);
  });

  it('hold nothing of a kind that pages do not have', () => {
    assert.deepEqual([...consoleAssets(built('kinds')).keys()].sort(), ['/assets/index-abc.js', '/index.html']);
  });
});
