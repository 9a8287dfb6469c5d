/** Importing a list from a file, and what of it could not be read. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call } from '../../../api/index.ts';
import { language, t } from '../../../i18n/index.ts';
import { Button, Dialog, FileField, FormDialog, say, sizeText, Table, TextField } from '../../../kit/index.ts';
import type { ListFormProps } from './add-destinations.tsx';
import { listNameOf } from './list-name.ts';

type Imported = AnswerOf<'denylist.import'>;

/** The domain takes no larger list. */
const MOST_BYTES = 64 << 20;

export function ImportList({ lists, changed, onClose }: ListFormProps) {
  const name = useSignal('');
  const file = useSignal<File | undefined>(undefined);
  const imported = useSignal<Imported | undefined>(undefined);
  if (imported.value !== undefined) return <Refused imported={imported.value} onClose={onClose} />;
  const isTooLarge = (file.value?.size ?? 0) > MOST_BYTES;
  const wanted = name.value.trim();
  return (
    <FormDialog
      key="form"
      title={t('denylists.import')}
      action={lists.includes(wanted) ? t('denylists.import.replace') : t('denylists.import.do')}
      isFilled={file.value !== undefined && !isTooLarge && wanted !== ''}
      onClose={onClose}
      onDone={() => {
        if (imported.peek() === undefined) onClose();
      }}
      onSubmit={async () => {
        const text = (await file.value?.text()) ?? '';
        const answer = await call('denylist.import', { name: wanted, text });
        say({ text: t('denylists.imported', { count: answer.entries, list: wanted }) });
        changed();
        if (answer.refused > 0) imported.value = answer;
      }}
    >
      <FileField
        label={t('denylists.file')}
        help={t('denylists.file.help', { size: sizeText(MOST_BYTES, language.value) })}
        required
        error={isTooLarge ? t('denylists.file.large', { size: sizeText(MOST_BYTES, language.value) }) : undefined}
        onFile={(chosen) => {
          file.value = chosen;
          if (name.value === '' && chosen !== undefined) name.value = listNameOf(chosen.name);
        }}
      />
      <TextField
        label={t('denylists.list.name')}
        help={lists.includes(wanted) ? t('denylists.import.replaces') : t('denylists.list.name.help')}
        required
        value={name.value}
        onChange={(next) => {
          name.value = next;
        }}
      />
      <p class="faint">{t('denylists.effect')}</p>
    </FormDialog>
  );
}

function Refused({ imported, onClose }: { readonly imported: Imported; readonly onClose: () => void }) {
  const { name, entries, refused, refusedLines } = imported;
  return (
    <Dialog
      key="refused"
      title={t('denylists.refused.title', { list: name })}
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          {t('denylists.refused.done')}
        </Button>
      }
    >
      <p>{t('denylists.refused', { count: refused, entries })}</p>
      <Table
        caption={t('denylists.refused.lines')}
        showCaption
        rows={refusedLines}
        rowKey={({ line }) => `${line}`}
        columns={[
          { key: 'line', title: t('denylists.refused.line'), cell: ({ line }) => line },
          {
            key: 'why',
            title: t('denylists.refused.why'),
            cell: ({ message }) => <span lang="en">{message}</span>,
          },
        ]}
      />
    </Dialog>
  );
}
