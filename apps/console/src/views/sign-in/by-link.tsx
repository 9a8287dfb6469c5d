/** Coming in by a one-time link. */

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type AnswerOf, call, useAction } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Button, Card, Loading, Refusal, TextField } from '../../kit/index.ts';
import { wrongText } from '../../kit/wrong-text.ts';
import type { Entered } from './entered.ts';

export interface ByLinkProps {
  readonly secret: string;
  readonly house: string;
  readonly onEntered: (entered: Entered) => void;
  readonly onOther: () => void;
}

/** Looks at the link first: only a person uses it up, by a button, not a program that opens it to see what it is. */
export function ByLink({ secret, house, onEntered, onOther }: ByLinkProps) {
  const shown = useSignal<AnswerOf<'sign-in.link-show'> | undefined>(undefined);
  const look = useAction(async () => {
    shown.value = await call('sign-in.link-show', { token: secret });
  });
  useEffect(() => void look.run(), [secret]);
  if (look.error !== undefined) {
    return (
      <Card title={t('sign-in.title')}>
        <Refusal error={look.error} />
        <Button onClick={onOther}>{t('sign-in.link.other')}</Button>
      </Card>
    );
  }
  if (shown.value === undefined) return <Loading />;
  const { name, role } = shown.value;
  return name === null ? (
    <FirstOwner secret={secret} house={house} onEntered={onEntered} />
  ) : (
    <Invited secret={secret} name={name} role={role} onEntered={onEntered} />
  );
}

function FirstOwner({ secret, house, onEntered }: Pick<ByLinkProps, 'secret' | 'house' | 'onEntered'>) {
  const name = useSignal('');
  const { run, isBusy, error } = useAction(async () => {
    onEntered(await call('sign-in.link', { token: secret, name: name.value }));
  });
  return (
    <Card title={t('sign-in.first.title', { house })}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <TextField
          label={t('sign-in.first.name')}
          help={t('sign-in.first.help')}
          autocomplete="username"
          required
          value={name.value}
          error={wrongText((error?.wrong ?? []).filter(({ path }) => path === 'name'))}
          onChange={(value) => {
            name.value = value;
          }}
        />
        {error === undefined ? null : <Refusal error={error} />}
        <div class="actions">
          <Button type="submit" look="main" busy={isBusy} disabled={name.value.trim() === ''}>
            {t('sign-in.first.enter')}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface InvitedProps extends Pick<ByLinkProps, 'secret' | 'onEntered'> {
  readonly name: string;
  readonly role: string;
}

function Invited({ secret, name, role, onEntered }: InvitedProps) {
  const { run, isBusy, error } = useAction(async () => {
    onEntered(await call('sign-in.link', { token: secret }));
  });
  return (
    <Card title={t('sign-in.link.title', { name })}>
      <p>{t('sign-in.link.role', { role: textOf(`shell.role.${role}`, role) })}</p>
      <p class="faint">{t('sign-in.link.once')}</p>
      {error === undefined ? null : <Refusal error={error} />}
      <div class="actions">
        <Button look="main" busy={isBusy} onClick={() => void run()}>
          {t('sign-in.link.enter')}
        </Button>
      </div>
    </Card>
  );
}
