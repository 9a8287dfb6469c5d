/** hostapd, nftables and the link of one port, through the programs that come with them: Node.js has no socket for theirs. */

import { isSallyportError, type Milliseconds, type SallyportError, SECOND } from '@sallyport/core';
import { readAuthorized } from '../engine/hostapd-output.ts';
import type { MacAddress } from '../engine/mac-address.ts';
import type { StationCommand } from '../engine/port-agent.ts';
import { tableOf } from '../engine/rules.ts';
import { fail } from '../errors.ts';
import { runProgram } from './run-program.ts';

const LIMIT: Milliseconds = 2 * SECOND;

/** One transaction: all of it, or nothing. @throws E_PORT_AGENT_RULES, E_PORT_AGENT_PROGRAM */
export async function enforceRules(script: string): Promise<void> {
  const { status, complaint } = await runProgram({ program: 'nft', args: ['-f', '-'], input: script, limit: LIMIT });
  if (status !== 0) throw fail('E_PORT_AGENT_RULES', `nftables took no rules: ${complaint || 'it did not answer'}`);
}

/** Whether both chains of the port are there, and drop. @throws E_PORT_AGENT_PROGRAM */
export async function hasRules(port: string): Promise<boolean> {
  const args = ['list', 'table', 'netdev', tableOf(port)];
  const { output } = await runProgram({ program: 'nft', args, limit: LIMIT });
  return output.match(/policy drop;/g)?.length === 2;
}

/** What `ip` says of the interface now. @throws E_PORT_AGENT_PROGRAM */
export async function showLink(port: string): Promise<string> {
  return (await runProgram({ program: 'ip', args: ['-o', 'link', 'show', 'dev', port], limit: LIMIT })).output;
}

export class Hostapd {
  readonly #address: readonly string[];

  constructor(port: string, controlDirectory: string) {
    this.#address = ['-i', port, '-p', controlDirectory];
  }

  /** Prints each event as a line, and ends within a second when hostapd has. */
  get follow(): readonly string[] {
    return [...this.#address, '-G', '1', '-a', '/bin/echo'];
  }

  /** @throws E_PORT_AGENT_HOSTAPD, E_PORT_AGENT_OUTPUT, E_PORT_AGENT_PROGRAM */
  async authorized(): Promise<ReadonlySet<MacAddress>> {
    return readAuthorized(await this.#say(['all_sta']));
  }

  /** @throws E_PORT_AGENT_HOSTAPD, E_PORT_AGENT_PROGRAM */
  async command(command: StationCommand, station: MacAddress): Promise<void> {
    await this.#say([command, station]);
  }

  async #say(words: readonly string[]): Promise<string> {
    const { status, output } = await runProgram({
      program: 'hostapd_cli',
      args: [...this.#address, ...words],
      limit: LIMIT,
    });
    if (status !== 0) throw fail('E_PORT_AGENT_HOSTAPD', 'hostapd does not answer on its control socket');
    return output;
  }
}

export function errorOf(thrown: unknown): SallyportError {
  return isSallyportError(thrown) ? thrown : fail('E_PORT_AGENT_PROGRAM', 'a program failed', { cause: thrown });
}
