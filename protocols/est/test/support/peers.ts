/** Where foreign EST programs are. Two of them share their names, so what answers to a name is asked who it is. */

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { versionOf } from './command.ts';

export interface Peer {
  readonly command: string;
  readonly version: string;
}

function find(variable: string, fallback: string, args: readonly string[], mark: RegExp): Peer | undefined {
  const command = process.env[variable] ?? fallback;
  const { error, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 60_000 });
  const match = error === undefined ? mark.exec(`${stdout}${stderr}`) : null;
  return match === null ? undefined : { command, version: match[0] };
}

/** GlobalSign's client (Go): SALLYPORT_TEST_ESTCLIENT, or `estclient` on the path. */
export function globalsignClient(): Peer | undefined {
  return find('SALLYPORT_TEST_ESTCLIENT', 'estclient', ['version'], /GlobalSign EST Client [0-9.]+/);
}

/** GlobalSign's server (Go): SALLYPORT_TEST_ESTSERVER, or `estserver` on the path. */
export function globalsignServer(): Peer | undefined {
  return find('SALLYPORT_TEST_ESTSERVER', 'estserver', ['-version'], /GlobalSign EST Server [0-9.]+/i);
}

/** libest's client (C): SALLYPORT_TEST_LIBEST_CLIENT, or `estclient` on the path. */
export function libestClient(): Peer | undefined {
  const found = find('SALLYPORT_TEST_LIBEST_CLIENT', 'estclient', ['-v', '-o', '/'], /Using OpenSSL [0-9.]+[^\n]*/);
  return found === undefined ? undefined : { ...found, version: `libest, ${found.version.toLowerCase()}` };
}

/** libest's server (C): SALLYPORT_TEST_LIBEST_SERVER, or `estserver` on the path. */
export function libestServer(): Peer | undefined {
  const found = find('SALLYPORT_TEST_LIBEST_SERVER', 'estserver', ['-?'], /Available EST server options/);
  return found === undefined ? undefined : { ...found, version: 'libest' };
}

/** Bouncy Castle's client (Java): SALLYPORT_TEST_BC_JARS is the folder of its archives; `command` is their class path. */
export function bouncyCastleClient(): Peer | undefined {
  const folder = process.env['SALLYPORT_TEST_BC_JARS'];
  const java = versionOf('java', '-version');
  if (folder === undefined || folder === '' || java === undefined || versionOf('javac', '-version') === undefined) {
    return undefined;
  }
  const archive = readdirSync(folder).find((name) => name.startsWith('bcpkix'));
  if (archive === undefined) return undefined;
  return { command: join(folder, '*'), version: `Bouncy Castle, ${archive}, on ${java}` };
}
