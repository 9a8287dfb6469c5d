import { AccessPoint, type AccessPointOptions, type Station } from '@sallyport/app-access-point';
import { systemClock, systemRandom, systemTimer } from '@sallyport/core';

/** Lets one station in and waits until it is gone. */
export async function stayUntilPutOut(radius: AccessPointOptions['radius'], station: Station) {
  const point = await AccessPoint.open({
    name: 'hall-3',
    ssid: 'home',
    host: '127.0.0.1',
    radius,
    clock: systemClock,
    timer: systemTimer,
    random: systemRandom,
  });
  const { association, verdict } = await point.connect('02-00-00-00-00-01', station);
  const ending = verdict.isOpen ? await association.ended : 'kept out';
  await point.close();
  return ending;
}
