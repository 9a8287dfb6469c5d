/** What the address of the list asks for, as the operation takes it. */

import type { InputOf } from '../../api/operations.ts';
import { FILTERS, type FilterName, isSort, NO_TYPE, type SortName } from './listed.ts';

export type ListInput = InputOf<'devices.list'>;

export interface ListQuery {
  readonly search: string;
  readonly sort: SortName;
  readonly filters: Readonly<Partial<Record<FilterName, string>>>;
}

/** Rows that are asked for at once. */
const PAGE = 200;

export function queryIn(address: Readonly<Record<string, string | undefined>>): ListQuery {
  const filters: Partial<Record<FilterName, string>> = {};
  for (const name of FILTERS) {
    const value = address[name];
    if (value !== undefined && value !== '') filters[name] = value;
  }
  const { search = '', sort } = address;
  return { search: search.slice(0, 256), sort: isSort(sort) ? sort : 'changed', filters };
}

export function inputOf({ search, sort, filters }: ListQuery): ListInput {
  const { state, standing, presence, network, protocol, maker, type } = filters;
  return {
    limit: PAGE,
    facets: true,
    early: true,
    sort,
    ...(sort === 'changed' ? { reverse: true } : {}),
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...known('state', state, STATES),
    ...known('standing', standing, STANDINGS),
    ...known('presence', presence, PRESENCES),
    ...known('protocol', protocol, PROTOCOLS),
    ...(network === undefined ? {} : { network }),
    ...(maker === undefined ? {} : { maker }),
    ...(type === undefined ? {} : { type: type === NO_TYPE ? '' : type }),
  };
}

/** The address that leads here again. */
export function addressOf({ search, sort, filters }: ListQuery): Readonly<Record<string, string | undefined>> {
  return {
    ...(search.trim() === '' ? {} : { search: search.trim() }),
    ...(sort === 'changed' ? {} : { sort }),
    ...filters,
  };
}

const STATES = ['met', 'voucher', 'imprinted', 'certified', 'aboard', 'entrusted', 'failed'] as const;
const STANDINGS = ['refused', 'wanting', 'permit', 'deny', 'unknown'] as const;
const PRESENCES = ['on', 'off'] as const;
const PROTOCOLS = ['brski', 'thread'] as const;

/** What somebody typed into the address is left out when there is no such value. */
function known<Name extends string, Value extends string>(
  name: Name,
  given: string | undefined,
  values: readonly Value[],
): Partial<Record<Name, Value>> {
  const value = values.find((each) => each === given);
  const part: Partial<Record<Name, Value>> = {};
  if (value !== undefined) part[name] = value;
  return part;
}
