/** The columns of the list of devices. */

import { t, textOf } from '../../i18n/index.ts';
import { Badge, type Column, Time } from '../../kit/index.ts';
import { type ListedDevice, makerOf, standingOf, timeText, toneOfStanding, toneOfState } from './listed.ts';

export function deviceColumns(): readonly Column<ListedDevice>[] {
  return [
    { key: 'serial', title: t('devices.serial'), track: '2fr', cell: Serial, below: Made },
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

function Serial({ serialNumber }: ListedDevice) {
  return <span class="device-serial">{serialNumber}</span>;
}

/** Who made it; where there is little room also what the columns say that are left out there. */
function Made(device: ListedDevice) {
  const made = [...new Set([makerOf(device), device.model ?? ''])].filter((text) => text !== '');
  return (
    <span class="device-more">
      {made.map((text) => (
        <span key={text}>{text} </span>
      ))}
      {device.networks.map((network) => (
        <span key={network} class="device-network">
          {network}{' '}
        </span>
      ))}
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
