/** Whom an explanation speaks of, as the page calls them. */

import type { AnswerOf } from '../../api/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { makerOf } from '../devices/listed.ts';
import type { Names } from './readable.ts';
import type { ShownDevice } from './shown.ts';

/** By URI. Empty while it is not known why. */
export function namesIn(answer: AnswerOf<'why'> | undefined, shown: ShownDevice): Names {
  const { uri, serialNumber } = shown;
  const itself = uri === null ? [] : [[uri, serialNumber] as const];
  if (answer === undefined) return new Map(itself);
  const { names, device, owner } = answer;
  return new Map([
    ...Object.entries(names).map(([named, name]) => [named, nameText(name)] as const),
    ...(owner === null ? [] : [[owner, nameText('the owner')] as const]),
    [device.manufacturer, makerOf(shown)],
    ...itself,
  ]);
}
