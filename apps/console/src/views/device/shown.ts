/** A device as its page shows it. */

import type { AnswerOf } from '../../api/operations.ts';

export type ShownDevice = AnswerOf<'devices.show'>;
export type Changed = AnswerOf<'devices.onboard'>;
export type Certificate = ShownDevice['certificates'][number];
export type Moment = AnswerOf<'devices.timeline'>['moments'][number];

/** What an operation names a device by. */
export interface DeviceName {
  readonly manufacturer: string;
  readonly serialNumber: string;
}

/** What stands at `now` of a certificate, in milliseconds since 1970. */
export function standingOf({ revokedAt, notAfter }: Certificate, now: number): 'revoked' | 'expired' | 'good' {
  if (revokedAt !== null) return 'revoked';
  return notAfter < now ? 'expired' : 'good';
}

const BAD = new Set([
  'voucher-rejected',
  'enrolment-failed',
  'history-rejected',
  'flagged',
  'certificate-revoked',
  'leaving',
  'refused',
  'turned-away',
  'now-denied',
  'not-put-out',
  'thread-distrusted',
]);
const GOOD = new Set([
  'enrolled',
  'admitted',
  'joined',
  'voucher-accepted',
  'history-accepted',
  'flag-lifted',
  'now-permitted',
]);

export function toneOfMoment({ kind, facts }: Pick<Moment, 'kind' | 'facts'>): 'good' | 'bad' | 'note' | 'plain' {
  const list = facts['list'];
  if (kind === 'listed' || kind === 'unlisted') return (list === 'refused') === (kind === 'listed') ? 'bad' : 'good';
  if (kind === 'concluded') return facts['type'] === 'Trust' ? 'good' : 'bad';
  if (BAD.has(kind)) return 'bad';
  if (GOOD.has(kind)) return 'good';
  return kind === 'claimed' ? 'note' : 'plain';
}

/** Facts that have a word for people; what is null or has none is left out. */
const TOLD = [
  'step',
  'type',
  'deviceType',
  'network',
  'client',
  'station',
  'address',
  'credential',
  'terms',
  'masaUrl',
  'subject',
  'issuer',
  'serialNumber',
  'model',
  'mud',
  'list',
  'note',
  'addresses',
  'from',
  'end',
  'count',
  'code',
  'reason',
] as const;

/** What this domain concluded it says itself: of other claims their issuer is told. */
export function factsOf({
  kind,
  facts,
}: Pick<Moment, 'kind' | 'facts'>): readonly { readonly name: string; readonly value: string }[] {
  return TOLD.flatMap((name) => {
    const value = facts[name];
    if (name === 'issuer' && kind === 'concluded') return [];
    return value === null || value === undefined || value === '' ? [] : [{ name, value: String(value) }];
  });
}
