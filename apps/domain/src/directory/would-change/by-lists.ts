/** What would change a decision of the owner's lists, or a refusal that comes before any policy. */

import type { AcceptLists } from '@sallyport/assurance-accept-lists';
import type { KnownDevice } from '../../assurance/register.ts';
import type { WouldChange } from './answer.ts';
import { change, giveCode, liftRefusal, nameIn } from './ways.ts';

/** By the owner's lists. */
export function changesByLists(
  lists: AcceptLists,
  device: KnownDevice,
  makerName: string,
  isPermitted: boolean,
): readonly WouldChange[] {
  const { key, manufacturer, model, proved } = device;
  const name = nameIn(device);
  if (lists.refused.has(key)) return [liftRefusal(device)];
  if (isPermitted) {
    const unlist = { list: 'manufacturers', match: manufacturer };
    return [
      ...(proved === 'certificate'
        ? [change('unlist-maker', `Take its maker ${makerName} off the list of makers.`, 'lists.remove', unlist)]
        : []),
      change('offboard', 'Put it out: revoke its certificates and refuse it.', 'devices.offboard', name),
    ];
  }
  if (proved === 'code') return [giveCode()];
  const add = (list: string, match: string) => ({ list, match });
  return [
    ...(lists.manufacturers.has(manufacturer)
      ? []
      : [change('accept-maker', `Accept its maker ${makerName}.`, 'lists.add', add('manufacturers', manufacturer))]),
    ...(lists.models === undefined || model === null || lists.models.has(model)
      ? []
      : [change('accept-model', `Accept its model ${model}.`, 'lists.add', add('models', model))]),
    ...(lists.devices === undefined || lists.devices.has(key)
      ? []
      : [change('accept-device', 'Put it on the list of devices.', 'lists.add', add('devices', key))]),
  ];
}

/** Before any policy: the owner's refusal, and what its history showed. */
export function changesOfRefusal(
  device: KnownDevice,
  isRefused: boolean,
  flag: string | undefined,
): readonly WouldChange[] {
  return [
    ...(isRefused ? [liftRefusal(device)] : []),
    ...(flag === undefined
      ? []
      : [
          change(
            'mend-history',
            'Its maker’s log of it must be found in order when it next asks for a voucher.',
            null,
            null,
          ),
        ]),
  ];
}
