/** The domain's registers of networks: which NASes there are, and who is on the network. Projections of the log. */

import { type Projection, table } from '@sallyport/store';
import { deviceKeyOf, type Session } from '@sallyport/wifi-wired';
import {
  DEVICE_ADMITTED,
  RADIUS_CLIENT_ADDED,
  RADIUS_CLIENT_REMOVED,
  type RadiusClientRow,
  SESSION_CHANGED,
  SESSION_ENDED,
} from './events.ts';

export const RADIUS_CLIENTS = table<RadiusClientRow>('radius_clients');
export const SESSIONS = table<Session>('network_sessions')
  .textIndex('device', (row) => deviceKeyOf(row))
  .textIndex('client', (row) => row.place.client)
  .textIndex('network', (row) => row.place.ssid ?? undefined)
  .textIndex('state', (row) => row.state);

export const admissionRegister: Projection = {
  name: 'admission_register',
  version: 2,
  tables: [RADIUS_CLIENTS, SESSIONS],
  async apply(event, tables) {
    if (RADIUS_CLIENT_ADDED.is(event)) tables.table(RADIUS_CLIENTS).put(event.data.name, event.data);
    else if (RADIUS_CLIENT_REMOVED.is(event)) tables.table(RADIUS_CLIENTS).delete(event.data.name);
    else if (DEVICE_ADMITTED.is(event) || SESSION_CHANGED.is(event))
      tables.table(SESSIONS).put(event.data.id, event.data);
    else if (SESSION_ENDED.is(event)) tables.table(SESSIONS).delete(event.data.id);
  },
};
