/** The openssl command as an oracle that nobody here wrote. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plain } from '@sallyport/core';

const probe = spawnSync('openssl', ['version'], { encoding: 'utf8' });

/** Why tests with openssl are skipped, or false. */
export const WITHOUT_OPENSSL: string | false =
  probe.status === 0 ? false : 'the openssl command is not installed: nothing foreign checked these signatures';

/** A folder for one test, gone after it. */
export function inFolder<T>(act: (folder: Folder) => T): T {
  const path = mkdtempSync(join(tmpdir(), 'brski-'));
  try {
    return act(new Folder(path));
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

export class Folder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  write(name: string, content: Uint8Array | string): string {
    const file = join(this.path, name);
    writeFileSync(file, content);
    return file;
  }

  read(name: string): Uint8Array {
    return plain(readFileSync(join(this.path, name)));
  }

  /** Runs openssl here, giving what it prints. Throws when it fails. */
  openssl(...args: readonly string[]): Uint8Array {
    return plain(execFileSync('openssl', args, { cwd: this.path, stdio: ['ignore', 'pipe', 'pipe'] }));
  }
}
