/** Destinations that no device should talk to: who did lately, the lists in force, and what is on one of them. */

import { useSignal } from '@preact/signals';
import { useLocation } from 'preact-iso';
import { type AnswerOf, call, may, useCall } from '../../../api/index.ts';
import { formatNumber, t } from '../../../i18n/index.ts';
import { Button, Confirm, Section, State, say, Table } from '../../../kit/index.ts';
import { pathTo } from '../../../shell/routes.ts';
import { AddDestinations } from './add-destinations.tsx';
import { Contacts } from './contacts.tsx';
import { ImportList } from './import-list.tsx';
import { OneList } from './one-list.tsx';

type List = AnswerOf<'denylist.list'>['lists'][number];

/** That somebody changed a list is told with all else that people do. */
export const DENYLIST_TOPICS = { topics: ['account'] } as const;

export function Denylists() {
  const asked = useCall('denylist.list', {}, DENYLIST_TOPICS);
  const { query } = useLocation();
  const { list: shown } = query;
  return (
    <div class="stack">
      <p class="faint">{t('denylists.lead')}</p>
      <Contacts />
      <Section title={t('denylists.lists')} actions={<Actions asked={asked} />}>
        <State of={asked} isEmpty={({ lists }) => lists.length === 0} empty={t('denylists.none')}>
          {({ lists }) => <Lists lists={lists} shown={shown} changed={asked.again} />}
        </State>
      </Section>
      {shown !== undefined && asked.answer?.lists.some(({ name }) => name === shown) === true ? (
        <OneList key={shown} name={shown} changed={asked.again} />
      ) : null}
    </div>
  );
}

function Actions({ asked }: { readonly asked: ReturnType<typeof useCall<'denylist.list'>> }) {
  const open = useSignal<'add' | 'import' | undefined>(undefined);
  const close = () => {
    open.value = undefined;
  };
  if (!may('denylist.change')) return null;
  const names = (asked.answer?.lists ?? []).map(({ name }) => name);
  return (
    <>
      <Button
        onClick={() => {
          open.value = 'import';
        }}
      >
        {t('denylists.import')}
      </Button>
      <Button
        look="main"
        onClick={() => {
          open.value = 'add';
        }}
      >
        {t('denylists.add')}
      </Button>
      {open.value === 'add' ? <AddDestinations lists={names} changed={asked.again} onClose={close} /> : null}
      {open.value === 'import' ? <ImportList lists={names} changed={asked.again} onClose={close} /> : null}
    </>
  );
}

interface ListsProps {
  readonly lists: readonly List[];
  readonly shown: string | undefined;
  readonly changed: () => void;
}

function Lists({ lists, shown, changed }: ListsProps) {
  const removing = useSignal<string | undefined>(undefined);
  const { value: leaving } = removing;
  return (
    <>
      <Table
        caption={t('denylists.lists')}
        rows={lists}
        rowKey={({ name }) => name}
        href={({ name }) => pathTo('policy', { part: 'denylists' }, { list: name })}
        isSelected={({ name }) => name === shown}
        columns={[
          { key: 'name', title: t('denylists.name'), cell: ({ name }) => name, sortBy: ({ name }) => name },
          {
            key: 'entries',
            title: t('denylists.entries'),
            align: 'end',
            cell: ({ entries }) => formatNumber(entries),
            sortBy: ({ entries }) => entries,
          },
          ...(may('denylist.remove')
            ? [
                {
                  key: 'remove',
                  title: t('denylists.actions'),
                  align: 'end' as const,
                  cell: ({ name }: List) => (
                    <Button
                      look="quiet"
                      label={t('denylists.remove.label', { list: name })}
                      onClick={() => {
                        removing.value = name;
                      }}
                    >
                      {t('denylists.remove')}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {leaving === undefined ? null : (
        <Confirm
          title={t('denylists.remove.title', { list: leaving })}
          action={t('denylists.remove')}
          danger
          onClose={() => {
            removing.value = undefined;
          }}
          onConfirm={async () => {
            await call('denylist.remove', { name: leaving });
            say({ text: t('denylists.removed', { list: leaving }) });
            changed();
          }}
        >
          <p>{t('denylists.remove.what')}</p>
        </Confirm>
      )}
    </>
  );
}
