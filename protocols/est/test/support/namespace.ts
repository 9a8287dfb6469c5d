/** A network namespace with nothing but loopback, for programs that can only listen on every address. */

import { spawnSync } from 'node:child_process';
import { type Outcome, run } from './command.ts';

const MARK = 'SALLYPORT_TEST_NAMESPACE';

/** True in the process that {@link runInNamespace} started. */
export const insideNamespace = process.env[MARK] === '1';

/** Whether this machine lets us make such a namespace. */
export function canMakeNamespace(): boolean {
  return spawnSync('unshare', ['--net', '--map-root-user', 'ip', 'link', 'set', 'lo', 'up']).status === 0;
}

/**
 * Runs a test file again inside a namespace of its own. The variable that goes tells a test that its runner reads its
 * report as a protocol, which here it does not.
 */
export function runInNamespace(file: string): Promise<Outcome> {
  const script = 'unset NODE_TEST_CONTEXT; ip link set lo up && exec "$0" --test --test-reporter=tap "$1"';
  const args = ['--net', '--map-root-user', 'sh', '-c', script, process.execPath, file];
  return run('unshare', args, { env: { [MARK]: '1' } });
}
