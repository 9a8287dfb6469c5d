import { mdnsAnnouncer, mdnsRegistrars, startJoinProxy } from '@sallyport/app-relay';

/** Lets devices on this link reach the registrar that announces itself on the other, or the one given. */
export function relayBetween(deviceLink: string, domainLink: string, registrar?: { host: string; port: number }) {
  return startJoinProxy({
    listen: { host: '::', port: 0 },
    registrars: registrar === undefined ? [] : [registrar],
    discovery: [mdnsRegistrars({ interface: domainLink })],
    announcers: [mdnsAnnouncer({ interface: deviceLink })],
    onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
  });
}
