/** What a moment of the timeline tells, in the words of the page. */

import { textOf } from '../../i18n/index.ts';
import { nameText, reasonText } from '../../i18n/reasons/index.ts';
import { typeText } from '../claims/type-text.ts';
import { type Names, readable } from './readable.ts';
import type { Moment } from './shown.ts';

/** Names of networks, models, addresses and the like stay as they are. */
export function valueOfFact(name: string, value: string, { kind, facts }: Moment, names: Names): string {
  switch (name) {
    case 'type':
      return typeText(value);
    case 'list':
    case 'credential':
    case 'end':
      return textOf(`device.${name}.${value}`, value);
    case 'step':
      return textOf(`device.point.${value}`, value);
    case 'from':
      return nameText(readable(value, names));
    case 'reason':
      if (kind === 'certificate-revoked') return textOf(`device.revocation.${value}`, value);
      return reasonText(readable(value, names), typeof facts['code'] === 'string' ? facts['code'] : null);
    case 'mud':
    case 'masaUrl':
      return value;
    default:
      return readable(value, names);
  }
}
