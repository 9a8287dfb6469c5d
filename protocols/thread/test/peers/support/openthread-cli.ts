/** A node of OpenThread, by its command line. SALLYPORT_TEST_OT_CLI names it, else `ot-cli-ftd` on the path is taken. */

import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMMAND = process.env['SALLYPORT_TEST_OT_CLI'] ?? 'ot-cli-ftd';

export const isOpenThreadThere = spawnSync(COMMAND, ['--help'], { timeout: 60_000 }).error === undefined;

export class OpenThreadNode {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  output = '';

  constructor(portOffset: number, nodeId: number) {
    this.#folder = mkdtempSync(join(tmpdir(), 'sallyport-ot-'));
    this.#process = spawn(COMMAND, ['-L', '127.0.0.1', `${nodeId}`], {
      cwd: this.#folder,
      env: { ...process.env, PORT_OFFSET: `${portOffset}` },
    });
    this.#process.stdout.setEncoding('utf8');
    this.#process.stdout.on('data', (text: string) => {
      this.output += text;
    });
    this.#process.stderr.resume();
  }

  /** What the command printed, without `Done`. */
  async run(command: string, patience = 60_000): Promise<string> {
    const from = this.output.length;
    this.#process.stdin.write(`${command}\n`);
    await this.seen(/^(?:> )?(?:Done|Error .*)\r?$/m, patience, from);
    const answer = this.output.slice(from);
    if (/^(?:> )?Error/m.test(answer)) throw new TypeError(`${command}: ${answer}`);
    return answer
      .split(/\r?\n/)
      .map((line) => line.replace(/^> /, ''))
      .filter((line) => line !== command && line !== 'Done' && line !== '')
      .join('\n');
  }

  /** Waits until the node has printed this. */
  async seen(pattern: RegExp, patience = 60_000, from = 0): Promise<string> {
    const end = performance.now() + patience;
    for (;;) {
      const match = pattern.exec(this.output.slice(from));
      if (match !== null) return match[0];
      if (performance.now() > end)
        throw new TypeError(`never printed ${pattern}: ${this.output.slice(from).slice(-500)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Waits until `command` prints this. */
  async until(command: string, pattern: RegExp, patience = 60_000): Promise<void> {
    const end = performance.now() + patience;
    while (!pattern.test(await this.run(command))) {
      if (performance.now() > end) throw new TypeError(`${command} never printed ${pattern}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  close(): void {
    this.#process.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
