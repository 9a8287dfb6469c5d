/** A device's code, typed: the text of its QR code, or what is printed beside it. */

import { useSignal } from '@preact/signals';
import { t } from '../../i18n/index.ts';
import { Button, TextField } from '../../kit/index.ts';
import { qrTextOf } from './typed-code.ts';

export function Typing({ onCode }: { readonly onCode: (text: string) => void }) {
  const text = useSignal('');
  const eui64 = useSignal('');
  const code = useSignal('');
  const read = text.value.trim() === '' ? qrTextOf(eui64.value, code.value) : text.value.trim();
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (read !== undefined) onCode(read);
      }}
    >
      <TextField
        label={t('thread.add.qr')}
        code
        value={text.value}
        placeholder={t('thread.add.qr.example')}
        onChange={(next) => {
          text.value = next;
        }}
      />
      <p class="faint">{t('thread.add.or')}</p>
      <TextField
        label={t('thread.add.eui64')}
        code
        value={eui64.value}
        help={t('thread.add.eui64.help')}
        onChange={(next) => {
          eui64.value = next;
        }}
      />
      <TextField
        label={t('thread.add.code')}
        code
        value={code.value}
        help={t('thread.add.code.help')}
        onChange={(next) => {
          code.value = next;
        }}
      />
      <Button type="submit" look="main" disabled={read === undefined}>
        {t('thread.add.next')}
      </Button>
    </form>
  );
}
