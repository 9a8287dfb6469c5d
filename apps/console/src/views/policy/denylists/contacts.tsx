/** Which devices had to do with what is on a list, and for how long that is held against them. */

import { type AnswerOf, useCall } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Badge, Button, Section, State, shortOf, Table, Time } from '../../../kit/index.ts';
import { pathTo } from '../../../shell/routes.ts';
import { spanText } from '../../thread/spans.ts';

type Contact = AnswerOf<'denylist.contacts'>['contacts'][number];

export function Contacts() {
  // What devices do is seen without an event of its own: decisions that turn by it are told, and the button asks for the rest.
  const asked = useCall('denylist.contacts', {}, { topics: ['decision', 'claim', 'account'] });
  return (
    <Section
      title={t('denylists.contacts')}
      actions={
        <Button busy={asked.isAsking} onClick={asked.again}>
          {t('denylists.contacts.look')}
        </Button>
      }
    >
      <State of={asked}>
        {({ window, contacts }) => (
          <>
            <p class="faint">
              {window === null ? t('denylists.window.none') : t('denylists.window', { span: spanText(window) })}
            </p>
            <Table
              caption={t('denylists.contacts')}
              rows={contacts}
              rowKey={({ uri, destination }) => `${uri} ${destination}`}
              empty={t('denylists.contacts.none')}
              columns={[
                { key: 'device', title: t('denylists.device'), cell: Who, sortBy: nameOf },
                {
                  key: 'destination',
                  title: t('denylists.destination'),
                  cell: ({ destination }) => <code>{destination}</code>,
                  sortBy: ({ destination }) => destination,
                },
                { key: 'lists', title: t('denylists.on'), cell: ({ lists }) => lists.join(', '), hideNarrow: true },
                {
                  key: 'at',
                  title: t('denylists.at'),
                  cell: ({ at }) => <Time at={at} />,
                  sortBy: ({ at }) => at,
                  hideNarrow: true,
                },
                {
                  key: 'counts',
                  title: t('denylists.counts'),
                  cell: ({ at }) => <Counts at={at} window={window} />,
                },
              ]}
            />
          </>
        )}
      </State>
    </Section>
  );
}

function nameOf({ device, uri }: Contact): string {
  return device?.serialNumber ?? shortOf(uri, 12);
}

function Who(contact: Contact) {
  const { device } = contact;
  return device === null ? nameOf(contact) : <a href={pathTo('device', { ...device })}>{nameOf(contact)}</a>;
}

const SECOND_MS = 1000;

function Counts({ at, window }: { readonly at: string; readonly window: number | null }) {
  const isHeld = window !== null && Date.now() - Date.parse(at) <= window * SECOND_MS;
  return isHeld ? (
    <Badge tone="bad">{t('denylists.counts.yes')}</Badge>
  ) : (
    <Badge>{window === null ? t('denylists.counts.never') : t('denylists.counts.over')}</Badge>
  );
}
