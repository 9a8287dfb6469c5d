/** The owner's word for a router: a claim that it shows when it connects, as a file to be taken there. */

import { useSignal } from '@preact/signals';
import { call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Dialog, Refusal, TextField } from '../../kit/index.ts';

interface AddRouterProps {
  readonly added: () => void;
  readonly onClose: () => void;
}

interface Word {
  readonly name: string;
  /** Base64. */
  readonly claim: string;
}

export function AddRouter({ added, onClose }: AddRouterProps) {
  const word = useSignal<Word | undefined>(undefined);
  const { value: given } = word;
  return (
    <Dialog title={t('networks.router.add')} onClose={onClose}>
      {given === undefined ? (
        <RouterForm
          done={(next) => {
            added();
            word.value = next;
          }}
        />
      ) : (
        <>
          <p>{t('networks.router.added', { router: given.name })}</p>
          <a
            class="button button-main"
            href={`data:application/octet-stream;base64,${given.claim}`}
            download={`${given.name}.claim`}
          >
            {t('networks.router.file')}
          </a>
        </>
      )}
    </Dialog>
  );
}

function RouterForm({ done }: { readonly done: (word: Word) => void }) {
  const key = useSignal('');
  const name = useSignal('');
  const { run, isBusy, error } = useAction(async () => {
    const { claim } = await call('routers.add', { router: key.value.trim(), name: name.value.trim() });
    done({ name: name.value.trim(), claim });
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
      {error === undefined ? null : <Refusal error={error} />}
      <Button type="submit" look="main" busy={isBusy}>
        {t('networks.router.add')}
      </Button>
    </form>
  );
}
