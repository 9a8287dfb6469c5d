/** What a change does, and whom it cuts off, said before it is made. Secrets are named and not shown. */

import { t } from '../../i18n/index.ts';
import { Facts } from '../../kit/index.ts';
import { type Dataset, type DatasetForm, isTogether, NOW, type Part, partsChanged, whenOf } from './dataset-change.ts';
import { whenText } from './dataset-fields.tsx';

interface WhatItDoesProps {
  readonly form: DatasetForm;
  readonly dataset: Dataset;
  readonly isPending: boolean;
}

export function WhatItDoes({ form, dataset, isPending }: WhatItDoesProps) {
  const parts = partsChanged(form, dataset);
  const when = whenOf(form, parts);
  return (
    <>
      <Facts
        facts={[
          ...parts.map((part) => factOf(part, form, dataset)),
          { name: t('thread.change.when'), value: whenText(when) },
        ]}
      />
      <ul class="stack">
        {when === NOW ? <li>{t('thread.change.does.now')}</li> : null}
        {when !== NOW && !isTogether(parts) ? <li>{t('thread.change.does.later')}</li> : null}
        {isTogether(parts) ? (
          <li>
            <strong>{t('thread.change.does.together')}</strong>
          </li>
        ) : null}
        {parts.includes('newKey') ? (
          <li>
            <strong>{t('thread.change.does.key')}</strong>
          </li>
        ) : isTogether(parts) ? (
          <li>{t('thread.change.does.radio')}</li>
        ) : null}
        {parts.includes('passphrase') ? <li>{t('thread.change.does.passphrase')}</li> : null}
        {parts.includes('networkName') ? <li>{t('thread.change.does.name')}</li> : null}
        {parts.includes('networkName') && !parts.includes('passphrase') ? (
          <li>
            <strong>{t('thread.change.does.name-alone')}</strong>
          </li>
        ) : null}
        {when !== NOW && isPending ? <li>{t('thread.change.does.instead')}</li> : null}
      </ul>
    </>
  );
}

function factOf(part: Part, form: DatasetForm, { networkName = '', channel, panId = '' }: Dataset) {
  const other = (before: string | number, after: string) => t('thread.change.from-to', { before: `${before}`, after });
  switch (part) {
    case 'networkName':
      return { name: t('thread.dataset.name'), value: other(networkName, form.networkName) };
    case 'passphrase':
      return { name: t('thread.change.passphrase'), value: t('thread.change.secret') };
    case 'channel':
      return { name: t('thread.dataset.channel'), value: other(channel ?? '', form.channel) };
    case 'panId':
      return { name: t('thread.dataset.pan-id'), value: other(panId, form.panId.trim()) };
    case 'newKey':
      return { name: t('thread.dataset.key'), value: t('thread.change.random') };
  }
}
