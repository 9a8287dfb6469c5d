/** The current password, by which whoever did not just sign in proves that it is still they. */

import type { Signal } from '@preact/signals';
import type { AnswerOf } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { TextField } from '../../kit/index.ts';

export interface CurrentProps {
  readonly me: Pick<AnswerOf<'me.show'>, 'hasPassword'>;
  readonly value: Signal<string>;
}

export function Current({ me, value }: CurrentProps) {
  if (!me.hasPassword) return null;
  return (
    <TextField
      label={t('people.current')}
      help={t('people.current.help')}
      type="password"
      autocomplete="current-password"
      value={value.value}
      onChange={(given) => {
        value.value = given;
      }}
    />
  );
}

export function currentOf(given: string): { readonly current?: string } {
  return given === '' ? {} : { current: given };
}
