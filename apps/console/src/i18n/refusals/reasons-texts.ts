/** What is said where claims, rules, bills of materials and MUD files are refused. */

import type { Texts } from '../texts.ts';

export const REASON_REFUSALS = {
  'refusal.E_CLAIMS_': {
    en: 'This is no claim that can be used.',
    de: 'Das ist keine brauchbare Aussage.',
  },
  'refusal.E_CLAIMS_SUBJECT': {
    en: 'What is claimed does not have the form that claims of this type have.',
    de: 'Das Ausgesagte hat nicht die Form, die Aussagen dieser Art haben.',
  },
  'refusal.E_CLAIMS_TOO_LARGE': {
    en: 'The claim is too large.',
    de: 'Die Aussage ist zu groß.',
  },
  'refusal.E_CLAIMS_SIGNATURE': {
    en: 'The signature of the claim does not hold.',
    de: 'Die Unterschrift der Aussage hält nicht.',
  },
  'refusal.E_CLAIMS_TYPE_UNKNOWN': {
    en: 'There is no such type of claim.',
    de: 'Eine solche Art von Aussage gibt es nicht.',
  },
  'refusal.E_CLAIMS_TIME': {
    en: 'The times of the claim do not fit together.',
    de: 'Die Zeiten der Aussage passen nicht zusammen.',
  },
  'refusal.E_CLAIM_LOG_': {
    en: 'The claims could not be read or written down.',
    de: 'Die Aussagen ließen sich nicht lesen oder aufschreiben.',
  },
  'refusal.E_CLAIM_LOG_UNKNOWN': {
    en: 'There is no such claim.',
    de: 'Diese Aussage gibt es nicht.',
  },
  'refusal.E_CLAIM_LOG_EMPTY': {
    en: 'There is no claim in this.',
    de: 'Darin steht keine Aussage.',
  },
  'refusal.E_CLAIM_LOG_FORM': {
    en: 'This is no claim that somebody signed.',
    de: 'Das ist keine unterschriebene Aussage.',
  },
  'refusal.E_CLAIM_LOG_TOO_LARGE': {
    en: 'The claim is too large.',
    de: 'Die Aussage ist zu groß.',
  },
  'refusal.E_CLAIM_LOG_BUSY': {
    en: 'Too many claims come in at the moment. Try again soon.',
    de: 'Gerade kommen zu viele Aussagen herein. Versuchen Sie es gleich noch einmal.',
  },
  'refusal.E_CLAIM_LOG_LIMIT': {
    en: 'So many claims are not taken at a time. Wait a moment.',
    de: 'So viele Aussagen werden nicht auf einmal angenommen. Warten Sie einen Augenblick.',
  },
  'refusal.E_ASSURANCE_': {
    en: 'It could not be worked out what follows from the claims.',
    de: 'Was aus den Aussagen folgt, ließ sich nicht ermitteln.',
  },
  'refusal.E_ASSURANCE_CLAIM_UNKNOWN': {
    en: 'There is no such claim.',
    de: 'Diese Aussage gibt es nicht.',
  },
  'refusal.E_ASSURANCE_LOST': {
    en: 'The rules cannot be worked out at the moment, so every device is denied. See the domain’s own messages.',
    de: 'Die Regeln lassen sich gerade nicht auswerten, deshalb wird jedes Gerät abgewiesen. Sehen Sie die Meldungen der Domäne an.',
  },
  'refusal.E_ASSURANCE_PREVIEW_STOPPED': {
    en: 'The trial was stopped. Begin it anew.',
    de: 'Der Probelauf wurde angehalten. Beginnen Sie ihn neu.',
  },
  'refusal.E_INFERENCE_': {
    en: 'The rule cannot be used as it is written.',
    de: 'So, wie die Regel geschrieben ist, lässt sie sich nicht verwenden.',
  },
  'refusal.E_INFERENCE_GOAL': {
    en: 'Ask for one relation, with values for all of its arguments.',
    de: 'Fragen Sie nach einer Beziehung, mit Werten für alle ihre Argumente.',
  },
  'refusal.E_INFERENCE_TEXT_TOO_LARGE': {
    en: 'The rule is too long. Write several.',
    de: 'Die Regel ist zu lang. Schreiben Sie mehrere.',
  },
  'refusal.E_INFERENCE_SYNTAX': {
    en: 'The rule cannot be read. Each clause ends with a full stop.',
    de: 'Die Regel ist nicht zu lesen. Jede Klausel endet mit einem Punkt.',
  },
  'refusal.E_INFERENCE_HEAD': {
    en: 'The rule defines what the language itself or claims define. Give it a name of its own.',
    de: 'Die Regel bestimmt etwas, das die Sprache selbst oder Aussagen bestimmen. Geben Sie ihr einen eigenen Namen.',
  },
  'refusal.E_INFERENCE_FORBIDDEN': {
    en: 'The rule uses what the language of rules does not have.',
    de: 'Die Regel verwendet etwas, das die Sprache der Regeln nicht kennt.',
  },
  'refusal.E_INFERENCE_SANDBOX': {
    en: 'The rule uses what the language of rules does not have.',
    de: 'Die Regel verwendet etwas, das die Sprache der Regeln nicht kennt.',
  },
  'refusal.E_INFERENCE_UNKNOWN_RELATION': {
    en: 'The rule asks for something that nobody ever states. Check its name and the number of arguments.',
    de: 'Die Regel fragt nach etwas, das niemand je aussagt. Prüfen Sie den Namen und die Zahl der Argumente.',
  },
  'refusal.E_INFERENCE_UNSTRATIFIED': {
    en: 'The rules go round in a circle: one depends on its own opposite.',
    de: 'Die Regeln drehen sich im Kreis: Eine hängt von ihrem eigenen Gegenteil ab.',
  },
  'refusal.E_INFERENCE_WORK': {
    en: 'Working out the rule takes too much work. Let it look at less.',
    de: 'Die Regel auszuwerten ist zu viel Arbeit. Lassen Sie sie weniger ansehen.',
  },
  'refusal.E_INFERENCE_MEMORY': {
    en: 'Working out the rule takes too much memory. Let it look at less.',
    de: 'Die Regel auszuwerten braucht zu viel Speicher. Lassen Sie sie weniger ansehen.',
  },
  'refusal.E_INFERENCE_TIMEOUT': {
    en: 'Working out the rule takes too long. Let it look at less.',
    de: 'Die Regel auszuwerten dauert zu lange. Lassen Sie sie weniger ansehen.',
  },
  'refusal.E_POLICY_': {
    en: 'There is no such rule or policy.',
    de: 'Eine solche Regel oder Richtlinie gibt es nicht.',
  },
  'refusal.E_TRUST_': {
    en: 'How far somebody is trusted could not be worked out.',
    de: 'Wie weit jemandem zu trauen ist, ließ sich nicht ermitteln.',
  },
  'refusal.E_POSTURE_': {
    en: 'The bill of materials or the feed cannot be used.',
    de: 'Die Stückliste oder die Schwachstellenliste ist nicht brauchbar.',
  },
  'refusal.E_POSTURE_FEED_FORMAT': {
    en: 'This is no feed of the kind that was named, or nothing in it can be read.',
    de: 'Das ist keine Schwachstellenliste der genannten Art, oder nichts darin ist lesbar.',
  },
  'refusal.E_POSTURE_FEED_FILE': {
    en: 'The file cannot be read, or ends too early. Get it anew from where it is published.',
    de: 'Die Datei ist nicht lesbar oder endet zu früh. Holen Sie sie neu von dort, wo sie veröffentlicht wird.',
  },
  'refusal.E_POSTURE_FEED_BUSY': {
    en: 'Another feed is being taken in. Try again once that has ended.',
    de: 'Eine andere Schwachstellenliste wird gerade eingelesen. Versuchen Sie es wieder, sobald das fertig ist.',
  },
  'refusal.E_POSTURE_TOO_LARGE': {
    en: 'The bill of materials is too large.',
    de: 'Die Stückliste ist zu groß.',
  },
  'refusal.E_POSTURE_FORMAT': {
    en: 'This is no bill of materials in CycloneDX or SPDX.',
    de: 'Das ist keine Stückliste in CycloneDX oder SPDX.',
  },
  'refusal.E_POSTURE_SBOM_VERSION': {
    en: 'The bill of materials has a version that is not known here: CycloneDX 1.2 to 1.7 and SPDX 2.2, 2.3 and 3.0 are.',
    de: 'Die Fassung der Stückliste ist hier nicht bekannt: CycloneDX 1.2 bis 1.7 und SPDX 2.2, 2.3 und 3.0 sind es.',
  },
  'refusal.E_BEHAVIOUR_': {
    en: 'What devices do and may do could not be read.',
    de: 'Was Geräte tun und tun dürfen, war nicht zu lesen.',
  },
  'refusal.E_BEHAVIOUR_DENYLIST': {
    en: 'A denylist is named by letters, digits, dots, hyphens and underscores.',
    de: 'Der Name einer Sperrliste besteht aus Buchstaben ohne Umlaute, Ziffern, Punkten, Binde- und Unterstrichen.',
  },
  'refusal.E_BEHAVIOUR_DENYLIST_TOO_LARGE': {
    en: 'That is too much: a list has at most a million entries, and there are at most 64 lists.',
    de: 'Das ist zu viel: Eine Liste hat höchstens eine Million Einträge, und es gibt höchstens 64 Listen.',
  },
  'refusal.E_BEHAVIOUR_DESTINATION': {
    en: 'One of these is no destination. Give an address, a prefix such as 203.0.113.0/24, or a name such as evil.example.',
    de: 'Eine Angabe ist kein Ziel. Geben Sie eine Adresse an, ein Präfix wie 203.0.113.0/24 oder einen Namen wie evil.example.',
  },
  'refusal.E_BEHAVIOUR_FETCH': {
    en: 'The file could not be fetched from its address.',
    de: 'Die Datei ließ sich nicht von ihrer Adresse holen.',
  },
  'refusal.E_BEHAVIOUR_MUD_': {
    en: 'The MUD file cannot be used.',
    de: 'Die MUD-Datei ist nicht brauchbar.',
  },
  'refusal.E_DATABOT_': {
    en: 'The program that answers this failed.',
    de: 'Das Programm, das darauf antwortet, ist ausgefallen.',
  },
  'refusal.E_IDENTITIES_': {
    en: 'The proof of a mail address cannot be used.',
    de: 'Der Nachweis einer E-Mail-Adresse ist nicht brauchbar.',
  },
} as const satisfies Texts;
