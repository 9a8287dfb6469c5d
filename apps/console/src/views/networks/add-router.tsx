/** The owner's word for a router: a claim that it shows when it connects, as a file to be taken there. */

import { useSignal } from '@preact/signals';
import { call } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { TextField } from '../../kit/index.ts';
import { Introduce } from './introduce.tsx';

interface AddRouterProps {
  readonly added: () => void;
  readonly onClose: () => void;
}

export function AddRouter({ added, onClose }: AddRouterProps) {
  const key = useSignal('');
  const name = useSignal('');
  const router = name.value.trim();
  return (
    <Introduce
      title={t('networks.router.add')}
      name={name.value}
      onName={(next) => {
        name.value = next;
      }}
      introduce={async () => (await call('routers.add', { router: key.value.trim(), name: router })).claim}
      madeTitle={t('networks.router.added.title', { router })}
      made={(claim) => (
        <>
          <p>{t('networks.router.added', { router })}</p>
          <a
            class="button button-main"
            href={`data:application/octet-stream;base64,${claim}`}
            download={`${router}.claim`}
          >
            {t('networks.router.file')}
          </a>
        </>
      )}
      end={t('networks.router.added.done')}
      added={added}
      onClose={onClose}
    >
      <TextField
        label={t('networks.router.key')}
        required
        code
        lines={2}
        help={t('networks.router.key.help')}
        value={key.value}
        onChange={(next) => {
          key.value = next;
        }}
      />
    </Introduce>
  );
}
