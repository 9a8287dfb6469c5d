/** A place that is kept for this view. */

import { t } from '../../i18n/index.ts';
import { Page } from '../../kit/index.ts';

export function Audit() {
  return <Page title={t('audit.title')} />;
}
