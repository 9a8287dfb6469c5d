/** What is not shown before somebody asks for it, and not for long. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useAction } from '../api/use-action.ts';
import { t } from '../i18n/index.ts';
import { Button } from './button.tsx';
import { Copy } from './copy.tsx';
import { Refusal } from './state.tsx';

const SHOWN_MS = 30_000;

export interface SecretProps {
  /** What it is. */
  readonly label: string;
  /** Asks the domain for it, which writes down who asked. */
  readonly reveal: () => Promise<string>;
}

export function Secret({ label, reveal }: SecretProps) {
  const shown = useSignal<string | undefined>(undefined);
  const { run, isBusy, error } = useAction(async () => {
    shown.value = await reveal();
  });
  useEffect(() => {
    if (shown.value === undefined) return undefined;
    const timeout = setTimeout(() => {
      shown.value = undefined;
    }, SHOWN_MS);
    return () => clearTimeout(timeout);
  }, [shown.value]);
  return (
    <span class="secret">
      {shown.value === undefined ? (
        <span class="secret-mask">
          <span aria-hidden="true">{'•'.repeat(12)}</span>
          <span class="unseen">{t('kit.secret.hidden', { what: label })}</span>
        </span>
      ) : (
        <Copy text={shown.value} label={label} />
      )}
      <Button
        look="quiet"
        busy={isBusy}
        label={
          shown.value === undefined
            ? t('kit.secret.show-what', { what: label })
            : t('kit.secret.hide-what', { what: label })
        }
        onClick={() => {
          if (shown.value === undefined) void run();
          else shown.value = undefined;
        }}
      >
        {shown.value === undefined ? t('kit.secret.show') : t('kit.secret.hide')}
      </Button>
      {error === undefined ? null : <Refusal error={error} />}
    </span>
  );
}
