/** A small registry of devices, the projection most tests use. */

import { eventType, type Projection, table } from '@sallyport/store';

export type Device = { readonly owner?: string; readonly seen: number };

export const devices = table<Device>('devices')
  .textIndex('owner', (device) => device.owner)
  .numberIndex('seen', (device) => device.seen);
export const totals = table<{ readonly count: number }>('totals');

export const DEVICE_MADE = eventType<{ readonly owner?: string }>('device.made');
export const DEVICE_SEEN = eventType<{ readonly times: number }>('device.seen');
export const DEVICE_SCRAPPED = eventType<null>('device.scrapped');
export const POISON = eventType<null>('poison');

export const registry: Projection = {
  name: 'registry',
  version: 1,
  tables: [devices, totals],
  async apply(event, tables) {
    const rows = tables.table(devices);
    const count = (await tables.table(totals).get('all'))?.count ?? 0;
    if (DEVICE_MADE.is(event)) {
      rows.put(event.stream, { ...event.data, seen: 0 });
      tables.table(totals).put('all', { count: count + 1 });
    } else if (DEVICE_SEEN.is(event)) {
      const device = await rows.get(event.stream);
      if (device !== undefined) rows.put(event.stream, { ...device, seen: device.seen + event.data.times });
    } else if (DEVICE_SCRAPPED.is(event)) {
      rows.delete(event.stream);
      tables.table(totals).put('all', { count: count - 1 });
    } else if (POISON.is(event)) {
      rows.put('left by poison', { seen: -1 });
      throw new TypeError('cannot digest poison');
    }
  },
};
