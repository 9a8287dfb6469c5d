/** A photo of the QR code, from a file; on a phone the camera's own program can take it. */

import { useSignal } from '@preact/signals';
import { t } from '../../i18n/index.ts';
import { Field } from '../../kit/index.ts';
import { openQrReader } from './qr-reader.ts';

export function Photo({ onCode }: { readonly onCode: (text: string) => void }) {
  const isWithout = useSignal(false);
  const choose = async (file: File): Promise<void> => {
    isWithout.value = false;
    const text = await textIn(file);
    if (text === undefined) isWithout.value = true;
    else onCode(text);
  };
  return (
    <Field label={t('thread.add.choose')} error={isWithout.value ? t('thread.add.no-code') : undefined}>
      {(control) => (
        <input
          {...control}
          class="input"
          type="file"
          accept="image/*"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            if (file !== undefined) void choose(file);
          }}
        />
      )}
    </Field>
  );
}

/** Undefined for what is no picture, and for a picture without a code. */
async function textIn(file: File): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) return undefined;
  try {
    const read = await openQrReader();
    return await read(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}
