/** What would change a decision, each with the button that does it. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may } from '../../api/index.ts';
import { language, t } from '../../i18n/index.ts';
import { Button, Confirm, Section, say } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { makerOf } from '../devices/listed.ts';
import { DistrustDialog } from './actions/distrust.tsx';
import { OffboardDialog } from './actions/offboard.tsx';
import { OnboardDialog } from './actions/onboard.tsx';
import { SetTypeDialog } from './actions/set-type.tsx';
import { type Names, readable } from './readable.ts';
import { sentenceIn } from './sentence.ts';
import type { ShownDevice } from './shown.ts';

type Change = AnswerOf<'why'>['wouldChange'][number];

export interface ChangesProps {
  readonly changes: readonly Change[];
  readonly device: ShownDevice;
  readonly names: Names;
  /** What is decided now. */
  readonly isPermitted: boolean;
}

export function Changes({ changes, ...about }: ChangesProps) {
  return (
    <Section title={t('device.change')}>
      {changes.length === 0 ? <p class="faint">{t('device.change.none')}</p> : null}
      <ul class="changes">
        {changes
          .map((change) => ({ change, words: wordsOf(change, about) }))
          .map(({ change, words }) => (
            <li key={change.sentence} class="row">
              <span>{words}</span>
              <Doing change={change} words={words} device={about.device} />
            </li>
          ))}
      </ul>
    </Section>
  );
}

function wordsOf(
  { kind, sentence, about }: Change,
  { device, names, isPermitted }: Omit<ChangesProps, 'changes'>,
): string {
  const maker = makerOf(device);
  const what = about === null ? readable(sentence, names) : sentenceIn(language.value, about, names);
  switch (kind) {
    case 'take-back':
      return t(isPermitted ? 'device.change.anew' : 'device.change.take-back', { what });
    case 'wait':
      return t('device.change.wait', { what });
    case 'other':
      return t(about?.holds === true ? 'device.change.must-not-hold' : 'device.change.must-hold', { what });
    case 'trust-maker':
    case 'accept-maker':
    case 'distrust-maker':
    case 'unlist-maker':
      return t(`device.change.${kind}`, { maker });
    default:
      return t(`device.change.${kind}`);
  }
}

interface DoingProps {
  readonly change: Change;
  readonly words: string;
  readonly device: ShownDevice;
}

function Doing({ change, words, device }: DoingProps) {
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  const { kind, operation, claim } = change;
  if (kind === 'score-type' || kind === 'give-code') return <Elsewhere kind={kind} />;
  const button = (
    <Button
      label={`${t('device.change.do')}: ${words}`}
      onClick={() => {
        isOpen.value = true;
      }}
    >
      {t('device.change.do')}
    </Button>
  );
  if (!mayDo(operation)) return null;
  return (
    <>
      {claim === null ? null : <a href={pathTo('claims', { id: claim })}>{t('device.proof.claim')}</a>}
      {button}
      {isOpen.value ? <ChangeDialog change={change} words={words} device={device} onClose={close} /> : null}
    </>
  );
}

function Elsewhere({ kind }: { readonly kind: 'score-type' | 'give-code' }) {
  return <a href={pathTo(kind === 'give-code' ? 'thread' : 'makers')}>{t('device.change.do')}</a>;
}

const KNOWN = [
  'devices.trust',
  'devices.onboard',
  'devices.distrust',
  'devices.offboard',
  'devices.set-type',
  'lists.add',
  'lists.remove',
  'claims.make',
  'claims.retract',
] as const;
type Known = (typeof KNOWN)[number];

function mayDo(operation: string | null): operation is Known {
  const known = KNOWN.find((each) => each === operation);
  return known !== undefined && may(known);
}

interface ChangeDialogProps extends DoingProps {
  readonly onClose: () => void;
}

function ChangeDialog({ change, words, device, onClose }: ChangeDialogProps) {
  switch (change.operation) {
    case 'devices.trust':
    case 'devices.onboard':
      return <OnboardDialog device={device} onClose={onClose} />;
    case 'devices.distrust':
      return <DistrustDialog device={device} onClose={onClose} />;
    case 'devices.offboard':
      return <OffboardDialog device={device} onClose={onClose} />;
    case 'devices.set-type':
      return <SetTypeDialog device={device} onClose={onClose} />;
    default:
      return (
        <Confirm
          title={words}
          action={t('device.change.do')}
          onConfirm={async () => {
            await doIt(change, device);
            say({ text: t('device.done.short') });
          }}
          onClose={onClose}
        >
          <p>{t('device.change.confirm')}</p>
        </Confirm>
      );
  }
}

/** What is not about this one device alone. */
async function doIt({ kind, claim }: Change, { manufacturer, model, key }: ShownDevice): Promise<void> {
  switch (kind) {
    case 'trust-maker':
    case 'distrust-maker': {
      const type = kind === 'trust-maker' ? 'Trust' : 'Distrust';
      await call('claims.make', { type, subject: { id: manufacturer, role: 'manufacturer' } });
      return;
    }
    case 'take-back':
      if (claim !== null) await call('claims.retract', { id: claim });
      return;
    case 'accept-maker':
      await call('lists.add', { list: 'manufacturers', match: manufacturer });
      return;
    case 'accept-model':
      await call('lists.add', { list: 'models', match: model ?? '' });
      return;
    case 'accept-device':
      await call('lists.add', { list: 'devices', match: key });
      return;
    case 'unlist-maker':
      await call('lists.remove', { list: 'manufacturers', match: manufacturer });
      return;
    default:
      return;
  }
}
