/** The openssl command: a judge that nobody here wrote. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests with openssl are skipped, or false. */
export const WITHOUT_OPENSSL: string | false =
  spawnSync('openssl', ['version']).status === 0
    ? false
    : 'OPENSSL IS NOT INSTALLED: nobody else judged these chains and signatures';

export interface OpensslRun {
  readonly status: number | null;
  readonly out: Buffer;
  readonly complaint: string;
}

/** A folder for openssl to work in; remove it with `dispose`. */
export class OpensslBench {
  readonly #path = mkdtempSync(join(tmpdir(), 'sallyport-openssl-'));

  put(name: string, content: Uint8Array | string): string {
    const path = join(this.#path, name);
    writeFileSync(path, content);
    return path;
  }

  run(...args: readonly string[]): OpensslRun {
    const { status, stdout, stderr } = spawnSync('openssl', args, { cwd: this.#path });
    return { status, out: stdout, complaint: stderr.toString() };
  }

  dispose(): void {
    rmSync(this.#path, { recursive: true, force: true });
  }
}
