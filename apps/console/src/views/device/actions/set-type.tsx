/** The owner says of which type the device is. */

import { useSignal } from '@preact/signals';
import { call } from '../../../api/index.ts';
import { t } from '../../../i18n/index.ts';
import { Confirm, TextField } from '../../../kit/index.ts';
import type { DeviceDialogProps } from './onboard.tsx';
import { tell } from './tell.ts';

export function SetTypeDialog({ device: { manufacturer, serialNumber }, onClose }: DeviceDialogProps) {
  const type = useSignal('');
  return (
    <Confirm
      title={t('device.set-type.title', { serial: serialNumber })}
      action={t('device.set-type')}
      onConfirm={async () =>
        tell(await call('devices.set-type', { manufacturer, serialNumber, deviceType: type.peek().trim() }))
      }
      onClose={onClose}
    >
      <p>{t('device.set-type.text')}</p>
      <TextField
        label={t('device.set-type.field')}
        value={type.value}
        required
        onChange={(text) => {
          type.value = text;
        }}
      />
    </Confirm>
  );
}
