/** Sessions in the domain's log. */

import type { LogStore } from '@sallyport/store';
import type { Session, SessionRecord } from '@sallyport/wifi-wired';
import { type DeviceName, deviceStream } from '../events.ts';
import { DEVICE_ADMITTED, SESSION_CHANGED, SESSION_ENDED } from './events.ts';
import { SESSIONS } from './register.ts';

export function sessionRecord(store: LogStore): SessionRecord {
  return {
    async *load() {
      for await (const { row } of store.table(SESSIONS).scan()) yield row;
    },
    async admitted(session) {
      await store.append([DEVICE_ADMITTED.create(deviceStream(nameOf(session)), session)]);
    },
    async changed(session) {
      await store.append([SESSION_CHANGED.create(deviceStream(nameOf(session)), session)]);
    },
    async ended(session, end) {
      const device = nameOf(session);
      await store.append([SESSION_ENDED.create(deviceStream(device), { id: session.id, device, end })]);
    },
  };
}

export function nameOf({ manufacturer, serialNumber }: Pick<Session, 'manufacturer' | 'serialNumber'>): DeviceName {
  return { manufacturer: manufacturer ?? 'unknown', serialNumber };
}
