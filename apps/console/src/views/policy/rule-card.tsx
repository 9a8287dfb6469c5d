/** One rule: what it does, its text, how it stands, and what can be done with it. */

import { useSignal } from '@preact/signals';
import { call, may, useCall } from '../../api/index.ts';
import { t, textFrom } from '../../i18n/index.ts';
import { nameText } from '../../i18n/reasons/index.ts';
import { Badge, Button, Card, Confirm, say, shortOf } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { outcomeText } from '../claims/outcome-text.ts';
import { DryRun, Problems } from './dry-run.tsx';
import { EditRule } from './edit-rule.tsx';
import type { PolicyAnswer } from './index.tsx';
import { RuleText } from './rule-text.tsx';
import { SHIPPED_TEXTS } from './shipped-texts.ts';

export type Rule = PolicyAnswer['rules'][number];

export function RuleCard({ rule }: { readonly rule: Rule }) {
  const { problem, counts, uri, source } = rule;
  const isSound = counts && (problem === null || problem.severity === 'warning');
  return (
    <Card title={rule.rule} actions={<Actions rule={rule} />} {...(isSound ? {} : { tone: counts ? 'bad' : 'wait' })}>
      <p>{aboutOf(rule)}</p>
      <p class="row">
        <Badge tone={isSound ? 'good' : 'wait'}>
          {isSound ? t('policy.rule.in-force') : outcomeText({ ...rule, type: 'Rule' })}
        </Badge>
        {rule.isAdopted ? <Badge>{t('policy.rule.adopted')}</Badge> : null}
        <span class="faint">{t('policy.rule.by', { who: nameText(rule.byName ?? shortOf(rule.by, 14)) })}</span>
        <a href={pathTo('claims', { id: uri })}>{t('policy.rule.claim')}</a>
      </p>
      {problem === null ? null : <Problems problems={[problem]} />}
      <RuleText rule={rule.rule} source={source} wrongLines={problem?.line == null ? [] : [problem.line]} />
    </Card>
  );
}

/** What a shipped rule does is said in the language of the page; what an owner wrote stays as it was written. */
function aboutOf({ rule, about, isShipped }: Rule): string {
  return isShipped ? textFrom(SHIPPED_TEXTS, `policy.does.${rule}`, about ?? '') : (about ?? '');
}

/** A person changes the owner's rules; those of others are theirs. */
function Actions({ rule }: { readonly rule: Rule }) {
  const owner = useCall('assurance.owner', may('assurance.owner') ? {} : undefined);
  const open = useSignal<'edit' | 'remove' | undefined>(undefined);
  const close = () => {
    open.value = undefined;
  };
  const isOurs = rule.counts && owner.answer?.owner === rule.by;
  if (!isOurs || !may('policy.replace')) return null;
  const { rule: name } = rule;
  return (
    <>
      <Button
        label={t('policy.rule.edit.of', { rule: name })}
        onClick={() => {
          open.value = 'edit';
        }}
      >
        {t('policy.rule.edit')}
      </Button>
      <Button
        look="danger"
        label={t('policy.rule.remove.label', { rule: name })}
        onClick={() => {
          open.value = 'remove';
        }}
      >
        {t('policy.rule.remove')}
      </Button>
      {open.value === 'edit' ? <EditRule rule={rule} onClose={close} /> : null}
      {open.value === 'remove' ? (
        <Confirm
          title={t('policy.rule.remove.of', { rule: name })}
          action={t('policy.rule.remove')}
          danger
          onConfirm={async () => {
            await call('policy.remove', { rule: name });
            say({ text: t('policy.rule.removed', { rule: name }) });
          }}
          onClose={close}
        >
          <DryRun
            begin={() => call('policy.preview', { change: { kind: 'remove', rule: name }, wait: 1500 })}
            of={name}
          />
        </Confirm>
      ) : null}
    </>
  );
}
