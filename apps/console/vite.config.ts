/** How the console's pages are built: preact by oxc, the operations' addresses from the domain's own table, and gzip beside each file. */

import { defineConfig } from 'vite';
import { gzipBeside } from './build/gzip-beside.ts';
import { operationsModule } from './build/operations-module.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [operationsModule(), gzipBeside()],
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    // Nothing is inlined as a data: address but what the policy of the page permits, and nothing of it is needed.
    assetsInlineLimit: 0,
    // Browsers that know light-dark(), nesting and layers: the styles are written for them and not rewritten for others.
    target: ['chrome123', 'edge123', 'firefox121', 'safari17.5'],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
  },
});
