/** The plain C anchor on libcrypto, compiled when a C compiler and the headers are there. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender } from './harness.ts';

const SOURCE = join(import.meta.dirname, '../libcrypto/anchor.c');

export class LibcryptoAnchor {
  readonly #directory: string;

  private constructor(directory: string) {
    this.#directory = directory;
  }

  /** Compiles the anchor, or says why there is none. */
  static build(): LibcryptoAnchor | string {
    const directory = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
    const built = spawnSync('cc', ['-O2', '-o', join(directory, 'anchor'), SOURCE, '-lcrypto'], { encoding: 'utf8' });
    if (built.error !== undefined) return `no C compiler: ${built.error.message}`;
    if (built.status !== 0) return `the C anchor does not compile here: ${built.stderr.split('\n')[0] ?? ''}`;
    return new LibcryptoAnchor(directory);
  }

  /** A contender doing `operation` on these files' contents. */
  contender(operation: 'issue' | 'sign' | 'verify', files: readonly Uint8Array[]): Contender {
    const paths = files.map((content, index) => {
      const path = join(this.#directory, `${operation}-${index}`);
      writeFileSync(path, content, { mode: 0o600 });
      return path;
    });
    return {
      name: 'plain C on libcrypto',
      round: async (seconds) => {
        const run = spawnSync(join(this.#directory, 'anchor'), [operation, String(seconds), ...paths], {
          encoding: 'utf8',
        });
        const [operations = Number.NaN, cpuSeconds = Number.NaN] = run.stdout.trim().split(' ').map(Number);
        if (run.status !== 0) throw new RangeError(`the C anchor failed: ${run.stderr}`);
        return { operations, cpuSeconds };
      },
    };
  }
}
