/** Policies that are shipped: what each is for, its rules to be read, and adopted after a dry run. */

import { useSignal } from '@preact/signals';
import { may, useCall } from '../../api/index.ts';
import { t, textFrom } from '../../i18n/index.ts';
import { Badge, Button, Card, State } from '../../kit/index.ts';
import { AdoptPolicy } from './change-policy.tsx';
import type { PolicyAnswer } from './index.tsx';
import { RuleText } from './rule-text.tsx';
import { SHIPPED_TEXTS } from './shipped-texts.ts';

export function Shipped({ policy }: { readonly policy: PolicyAnswer }) {
  return (
    <div class="stack">
      {policy.shipped.map((each) => (
        <ShippedPolicy key={each.policy} shipped={each} isInForce={policy.policy === each.policy} />
      ))}
    </div>
  );
}

interface ShippedPolicyProps {
  readonly shipped: PolicyAnswer['shipped'][number];
  readonly isInForce: boolean;
}

function ShippedPolicy({ shipped: { policy, about, rules }, isInForce }: ShippedPolicyProps) {
  const isAsking = useSignal(false);
  const isOpen = useSignal(false);
  return (
    <Card
      title={policy}
      actions={
        may('policy.adopt') ? (
          <Button
            label={t('policy.adopt.of', { policy })}
            onClick={() => {
              isAsking.value = true;
            }}
          >
            {t('policy.adopt')}
          </Button>
        ) : undefined
      }
      {...(isInForce ? { tone: 'good' } : {})}
    >
      <p>
        {textFrom(SHIPPED_TEXTS, `policy.about.${policy}`, about)}{' '}
        {isInForce ? <Badge tone="good">{t('policy.adopted.now')}</Badge> : null}
      </p>
      <details
        onToggle={(event) => {
          isOpen.value = event.currentTarget.open;
        }}
      >
        <summary>{t('policy.shipped.rules', { count: rules.length })}</summary>
        {isOpen.value ? <Texts policy={policy} /> : null}
      </details>
      {isAsking.value ? (
        <AdoptPolicy
          policy={policy}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      ) : null}
    </Card>
  );
}

function Texts({ policy }: { readonly policy: string }) {
  const asked = useCall('policy.shipped', { policy });
  return (
    <State of={asked}>
      {({ rules }) => (
        <div class="stack">
          {rules.map(({ rule, about, source }) => (
            <div key={rule}>
              <p>
                <strong>{rule}</strong> {textFrom(SHIPPED_TEXTS, `policy.does.${rule}`, about)}
              </p>
              <RuleText rule={rule} source={source} />
            </div>
          ))}
        </div>
      )}
    </State>
  );
}
