/** Writes each text file of the build a second time, compressed, so that no server compresses the same bytes again and again. */

import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import type { Plugin, ResolvedConfig } from 'vite';

const TEXT = '**/*.{html,js,css,svg,json,md,webmanifest}';

export function gzipBeside(): Plugin {
  let config: ResolvedConfig | undefined;
  return {
    name: 'sallyport-gzip-beside',
    apply: 'build',
    configResolved(resolved) {
      config = resolved;
    },
    closeBundle() {
      if (config === undefined) return;
      const folder = join(config.root, config.build.outDir);
      for (const file of globSync(TEXT, { cwd: folder })) {
        const body = readFileSync(join(folder, file));
        writeFileSync(join(folder, `${file}.gz`), gzipSync(body, { level: constants.Z_BEST_COMPRESSION }));
      }
    },
  };
}
