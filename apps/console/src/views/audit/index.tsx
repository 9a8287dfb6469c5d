/** The audit: the log with its chain of hashes, and who changed what. */

import { useLocation } from 'preact-iso';
import { t } from '../../i18n/index.ts';
import { Page, Tabs } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { Chain } from './chain.tsx';
import { Changes } from './changes.tsx';
import { Log } from './log.tsx';

export function Audit() {
  const { query, route } = useLocation();
  return (
    <Page title={t('audit.title')} lead={t('audit.lead')}>
      <Tabs
        label={t('audit.parts')}
        shown={query['part']}
        onShow={(part) => route(pathTo('audit', {}, { part }))}
        tabs={[
          { key: 'log', title: t('audit.log'), content: () => <Log /> },
          { key: 'chain', title: t('audit.chain'), content: () => <Chain /> },
          { key: 'changes', title: t('audit.changes'), content: () => <Changes /> },
        ]}
      />
    </Page>
  );
}
