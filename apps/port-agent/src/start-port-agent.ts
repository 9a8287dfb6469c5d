/** The port agent on a real port. */

import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { SECOND, systemClock, systemTimer } from '@sallyport/core';
import { readEvent } from './engine/hostapd-output.ts';
import { isLossOfRules, readLink } from './engine/kernel-output.ts';
import { PortAgent } from './engine/port-agent.ts';
import { checkInterface, MOST_STATIONS, removalRules, shutRules } from './engine/rules.ts';
import { fail } from './errors.ts';
import { FollowedProgram } from './linux/follow-program.ts';
import { enforceRules, errorOf, Hostapd, hasRules, showLink } from './linux/port.ts';
import type { PortAgentOptions, RunningPortAgent } from './options.ts';

const DEFAULT_STATIONS = 16;
const DEFAULT_LEASE = 15 * SECOND;
const PROGRAMS = ['nft', 'ip', 'hostapd_cli'];
const PAUSE = SECOND;

/**
 * Shuts the port, and then opens it for the devices that hostapd authenticated. hostapd need not run yet.
 * @throws E_PORT_AGENT_ARGUMENT, E_PORT_AGENT_INTERFACE, E_PORT_AGENT_PROGRAM, E_PORT_AGENT_RULES
 */
export async function startPortAgent(options: PortAgentOptions): Promise<RunningPortAgent> {
  const port = checkInterface(options.interface);
  const settings = {
    interface: port,
    mostStations: numberWithin('the number of devices', options.mostStations ?? DEFAULT_STATIONS, 1, MOST_STATIONS),
    lease: SECOND * numberWithin('the lease in seconds', (options.lease ?? DEFAULT_LEASE) / SECOND, 3, 300),
  };
  for (const program of PROGRAMS) requireProgram(program);
  if (readLink(port, await showLink(port)) === undefined) {
    throw fail('E_PORT_AGENT_INTERFACE', `there is no interface ${port}`);
  }
  await enforceRules(shutRules(port));

  const { clock = systemClock, timer = systemTimer, onEvent = () => {} } = options;
  const hostapd = new Hostapd(port, options.controlDirectory ?? '/run/hostapd');
  /** Rules go to the kernel one after the other. */
  let enforcing: Promise<void> = Promise.resolve();
  const agent = new PortAgent(settings, {
    clock,
    timer,
    enforce(script) {
      enforcing = enforceRules(script).then(
        () => agent.rulesTaken(),
        (thrown: unknown) => agent.rulesRefused(errorOf(thrown)),
      );
    },
    list() {
      // What monitors tell could have been missed.
      heedLinkNow();
      heedRules();
      hostapd.authorized().then(
        (authorized) => agent.listed(authorized),
        (thrown: unknown) => agent.notListed(errorOf(thrown)),
      );
    },
    command(command, station) {
      hostapd
        .command(command, station)
        .catch((thrown: unknown) => onEvent({ type: 'trouble', error: errorOf(thrown) }));
    },
    tell: onEvent,
  });
  const follow = (program: string, args: readonly string[], line: (line: string) => void, more = {}) =>
    new FollowedProgram({ program, args, pause: PAUSE, line, ...more }, timer);
  const heedLink = (line: string) => {
    const state = readLink(port, line);
    if (state !== undefined) agent.link(state);
  };
  const heedLinkNow = () => {
    showLink(port).then(
      (shown) => agent.link(readLink(port, shown) ?? 'gone'),
      () => agent.link('down'),
    );
  };
  const heedRules = () => {
    hasRules(port).then(
      (isSo) => {
        if (!isSo) agent.rulesLost();
      },
      (thrown: unknown) => onEvent({ type: 'trouble', error: errorOf(thrown) }),
    );
  };
  const followed = [
    follow('nft', ['monitor', 'destroy'], (line) => {
      if (isLossOfRules(port, line)) agent.rulesLost();
    }),
    follow('ip', ['-o', 'monitor', 'link'], heedLink, {
      started: heedLinkNow,
      ended: () => agent.link('down'),
    }),
    follow(
      'hostapd_cli',
      hostapd.follow,
      (line) => {
        const event = readEvent(line);
        if (event !== undefined) agent.heard(event);
      },
      { started: () => agent.following(), ended: () => agent.followingEnded() },
    ),
  ];
  return {
    get inside() {
      return agent.inside;
    },
    async close() {
      await Promise.all(followed.map((each) => each.stop()));
      agent.end();
      while (agent.isEnforcing) await enforcing;
      await enforceRules(options.afterwards === 'open' ? removalRules(port) : shutRules(port));
    },
  };
}

/** @throws E_PORT_AGENT_ARGUMENT */
function numberWithin(what: string, value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw fail('E_PORT_AGENT_ARGUMENT', `${what} is a whole number from ${least} to ${most}`);
}

/** @throws E_PORT_AGENT_PROGRAM */
function requireProgram(program: string): void {
  const directories = (process.env['PATH'] ?? '').split(delimiter);
  if (directories.some((directory) => existsSync(join(directory, program)))) return;
  throw fail('E_PORT_AGENT_PROGRAM', `${program} is not installed, or not in PATH`);
}
