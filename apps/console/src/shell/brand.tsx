/** Two doors, one behind the other. */

import { t } from '../i18n/index.ts';
import { pathTo } from './routes.ts';

export function Brand() {
  return (
    <a class="brand" href={pathTo('now')}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <path class="brand-outer" d="M6 27V15a10 10 0 0 1 20 0v12" />
        <path class="brand-inner" d="M12 27V16a4 4 0 0 1 8 0v11" />
      </svg>
      <span>{t('shell.name')}</span>
    </a>
  );
}
