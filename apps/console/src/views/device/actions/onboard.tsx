/** Lifts a refusal and trusts the device. */

import { call } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Confirm } from '../../../kit/index.ts';
import type { DeviceName } from '../shown.ts';
import { tell } from './tell.ts';

export interface DeviceDialogProps {
  readonly device: DeviceName;
  readonly onClose: () => void;
}

export function OnboardDialog({ device: { manufacturer, serialNumber }, onClose }: DeviceDialogProps) {
  return (
    <Confirm
      title={t('device.onboard.title', { serial: serialNumber })}
      action={t('device.onboard')}
      onConfirm={async () => tell(await call('devices.onboard', { manufacturer, serialNumber }))}
      onClose={onClose}
    >
      <p>{t('device.onboard.text')}</p>
    </Confirm>
  );
}

export function TrustDialog({ device: { manufacturer, serialNumber }, onClose }: DeviceDialogProps) {
  return (
    <Confirm
      title={t('device.trust.title', { serial: serialNumber })}
      action={t('device.trust')}
      onConfirm={async () => tell(await call('devices.trust', { manufacturer, serialNumber }))}
      onClose={onClose}
    >
      <p>{t('device.trust.text')}</p>
    </Confirm>
  );
}
