/** The passkeys of whoever looks. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import {
  Badge,
  Button,
  type Column,
  Confirm,
  Dialog,
  Refusal,
  Section,
  say,
  Table,
  TextField,
  Time,
} from '../../kit/index.ts';
import { addPasskey, hasPasskeys } from '../sign-in/webauthn.ts';
import { Current, currentOf } from './current.tsx';

type Me = AnswerOf<'me.show'>;
type Passkey = Me['passkeys'][number];

export interface OwnPasskeysProps {
  readonly me: Me;
  readonly onChange: () => void;
}

export function OwnPasskeys({ me, onChange }: OwnPasskeysProps) {
  const isAdding = useSignal(false);
  const removed = useSignal<Passkey | undefined>(undefined);
  const current = useSignal('');
  const close = (): void => {
    isAdding.value = false;
    removed.value = undefined;
    current.value = '';
    onChange();
  };
  const gone = removed.value;
  return (
    <Section
      title={t('people.passkeys')}
      actions={
        hasPasskeys() ? (
          <Button
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('people.passkey.add')}
          </Button>
        ) : undefined
      }
    >
      <Table
        caption={t('people.passkeys')}
        rows={me.passkeys}
        rowKey={({ id }) => id}
        empty={t('people.passkeys.none')}
        columns={passkeyColumns((passkey) => {
          removed.value = passkey;
        })}
      />
      {isAdding.value ? <AddPasskey me={me} onClose={close} /> : null}
      {gone === undefined ? null : (
        <Confirm
          title={t('people.passkey.remove.of', { name: gone.name })}
          action={t('people.remove')}
          danger
          onConfirm={() => call('me.remove-passkey', { id: gone.id, ...currentOf(current.value) })}
          onClose={close}
        >
          <p>{t('people.passkey.remove.ask')}</p>
          <Current me={me} value={current} />
        </Confirm>
      )}
    </Section>
  );
}

function passkeyColumns(onRemove: (passkey: Passkey) => void): readonly Column<Passkey>[] {
  return [
    { key: 'name', title: t('people.name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
    { key: 'host', title: t('people.passkey.host'), cell: ({ host }) => <code>{host}</code>, hideNarrow: true },
    {
      key: 'kept',
      title: t('people.passkey.kept'),
      cell: ({ isSynced }) => <Badge>{isSynced ? t('people.passkey.synced') : t('people.passkey.bound')}</Badge>,
      hideNarrow: true,
    },
    {
      key: 'used',
      title: t('people.passkey.used'),
      cell: ({ usedAt }) => <Time at={usedAt} />,
      sortBy: ({ usedAt }) => usedAt ?? '',
    },
    {
      key: 'actions',
      title: t('people.actions'),
      align: 'end',
      cell: (passkey) => (
        <Button
          look="quiet"
          label={t('people.passkey.remove.of', { name: passkey.name })}
          onClick={() => onRemove(passkey)}
        >
          {t('people.remove')}
        </Button>
      ),
    },
  ];
}

function AddPasskey({ me, onClose }: { readonly me: Me; readonly onClose: () => void }) {
  const name = useSignal(t('sign-in.this-device'));
  const current = useSignal('');
  const { run, isBusy, error } = useAction(async () => {
    await addPasskey(name.value, currentOf(current.value).current);
    say({ text: t('people.passkey.added') });
  });
  return (
    <Dialog
      title={t('people.passkey.add')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" busy={isBusy} onClick={() => void run().then((isDone) => isDone && onClose())}>
            {t('people.passkey.add')}
          </Button>
        </>
      }
    >
      <TextField
        label={t('people.passkey.name')}
        required
        value={name.value}
        onChange={(value) => {
          name.value = value;
        }}
      />
      <Current me={me} value={current} />
      {error === undefined ? null : <Refusal error={error} />}
    </Dialog>
  );
}
