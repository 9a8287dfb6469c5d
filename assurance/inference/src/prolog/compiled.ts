/**
 * SWI-Prolog's WebAssembly, compiled once for all engines of a process. Each engine has a memory of its own, and the code is
 * the same. V8 now and then ends the process when threads that compiled such code for themselves come and go
 * (`Check failed: jit_page.has_value()`, nodejs/node#64500); code that the main thread holds is never freed.
 */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type CompiledCode, webAssembly } from './web-assembly.ts';

let compiled: Promise<CompiledCode> | undefined;

/** @throws what reading and compiling throw; the next call then tries again */
export function compiledProlog(): Promise<CompiledCode> {
  compiled ??= compile().catch((thrown: unknown) => {
    compiled = undefined;
    throw thrown;
  });
  return compiled;
}

async function compile(): Promise<CompiledCode> {
  const file = createRequire(import.meta.url).resolve('swipl-wasm/dist/swipl/swipl-web.wasm');
  return webAssembly.compile(await readFile(file));
}
