/** The built pages, read into memory for whoever serves them. */

import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Asset, AssetSource } from '@sallyport/api';
import { fail } from './errors.ts';

export { CONSOLE_ERRORS } from './errors.ts';

/** Beside the sources in the workspace, and beside the built sources in the published package. */
const FOLDER = fileURLToPath(new URL('../dist/web/', import.meta.url));
const START = '/index.html';
/** Names below it hold a hash of their content. */
const IMMUTABLE = '/assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.md': 'text/markdown; charset=utf-8',
};

/**
 * @param folder where `npm run build:console` put the pages
 * @throws E_CONSOLE_NOT_BUILT
 */
export function consoleAssets(folder: string = FOLDER): AssetSource {
  const files = globSync('**/*', { cwd: folder, exclude: (name) => name.endsWith('.gz') });
  const assets = new Map(
    files
      .filter((file) => extname(file) in TYPES)
      .map((file): [string, Asset] => {
        const path = `/${file.replaceAll('\\', '/')}`;
        return [path, readAsset(join(folder, file), path)];
      }),
  );
  if (!assets.has(START)) throw fail('E_CONSOLE_NOT_BUILT', `there are no pages in ${folder}`);
  return assets;
}

function readAsset(file: string, path: string): Asset {
  const isCompressed = existsSync(`${file}.gz`);
  const body = readFileSync(isCompressed ? `${file}.gz` : file);
  return {
    body,
    type: TYPES[extname(file)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    immutable: path.startsWith(IMMUTABLE),
    ...(isCompressed ? { encoding: 'gzip' } : {}),
  };
}
