/** Changing what a network runs on: first what is to be another, then what that does to whom, and only then it is done. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, Refusal, say } from '../../kit/index.ts';
import {
  type Dataset,
  type DatasetForm,
  formOf,
  inputOf,
  NOW,
  partsChanged,
  whenOf,
  wrongIn,
} from './dataset-change.ts';
import { DatasetFields } from './dataset-fields.tsx';
import { spanText } from './spans.ts';
import { WhatItDoes } from './what-it-does.tsx';

interface ChangeNetworkProps {
  readonly networkName: string;
  readonly network: string;
  /** What is in force. */
  readonly dataset: Dataset;
  /** Whether another change is on its way, which this one takes the place of. */
  readonly isPending: boolean;
  readonly changed: () => void;
  readonly onClose: () => void;
}

export function ChangeNetwork({ networkName, network, dataset, isPending, changed, onClose }: ChangeNetworkProps) {
  const form = useSignal<DatasetForm>(formOf(dataset));
  const isRead = useSignal(false);
  const tries = useSignal(0);
  const isTried = tries.value > 0;
  const fields = useRef<HTMLFormElement>(null);
  // Whoever is told that something is wrong is taken there.
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries.value]);
  const parts = partsChanged(form.value, dataset);
  const when = whenOf(form.value, parts);
  const { run, isBusy, error, forget } = useAction(() =>
    call('thread.set-dataset', inputOf(form.value, dataset, network)),
  );
  const force = async (): Promise<void> => {
    if (!(await run())) return;
    say({
      text:
        when === NOW
          ? t('thread.change.done', { network: networkName })
          : t('thread.change.begun', { network: networkName, span: spanText(Number(when)) }),
    });
    changed();
    onClose();
  };
  if (isRead.value) {
    return (
      <Dialog
        key="what"
        title={t('thread.change.what', { network: networkName })}
        onClose={onClose}
        actions={
          <>
            <Button
              onClick={() => {
                forget();
                isRead.value = false;
              }}
            >
              {t('thread.change.back')}
            </Button>
            <Button look="danger" busy={isBusy} onClick={() => void force()}>
              {t('thread.change.do')}
            </Button>
          </>
        }
      >
        <WhatItDoes form={form.value} dataset={dataset} isPending={isPending} />
        {error === undefined ? null : <Refusal error={error} />}
      </Dialog>
    );
  }
  const wrong = wrongIn(form.value);
  return (
    <Dialog key="form" title={t('thread.change.title', { network: networkName })} onClose={onClose}>
      <form
        ref={fields}
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          tries.value++;
          isRead.value = parts.length > 0 && wrong.size === 0;
        }}
      >
        <DatasetFields
          form={form.value}
          dataset={dataset}
          wrong={isTried ? wrong : new Set()}
          onChange={(next) => {
            form.value = next;
          }}
        />
        {isTried && parts.length === 0 ? (
          <p class="field-error" role="alert">
            {t('thread.change.nothing')}
          </p>
        ) : null}
        <Button type="submit" look="main">
          {t('thread.change.next')}
        </Button>
      </form>
    </Dialog>
  );
}
