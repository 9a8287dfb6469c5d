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
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
  },
});
