/** Which device has which IP address, where no access point tells: people say it. */

import { useSignal } from '@preact/signals';
import { call, may, useCall } from '../../api/index.ts';
import { t } from '../../i18n/index.ts';
import { Button, FormDialog, State, say, Table, TextField } from '../../kit/index.ts';
import { pathTo } from '../../shell/routes.ts';
import { addressesByDevice, addressesIn, type DeviceAddresses } from './addresses.ts';
import { partsOf } from './device-key.ts';

const NOBODY: DeviceAddresses = { device: '', addresses: [] };

export function Addresses() {
  const told = useCall('addresses.list', {}, { topics: ['device', 'session'] });
  const changing = useSignal<DeviceAddresses | undefined>(undefined);
  const isPermitted = may('addresses.set');
  return (
    <div class="stack">
      <p class="faint">{t('networks.said.lead')}</p>
      {isPermitted ? (
        <div class="row">
          <Button
            look="main"
            onClick={() => {
              changing.value = NOBODY;
            }}
          >
            {t('networks.said.add')}
          </Button>
        </div>
      ) : null}
      <State of={told} isEmpty={({ addresses }) => addresses.length === 0} empty={t('networks.said.none')}>
        {({ addresses }) => (
          <Table
            caption={t('networks.said')}
            rows={addressesByDevice(addresses)}
            rowKey={({ device }) => device}
            columns={[
              {
                key: 'device',
                title: t('networks.device'),
                cell: ({ device }) => <a href={pathTo('device', partsOf(device))}>{partsOf(device).serialNumber}</a>,
                sortBy: ({ device }) => partsOf(device).serialNumber,
              },
              { key: 'addresses', title: t('networks.addresses'), cell: (row) => row.addresses.join(', ') },
              ...(isPermitted
                ? [
                    {
                      key: 'change',
                      title: t('networks.actions'),
                      cell: (row: DeviceAddresses) => (
                        <Button
                          look="quiet"
                          label={t('networks.said.change-of', { device: partsOf(row.device).serialNumber })}
                          onClick={() => {
                            changing.value = row;
                          }}
                        >
                          {t('networks.said.change')}
                        </Button>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </State>
      {changing.value === undefined ? null : (
        <AddressForm
          of={changing.value}
          changed={told.again}
          onClose={() => {
            changing.value = undefined;
          }}
        />
      )}
    </div>
  );
}

interface AddressFormProps {
  readonly of: DeviceAddresses;
  readonly changed: () => void;
  readonly onClose: () => void;
}

function AddressForm({ of, changed, onClose }: AddressFormProps) {
  const device = useSignal(of.device);
  const typed = useSignal(of.addresses.join('\n'));
  const isNew = of.device === '';
  const addresses = addressesIn(typed.value);
  return (
    <FormDialog
      title={isNew ? t('networks.said.add') : t('networks.said.of', { device: partsOf(of.device).serialNumber })}
      action={t('networks.said.do')}
      isFilled={device.value.trim() !== '' && (addresses.length > 0 || !isNew)}
      onClose={onClose}
      onSubmit={async () => {
        const said = await call('addresses.set', { device: device.value.trim(), addresses: [...addresses] });
        const name = partsOf(said.device).serialNumber;
        say({
          text:
            said.addresses.length === 0
              ? t('networks.said.taken-back', { device: name })
              : t('networks.said.done', { device: name, count: said.addresses.length }),
        });
        changed();
      }}
    >
      {isNew ? (
        <TextField
          label={t('networks.device')}
          required
          help={t('networks.said.device.help')}
          value={device.value}
          onChange={(next) => {
            device.value = next;
          }}
        />
      ) : null}
      <TextField
        label={t('networks.addresses')}
        code
        lines={3}
        required={isNew}
        help={isNew ? t('networks.said.addresses.help') : t('networks.said.addresses.help-none')}
        value={typed.value}
        onChange={(next) => {
          typed.value = next;
        }}
      />
    </FormDialog>
  );
}
