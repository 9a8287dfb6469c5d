#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on any Node.js to be able to say which one is needed.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const OLDEST = 24;
const here = dirname(fileURLToPath(import.meta.url));

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  // The workspace runs its sources; a published package has only what was built of them.
  const source = join(here, '../src/main.ts');
  await import(pathToFileURL(existsSync(source) ? source : join(here, '../dist/main.js')).href);
} else {
  runUnder(pinnedNode());
}

/** The Node.js that the `node` package on npm pins, or undefined where it is not installed. */
function pinnedNode() {
  try {
    const require = createRequire(import.meta.url);
    return join(
      dirname(require.resolve('node/package.json')),
      'bin',
      process.platform === 'win32' ? 'node.exe' : 'node',
    );
  } catch {
    return undefined;
  }
}

/** @param {string | undefined} node */
function runUnder(node) {
  if (node === undefined) {
    process.stderr.write(`sallyport needs Node.js ${OLDEST} or newer; this is ${process.version}.\n`);
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // Ctrl-C reaches the child from the terminal as well. Passed on as SIGTERM, which asks to stop as often as it comes,
  // it is not taken for the second Ctrl-C that ends at once.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill('SIGTERM'));
  child.on('error', (error) => {
    process.stderr.write(`sallyport could not start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    // Ends by the same signal, so that whoever waits sees what happened.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
