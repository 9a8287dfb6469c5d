/** Adding a device by its code: from the camera, from a photo, or typed; then it is read back before the device may join. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, useAction } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, Copy, Dialog, Facts, Refusal, SelectField, say, Tabs, TextField } from '../../kit/index.ts';
import { Camera } from './camera.tsx';
import { Photo } from './photo.tsx';
import { spanText } from './spans.ts';
import { Typing } from './typing.tsx';

interface AddDeviceProps {
  readonly networkName: string;
  readonly network: string;
  readonly added: () => void;
  readonly onClose: () => void;
}

interface ReadCode {
  readonly qr: string;
  readonly said: AnswerOf<'thread.read-code'>;
}

export function AddDevice({ networkName, network, added, onClose }: AddDeviceProps) {
  const code = useSignal<ReadCode | undefined>(undefined);
  const { run, error, forget } = useAction(async (qr: string) => {
    code.value = { qr, said: await call('thread.read-code', { qr }) };
  });
  const read = (qr: string): void => void run(qr);
  return (
    <Dialog title={t('thread.add.title', { network: networkName })} onClose={onClose}>
      {code.value === undefined ? (
        <>
          {error === undefined ? null : <Refusal error={error} />}
          <Tabs
            label={t('thread.add.ways')}
            onShow={forget}
            tabs={[
              // A code that was refused is looked for anew.
              {
                key: 'camera',
                title: t('thread.add.camera'),
                content: () => <Camera key={`${error?.code}`} onCode={read} />,
              },
              { key: 'photo', title: t('thread.add.photo'), content: () => <Photo onCode={read} /> },
              { key: 'typing', title: t('thread.add.typing'), content: () => <Typing onCode={read} /> },
            ]}
          />
        </>
      ) : (
        <LetJoin
          code={code.value}
          network={network}
          another={() => {
            code.value = undefined;
          }}
          done={() => {
            added();
            onClose();
          }}
        />
      )}
    </Dialog>
  );
}

const MINUTE_MS = 60_000;
const SPANS = [10, 60, 24 * 60] as const;
const SECONDS = 60;

interface LetJoinProps {
  readonly code: ReadCode;
  readonly network: string;
  readonly another: () => void;
  readonly done: () => void;
}

function LetJoin({ code: { qr, said }, network, another, done }: LetJoinProps) {
  const minutes = useSignal(`${SPANS[0]}`);
  const note = useSignal('');
  const { run, isBusy, error } = useAction(async () => {
    const { enabled } = await call('thread.enable', {
      ...{ network, qr, timeout: Number(minutes.value) * MINUTE_MS },
      ...(note.value.trim() === '' ? {} : { note: note.value.trim() }),
    });
    say({ text: t('thread.add.done', { device: enabled }) });
  });
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        void run().then((isDone) => isDone && done());
      }}
    >
      <h3>{t('thread.add.read')}</h3>
      <Facts
        facts={[
          { name: t('thread.add.eui64'), value: <Copy text={said.eui64} /> },
          ...Object.entries(said.others).map(([name, value]) => ({ name, value })),
        ]}
      />
      {said.device === null ? null : <p>{t('thread.add.known')}</p>}
      <SelectField
        label={t('thread.add.span')}
        value={minutes.value}
        choices={SPANS.map((span) => ({ value: `${span}`, label: spanText(span * SECONDS) }))}
        onChange={(next) => {
          minutes.value = next;
        }}
      />
      <TextField
        label={t('thread.add.note')}
        value={note.value}
        onChange={(next) => {
          note.value = next;
        }}
      />
      {error === undefined ? null : <Refusal error={error} />}
      <div class="row">
        <Button type="submit" look="main" busy={isBusy}>
          {t('thread.add.do')}
        </Button>
        <Button onClick={another}>{t('thread.add.another')}</Button>
      </div>
    </form>
  );
}
