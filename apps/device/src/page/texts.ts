/** Every text of the page, in English and German. */

import { STEPS, type StepId } from '@sallyport/onboarding';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
type Text = Readonly<Record<Language, string>>;
type Texts = Readonly<Record<string, Text>>;

/** What stands on the page whatever happens. */
export const LABELS = {
  title: { en: 'Device', de: 'Gerät' },
  skip: { en: 'Skip to the log', de: 'Zum Protokoll springen' },
  language: { en: 'Language', de: 'Sprache' },
  actions: { en: 'What it can do', de: 'Was es kann' },
  onboard: { en: 'Onboard', de: 'Aufnehmen' },
  offboard: { en: 'Offboard', de: 'Austragen' },
  ping: { en: 'Ping', de: 'Ping' },
  'onboard-help': {
    en: 'Looks for the owner’s domain, comes aboard by BRSKI, and joins the network.',
    de: 'Sucht die Domäne des Eigentümers, kommt über BRSKI an Bord und geht ins Netz.',
  },
  'offboard-help': {
    en: 'Leaves the network and forgets the domain. What it was born with stays.',
    de: 'Verlässt das Netz und vergisst die Domäne. Was es seit der Geburt hat, bleibt.',
  },
  'ping-help': {
    en: 'Sends a test frame through the access point’s door. It comes back only while the door is open.',
    de: 'Schickt einen Testrahmen durch die Tür des Zugangspunkts. Er kommt nur zurück, solange sie offen ist.',
  },
  state: { en: 'State', de: 'Zustand' },
  birth: { en: 'Born as', de: 'Geboren als' },
  'serial-number': { en: 'Serial number', de: 'Seriennummer' },
  idevid: { en: 'Birth certificate (IDevID)', de: 'Geburtszertifikat (IDevID)' },
  issuer: { en: 'Issued by', de: 'Ausgestellt von' },
  'certificate-serial': { en: 'Number of the certificate', de: 'Nummer des Zertifikats' },
  fingerprint: { en: 'SHA-256 fingerprint', de: 'SHA-256-Fingerabdruck' },
  'valid-until': { en: 'Valid until', de: 'Gültig bis' },
  forever: { en: 'for its whole life', de: 'sein Leben lang' },
  owner: { en: 'Owner', de: 'Eigentümer' },
  'owner-domain': { en: 'Domain', de: 'Domäne' },
  since: { en: 'Since', de: 'Seit' },
  ldevid: { en: 'Domain certificate (LDevID)', de: 'Domänenzertifikat (LDevID)' },
  'no-owner': { en: 'Nobody. It looks like new.', de: 'Niemand. Es ist wie neu.' },
  network: { en: 'Network', de: 'Netz' },
  'network-name': { en: 'Name', de: 'Name' },
  'network-state': { en: 'State', de: 'Zustand' },
  'network-none': { en: 'There is no access point here.', de: 'Hier gibt es keinen Zugangspunkt.' },
  'network-off': { en: 'not on it', de: 'nicht verbunden' },
  'network-on': { en: 'let in', de: 'eingelassen' },
  'network-kept-out': { en: 'kept out', de: 'abgewiesen' },
  'network-put-out': { en: 'put out', de: 'hinausgesetzt' },
  'network-lost': { en: 'link lost', de: 'Verbindung verloren' },
  log: { en: 'Log', de: 'Protokoll' },
  'log-empty': { en: 'Nothing has happened yet.', de: 'Noch ist nichts geschehen.' },
  loading: { en: 'Asking the device …', de: 'Das Gerät wird gefragt …' },
  disconnected: {
    en: 'The device does not answer. The page tries again by itself.',
    de: 'Das Gerät antwortet nicht. Die Seite versucht es von selbst wieder.',
  },
  'busy-onboard': { en: 'Coming aboard …', de: 'Kommt an Bord …' },
  'busy-waiting': {
    en: 'The registrar wants time: a person may have to decide.',
    de: 'Der Registrar will Zeit: Vielleicht muss ein Mensch entscheiden.',
  },
  'busy-offboard': { en: 'Leaving …', de: 'Geht …' },
  'busy-ping': { en: 'Waiting for the frame to come back …', de: 'Wartet, dass der Rahmen zurückkommt …' },
  ok: { en: 'done', de: 'erledigt' },
  failed: { en: 'failed', de: 'fehlgeschlagen' },
  because: { en: 'because:', de: 'weil:' },
  'no-script': {
    en: 'This page needs JavaScript: it asks the device again and again.',
    de: 'Diese Seite braucht JavaScript: Sie fragt das Gerät immer wieder.',
  },
} as const satisfies Texts;

/** Sentences of the log. `{name}` is a value of the entry. */
export const MESSAGES = {
  'switched-on': { en: 'The device is switched on.', de: 'Das Gerät ist eingeschaltet.' },
  'onboard-begins': { en: 'Onboard was pressed.', de: '„Aufnehmen“ wurde gedrückt.' },
  aboard: { en: 'Aboard the domain {domain}.', de: 'An Bord der Domäne {domain}.' },
  'aboard-already': {
    en: 'It has an owner already: {domain}. It goes straight to the network.',
    de: 'Es hat schon einen Eigentümer: {domain}. Es geht gleich ins Netz.',
  },
  waiting: { en: 'The registrar wants time.', de: 'Der Registrar will Zeit.' },
  'no-network': {
    en: 'There is no access point here, so it joins no network.',
    de: 'Hier gibt es keinen Zugangspunkt, also geht es in kein Netz.',
  },
  'let-in': { en: 'The network {network} lets it in.', de: 'Das Netz {network} lässt es ein.' },
  'kept-out': { en: 'The network {network} keeps it out.', de: 'Das Netz {network} weist es ab.' },
  'put-out': { en: 'The network {network} has put it out.', de: 'Das Netz {network} hat es hinausgesetzt.' },
  'link-lost': { en: 'The link to {network} is lost.', de: 'Die Verbindung zu {network} ist verloren.' },
  'onboard-failed': { en: 'It did not come aboard.', de: 'Es kam nicht an Bord.' },
  'onboard-stopped': { en: 'The onboarding was stopped.', de: 'Die Aufnahme wurde angehalten.' },
  'network-failed': { en: 'It did not get onto the network.', de: 'Es kam nicht ins Netz.' },
  left: { en: 'It left the network {network}.', de: 'Es hat das Netz {network} verlassen.' },
  forgotten: {
    en: 'It has forgotten the domain {domain}. Birth key and birth certificate stay.',
    de: 'Es hat die Domäne {domain} vergessen. Geburtsschlüssel und Geburtszertifikat bleiben.',
  },
  'offboard-failed': { en: 'It could not forget the domain.', de: 'Es konnte die Domäne nicht vergessen.' },
  'ping-back': {
    en: 'Ping: the test frame came back through the door of {network}.',
    de: 'Ping: Der Testrahmen kam durch die Tür von {network} zurück.',
  },
  'ping-lost': {
    en: 'Ping: no test frame came back from {network}. The door is shut.',
    de: 'Ping: Von {network} kam kein Testrahmen zurück. Die Tür ist zu.',
  },
  'ping-nowhere': {
    en: 'Ping: the device is at no network’s door.',
    de: 'Ping: Das Gerät steht vor keines Netzes Tür.',
  },
  'ping-failed': { en: 'Ping: it could not be sent.', de: 'Ping: Er konnte nicht gesendet werden.' },
} as const satisfies Texts;

export type PageMessage = keyof typeof MESSAGES;

/** What went wrong and what to do, for the codes that people meet. Others are shown in the words that came with them. */
export const PROBLEMS = {
  E_DEVICE_NO_OWNER: {
    en: 'No domain took the device. Check that a registrar or join proxy is within reach, and that its owner accepts this device.',
    de: 'Keine Domäne hat das Gerät aufgenommen. Ist ein Registrar oder Join-Proxy in Reichweite, und lässt sein Eigentümer dieses Gerät zu?',
  },
  E_DEVICE_KEPT_OUT: {
    en: 'The network said no. The owner’s console says why.',
    de: 'Das Netz hat nein gesagt. Die Konsole des Eigentümers sagt, warum.',
  },
  E_DEVICE_NETWORK: {
    en: 'The access point cannot be reached or does not answer. Check that it runs.',
    de: 'Der Zugangspunkt ist nicht erreichbar oder antwortet nicht. Läuft er?',
  },
  E_DEVICE_STORAGE: {
    en: 'The device cannot write. Check that its directory has room.',
    de: 'Das Gerät kann nicht schreiben. Hat sein Verzeichnis noch Platz?',
  },
  E_DEVICE_BUSY: {
    en: 'The device is busy. Wait until it is done.',
    de: 'Das Gerät ist beschäftigt. Warten, bis es fertig ist.',
  },
} as const satisfies Texts;

/** The device's own steps; the others have the titles of the house, in English. */
const GERMAN_STEPS: Partial<Record<StepId, string>> = {
  B: 'Das Gerät findet einen Registrar oder Join-Proxy',
  'C.0': 'Das Gerät öffnet eine vorläufige TLS-Verbindung',
  'C.1': 'Das Gerät unterschreibt seine Voucher-Anfrage',
  'C.2': 'Das Gerät schickt die Voucher-Anfrage',
  'C.10': 'Das Gerät prüft den Voucher',
  'D.0': 'Das Gerät vollendet die TLS-Anmeldung',
  'D.1': 'Das Gerät erzeugt sein LDevID-Schlüsselpaar',
  'D.2': 'Das Gerät unterschreibt den Zertifikatsantrag',
  'D.3': 'Das Gerät schickt den Zertifikatsantrag',
  'D.7': 'Das Gerät legt sein LDevID ab',
  'E.0': 'Das Gerät bittet mit seinem LDevID ins Netz',
};

/** All of the page's texts in one language, as its script takes them. */
export function textsIn(language: Language) {
  const say = (texts: Texts) => Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, text[language]]));
  const steps = Object.entries(STEPS).map(([step, { title }]): [string, string] => [step, title]);
  return {
    labels: say(LABELS),
    messages: say(MESSAGES),
    problems: say(PROBLEMS),
    steps: { ...Object.fromEntries(steps), ...(language === 'de' ? GERMAN_STEPS : {}) },
  };
}

/** The language asked for by name, else the first that the browser wants and the page has, else English (RFC 9110 §12.5.4, without weights). */
export function chooseLanguage(asked: string | null, accepted: string | undefined): Language {
  const wanted = [asked ?? '', ...(accepted ?? '').slice(0, 200).split(',')];
  for (const each of wanted) {
    const tag = each.trim().slice(0, 2).toLowerCase();
    const language = LANGUAGES.find((known) => known === tag);
    if (language !== undefined) return language;
  }
  return 'en';
}
