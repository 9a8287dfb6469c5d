/** One device: what is decided of it and why, what happened to it, its certificates, and where it is. */

import { useLocation, useRoute } from 'preact-iso';
import { useCall } from '../../api/index.ts';
import { t, textOf } from '../../i18n/index.ts';
import { reasonText } from '../../i18n/reasons/index.ts';
import { Badge, Copy, Facts, Page, Section, State, shortOf, Tabs, Time } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { StandingBadge, StateBadge } from '../devices/columns.tsx';
import { makerOf, timeText } from '../devices/listed.ts';
import { Actions } from './actions.tsx';
import { Certificates } from './certificates.tsx';
import { pointOf, useDecided } from './decided.ts';
import { Decision } from './decision.tsx';
import './device.css';
import { DeviceSessions } from './sessions.tsx';
import type { ShownDevice } from './shown.ts';
import { Timeline } from './timeline.tsx';

export function Device() {
  const { params, query } = useRoute();
  const { route } = useLocation();
  const name = { manufacturer: params['manufacturer'] ?? '', serialNumber: params['serialNumber'] ?? '' };
  const shown = useCall('devices.show', name, { topics: ['device', 'session', 'claim', 'decision'] });
  const device = shown.answer;
  return (
    <Page
      title={name.serialNumber}
      up={{ href: pathTo('devices'), label: t('device.up') }}
      lead={device === undefined ? undefined : <Lead device={device} />}
      actions={device === undefined ? undefined : <Actions device={device} />}
    >
      <State of={shown}>
        {(answer) => (
          <>
            <Section title={t('device.about')}>
              <About device={answer} />
            </Section>
            <Tabs
              label={t('device.tabs')}
              shown={query['tab']}
              onShow={(tab) => route(pathTo('device', name, { tab }), true)}
              tabs={[
                {
                  key: 'decision',
                  title: t('device.tab.decision'),
                  content: () => <Decision key={answer.key} device={answer} />,
                },
                { key: 'timeline', title: t('device.tab.timeline'), content: () => <Timeline device={answer} /> },
                {
                  key: 'certificates',
                  title: t('device.tab.certificates'),
                  content: () => <Certificates device={answer} />,
                },
                { key: 'sessions', title: t('device.tab.sessions'), content: () => <DeviceSessions device={answer} /> },
              ]}
            />
          </>
        )}
      </State>
    </Page>
  );
}

function Lead({ device }: { readonly device: ShownDevice }) {
  const { model, types, state } = device;
  return (
    <span class="row">
      <span>{[makerOf(device), model ?? '', ...types].filter((text) => text !== '').join(' · ')}</span>
      <StateBadge state={state} />
      <NowBadge device={device} />
    </span>
  );
}

/** Until it is known what is decided now, what was decided last. */
function NowBadge({ device }: { readonly device: ShownDevice }) {
  const { answer } = useDecided(device, pointOf(device));
  if (answer === undefined || device.isRefused || device.flag !== null) return <StandingBadge device={device} />;
  const { decision } = answer;
  const tone = decision === 'permit' ? 'good' : decision === 'deny' ? 'bad' : 'wait';
  return <Badge tone={tone}>{textOf(`devices.standing.${decision}`, decision)}</Badge>;
}

function About({ device }: { readonly device: ShownDevice }) {
  const { manufacturer, key, uri, model, types, networks, stations, metAt, changedAt, notAfter, reason, flag } = device;
  const facts = [
    { name: t('devices.maker'), value: <a href={pathTo('makers', { maker: manufacturer })}>{makerOf(device)}</a> },
    { name: t('devices.model'), value: model ?? '' },
    { name: t('devices.type'), value: types.join(', ') },
    { name: t('devices.network'), value: networks.join(', ') },
    { name: t('device.stations'), value: stations.map(spaced).join(', ') },
    { name: t('device.met'), value: metAt === null ? '' : <Time at={timeText(metAt)} show="both" /> },
    { name: t('device.changed'), value: <Time at={timeText(changedAt)} show="both" /> },
    {
      name: t('device.certificate-until'),
      value: notAfter === null ? '' : <Time at={timeText(notAfter)} show="both" />,
    },
    { name: t('device.reason'), value: reason ?? '' },
    { name: t('device.flag'), value: reasonText(flag ?? '') },
    { name: t('device.key'), value: <Copy text={key} short={shortOf(key)} label={t('device.copy-key')} /> },
    {
      name: t('device.uri'),
      value: uri === null ? '' : <Copy text={uri} short={shortOf(uri)} label={t('device.copy-uri')} />,
    },
  ];
  return <Facts facts={facts.filter(({ value }) => value !== '')} />;
}

/** Digits of an address two by two. */
function spaced(digits: string): string {
  return digits.replace(/(?<=.)(?=(?:..)+$)/g, ':');
}
