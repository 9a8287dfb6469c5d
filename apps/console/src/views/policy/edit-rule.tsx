/** A rule is written, tried on every device, and only then put in force. */

import { useSignal } from '@preact/signals';
import { call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, Refusal, say, TextField } from '../../kit/index.ts';
import { DryRun } from './dry-run.tsx';
import type { Rule } from './rule-card.tsx';
import { RuleText } from './rule-text.tsx';

interface Draft {
  readonly rule: string;
  readonly source: string;
  readonly about?: string;
}

interface Tried {
  readonly draft: Draft;
  /** Undefined while it is worked out. */
  readonly isRefused?: boolean;
  readonly wrongLines?: readonly number[];
}

const LINES = 14;

export function EditRule({ rule, onClose }: { readonly rule?: Rule; readonly onClose: () => void }) {
  const name = useSignal(rule?.rule ?? '');
  const about = useSignal(rule?.about ?? '');
  const source = useSignal(rule?.source ?? '');
  const tried = useSignal<Tried | undefined>(undefined);
  const draft: Draft = {
    rule: name.value,
    source: source.value,
    ...(about.value === '' ? {} : { about: about.value }),
  };
  const { run, isBusy, error } = useAction(async () => {
    await call('policy.replace', draft);
    say({ text: t('policy.forced', { rule: draft.rule }) });
  });
  const isWritten = draft.rule !== '' && draft.source !== '';
  const isTried = JSON.stringify(tried.value?.draft) === JSON.stringify(draft) && tried.value?.isRefused === false;
  const last = tried.value;
  return (
    <Dialog
      title={rule === undefined ? t('policy.rule.add') : t('policy.rule.edit.of', { rule: rule.rule })}
      size="wide"
      onClose={onClose}
      actions={
        <>
          {isTried ? null : <span class="faint">{t('policy.try.first')}</span>}
          <Button
            disabled={!isWritten}
            onClick={() => {
              tried.value = { draft };
            }}
          >
            {t('policy.try')}
          </Button>
          <Button
            look="main"
            busy={isBusy}
            disabled={!isTried}
            onClick={() => void run().then((isDone) => isDone && onClose())}
          >
            {t('policy.force')}
          </Button>
        </>
      }
    >
      <div class="form">
        {rule === undefined ? (
          <TextField
            label={t('policy.rule.name')}
            help={t('policy.rule.name.help')}
            required
            code
            value={name.value}
            onChange={(text) => {
              name.value = text;
            }}
          />
        ) : null}
        <TextField
          label={t('policy.rule.about')}
          value={about.value}
          onChange={(text) => {
            about.value = text;
          }}
        />
        <TextField
          label={t('policy.rule.source')}
          lines={LINES}
          code
          required
          value={source.value}
          onChange={(text) => {
            source.value = text;
          }}
        />
        {error === undefined ? null : <Refusal error={error} />}
        {last === undefined ? null : (
          <>
            <DryRun
              begin={() => call('policy.preview', { change: { kind: 'replace', ...last.draft }, wait: 1500 })}
              of={JSON.stringify(last.draft)}
              onResult={({ isRefused, problems }) => {
                const wrongLines = problems.flatMap(({ isNew, line }) => (isNew && line !== null ? [line] : []));
                tried.value = { draft: last.draft, isRefused, wrongLines };
              }}
            />
            {(last.wrongLines ?? []).length === 0 ? null : (
              <RuleText rule={last.draft.rule} source={last.draft.source} wrongLines={last.wrongLines ?? []} />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
