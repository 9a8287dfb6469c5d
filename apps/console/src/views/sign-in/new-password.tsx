/** A new password, twice. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Refusal, TextField } from '../../kit/index.ts';

export interface NewPasswordProps {
  readonly action: string;
  /** What stands above, for example a field for the current one. */
  readonly children?: ComponentChildren;
  /** The name that password managers keep it under. */
  readonly name: string;
  readonly save: (password: string) => Promise<unknown>;
  readonly onSaved: () => void;
}

const MIN_LENGTH = 12;

export function NewPassword({ action, children, name, save, onSaved }: NewPasswordProps) {
  const password = useSignal('');
  const again = useSignal('');
  const isTried = useSignal(false);
  const { run, isBusy, error } = useAction(save);
  const isShort = password.value.length < MIN_LENGTH;
  const differs = password.value !== again.value;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        isTried.value = true;
        if (!isShort && !differs) void run(password.value).then((isDone) => isDone && onSaved());
      }}
    >
      {children}
      <input
        class="unseen"
        type="text"
        autocomplete="username"
        value={name}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <TextField
        label={t('sign-in.password')}
        type="password"
        autocomplete="new-password"
        required
        help={t('sign-in.keep.rule')}
        error={isTried.value && isShort ? t('sign-in.keep.rule') : undefined}
        value={password.value}
        onChange={(value) => {
          password.value = value;
        }}
      />
      <TextField
        label={t('sign-in.keep.again')}
        type="password"
        autocomplete="new-password"
        required
        error={isTried.value && differs ? t('sign-in.keep.differ') : undefined}
        value={again.value}
        onChange={(value) => {
          again.value = value;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
      <div class="actions">
        <Button type="submit" look="main" busy={isBusy}>
          {action}
        </Button>
      </div>
    </form>
  );
}
