/** Coming in by a passkey or a password. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Card, Refusal, TextField } from '../../kit/index.ts';
import type { Entered } from './entered.ts';
import { LinkCommand } from './link-command.tsx';
import { hasPasskeys, signInByPasskey } from './webauthn.ts';

export interface ByCredentialProps {
  readonly door: AnswerOf<'sign-in.show'>;
  readonly onEntered: (entered: Entered) => void;
}

export function ByCredential({ door, onEntered }: ByCredentialProps) {
  return (
    <Card title={t('sign-in.house', { house: door.house })}>
      <ByPasskey door={door} onEntered={onEntered} />
      <ByPassword onEntered={onEntered} />
      <p class="faint">{t('sign-in.lost')}</p>
      <LinkCommand />
    </Card>
  );
}

function ByPasskey({ door: { passkeys }, onEntered }: ByCredentialProps) {
  const { run, isBusy, error } = useAction(async () => onEntered(await signInByPasskey()));
  if (!passkeys.possible) return <NotHere instead={passkeys.openInstead} />;
  if (!hasPasskeys()) return <p class="faint">{t('sign-in.passkey.unknown')}</p>;
  return (
    <div class="form">
      <Button look="main" busy={isBusy} onClick={() => void run()}>
        {t('sign-in.passkey')}
      </Button>
      {error === undefined ? null : <Refusal error={error} />}
      <p class="faint">{t('sign-in.or')}</p>
    </div>
  );
}

function NotHere({ instead }: { readonly instead: string | null }) {
  if (instead === null) return <p class="faint">{t('sign-in.passkey.impossible')}</p>;
  return (
    <p class="faint">
      <a href={`${instead}${location.pathname}`}>{t('sign-in.passkey.instead', { origin: instead })}</a>
    </p>
  );
}

function ByPassword({ onEntered }: Pick<ByCredentialProps, 'onEntered'>) {
  const name = useSignal('');
  const password = useSignal('');
  const { run, isBusy, error } = useAction(async () => {
    const given = { name: name.value, password: password.value };
    onEntered(await call('sign-in.password', given));
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
        label={t('sign-in.name')}
        autocomplete="username"
        required
        value={name.value}
        onChange={(value) => {
          name.value = value;
        }}
      />
      <TextField
        label={t('sign-in.password')}
        type="password"
        autocomplete="current-password"
        required
        value={password.value}
        onChange={(value) => {
          password.value = value;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
      <div class="actions">
        <Button type="submit" busy={isBusy}>
          {t('sign-in.enter')}
        </Button>
      </div>
    </form>
  );
}
