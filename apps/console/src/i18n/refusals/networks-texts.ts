/** What is said where a Thread network, its border agent or a network device refuses. */

import type { Texts } from '../texts.ts';

export const NETWORK_REFUSALS = {
  'refusal.E_THREAD_': {
    en: 'The Thread network answered in a way that cannot be used.',
    de: 'Das Thread-Netz antwortete auf eine Weise, die nicht brauchbar ist.',
  },
  'refusal.E_THREAD_ARGUMENT': {
    en: 'Something that was given here does not suit a Thread network. Correct it.',
    de: 'Eine Angabe passt nicht zu einem Thread-Netz. Korrigieren Sie sie.',
  },
  'refusal.E_THREAD_NETWORK_NAME': {
    en: 'The name of a network has 1 to 16 characters; umlauts count as two.',
    de: 'Der Name eines Netzes hat 1 bis 16 Zeichen; Umlaute zählen doppelt.',
  },
  'refusal.E_THREAD_DATASET_': {
    en: 'This is no dataset that would make a network that works.',
    de: 'Mit diesem Dataset käme kein Netz zustande, das funktioniert.',
  },
  'refusal.E_THREAD_PASSPHRASE': {
    en: 'The passphrase of a network has 6 to 255 characters.',
    de: 'Die Passphrase eines Netzes hat 6 bis 255 Zeichen.',
  },
  'refusal.E_THREAD_PSKD': {
    en: 'Type the code as it is printed on the device: 6 to 32 digits and capital letters, without I, O, Q and Z.',
    de: 'Geben Sie den Code so ein, wie er auf dem Gerät steht: 6 bis 32 Ziffern und Großbuchstaben, ohne I, O, Q und Z.',
  },
  'refusal.E_THREAD_EUI64': {
    en: 'The EUI-64 of a device has 16 digits from 0 to 9 and a to f.',
    de: 'Die EUI-64 eines Geräts hat 16 Ziffern von 0 bis 9 und a bis f.',
  },
  'refusal.E_THREAD_DISCERNER': {
    en: 'A discerner has 1 to 64 bits, and a value that fits into them.',
    de: 'Ein Discerner hat 1 bis 64 Bit und einen Wert, der hineinpasst.',
  },
  'refusal.E_THREAD_JOINER_QR': {
    en: 'This is not the code of a Thread device. Scan the one that is printed on the device.',
    de: 'Das ist nicht der Code eines Thread-Geräts. Nehmen Sie den, der auf dem Gerät steht.',
  },
  'refusal.E_THREAD_ONE_TIME_PASSCODE': {
    en: 'Type the nine digits that the border router shows.',
    de: 'Geben Sie die neun Ziffern ein, die der Border-Router zeigt.',
  },
  'refusal.E_THREAD_PETITION_REJECTED': {
    en: 'Somebody else is Commissioner of this network. Try again once they have resigned.',
    de: 'Jemand anderes ist Commissioner dieses Netzes. Versuchen Sie es wieder, sobald die Rolle abgegeben ist.',
  },
  'refusal.E_THREAD_STATE': {
    en: 'This house is not Commissioner of the network at the moment. Wait until it is connected again.',
    de: 'Dieses Haus ist gerade nicht Commissioner des Netzes. Warten Sie, bis es wieder verbunden ist.',
  },
  'refusal.E_THREAD_JOINERS_FULL': {
    en: 'Too many devices may join already. Take some of them back first.',
    de: 'Es dürfen schon zu viele Geräte beitreten. Nehmen Sie zuerst einige zurück.',
  },
  'refusal.E_THREAD_MANAGEMENT_REJECTED': {
    en: 'The network did not accept the change.',
    de: 'Das Netz hat die Änderung nicht angenommen.',
  },
  'refusal.E_THREAD_JOINER_DENIED': {
    en: 'The policy does not let this device in.',
    de: 'Die Richtlinie lässt dieses Gerät nicht herein.',
  },
  'refusal.E_THREAD_JOINER_DEFERRED': {
    en: 'It is not decided yet. The device asks again by itself.',
    de: 'Darüber ist noch nicht entschieden. Das Gerät fragt von selbst wieder.',
  },
  'refusal.E_THREAD_JOINER_SILENT': {
    en: 'The device fell silent on the way.',
    de: 'Das Gerät ist unterwegs verstummt.',
  },
  'refusal.E_THREAD_TIMEOUT': {
    en: 'The network did not answer in time.',
    de: 'Das Netz hat nicht rechtzeitig geantwortet.',
  },
  'refusal.E_THREAD_BUSY': {
    en: 'The network has too much to do at the moment. Try again soon.',
    de: 'Das Netz hat gerade zu viel zu tun. Versuchen Sie es gleich noch einmal.',
  },
  'refusal.E_THREAD_COMMISSIONER_LOST': {
    en: 'This house is not Commissioner of the network any more. It tries to be again by itself.',
    de: 'Dieses Haus ist nicht mehr Commissioner des Netzes. Es versucht von selbst, es wieder zu werden.',
  },
  'refusal.E_COAP_': {
    en: 'The border agent did not answer as it should. See whether it is on and can be reached.',
    de: 'Der Border-Agent antwortete nicht, wie er sollte. Sehen Sie nach, ob er an und zu erreichen ist.',
  },
  'refusal.E_COAP_TIMEOUT': {
    en: 'The network does not answer. See whether its border router is on and can be reached.',
    de: 'Das Netz antwortet nicht. Sehen Sie nach, ob sein Border-Router an und zu erreichen ist.',
  },
  'refusal.E_DTLS_': {
    en: 'No safe connection to the border agent came about. Check its passphrase, and whether it is the right one.',
    de: 'Mit dem Border-Agenten kam keine sichere Verbindung zustande. Prüfen Sie die Passphrase, und ob es der richtige ist.',
  },
  'refusal.E_DTLS_TIMEOUT': {
    en: 'Nobody answers at this address. See whether the border agent is on and can be reached.',
    de: 'Unter dieser Adresse antwortet niemand. Sehen Sie nach, ob der Border-Agent an und zu erreichen ist.',
  },
  'refusal.E_UDP_': {
    en: 'The domain cannot send to this address.',
    de: 'Die Domäne kann nicht an diese Adresse senden.',
  },
  'refusal.E_DNS_': {
    en: 'The domain cannot look around on this link.',
    de: 'Die Domäne kann sich an diesem Anschluss nicht umsehen.',
  },
  'refusal.E_RADIUS_': {
    en: 'The access point or switch did not answer as it should.',
    de: 'Der Access Point oder Switch antwortete nicht, wie er sollte.',
  },
  'refusal.E_RADIUS_NO_RESPONSE': {
    en: 'The access point or switch does not answer. See whether it is on and takes disconnections.',
    de: 'Der Access Point oder Switch antwortet nicht. Sehen Sie nach, ob er an ist und Trennungen annimmt.',
  },
  'refusal.E_EAP_': {
    en: 'The device did not prove who it is.',
    de: 'Das Gerät hat nicht bewiesen, wer es ist.',
  },
  'refusal.E_ADMISSION_': {
    en: 'The network did not do what the domain asked of it.',
    de: 'Das Netz tat nicht, was die Domäne von ihm wollte.',
  },
  'refusal.E_NETWORK_': {
    en: 'The network did not do what the domain asked of it.',
    de: 'Das Netz tat nicht, was die Domäne von ihm wollte.',
  },
  'refusal.E_NETWORK_NOT_PUT_OUT': {
    en: 'The device could not be put off the network. It is tried again.',
    de: 'Das Gerät ließ sich nicht aus dem Netz nehmen. Es wird weiter versucht.',
  },
  'refusal.E_GRASP_': {
    en: 'The link announces something that cannot be used.',
    de: 'Der Anschluss meldet etwas, das nicht brauchbar ist.',
  },
  'refusal.E_CA_COMMANDS_': {
    en: 'The router could not be talked to.',
    de: 'Mit dem Router war keine Verständigung möglich.',
  },
  'refusal.E_IEEE802154_': {
    en: 'The radio network sends something that cannot be used.',
    de: 'Das Funknetz sendet etwas, das nicht brauchbar ist.',
  },
  'refusal.E_SIXLOWPAN_': {
    en: 'The radio network sends something that cannot be used.',
    de: 'Das Funknetz sendet etwas, das nicht brauchbar ist.',
  },
} as const satisfies Texts;
