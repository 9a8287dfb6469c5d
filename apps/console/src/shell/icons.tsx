/** One sign for each view, beside its name and never in its place. */

import type { ViewName } from './routes.ts';

const PATHS: Readonly<Record<ViewName, string>> = {
  now: 'M3 12h4l3-8 4 16 3-8h4',
  devices: 'M4 5h16v10H4zM9 19h6M12 15v4',
  device: 'M4 5h16v10H4zM9 19h6M12 15v4',
  claims: 'M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h5',
  makers: 'M4 20V9l5 3V9l5 3V5h6v15zM8 16h.01M12 16h.01M16 16h.01',
  policy: 'M12 3v18M6 7h12M6 7l-3 7h6zM18 7l-3 7h6z',
  thread:
    'M12 12m-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0M5 5m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M19 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M8 19m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M6.5 6.5l3.7 3.7M17.3 7.2l-3.2 3M9 17.2l1.8-3',
  networks: 'M3 9a13 13 0 0 1 18 0M6 12.5a8.5 8.5 0 0 1 12 0M9 16a4.5 4.5 0 0 1 6 0M12 19.5h.01',
  audit: 'M5 4h14v16H5zM9 8h6M9 12h6M9 16h3',
  people:
    'M9 8m-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0M2.5 20a6.5 6.5 0 0 1 13 0M16 5a3.5 3.5 0 0 1 0 6.6M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
};

export function Icon({ view }: { readonly view: ViewName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[view]} />
    </svg>
  );
}
