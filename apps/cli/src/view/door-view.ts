/** What people are shown of the door: what was done with a device, who waits, and who was refused. */

import type { JsonObject, JsonValue } from '@sallyport/core';
import type { DomainAnswer } from '../services/ask.ts';
import { type Names, named } from './names.ts';
import { shortened, timeText } from './words.ts';

type Changed = DomainAnswer<'devices.onboard'>;
type Waiting = DomainAnswer<'onboarding.waiting'>;
type Kind = Waiting['groups'][number]['kind'];
type Refusals = DomainAnswer<'refusals.list'>;
type Remedy = Waiting['groups'][number]['waiting'][number]['remedies'][number];

const DECISIONS: Readonly<Record<Changed['decision'], string>> = {
  permit: 'is permitted',
  deny: 'is denied',
  defer: 'is put off',
  unknown: 'was never met with its birth key, so that nothing is decided of it yet',
};

/** What is decided of it now: another rule may say the same still. */
export function changedForPeople(serialNumber: string, changed: Changed, names: Names): JsonValue {
  const { decision, reason, revoked, isRefusalLifted, isListed, sessions } = changed;
  const because = reason === '' || decision === 'unknown' ? '' : `: ${named(reason, names)}`;
  return {
    now: `${serialNumber} ${DECISIONS[decision]}${because}`,
    ...(isRefusalLifted ? { refusal: 'lifted' } : {}),
    ...(isListed ? { list: 'its entry was put on the list' } : {}),
    ...(revoked.length === 0 ? {} : { revoked }),
    ...(sessions === 0 ? {} : { sessions: `${sessions}, which end as networks acknowledge it` }),
  };
}

const KINDS: Readonly<Record<Kind, string>> = {
  'maker-unknown': 'makers that nobody introduced',
  deferred: 'put off',
  denied: 'denied, and a person can change that',
  history: 'history found wanting',
  'maker-not-accepted': 'makers that are not accepted',
  untyped: 'of no known type',
  'thread-joiner': 'did not get into a Thread network',
};

export function waitingForPeople({ total, groups }: Waiting, names: Names): JsonValue {
  if (total === 0) return 'nothing waits for a person';
  const rows = groups.map(({ kind, total: all, waiting }): [string, JsonValue] => [
    all === waiting.length ? KINDS[kind] : `${KINDS[kind]}: ${waiting.length} of ${all}`,
    waiting.map(({ name, device, reason, hint, since, remedies }) => ({
      who: name,
      maker: device?.makerName ?? null,
      since: timeText(since),
      why: named(reason, names),
      whatHelps: remedies.length === 0 ? hint : remedies.map(remedyText).join(', or '),
    })),
  ]);
  return Object.fromEntries(rows);
}

/** As it is typed. */
function remedyText({ operation, input }: Remedy): string {
  const device = `${shortened(input['manufacturer'] ?? '')}/${input['serialNumber'] ?? ''}`;
  switch (operation) {
    case 'devices.trust':
      return `registrar onboard ${device}`;
    case 'devices.offboard':
      return `registrar offboard ${device}`;
    case 'devices.set-type':
      return 'claim type';
    case 'lists.add':
      return `registrar accept ${input['list'] ?? ''} ${shortened(input['match'] ?? '')}`;
    case 'hand-over.accept':
      return 'registrar import FILE';
    case 'thread.enable':
      return 'thread commission';
    default:
      return operation;
  }
}

export function refusalsForPeople({ since, recent, written, next }: Refusals, names: Names): JsonValue {
  const lately = recent.map(({ lastAt, step, count, ...rest }) => ({
    ...rowOf(lastAt, rest, names),
    step,
    times: count,
  }));
  const kept = written.map(({ at, step, count, decision, ...rest }) => ({
    ...rowOf(at, rest, names),
    step,
    times: count,
    ...(decision === 'defer' ? { decision: 'put off' } : {}),
  }));
  if (lately.length === 0 && kept.length === 0) return `nobody was refused since ${timeText(since)}, nor in the log`;
  return {
    ...(lately.length === 0 ? {} : { [`since ${timeText(since)}`]: lately }),
    ...(kept.length === 0 ? {} : { 'in the log': kept }),
    ...(next === undefined ? {} : { more: `--cursor ${next}` }),
  };
}

type Refused = Pick<
  Refusals['recent'][number],
  'device' | 'identity' | 'client' | 'station' | 'network' | 'from' | 'reason' | 'code'
>;

function rowOf(at: number, refused: Refused, names: Names): JsonObject {
  const { device, identity, client, station, network, from, reason, code } = refused;
  const who = device === null ? (station ?? 'a stranger') : device.serialNumber;
  return {
    at: timeText(at),
    who: identity === 'claimed' ? `${who}, as it says: nothing proves it` : who,
    where: network ?? client ?? from,
    why: named(code === null ? reason : `${reason} (${code})`, names),
  };
}
