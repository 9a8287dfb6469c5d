/** Where the views stand, and what leads to them. */

import type { OperationName } from '../api/operations.ts';
import type { PlainKey } from '../i18n/index.ts';

export type ViewName =
  | 'now'
  | 'devices'
  | 'device'
  | 'claims'
  | 'makers'
  | 'policy'
  | 'thread'
  | 'networks'
  | 'audit'
  | 'people';

/** Paths of the router: `:name` is one part, `:name?` may be absent. */
export const ROUTES = {
  now: '/',
  devices: '/devices',
  device: '/devices/:manufacturer/:serialNumber',
  claims: '/claims/:id?',
  makers: '/makers/:maker?/:type?',
  policy: '/policy/:part?',
  thread: '/thread/:network?',
  networks: '/networks/:part?',
  audit: '/audit',
  people: '/people',
} as const satisfies Record<ViewName, string>;

export const SIGN_IN = '/sign-in';

export type Parameters = Readonly<Record<string, string | undefined>>;

/** The address of a view. Parts are percent-encoded; what may be absent and is not given ends the path. */
export function pathTo(view: ViewName, parameters: Parameters = {}, query: Parameters = {}): string {
  const parts: string[] = [];
  for (const part of ROUTES[view].split('/').filter(Boolean)) {
    if (!part.startsWith(':')) {
      parts.push(part);
      continue;
    }
    const value = parameters[part.slice(1).replace('?', '')];
    if (value === undefined) break;
    parts.push(encodeURIComponent(value));
  }
  const set = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const search = new URLSearchParams(set).toString();
  return `/${parts.join('/')}${search === '' ? '' : `?${search}`}`;
}

export interface Place {
  readonly view: ViewName;
  readonly text: PlainKey;
  /** Who may not do this has no use for the view. */
  readonly needs?: OperationName;
}

export interface PlaceGroup {
  readonly text: PlainKey;
  readonly places: readonly Place[];
}

/** The navigation. What stands first is in the bar of a small screen, too. */
export const PLACES: readonly PlaceGroup[] = [
  {
    text: 'nav.door',
    places: [
      { view: 'now', text: 'now.title' },
      { view: 'devices', text: 'devices.title', needs: 'devices.list' },
    ],
  },
  {
    text: 'nav.reasons',
    places: [
      { view: 'claims', text: 'claims.title', needs: 'claims.list' },
      { view: 'policy', text: 'policy.title', needs: 'policy.show' },
      { view: 'makers', text: 'makers.title', needs: 'manufacturers.list' },
    ],
  },
  {
    text: 'nav.reach',
    places: [
      { view: 'thread', text: 'thread.title', needs: 'thread.networks' },
      { view: 'networks', text: 'networks.title', needs: 'radius.clients' },
    ],
  },
  {
    text: 'nav.house',
    places: [
      { view: 'audit', text: 'audit.title', needs: 'log.head' },
      { view: 'people', text: 'people.title' },
    ],
  },
];

/** The views in the bar of a small screen; the others are in its menu. */
export const IN_BAR: readonly ViewName[] = ['now', 'devices', 'claims', 'thread'];

/** The navigation's place for an address: a device belongs to the devices. */
export function placeOf(path: string): ViewName | undefined {
  const first = path.split('/')[1] ?? '';
  if (first === '') return 'now';
  return PLACES.flatMap(({ places }) => places).find(({ view }) => view === first)?.view;
}
