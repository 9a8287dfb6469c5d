/** An address that leads nowhere. */

import { t } from '../i18n/index.ts';
import { Page } from '../kit/page.tsx';
import { pathTo } from './routes.ts';

export function Nowhere() {
  return (
    <Page title={t('shell.nowhere.title')}>
      <p>{t('shell.nowhere.text')}</p>
      <p>
        <a href={pathTo('now')}>{t('now.title')}</a>
      </p>
    </Page>
  );
}
