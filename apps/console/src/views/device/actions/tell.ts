/** Says what came of what was done about a device. */

import { t } from '../../../i18n/index.ts';
import { reasonText } from '../../../i18n/reasons/index.ts';
import { say } from '../../../kit/index.ts';
import { NAMELESS, readable } from '../readable.ts';
import type { Changed } from '../shown.ts';

export function tell({ reason }: Changed): void {
  say({
    text: reason === '' ? t('device.done.short') : t('device.done', { reason: reasonText(readable(reason, NAMELESS)) }),
  });
}
