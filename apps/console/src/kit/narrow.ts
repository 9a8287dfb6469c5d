/** Whether the screen is narrow, for what is another thing there and not only of another size. */

import { signal } from '@preact/signals';

/** As in styles/tables.css. */
const query = matchMedia('(max-width: 640px)');

export const isNarrow = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  isNarrow.value = matches;
});
