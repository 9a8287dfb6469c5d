/** The log as a file: what the filters leave of it, with the hashes by which it can be checked elsewhere. */

import { fetchFile, type InputOf, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Refusal, say } from '../../kit/index.ts';

type Narrowed = Omit<InputOf<'log.export'>, 'format' | 'first' | 'last'>;
type Format = InputOf<'log.export'>['format'];

export function Export({ narrowed }: { readonly narrowed: Narrowed }) {
  const { run, isBusy, error } = useAction(async (format: Format) => {
    save(await fetchFile('log.export', { ...narrowed, format }), `sallyport-log.${format}`);
    say({ text: t('audit.exported') });
  });
  return (
    <div class="stack">
      <fieldset class="row">
        <legend>{t('audit.export')}</legend>
        <Button busy={isBusy} onClick={() => void run('jsonl')}>
          {t('audit.export.json')}
        </Button>
        <Button busy={isBusy} onClick={() => void run('csv')}>
          {t('audit.export.csv')}
        </Button>
        <span class="faint">{t('audit.export.what')}</span>
      </fieldset>
      {error === undefined ? null : <Refusal error={error} />}
    </div>
  );
}

function save(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
