/**
 * Where the foreign Thread programs are. They are not in any package registry, so a machine has them only where somebody
 * built them: SALLYPORT_TEST_OPENTHREAD names the folder of `ot-daemon`, `ot-ctl`, `ot-rcp` and `ot-cli-ftd`,
 * SALLYPORT_TEST_OT_COMMISSIONER is `commissioner-cli`.
 */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Commissioner, joiner, border agent and ephemeral key are built in; the radio is the simulated one. */
export interface OpenThread {
  readonly daemon: string;
  readonly control: string;
  readonly radio: string;
  readonly node: string;
}

export function openThread(): OpenThread | undefined {
  const folder = process.env['SALLYPORT_TEST_OPENTHREAD'];
  if (folder === undefined || folder === '') return undefined;
  const [daemon = '', control = '', radio = '', node = ''] = ['ot-daemon', 'ot-ctl', 'ot-rcp', 'ot-cli-ftd'].map(
    (name) => join(folder, name),
  );
  return [daemon, control, radio, node].every((path) => existsSync(path))
    ? { daemon, control, radio, node }
    : undefined;
}

export function otCommissioner(): string | undefined {
  const path = process.env['SALLYPORT_TEST_OT_COMMISSIONER'];
  return path !== undefined && existsSync(path) ? path : undefined;
}

/** OpenThread's daemon makes a TUN interface, and its simulated radio speaks multicast: both in a namespace of their own. */
export function canMakeNetworks(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/dev/net/tun')) return false;
  const name = `sallyport-try-${process.pid}`;
  const isMade = spawnSync('ip', ['netns', 'add', name]).status === 0;
  if (isMade) spawnSync('ip', ['netns', 'del', name]);
  return isMade;
}

/** Why a suite with OpenThread is skipped, or undefined when it can run. */
export function openThreadMissing(): string | undefined {
  if (openThread() === undefined) return 'PEER MISSING: SALLYPORT_TEST_OPENTHREAD names no folder with OpenThread';
  return canMakeNetworks() ? undefined : 'PEER MISSING: no network namespaces or TUN on this machine';
}
