/** The password of whoever looks. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Confirm, Dialog, Section, say } from '../../kit/index.ts';
import { NewPassword } from '../sign-in/new-password.tsx';
import { Current, currentOf } from './current.tsx';

export interface OwnPasswordProps {
  readonly me: AnswerOf<'me.show'>;
  readonly onChange: () => void;
}

export function OwnPassword({ me, onChange }: OwnPasswordProps) {
  const shown = useSignal<'set' | 'remove' | undefined>(undefined);
  const current = useSignal('');
  const close = (): void => {
    shown.value = undefined;
    current.value = '';
    onChange();
  };
  const show = (next: 'set' | 'remove') => () => {
    shown.value = next;
  };
  return (
    <Section
      title={t('people.password')}
      actions={
        <>
          <Button onClick={show('set')}>
            {me.hasPassword ? t('people.password.change') : t('people.password.set')}
          </Button>
          {me.hasPassword && me.passkeys.length > 0 ? (
            <Button look="quiet" onClick={show('remove')}>
              {t('people.password.remove')}
            </Button>
          ) : null}
        </>
      }
    >
      <p>{me.hasPassword ? t('people.password.there') : t('people.password.none')}</p>
      {shown.value !== 'set' ? null : (
        <Dialog title={t('people.password.set')} onClose={close}>
          <NewPassword
            action={t('people.password.set')}
            name={me.name}
            save={(password) => call('me.set-password', { password, ...currentOf(current.value) })}
            onSaved={() => {
              say({ text: t('people.password.done') });
              close();
            }}
          >
            <Current me={me} value={current} />
          </NewPassword>
        </Dialog>
      )}
      {shown.value !== 'remove' ? null : (
        <Confirm
          title={t('people.password.remove.title')}
          action={t('people.password.remove')}
          danger
          onConfirm={() => call('me.remove-password', currentOf(current.value))}
          onClose={close}
        >
          <p>{t('people.password.remove.ask')}</p>
          <Current me={me} value={current} />
        </Confirm>
      )}
    </Section>
  );
}
