/** What is said where the domain refuses. */

import type { Texts } from '../texts.ts';

export const DOMAIN_REFUSALS = {
  'refusal.E_DOMAIN_MASA_TRUST': {
    en: 'The maker’s service could not be believed. Introduce the maker with the certificates that its service leads to.',
    de: 'Dem Dienst des Herstellers war nicht zu trauen. Machen Sie den Hersteller mit den Zertifikaten bekannt, auf die sein Dienst zurückführt.',
  },
  'refusal.E_DOMAIN_LOG': {
    en: 'The log does not belong to the keys of this domain. Put it back from its last backup.',
    de: 'Das Protokoll gehört nicht zu den Schlüsseln dieser Domäne. Spielen Sie es aus der letzten Sicherung zurück.',
  },
  'refusal.E_DOMAIN_ARGUMENT': {
    en: 'Something that was given here cannot be used. Correct it.',
    de: 'Eine Angabe ist so nicht brauchbar. Korrigieren Sie sie.',
  },
  'refusal.E_DOMAIN_UNKNOWN_DEVICE': {
    en: 'No such device was ever here.',
    de: 'Ein solches Gerät war nie hier.',
  },
  'refusal.E_DOMAIN_THREAD_HOST': {
    en: 'There is no such host. Give the address of a border agent.',
    de: 'Diesen Rechner gibt es nicht. Geben Sie die Adresse eines Border-Agenten an.',
  },
  'refusal.E_DOMAIN_THREAD_NETWORK': {
    en: 'This house is not Commissioner of that Thread network. Connect to its border agent first.',
    de: 'Dieses Haus ist nicht Commissioner dieses Thread-Netzes. Verbinden Sie sich zuerst mit seinem Border-Agenten.',
  },
  'refusal.E_DOMAIN_THREAD_PUT_OUT': {
    en: 'Thread has no way to put out a single device. Take it off by hand, or give the network another key.',
    de: 'Thread kennt keinen Weg, ein einzelnes Gerät hinauszusetzen. Nehmen Sie es von Hand vom Netz, oder geben Sie dem Netz einen neuen Schlüssel.',
  },
  'refusal.E_DOMAIN_SECRET': {
    en: 'The shared secret of this client cannot be read any more. Register the client again.',
    de: 'Das gemeinsame Geheimnis dieses Clients ist nicht mehr zu lesen. Tragen Sie den Client neu ein.',
  },
  'refusal.E_DOMAIN_RADIUS_CLIENT': {
    en: 'A client needs a name, addresses that no other has, and a shared secret of 16 characters or more.',
    de: 'Ein Client braucht einen Namen, Adressen, die kein anderer hat, und ein gemeinsames Geheimnis von mindestens 16 Zeichen.',
  },
  'refusal.E_DOMAIN_STRAY_SESSION': {
    en: 'A station is on the network that this domain did not let in. See what else lets it in.',
    de: 'Im Netz ist eine Station, die diese Domäne nicht hereingelassen hat. Sehen Sie nach, was sie sonst hereinlässt.',
  },
  'refusal.E_DOMAIN_FILE': {
    en: 'The domain cannot write to its disk. Check its directory and how much room is left.',
    de: 'Die Domäne kann nicht auf ihre Platte schreiben. Prüfen Sie ihr Verzeichnis und den freien Platz.',
  },
  'refusal.E_DOMAIN_LOG_BUSY': {
    en: 'The log is being checked already. Wait until that has ended.',
    de: 'Das Protokoll wird schon geprüft. Warten Sie, bis das zu Ende ist.',
  },
  'refusal.E_DOMAIN_LOG_GIVEN_UP': {
    en: 'Whoever asked for the check of the log left before it ended. Ask for it anew.',
    de: 'Die Prüfung des Protokolls endete, weil niemand mehr auf sie gewartet hat. Starten Sie sie neu.',
  },
  'refusal.E_DOMAIN_LOG_POSITION': {
    en: 'The log does not reach so far.',
    de: 'So weit reicht das Protokoll nicht.',
  },
  'refusal.E_DOMAIN_CLOSED': {
    en: 'The domain is just closing.',
    de: 'Die Domäne wird gerade beendet.',
  },
  'refusal.E_DOMAIN_CLAIM_KEY': {
    en: 'The domain lacks the key that its owner claims with. Put its vault back beside the log.',
    de: 'Der Domäne fehlt der Schlüssel, mit dem ihr Eigentümer Aussagen macht. Legen Sie den Tresor zurück neben das Protokoll.',
  },
  'refusal.E_DOMAIN_MAIL': {
    en: 'The mail could not be sent. Check how the domain reaches its mail server.',
    de: 'Die E-Mail ließ sich nicht senden. Prüfen Sie, wie die Domäne ihren Mailserver erreicht.',
  },
  'refusal.E_DOMAIN_CLAIM': {
    en: 'There is no such claim, or it is not one that you can take back.',
    de: 'Diese Aussage gibt es nicht, oder Sie können sie nicht zurücknehmen.',
  },
  'refusal.E_DOMAIN_OWNERS_REFUSAL': {
    en: 'An owner does not want this device. Ask an owner to let it in again.',
    de: 'Ein Eigentümer will dieses Gerät nicht. Bitten Sie einen Eigentümer, es wieder zuzulassen.',
  },
  'refusal.E_DOMAIN_NAME': {
    en: 'Nobody and nothing here is called that. Name a maker as it was introduced, or a device by its serial number.',
    de: 'So heißt hier niemand und nichts. Nennen Sie einen Hersteller so, wie er bekannt gemacht wurde, oder ein Gerät bei seiner Seriennummer.',
  },
  'refusal.E_DOMAIN_DENYLIST': {
    en: 'There is no denylist of this name any more.',
    de: 'Eine Sperrliste dieses Namens gibt es nicht mehr.',
  },
  'refusal.E_DOMAIN_RULE': {
    en: 'A rule in force cannot be used, and until then nothing is permitted. Correct it, or take it back.',
    de: 'Eine geltende Regel ist unbrauchbar, und bis dahin wird nichts erlaubt. Verbessern Sie sie, oder nehmen Sie sie zurück.',
  },
  'refusal.E_DOMAIN_MUD': {
    en: 'There is no MUD file for this type, or nothing that could fetch it.',
    de: 'Für diesen Typ gibt es keine MUD-Datei, oder nichts, was sie holen könnte.',
  },
  'refusal.E_DOMAIN_POLICY': {
    en: 'There is no such rule or policy in force.',
    de: 'Eine solche Regel oder Richtlinie ist nicht in Kraft.',
  },
  'refusal.E_DOMAIN_DRY_RUN': {
    en: 'This trial is not kept any more. Begin it anew.',
    de: 'Dieser Probelauf ist nicht mehr vorhanden. Beginnen Sie ihn neu.',
  },
  'refusal.E_DOMAIN_DRY_RUN_BUSY': {
    en: 'Other trials are under way. Wait for them, or stop them.',
    de: 'Andere Probeläufe sind im Gange. Warten Sie auf sie, oder halten Sie sie an.',
  },
  'refusal.E_DOMAIN_DRY_RUN_FAILED': {
    en: 'The trial failed. Nothing was changed.',
    de: 'Der Probelauf ist fehlgeschlagen. Nichts wurde geändert.',
  },
  'refusal.E_DOMAIN_DRY_RUN_TIME': {
    en: 'The trial took too long. Change fewer rules at a time. Nothing was changed.',
    de: 'Der Probelauf dauerte zu lange. Ändern Sie weniger Regeln auf einmal. Nichts wurde geändert.',
  },
  'refusal.E_DOMAIN_DRY_RUN_STOPPED': {
    en: 'The trial was stopped. Begin it anew.',
    de: 'Der Probelauf wurde angehalten. Beginnen Sie ihn neu.',
  },
  'refusal.E_DOMAIN_MANUFACTURER': {
    en: 'A maker needs a certificate that no other maker has, and a service whose address begins with https.',
    de: 'Ein Hersteller braucht ein Zertifikat, das kein anderer hat, und einen Dienst, dessen Adresse mit https beginnt.',
  },
  'refusal.E_STORE_': {
    en: 'The domain could not read or write its log.',
    de: 'Die Domäne konnte ihr Protokoll nicht lesen oder schreiben.',
  },
  'refusal.E_STORE_BUSY': {
    en: 'The log is busy. Try again in a moment.',
    de: 'Das Protokoll ist beschäftigt. Versuchen Sie es gleich noch einmal.',
  },
  'refusal.E_STORE_CONFLICT': {
    en: 'Somebody else changed this at the same time. See how it stands now, and try again.',
    de: 'Jemand anderes hat das im selben Augenblick geändert. Sehen Sie nach, wie es jetzt steht, und versuchen Sie es noch einmal.',
  },
  'refusal.E_STORE_FULL': {
    en: 'The domain’s disk is full, so nothing was changed. Make room on it.',
    de: 'Die Platte der Domäne ist voll, deshalb wurde nichts geändert. Schaffen Sie dort Platz.',
  },
  'refusal.E_STORE_CHAIN': {
    en: 'The log was changed by other hands. Keep it as it is, and compare it with a backup.',
    de: 'Das Protokoll wurde von fremder Hand verändert. Lassen Sie es, wie es ist, und vergleichen Sie es mit einer Sicherung.',
  },
  'refusal.E_STORE_ARGUMENT': {
    en: 'The list cannot be read on from there. Load the page again.',
    de: 'Von dort lässt sich die Liste nicht weiterlesen. Laden Sie die Seite neu.',
  },
  'refusal.E_STORE_UNCERTAIN': {
    en: 'Whether this was written down is not known. See how it stands before you try again.',
    de: 'Ob das aufgeschrieben wurde, ist ungewiss. Sehen Sie nach, wie es steht, bevor Sie es wieder versuchen.',
  },
} as const satisfies Texts;
