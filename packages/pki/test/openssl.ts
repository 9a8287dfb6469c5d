/** The openssl command as a judge, and whether it is here. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A reason to skip, or false. */
export const opensslMissing: string | false =
  spawnSync('openssl', ['version']).status === 0
    ? false
    : 'the openssl command is not installed: nothing to compare with';

/** A directory of its own for one test file. */
export class OpensslDesk {
  readonly directory = mkdtempSync(join(tmpdir(), 'sallyport-openssl-'));

  file(name: string, content: string | Uint8Array): string {
    const path = join(this.directory, name);
    writeFileSync(path, content);
    return path;
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** Runs openssl; gives its exit status and what it printed on both outputs. */
  run(...args: readonly string[]): { readonly ok: boolean; readonly text: string } {
    const { status, stdout, stderr } = spawnSync('openssl', args, { encoding: 'utf8', cwd: this.directory });
    return { ok: status === 0, text: `${stdout}${stderr}` };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
