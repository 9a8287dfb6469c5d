/** The columns of the list of devices. */

import { t, textOf } from '../../i18n/index.ts';
import { Badge, type Column, Time } from '../../kit/index.ts';
import { type ListedDevice, makerOf, standingOf, timeText, toneOfStanding, toneOfState } from './listed.ts';

export function deviceColumns(): readonly Column<ListedDevice>[] {
  return [
    { key: 'serial', title: t('devices.serial'), track: '2fr', cell: (device) => <Name device={device} /> },
    { key: 'maker', title: t('devices.maker'), track: '1.6fr', hideNarrow: true, cell: makerOf },
    { key: 'model', title: t('devices.model'), track: '1.2fr', hideNarrow: true, cell: ({ model }) => model ?? '' },
    { key: 'type', title: t('devices.type'), track: '1.2fr', hideNarrow: true, cell: ({ types }) => types.join(', ') },
    { key: 'state', title: t('devices.state'), track: '8rem', cell: (device) => <StateBadge state={device.state} /> },
    {
      key: 'standing',
      title: t('devices.standing'),
      track: '8rem',
      hideNarrow: true,
      cell: (device) => <StandingBadge device={device} />,
    },
    {
      key: 'network',
      title: t('devices.network'),
      track: '1.2fr',
      hideNarrow: true,
      cell: ({ networks }) => networks.join(', '),
    },
    {
      key: 'changed',
      title: t('devices.changed'),
      track: '7.5rem',
      hideNarrow: true,
      cell: ({ changedAt }) => <Time at={timeText(changedAt)} />,
    },
  ];
}

/** On a narrow screen the second line says what the columns say that are left out there. */
function Name({ device }: { readonly device: ListedDevice }) {
  const { serialNumber, model, networks } = device;
  const more = [makerOf(device), model ?? '', ...networks].filter((text) => text !== '').join(' · ');
  return (
    <span class="device-name">
      <span class="device-serial">{serialNumber}</span>
      <span class="device-more">{more}</span>
    </span>
  );
}

export function StateBadge({ state }: { readonly state: string }) {
  return <Badge tone={toneOfState(state)}>{textOf(`devices.state.${state}`, state)}</Badge>;
}

export function StandingBadge({ device }: { readonly device: Pick<ListedDevice, 'isRefused' | 'flag' | 'decision'> }) {
  const standing = standingOf(device);
  return <Badge tone={toneOfStanding(standing)}>{textOf(`devices.standing.${standing}`, standing)}</Badge>;
}
