/** The page of a simulated device: asks for news, shows it as text, and passes on what is pressed. */

const texts = JSON.parse(document.getElementById('texts').textContent);
const language = document.documentElement.lang;
const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' });
const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const span = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const at = (id) => document.getElementById(id);

const RETRY = 1500;
const MOST_LINES = 500;
let run = '';
let revision = 0;
let state;

/** An element with text or children. Text is only ever text. */
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function setText(id, text) {
  const target = at(id);
  if (target.textContent !== text) target.textContent = text;
}

// News

async function follow() {
  for (;;) {
    try {
      const answer = await fetch(`/api/news?run=${run}&after=${revision}`, { cache: 'no-store' });
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      show(await answer.json());
      setText('notice', '');
    } catch {
      setText('notice', texts.labels.disconnected);
      await new Promise((resolve) => setTimeout(resolve, RETRY));
    }
  }
}

function show(news) {
  if (news.run !== run) at('log').replaceChildren();
  run = news.run;
  revision = news.revision;
  state = news.state;
  for (const entry of news.entries) at('log').prepend(line(entry));
  while (at('log').childElementCount > MOST_LINES) at('log').lastElementChild.remove();
  at('log-empty').hidden = at('log').childElementCount > 0;
  showState();
  showButtons();
}

// The log, newest first

function line(entry) {
  const said = 'step' in entry.say ? (texts.steps[entry.say.step] ?? '') : sentence(entry.say.message, entry.values);
  const time = element('time', { datetime: entry.at }, clock.format(new Date(entry.at)));
  const outcome = element(
    'span',
    { class: 'visually-hidden' },
    ` (${entry.ok ? texts.labels.ok : texts.labels.failed})`,
  );
  const step = 'step' in entry.say ? [element('span', { class: 'step' }, entry.say.step), ' '] : [];
  const text = element('span', { class: 'said' }, ...step, said, outcome);
  const ms = element('span', { class: 'ms' }, entry.ms === null ? '' : `${span.format(entry.ms)} ms`);
  const item = element('li', entry.ok ? {} : { class: 'failed' }, time, text, ms);
  if (entry.problem !== null) item.append(element('div', { class: 'why' }, ...why(entry.problem)));
  return item;
}

function sentence(key, values) {
  return (texts.messages[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/** The page's own sentence where it has one; then the words of whoever refused, which are English. */
function why(problem) {
  const own = texts.problems[problem.code];
  const words = [...problem.reasons, ...(own === undefined && problem.hint !== '' ? [problem.hint] : [])];
  const foreign = words.map((each) => element('p', { lang: 'en' }, each));
  if (own === undefined) return foreign;
  return [element('p', {}, own), ...(foreign.length === 0 ? [] : [element('p', {}, texts.labels.because), ...foreign])];
}

// The state

function showState() {
  setText('serial-number', state.serialNumber);
  document.title = `${state.serialNumber} · ${texts.labels.title}`;
  at('state').replaceChildren(birthCard(), ownerCard(), networkCard());
}

function card(title, ...content) {
  return element('div', { class: 'card' }, element('h3', {}, title), ...content);
}

function list(...rows) {
  return element(
    'dl',
    {},
    ...rows.flatMap(([term, value]) => [element('dt', {}, texts.labels[term]), element('dd', {}, value)]),
  );
}

function code(text) {
  return element('code', {}, text);
}

function certificateRows(certificate) {
  const until = certificate.notAfter === null ? texts.labels.forever : day.format(new Date(certificate.notAfter));
  return [
    ['issuer', certificate.issuer],
    ['certificate-serial', code(certificate.serialNumber)],
    ['fingerprint', code(certificate.fingerprint)],
    ['valid-until', until],
  ];
}

function birthCard() {
  if (state.birth === null) return card(texts.labels.birth);
  return card(
    texts.labels.birth,
    list(['serial-number', code(state.serialNumber)], ['idevid', state.birth.subject], ...certificateRows(state.birth)),
  );
}

function ownerCard() {
  const { owner } = state;
  if (owner === null) return card(texts.labels.owner, element('p', {}, texts.labels['no-owner']));
  const since = day.format(new Date(owner.since));
  return card(
    texts.labels.owner,
    list(
      ['owner-domain', owner.domain],
      ['since', since],
      ['ldevid', owner.ldevid.subject],
      ...certificateRows(owner.ldevid),
    ),
  );
}

function networkCard() {
  const { network } = state;
  if (network.name === null) return card(texts.labels.network, element('p', {}, texts.labels['network-none']));
  const how = element('span', { class: `state-${network.state}` }, texts.labels[`network-${network.state}`]);
  const since = network.since === null ? [] : [['since', day.format(new Date(network.since))]];
  return card(texts.labels.network, list(['network-name', network.name], ['network-state', how], ...since));
}

// The buttons. They keep the focus when they can do nothing, so that a keyboard is not thrown to the top.

function showButtons() {
  const isStopping = state.doing === 'onboard';
  const can = {
    onboard: state.doing === null && !(state.owner !== null && ['on', 'none'].includes(state.network.state)),
    offboard: isStopping || (state.doing === null && state.owner !== null),
    ping: state.doing === null,
  };
  for (const [action, allowed] of Object.entries(can)) at(action).setAttribute('aria-disabled', String(!allowed));
  const doing = state.isWaiting ? 'busy-waiting' : `busy-${state.doing}`;
  setText('doing', state.doing === null ? '' : texts.labels[doing]);
}

async function press(action) {
  if (at(action).getAttribute('aria-disabled') === 'true') return;
  at('problem').replaceChildren();
  try {
    const answer = await fetch(`/api/${action}`, { method: 'POST', headers: { 'X-Sallyport': '1' } });
    if (answer.ok) return;
    const { code = '', detail = '', hint = '' } = await answer.json();
    at('problem').replaceChildren(...why({ code, reasons: [detail], hint }));
  } catch {
    setText('notice', texts.labels.disconnected);
  }
}

for (const action of ['onboard', 'offboard', 'ping']) {
  at(action).setAttribute('aria-disabled', 'true');
  at(action).addEventListener('click', () => press(action));
}
follow();
