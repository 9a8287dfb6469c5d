/** The policy: who decides, by which rules, and what another rule would do. */

import { useSignal } from '@preact/signals';
import { useLocation, useRoute } from 'preact-iso';
import { type AnswerOf, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Empty, Page, State, Tabs, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { DropPolicy } from './change-policy.tsx';
import { Denylists } from './denylists/index.tsx';
import { EditRule } from './edit-rule.tsx';
import { RuleCard } from './rule-card.tsx';
import { Shipped } from './shipped.tsx';

export type PolicyAnswer = AnswerOf<'policy.show'>;

export function Policy() {
  const asked = useCall('policy.show', {}, { topics: ['policy', 'claim'] });
  return (
    <Page
      title={t('policy.title')}
      lead={asked.answer === undefined ? undefined : <WhoDecides policy={asked.answer} />}
      actions={<Actions policy={asked.answer} />}
    >
      <State of={asked}>{(policy) => <Parts policy={policy} />}</State>
    </Page>
  );
}

function WhoDecides({ policy: { mode, policy, since } }: { readonly policy: PolicyAnswer }) {
  if (mode === 'lists') return <>{t('policy.mode.lists')}</>;
  return (
    <>
      {t('policy.mode.claims', { policy: policy ?? '' })} <Time at={since} show="exact" />
    </>
  );
}

function Actions({ policy }: { readonly policy: PolicyAnswer | undefined }) {
  const open = useSignal<'add' | 'drop' | undefined>(undefined);
  const close = () => {
    open.value = undefined;
  };
  return (
    <>
      {may('policy.drop') && policy?.mode === 'claims' ? (
        <Button
          onClick={() => {
            open.value = 'drop';
          }}
        >
          {t('policy.drop')}
        </Button>
      ) : null}
      {may('policy.replace') ? (
        <Button
          look="main"
          onClick={() => {
            open.value = 'add';
          }}
        >
          {t('policy.rule.add')}
        </Button>
      ) : null}
      {open.value === 'add' ? <EditRule onClose={close} /> : null}
      {open.value === 'drop' ? <DropPolicy onClose={close} /> : null}
    </>
  );
}

function Parts({ policy }: { readonly policy: PolicyAnswer }) {
  const { part } = useRoute().params;
  const { route } = useLocation();
  const inForce = policy.rules.filter(({ counts }) => counts);
  const others = policy.rules.filter(({ counts }) => !counts);
  return (
    <Tabs
      label={t('policy.parts')}
      shown={part}
      onShow={(key) => route(pathTo('policy', { part: key }), true)}
      tabs={[
        {
          key: 'rules',
          title: t('policy.tab.rules'),
          content: () => <Rules rules={inForce} none={t('policy.rules.none')} />,
        },
        {
          key: 'others',
          title: t('policy.tab.others'),
          content: () => <Rules rules={others} none={t('policy.others.none')} />,
        },
        { key: 'shipped', title: t('policy.tab.shipped'), content: () => <Shipped policy={policy} /> },
        { key: 'denylists', title: t('policy.tab.denylists'), content: () => <Denylists /> },
      ]}
    />
  );
}

function Rules({ rules, none }: { readonly rules: PolicyAnswer['rules']; readonly none: string }) {
  if (rules.length === 0) return <Empty>{none}</Empty>;
  return (
    <div class="stack">
      {rules.map((rule) => (
        <RuleCard key={rule.uri} rule={rule} />
      ))}
    </div>
  );
}
