/** What people are told of as it happens, and who is told of what. */

import { EVERYBODY, LOOKING, type Role } from '../roles.ts';

/**
 * `step`: a move on a device's way aboard. `decision`: trust in a device may be another. Those two are told once and never
 * again. All others stand in the log: that it grew (`log`), or that what is shown of a thing may be old.
 */
export const TOPICS = [
  'device',
  'step',
  'claim',
  'decision',
  'session',
  'thread',
  'policy',
  'account',
  'router',
  'log',
] as const;

export type Topic = (typeof TOPICS)[number];

const WHO: Readonly<Record<Topic, readonly Role[]>> = {
  device: EVERYBODY,
  step: EVERYBODY,
  claim: LOOKING,
  decision: EVERYBODY,
  session: EVERYBODY,
  thread: EVERYBODY,
  policy: LOOKING,
  account: LOOKING,
  router: EVERYBODY,
  log: LOOKING,
};

export function isTopic(name: string): name is Topic {
  return TOPICS.some((topic) => topic === name);
}

/** The topics that a role is told of. */
export function topicsFor(role: Role): readonly Topic[] {
  return TOPICS.filter((topic) => WHO[topic].includes(role));
}
