/** Whoever came in by a link chooses how they come back. */

import { call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Card, Refusal } from '../../kit/index.ts';
import type { Entered } from './entered.ts';
import { NewPassword } from './new-password.tsx';
import { addPasskey, hasPasskeys } from './webauthn.ts';

export interface KeepProps {
  readonly entered: Entered;
  /** Whether passkeys can be made at this address. */
  readonly passkeys: boolean;
  readonly onDone: () => void;
}

export function Keep({ entered, passkeys, onDone }: KeepProps) {
  const { run, isBusy, error } = useAction(() => addPasskey(t('sign-in.this-device')));
  return (
    <Card title={t('sign-in.keep.title')}>
      <p>{t('sign-in.keep.why')}</p>
      {passkeys && hasPasskeys() ? (
        <div class="form">
          <Button look="main" busy={isBusy} onClick={() => void run().then((isDone) => isDone && onDone())}>
            {t('sign-in.keep.passkey')}
          </Button>
          {error === undefined ? null : <Refusal error={error} />}
          <p class="faint">{t('sign-in.or')}</p>
        </div>
      ) : null}
      <NewPassword
        action={t('sign-in.keep.password')}
        name={entered.account.name}
        save={(password) => call('me.set-password', { password })}
        onSaved={onDone}
      />
      <Button look="quiet" onClick={onDone}>
        {t('sign-in.keep.later')}
      </Button>
    </Card>
  );
}
