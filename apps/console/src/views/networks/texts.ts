/** What the view of networks says. */

import type { Texts } from '../../i18n/texts.ts';

export const NETWORKS_TEXTS = {
  'networks.title': { en: 'Networks', de: 'Netze' },
  'networks.lead': {
    en: 'Who is on the network, who was refused and why, and the access points, switches and routers that keep the door.',
    de: 'Wer im Netz ist, wer abgelehnt wurde und warum, und die Access Points, Switches und Router, die die Tür bewachen.',
  },
  'networks.parts': { en: 'Parts of the networks', de: 'Bereiche der Netze' },
  'networks.sessions': { en: 'Live sessions', de: 'Laufende Sitzungen' },
  'networks.refusals': { en: 'Refusals', de: 'Ablehnungen' },
  'networks.clients': { en: 'RADIUS clients', de: 'RADIUS-Clients' },
  'networks.routers': { en: 'Routers', de: 'Router' },

  'networks.device': { en: 'Device', de: 'Gerät' },
  'networks.state': { en: 'State', de: 'Zustand' },
  'networks.state.admitted': { en: 'let in', de: 'zugelassen' },
  'networks.state.open': { en: 'online', de: 'online' },
  'networks.state.leaving': { en: 'leaving', de: 'geht' },
  'networks.client': { en: 'Client', de: 'Client' },
  'networks.ssid': { en: 'Network', de: 'Netz' },
  'networks.ssid.search': { en: 'Name of a network (SSID)', de: 'Name eines Netzes (SSID)' },
  'networks.station': { en: 'Station', de: 'Station' },
  'networks.since': { en: 'Since', de: 'Seit' },
  'networks.terms': { en: 'Terms', de: 'Auflagen' },
  'networks.reason': { en: 'Reason', de: 'Grund' },
  'networks.sessions.none': { en: 'No device is on the network.', de: 'Kein Gerät ist im Netz.' },
  'networks.end': { en: 'End', de: 'Beenden' },
  'networks.end.title': { en: 'End this session?', de: 'Diese Sitzung beenden?' },
  'networks.end.what': {
    en: '{device} is put out by {client} now. It may come back at once, if policy lets it in.',
    de: '{device} wird jetzt von {client} hinausgesetzt. Es kann sofort zurückkommen, wenn die Regeln es zulassen.',
  },
  'networks.ended': { en: 'The session of {device} has ended.', de: 'Die Sitzung von {device} ist beendet.' },
  'networks.not-ended': {
    en: '{client} did not acknowledge that it put {device} out.',
    de: '{client} hat nicht bestätigt, dass {device} hinausgesetzt wurde.',
  },

  'networks.recent': { en: 'Lately', de: 'Zuletzt' },
  'networks.recent.lead': {
    en: 'In memory since the domain started, over every protocol; the same refusals are counted. A restart forgets them.',
    de: 'Im Gedächtnis seit dem Start der Domäne, über alle Protokolle; gleiche Ablehnungen sind gezählt. Ein Neustart vergisst sie.',
  },
  'networks.recent.none': { en: 'Nobody was refused since the start.', de: 'Seit dem Start wurde niemand abgelehnt.' },
  'networks.recent.since': { en: 'Remembered since', de: 'Gemerkt seit' },
  'networks.written': { en: 'In the log', de: 'Im Protokoll' },
  'networks.written.lead': {
    en: 'Refusals at networks and on the way aboard, as they were written down: the first at once, and every ten minutes how often the same came again. Of strangers who are too many, only how many they were.',
    de: 'Ablehnungen an Netzen und auf dem Weg an Bord, wie sie vermerkt sind: die erste sofort, dann alle zehn Minuten, wie oft dieselbe noch kam. Von allzu vielen Fremden nur, wie viele es waren.',
  },
  'networks.written.none': { en: 'The log holds no refusal.', de: 'Das Protokoll enthält keine Ablehnung.' },
  'networks.stranger': { en: 'a stranger', de: 'ein Fremder' },
  'networks.claimed': { en: 'as it says; nothing proves it', de: 'nach eigener Angabe, unbewiesen' },
  'networks.at': { en: 'When', de: 'Wann' },
  'networks.count': { en: 'Times', de: 'Anzahl' },
  'networks.protocol': { en: 'Protocol', de: 'Protokoll' },
  'networks.place': { en: 'Place', de: 'Ort' },

  'networks.listening': { en: 'Listening', de: 'Lauscht' },
  'networks.listening.ports': {
    en: 'authentication on port {authentication}, accounting on port {accounting}',
    de: 'Authentifizierung auf Port {authentication}, Abrechnung auf Port {accounting}',
  },
  'networks.listening.not': { en: 'RADIUS is not listened for here.', de: 'Hier wird nicht auf RADIUS gelauscht.' },
  'networks.clients.none': {
    en: 'No access point or switch is answered. Add the first one.',
    de: 'Kein Access Point und kein Switch wird beantwortet. Fügen Sie den ersten hinzu.',
  },
  'networks.name': { en: 'Name', de: 'Name' },
  'networks.addresses': { en: 'Addresses', de: 'Adressen' },
  'networks.addresses.help': {
    en: 'One on a line: addresses and prefixes that its requests come from.',
    de: 'Eine je Zeile: Adressen und Präfixe, von denen seine Anfragen kommen.',
  },
  'networks.puts-out': { en: 'Puts devices out at', de: 'Setzt Geräte hinaus über' },
  'networks.puts-out.not': { en: 'cannot put devices out', de: 'kann Geräte nicht hinaussetzen' },
  'networks.puts-out.same': { en: 'its own address, port {port}', de: 'seine eigene Adresse, Port {port}' },
  'networks.puts-out.takes': {
    en: 'It takes Disconnect-Requests on port 3799',
    de: 'Es nimmt Disconnect-Requests auf Port 3799 an',
  },
  'networks.signed': { en: 'Requests signed', de: 'Anfragen signiert' },
  'networks.signed.yes': { en: 'required', de: 'verlangt' },
  'networks.signed.no': { en: 'not required', de: 'nicht verlangt' },
  'networks.signed.allow': {
    en: 'Allow requests without Message-Authenticator (old devices only: it can be forged)',
    de: 'Anfragen ohne Message-Authenticator erlauben (nur alte Geräte: sie sind fälschbar)',
  },
  'networks.add': { en: 'Add a client', de: 'Client hinzufügen' },
  'networks.added.title': { en: 'The secret of {client}', de: 'Das Geheimnis von {client}' },
  'networks.added.what': {
    en: 'Enter this shared secret at {client} now. It is shown this once and never again.',
    de: 'Tragen Sie dieses gemeinsame Geheimnis jetzt bei {client} ein. Es wird nur dieses eine Mal gezeigt.',
  },
  'networks.added.secret': { en: 'Shared secret', de: 'Gemeinsames Geheimnis' },
  'networks.added.done': { en: 'I have entered it', de: 'Ich habe es eingetragen' },
  'networks.remove': { en: 'Remove', de: 'Entfernen' },
  'networks.remove.title': { en: 'Answer {client} no longer?', de: '{client} nicht mehr beantworten?' },
  'networks.remove.what': {
    en: 'Devices that are on the network through it can be put out no longer, and no new one is let in.',
    de: 'Geräte, die über ihn im Netz sind, können nicht mehr hinausgesetzt werden, und kein neues wird zugelassen.',
  },
  'networks.removed': {
    en: {
      one: '{client} is answered no longer; {count} session went through it.',
      other: '{client} is answered no longer; {count} sessions went through it.',
    },
    de: {
      one: '{client} wird nicht mehr beantwortet; {count} Sitzung lief über ihn.',
      other: '{client} wird nicht mehr beantwortet; {count} Sitzungen liefen über ihn.',
    },
  },

  'networks.router': { en: 'Router', de: 'Router' },
  'networks.router.key': { en: 'Key', de: 'Schlüssel' },
  'networks.router.key.help': {
    en: 'As `sallyport router init` prints it: ni:///sha-256;… or did:key:…',
    de: 'Wie `sallyport router init` ihn ausgibt: ni:///sha-256;… oder did:key:…',
  },
  'networks.router.add': { en: 'Add a router', de: 'Router hinzufügen' },
  'networks.router.added': {
    en: 'Take this file to {router}: it is the owner’s word, which it shows when it connects.',
    de: 'Bringen Sie diese Datei zu {router}: Sie ist das Wort des Besitzers, das er beim Verbinden zeigt.',
  },
  'networks.router.added.title': { en: 'The owner’s word for {router}', de: 'Das Wort des Besitzers für {router}' },
  'networks.router.added.done': { en: 'Done', de: 'Fertig' },
  'networks.router.file': { en: 'Save the owner’s word', de: 'Wort des Besitzers speichern' },
  'networks.router.connection': { en: 'Connection', de: 'Verbindung' },
  'networks.router.connected': { en: 'connected', de: 'verbunden' },
  'networks.router.away': { en: 'away', de: 'fort' },
  'networks.router.removed': { en: 'removed', de: 'entfernt' },
  'networks.router.enforces': { en: 'keeps its door', de: 'bewacht seine Tür' },
  'networks.router.behind': { en: 'has not heard everything', de: 'hat noch nicht alles gehört' },
  'networks.router.unnamed': { en: 'without a word from the owner', de: 'ohne Wort des Besitzers' },
  'networks.router.remove.title': {
    en: 'Let this router connect no more?',
    de: 'Diesen Router nicht mehr verbinden lassen?',
  },
  'networks.router.remove.what': {
    en: '{router} hears no commands any more and can no longer be told whom to put out.',
    de: '{router} hört keine Befehle mehr und erfährt nicht mehr, wen er hinaussetzen soll.',
  },
  'networks.router.none': {
    en: 'No router takes commands from this house.',
    de: 'Kein Router nimmt Befehle dieses Hauses an.',
  },
  'networks.actions': { en: 'Actions', de: 'Aktionen' },
  'networks.said': { en: 'Addresses', de: 'Adressen' },
  'networks.said.lead': {
    en: 'Which device has which IP address. Access points tell it by themselves when they account for sessions; where none does, say it here. What devices do on the network is held against them by it.',
    de: 'Welches Gerät welche IP-Adresse hat. Access Points sagen es von selbst, wenn sie Sitzungen abrechnen; wo keiner das tut, sagen Sie es hier. Danach wird Geräten zugerechnet, was sie im Netz tun.',
  },
  'networks.said.none': {
    en: 'Nobody said anything of addresses here. That is well where access points account for sessions.',
    de: 'Niemand hat hier Adressen genannt. Das ist in Ordnung, wo Access Points Sitzungen abrechnen.',
  },
  'networks.said.add': { en: 'Give a device its addresses', de: 'Einem Gerät seine Adressen geben' },
  'networks.said.of': { en: 'Addresses of {device}', de: 'Adressen von {device}' },
  'networks.said.change': { en: 'Change', de: 'Ändern' },
  'networks.said.change-of': { en: 'Change the addresses of {device}', de: 'Adressen von {device} ändern' },
  'networks.said.do': { en: 'Put in force', de: 'In Kraft setzen' },
  'networks.said.device.help': {
    en: 'Its serial number, or MAKER/SERIAL where several makers gave the same one.',
    de: 'Seine Seriennummer, oder HERSTELLER/NUMMER, wo mehrere Hersteller dieselbe vergeben haben.',
  },
  'networks.said.addresses.help': {
    en: 'One on a line, 16 at most.',
    de: 'Eine je Zeile, höchstens 16.',
  },
  'networks.said.addresses.help-none': {
    en: 'One on a line, 16 at most. Leave none to take back what was said.',
    de: 'Eine je Zeile, höchstens 16. Lassen Sie keine stehen, um die Angabe zurückzunehmen.',
  },
  'networks.said.done': {
    en: { one: '{device} has {count} address now.', other: '{device} has {count} addresses now.' },
    de: { one: '{device} hat nun {count} Adresse.', other: '{device} hat nun {count} Adressen.' },
  },
  'networks.said.taken-back': {
    en: 'Nothing is said of the addresses of {device} any more.',
    de: 'Über die Adressen von {device} ist nichts mehr gesagt.',
  },
  'networks.router.port': { en: 'Routers connect on port {port}.', de: 'Router verbinden sich auf Port {port}.' },
} as const satisfies Texts;
