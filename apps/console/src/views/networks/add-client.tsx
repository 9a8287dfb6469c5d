/** Making an access point, switch or proxy known. Its secret is made by the domain and shown once. */

import { useSignal } from '@preact/signals';
import { call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, CheckField, Copy, Dialog, Facts, Refusal, TextField } from '../../kit/index.ts';
import { addressesIn } from './addresses.ts';

interface AddClientProps {
  readonly added: () => void;
  readonly onClose: () => void;
}

interface Made {
  readonly name: string;
  readonly secret: string;
}

export function AddClient({ added, onClose }: AddClientProps) {
  const made = useSignal<Made | undefined>(undefined);
  if (made.value !== undefined) return <MadeSecret made={made.value} onClose={onClose} />;
  return (
    <Dialog title={t('networks.add')} onClose={onClose}>
      <ClientForm
        done={(next) => {
          added();
          made.value = next;
        }}
      />
    </Dialog>
  );
}

function ClientForm({ done }: { readonly done: (made: Made) => void }) {
  const name = useSignal('');
  const addresses = useSignal('');
  const putsOut = useSignal(true);
  const allowsUnsigned = useSignal(false);
  const { run, isBusy, error } = useAction(async () => {
    const { madeSecret } = await call('radius.add-client', {
      name: name.value.trim(),
      addresses: [...addressesIn(addresses.value)],
      ...(putsOut.value ? {} : { dynamicAuthorization: 'none' as const }),
      ...(allowsUnsigned.value ? { allowWithoutMessageAuthenticator: true } : {}),
    });
    done({ name: name.value.trim(), secret: madeSecret ?? '' });
  });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <TextField
        label={t('networks.name')}
        required
        value={name.value}
        onChange={(next) => {
          name.value = next;
        }}
      />
      <TextField
        label={t('networks.addresses')}
        required
        code
        lines={3}
        help={t('networks.addresses.help')}
        value={addresses.value}
        onChange={(next) => {
          addresses.value = next;
        }}
      />
      <CheckField
        label={t('networks.puts-out.takes')}
        checked={putsOut.value}
        onChange={(next) => {
          putsOut.value = next;
        }}
      />
      <CheckField
        label={t('networks.signed.allow')}
        checked={allowsUnsigned.value}
        onChange={(next) => {
          allowsUnsigned.value = next;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
      <Button type="submit" look="main" busy={isBusy}>
        {t('networks.add')}
      </Button>
    </form>
  );
}

function MadeSecret({ made: { name, secret }, onClose }: { readonly made: Made; readonly onClose: () => void }) {
  return (
    <Dialog
      title={t('networks.added.title', { client: name })}
      onClose={onClose}
      actions={
        <Button look="main" onClick={onClose}>
          {t('networks.added.done')}
        </Button>
      }
    >
      <p>{t('networks.added.what', { client: name })}</p>
      <Facts
        facts={[
          {
            name: t('networks.added.secret'),
            value: <Copy text={secret} label={t('networks.added.secret')} />,
          },
        ]}
      />
    </Dialog>
  );
}
