/** What the list says of a device, without drawing it. */

import type { AnswerOf } from '../../api/operations.ts';
import type { Tone } from '../../kit/badge.tsx';

export type ListedDevice = AnswerOf<'devices.list'>['devices'][number];

export const FILTERS = ['state', 'standing', 'presence', 'network', 'protocol', 'maker', 'type'] as const;
export type FilterName = (typeof FILTERS)[number];

export const SORTS = ['changed', 'serialNumber', 'maker', 'model', 'type', 'state', 'notAfter'] as const;
export type SortName = (typeof SORTS)[number];

/** `type=` with nothing asks for devices without a type; a choice with an empty value would lift the filter. */
export const NO_TYPE = '(none)';

const STATE_TONES: Readonly<Record<string, Tone>> = {
  aboard: 'good',
  entrusted: 'good',
  failed: 'bad',
  met: 'wait',
  voucher: 'note',
  imprinted: 'note',
  certified: 'note',
};

export function toneOfState(state: string): Tone {
  return STATE_TONES[state] ?? 'plain';
}

export type Standing = 'refused' | 'wanting' | 'permit' | 'deny' | 'unknown';

/** As the domain counts it: the owner's refusal before history, and both before what was decided. */
export function standingOf({
  isRefused,
  flag,
  decision,
}: Pick<ListedDevice, 'isRefused' | 'flag' | 'decision'>): Standing {
  if (isRefused) return 'refused';
  if (flag !== null) return 'wanting';
  return decision?.outcome ?? 'unknown';
}

const STANDING_TONES = { refused: 'bad', wanting: 'bad', permit: 'good', deny: 'bad', unknown: 'plain' } as const;

export function toneOfStanding(standing: Standing): Tone {
  return STANDING_TONES[standing];
}

export function isSort(text: string | undefined): text is SortName {
  return SORTS.some((sort) => sort === text);
}

/** Times of the domain are milliseconds since 1970. */
export function timeText(at: number | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : new Date(at).toISOString();
}

/** What people call the maker; where the owner was told no name, the beginning of its identifier. */
export function makerOf({ makerName, manufacturer }: Pick<ListedDevice, 'makerName' | 'manufacturer'>): string {
  return makerName ?? (manufacturer.length > 20 ? `${manufacturer.slice(0, 12)}…` : manufacturer);
}
