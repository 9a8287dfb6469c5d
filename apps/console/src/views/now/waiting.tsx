/** What waits for a person, each with what can be done about it. */

import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { type AnswerOf, call, may } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Button, Card, Confirm, RefusalText, say, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { OnboardDialog } from '../device/actions/onboard.tsx';
import { SetTypeDialog } from '../device/actions/set-type.tsx';
import { NAMELESS, readable } from '../device/readable.ts';
import { timeText } from '../devices/listed.ts';

type Group = AnswerOf<'onboarding.waiting'>['groups'][number];
type Waiting = Group['waiting'][number];
type Remedy = Waiting['remedies'][number];

/** Of each kind, at first. */
const SHOWN = 5;

export function WaitingGroup({ group: { kind, total, waiting } }: { readonly group: Group }) {
  const shown = waiting.slice(0, SHOWN);
  return (
    <Card title={textOf(`now.kind.${kind}`, kind)} tone="wait" actions={<Badge tone="wait">{total}</Badge>}>
      <ul class="waiting">
        {shown.map((one) => (
          <WaitingOne key={`${one.name} ${one.since}`} one={one} />
        ))}
      </ul>
      {total > shown.length ? (
        <p class="row faint">
          {t('now.shown', { shown: shown.length, total })} <AllLink kind={kind} />
        </p>
      ) : null}
    </Card>
  );
}

function WaitingOne({ one }: { readonly one: Waiting }) {
  const { name, reason, code, hint, since, device, remedies } = one;
  return (
    <li class="waiting-one">
      <p class="row">
        <strong>{name}</strong>{' '}
        <span class="faint">{[device?.makerName, device?.model].filter(Boolean).join(' · ')}</span>
        <Time at={timeText(since)} />
      </p>
      <RefusalText code={code} detail={reasonText(readable(reason, NAMELESS))} {...(hint === null ? {} : { hint })} />
      <p class="row">
        {remedies.map((remedy) => (
          <RemedyButton key={remedy.operation} remedy={remedy} name={name} />
        ))}
        {device === null || device.manufacturer === 'unknown' ? null : (
          <a
            href={pathTo('device', { manufacturer: device.manufacturer, serialNumber: device.serialNumber })}
            aria-label={`${t('now.do.look')}: ${name}`}
          >
            {t('now.do.look')}
          </a>
        )}
      </p>
    </li>
  );
}

function RemedyButton({ remedy: { operation, input }, name }: { readonly remedy: Remedy; readonly name: string }) {
  const { manufacturer = '', serialNumber = '' } = input;
  const device = { manufacturer, serialNumber };
  switch (operation) {
    case 'devices.trust':
      return may('devices.onboard') ? (
        <Opening text={t('now.do.trust')}>{(close) => <OnboardDialog device={device} onClose={close} />}</Opening>
      ) : null;
    case 'devices.set-type':
      return may('devices.set-type') ? (
        <Opening text={t('device.set-type')}>{(close) => <SetTypeDialog device={device} onClose={close} />}</Opening>
      ) : null;
    case 'lists.add':
      return may('lists.add') ? <AcceptMaker maker={input['match'] ?? ''} name={name} /> : null;
    case 'hand-over.accept':
      return may('hand-over.accept') ? <a href={pathTo('makers')}>{t('now.do.introduce')}</a> : null;
    case 'thread.enable':
      return may('thread.enable') ? (
        <a href={pathTo('thread', { network: input['network'] })}>{t('now.do.thread')}</a>
      ) : null;
    default:
      return null;
  }
}

function AcceptMaker({ maker, name }: { readonly maker: string; readonly name: string }) {
  return (
    <Opening text={t('now.do.accept')}>
      {(close) => (
        <Confirm
          title={t('now.accept.title', { name })}
          action={t('now.do.accept')}
          onConfirm={async () => {
            await call('lists.add', { list: 'manufacturers', match: maker });
            say({ text: t('now.accepted', { name }) });
          }}
          onClose={close}
        >
          <p>{t('now.accept.text')}</p>
        </Confirm>
      )}
    </Opening>
  );
}

/** A button that opens a dialog. */
function Opening({
  text,
  children,
}: {
  readonly text: string;
  readonly children: (close: () => void) => ComponentChildren;
}) {
  const isOpen = useSignal(false);
  const close = () => {
    isOpen.value = false;
  };
  return (
    <>
      <Button
        onClick={() => {
          isOpen.value = true;
        }}
      >
        {text}
      </Button>
      {isOpen.value ? children(close) : null}
    </>
  );
}

const LISTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  denied: { standing: 'deny' },
  history: { standing: 'wanting' },
  untyped: { type: '(none)' },
};

function AllLink({ kind }: { readonly kind: string }) {
  const query = LISTS[kind];
  return query === undefined ? null : <a href={pathTo('devices', {}, query)}>{t('now.all')}</a>;
}
