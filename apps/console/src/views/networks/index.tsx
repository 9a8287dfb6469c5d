/** Networks: who is on them, who was refused, who keeps the door, and which device has which address. */

import { useLocation, useRoute } from 'preact-iso';
import { t } from '../../i18n/index.ts';
import { Page, Tabs } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { Addresses } from './addresses-tab.tsx';
import { Clients } from './clients.tsx';
import { Refusals } from './refusals.tsx';
import { Routers } from './routers.tsx';
import { Sessions } from './sessions.tsx';

export function Networks() {
  const { part } = useRoute().params;
  const { route } = useLocation();
  return (
    <Page title={t('networks.title')} lead={t('networks.lead')}>
      <Tabs
        label={t('networks.parts')}
        shown={part}
        onShow={(key) => route(pathTo('networks', { part: key }))}
        tabs={[
          { key: 'sessions', title: t('networks.sessions'), content: () => <Sessions /> },
          { key: 'refusals', title: t('networks.refusals'), content: () => <Refusals /> },
          { key: 'clients', title: t('networks.clients'), content: () => <Clients /> },
          { key: 'routers', title: t('networks.routers'), content: () => <Routers /> },
          { key: 'addresses', title: t('networks.said'), content: () => <Addresses /> },
        ]}
      />
    </Page>
  );
}
