/** Policies that are shipped: what each is for, its rules to be read, and adopted after a dry run. */

import { useSignal } from '@preact/signals';
import { may, useCall } from '../../api/index.ts';
import { t, textFrom } from '../../i18n/index.ts';
import { Badge, Button, Card, State } from '../../kit/index.ts';
import { isAsShipped } from './as-shipped.ts';
import { AdoptPolicy } from './change-policy.tsx';
import type { PolicyAnswer } from './index.tsx';
import { RuleText } from './rule-text.tsx';
import { SHIPPED_TEXTS } from './shipped-texts.ts';

export function Shipped({ policy }: { readonly policy: PolicyAnswer }) {
  return (
    <div class="stack">
      {policy.shipped.map((each) => (
        <ShippedPolicy key={each.policy} shipped={each} policy={policy} />
      ))}
    </div>
  );
}

interface ShippedPolicyProps {
  readonly shipped: PolicyAnswer['shipped'][number];
  readonly policy: PolicyAnswer;
}

function ShippedPolicy({ shipped: { policy: name, about, rules }, policy }: ShippedPolicyProps) {
  const isOpen = useSignal(false);
  const isInForce = policy.policy === name;
  return (
    <Card
      title={name}
      actions={isInForce ? <InForce policy={policy} name={name} /> : <Adopt policy={name} text={t('policy.adopt')} />}
      {...(isInForce ? { tone: 'good' } : {})}
    >
      <p>{textFrom(SHIPPED_TEXTS, `policy.about.${name}`, about)}</p>
      <details
        onToggle={(event) => {
          isOpen.value = event.currentTarget.open;
        }}
      >
        <summary>{t('policy.shipped.rules', { count: rules.length })}</summary>
        {isOpen.value ? <Texts policy={name} /> : null}
      </details>
    </Card>
  );
}

/** What was changed since can be had again as it is shipped, without the lists deciding in between. */
function InForce({ policy, name }: { readonly policy: PolicyAnswer; readonly name: string }) {
  const { answer } = useCall('policy.shipped', may('policy.adopt') ? { policy: name } : undefined);
  return (
    <>
      <Badge tone="good">{t('policy.adopted.now')}</Badge>
      {answer === undefined || isAsShipped(policy.rules, answer.rules) ? null : (
        <Adopt policy={name} text={t('policy.adopt.again')} />
      )}
    </>
  );
}

function Adopt({ policy, text }: { readonly policy: string; readonly text: string }) {
  const isAsking = useSignal(false);
  if (!may('policy.adopt')) return null;
  return (
    <>
      <Button
        label={t('policy.adopt.of', { policy })}
        onClick={() => {
          isAsking.value = true;
        }}
      >
        {text}
      </Button>
      {isAsking.value ? (
        <AdoptPolicy
          policy={policy}
          onClose={() => {
            isAsking.value = false;
          }}
        />
      ) : null}
    </>
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
