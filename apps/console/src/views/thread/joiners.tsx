/** The devices that may join a network, how far each is, and why one did not get in. */

import { useSignal } from '@preact/signals';
import { type AnswerOf, call, may, useAction, useCall } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { Badge, Button, State, say, Table, Time } from '../../kit/index.ts';
import { AddDevice } from './add-device.tsx';
import { joinerOf } from './joiner-names.ts';

type Connection = AnswerOf<'thread.networks'>[number];
type Joiner = AnswerOf<'thread.joiners'>[number];

export function Joiners({ network: { networkName, extendedPanId } }: { readonly network: Connection }) {
  const joiners = useCall(
    'thread.joiners',
    { network: extendedPanId },
    // A step of a joiner may be the one that failed.
    { topics: ['thread', 'step'] },
  );
  const isAdding = useSignal(false);
  return (
    <div class="stack">
      {may('thread.enable') ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              isAdding.value = true;
            }}
          >
            {t('thread.add')}
          </Button>
        </div>
      ) : null}
      <State of={joiners} isEmpty={(all) => all.length === 0} empty={t('thread.joiners.none')}>
        {(all) => (
          <Table
            caption={t('thread.joiners')}
            rows={all}
            rowKey={({ joiner }) => joiner}
            columns={[
              { key: 'joiner', title: t('thread.joiner'), cell: nameOf, sortBy: ({ joiner }) => joiner },
              { key: 'state', title: t('thread.joiner.state'), cell: stateOf },
              {
                key: 'until',
                title: t('thread.joiner.until'),
                cell: ({ expiresOn }) => <Time at={textOfTime(expiresOn)} />,
              },
              { key: 'attempts', title: t('thread.joiner.attempts'), align: 'end', cell: ({ attempts }) => attempts },
              { key: 'failure', title: t('thread.joiner.failure'), cell: ({ failure }) => failure?.message },
              {
                key: 'disable',
                title: t('thread.actions'),
                cell: ({ joiner }) =>
                  may('thread.disable') ? (
                    <Withdraw joiner={joiner} network={extendedPanId} done={joiners.again} />
                  ) : null,
              },
            ]}
          />
        )}
      </State>
      {isAdding.value ? (
        <AddDevice
          networkName={networkName}
          network={extendedPanId}
          added={joiners.again}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      ) : null}
    </div>
  );
}

function textOfTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function nameOf({ joiner, note }: Joiner) {
  const name = joiner === 'any' ? t('thread.joiner.any') : joiner;
  return note === null ? name : `${name} (${note})`;
}

const TONES: Readonly<Record<string, 'good' | 'wait' | 'bad'>> = { joined: 'good', joining: 'wait', refused: 'bad' };

function stateOf({ state }: Joiner) {
  return <Badge tone={TONES[state] ?? 'plain'}>{textOf(`thread.joiner.state.${state}`, state)}</Badge>;
}

interface WithdrawProps {
  readonly joiner: string;
  readonly network: string;
  readonly done: () => void;
}

function Withdraw({ joiner, network, done }: WithdrawProps) {
  const { run, isBusy } = useAction(async () => {
    await call('thread.disable', { network, joiner: joinerOf(joiner) });
    say({ text: t('thread.joiner.disabled', { device: joiner }) });
    done();
  });
  return (
    <Button look="quiet" busy={isBusy} onClick={() => void run()}>
      {t('thread.joiner.disable')}
    </Button>
  );
}
