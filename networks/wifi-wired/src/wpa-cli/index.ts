/** Commands for wpa_supplicant, carried by the program wpa_cli: Node.js has no UNIX datagram sockets of its own. */

import { execFile } from 'node:child_process';
import type { ControlCommand } from '../discovery/wpa-supplicant-scanner.ts';

export interface WpaCliOptions {
  readonly interface: string;
  /** Directory of the control sockets. Default: that of wpa_cli. */
  readonly directory?: string;
  /** Default `wpa_cli`, wherever the path leads. */
  readonly program?: string;
}

/** Longest wait for one command, in milliseconds. */
const PATIENCE = 10_000;
const MAX_REPLY = 1 << 20;

/** The words are given to the program one by one: no shell sees them. */
export function wpaCli({ interface: name, directory, program = 'wpa_cli' }: WpaCliOptions): ControlCommand {
  const fixed = [...(directory === undefined ? [] : ['-p', directory]), '-i', name, 'raw'];
  return (words, signal) =>
    new Promise((resolve, reject) => {
      const options = { timeout: PATIENCE, maxBuffer: MAX_REPLY, signal, encoding: 'utf8' } as const;
      execFile(program, [...fixed, words.join(' ')], options, (error, stdout) => {
        if (error === null) resolve(stdout);
        else reject(error);
      });
    });
}
