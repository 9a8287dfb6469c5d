/** What happened to a device, for people: a row a moment, the newest first. */

import type { JsonValue } from '@sallyport/core';
import type { DomainAnswer } from '../services/ask.ts';
import { type Names, named } from './names.ts';
import { scalarText, shortened, timeText, wordsOf } from './words.ts';

type Timeline = DomainAnswer<'devices.timeline'>;
type Moment = Timeline['moments'][number];

const KINDS: Readonly<Record<Moment['kind'], string>> = {
  born: 'made by its maker',
  met: 'first met with its birth key',
  'voucher-given': 'got a voucher of its maker',
  'voucher-kept': 'its voucher came and was kept back',
  'voucher-accepted': 'accepted this domain',
  'voucher-rejected': 'did not accept this domain',
  enrolled: 'keeps its certificate: aboard',
  'enrolment-failed': 'could not use its certificate',
  'history-accepted': 'history found in order',
  'history-rejected': 'history found wanting',
  flagged: 'may not enrol',
  'flag-lifted': 'may enrol again',
  'certificate-issued': 'certificate issued',
  'certificate-revoked': 'certificate revoked',
  joined: 'accepted into a Thread network',
  admitted: 'let onto a network',
  'session-changed': 'session changed',
  leaving: 'being put out',
  'session-ended': 'left the network',
  refused: 'not let onto a network',
  'turned-away': 'turned away on its way aboard',
  'put-off': 'put off on its way aboard',
  'now-permitted': 'may come in now, by policy',
  'now-denied': 'may not come in now, by policy',
  'not-put-out': 'a network did not put it out',
  'thread-distrusted': 'distrusted, on a Thread network',
  listed: 'put on a list',
  unlisted: 'taken off a list',
  addressed: 'the owner said its addresses',
  concluded: 'this domain concluded',
  claimed: 'something was claimed of it',
};

/** Facts that tell people nothing beside the others. */
const UNTOLD = new Set(['session', 'uri', 'proved', 'hops', 'subject', 'extendedPanId', 'credential']);
const TIMES = new Set(['notAfter', 'validUntil', 'firstAt', 'lastAt']);

export function timelineForPeople({ moments, next }: Timeline, names: Names): JsonValue {
  if (moments.length === 0) return 'nothing';
  const rows = moments.map((moment) => ({
    at: timeText(moment.at),
    what: KINDS[moment.kind],
    facts: factsText(moment, names),
  }));
  return next === undefined ? rows : { moments: rows, more: `--before ${next}` };
}

function factsText({ facts }: Moment, names: Names): string | null {
  const told = Object.entries(facts).flatMap(([name, value]) => {
    if (value === null || UNTOLD.has(name)) return [];
    if (TIMES.has(name) && typeof value === 'number') return [`${wordsOf(name)} ${timeText(value)}`];
    const text = typeof value === 'string' ? shortened(named(value, names)) : scalarText(value);
    return [name === 'reason' || name === 'type' ? text : `${wordsOf(name)} ${text}`];
  });
  return told.length === 0 ? null : told.join(', ');
}
