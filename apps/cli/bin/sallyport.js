#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on any Node.js to be able to say which one is needed.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const main = join(dirname(fileURLToPath(import.meta.url)), '../src/main.ts');

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  await import(main);
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
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`sallyport could not start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
}
