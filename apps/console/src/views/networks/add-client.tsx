/** Making an access point, switch or proxy known. Its secret is made by the domain and shown once. */

import { useSignal } from '@preact/signals';
import { call } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { CheckField, Copy, Facts, TextField } from '../../kit/index.ts';
import { addressesIn } from './addresses.ts';
import { Introduce } from './introduce.tsx';

interface AddClientProps {
  readonly added: () => void;
  readonly onClose: () => void;
}

export function AddClient({ added, onClose }: AddClientProps) {
  const name = useSignal('');
  const addresses = useSignal('');
  const putsOut = useSignal(true);
  const allowsUnsigned = useSignal(false);
  const client = name.value.trim();
  return (
    <Introduce
      title={t('networks.add')}
      name={name.value}
      onName={(next) => {
        name.value = next;
      }}
      introduce={async () => {
        const { madeSecret } = await call('radius.add-client', {
          name: client,
          addresses: [...addressesIn(addresses.value)],
          ...(putsOut.value ? {} : { dynamicAuthorization: 'none' as const }),
          ...(allowsUnsigned.value ? { allowWithoutMessageAuthenticator: true } : {}),
        });
        return madeSecret ?? '';
      }}
      madeTitle={t('networks.added.title', { client })}
      made={(secret) => (
        <>
          <p>{t('networks.added.what', { client })}</p>
          <Facts
            facts={[
              {
                name: t('networks.added.secret'),
                value: <Copy text={secret} label={t('networks.added.secret')} />,
              },
            ]}
          />
        </>
      )}
      end={t('networks.added.done')}
      added={added}
      onClose={onClose}
    >
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
    </Introduce>
  );
}
