/** The manufacturer's HTTP interface, for whoever may use its machine: nobody else asks the manufacturer for anything here. */

import { type Api, createApi, type Gate } from '@sallyport/api';
import type { Clock } from '@sallyport/core';
import type { Manufacturer } from './manufacturer.ts';
import { LOCAL_MAKER, MANUFACTURER_OPERATIONS, type ManufacturerRole } from './operations.ts';

export interface ManufacturerApiOptions {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly onError: (error: unknown) => void;
}

/** Who changes what needs no writing down beside the log of devices: there is one who may. */
const GATE: Gate<ManufacturerRole> = {
  authenticate: async () => LOCAL_MAKER,
  watch: () => ({ signal: new AbortController().signal, release: () => undefined }),
  record: async () => async () => undefined,
};

export function manufacturerApi(manufacturer: Manufacturer, { clock, onError }: ManufacturerApiOptions): Api {
  return createApi({
    table: MANUFACTURER_OPERATIONS,
    host: manufacturer,
    gate: GATE,
    info: {
      title: 'Sallyport manufacturer',
      version: '1',
      description: 'What the manufacturer’s people do, over the socket of its machine.',
      securitySchemes: {},
    },
    clock,
    onError,
  });
}
