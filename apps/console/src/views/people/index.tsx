/** People: who they are, what they come in by, who is in, and what they changed. */

import { useLocation } from 'preact-iso';
import { may } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Page, Tabs } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { Accounts } from './accounts.tsx';
import { Changes } from './changes.tsx';
import { SignIns } from './sign-ins.tsx';
import { Tokens } from './tokens.tsx';
import { You } from './you.tsx';

export function People() {
  const { query, route } = useLocation();
  const tabs = [
    ...(may('accounts.list') ? [{ key: 'people', title: t('people.tab.people'), content: () => <Accounts /> }] : []),
    { key: 'you', title: t('people.tab.you'), content: () => <You /> },
    { key: 'sign-ins', title: t('people.tab.sign-ins'), content: () => <SignIns /> },
    { key: 'tokens', title: t('people.tab.tokens'), content: () => <Tokens /> },
    ...(may('changes.list') ? [{ key: 'changes', title: t('people.tab.changes'), content: () => <Changes /> }] : []),
  ];
  return (
    <Page title={t('people.title')}>
      <Tabs
        label={t('people.parts')}
        tabs={tabs}
        shown={query['part']}
        onShow={(part) => route(pathTo('people', {}, { part }), true)}
      />
    </Page>
  );
}
