/** The page as HTML, in one language; its script fills in the rest. */

import { LABELS, LANGUAGES, type Language, textsIn } from './texts.ts';

const NAMES: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

/** Nothing that the device or anybody else says goes in here: what is shown of it, the script sets as text. */
export function renderPage(language: Language): string {
  const say = (key: keyof typeof LABELS) => escapeHtml(LABELS[key][language]);
  const button = (action: 'onboard' | 'offboard' | 'ping') => `
        <li>
          <button type="button" id="${action}" aria-describedby="${action}-help">${say(action)}</button>
          <p id="${action}-help">${say(`${action}-help`)}</p>
        </li>`;
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${say('title')}</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/page.css">
    <script type="module" src="/page.js"></script>
    <script type="application/json" id="texts">${jsonInHtml(textsIn(language))}</script>
  </head>
  <body>
    <a class="skip" href="#log-title">${say('skip')}</a>
    <header>
      <h1><span>${say('title')}</span> <bdi id="serial-number"></bdi></h1>
      <nav aria-label="${say('language')}">${LANGUAGES.map((each) => languageLink(each, language)).join(' ')}</nav>
    </header>
    <main>
      <noscript><p class="notice">${say('no-script')}</p></noscript>
      <p id="notice" class="notice" role="status">${say('loading')}</p>
      <div id="problem" class="problem" role="alert"></div>
      <section aria-labelledby="actions-title">
        <h2 id="actions-title">${say('actions')}</h2>
        <ul class="actions">${button('onboard')}${button('offboard')}${button('ping')}
        </ul>
        <p id="doing" role="status"></p>
      </section>
      <section aria-labelledby="state-title">
        <h2 id="state-title">${say('state')}</h2>
        <div id="state" class="cards"></div>
      </section>
      <section aria-labelledby="log-title">
        <h2 id="log-title" tabindex="-1">${say('log')}</h2>
        <div role="log" aria-labelledby="log-title"><ol id="log"></ol></div>
        <p id="log-empty">${say('log-empty')}</p>
      </section>
    </main>
  </body>
</html>
`;
}

function languageLink(language: Language, current: Language): string {
  const mark = language === current ? ' aria-current="true"' : '';
  return `<a href="/?lang=${language}" hreflang="${language}" lang="${language}"${mark}>${NAMES[language]}</a>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** A script element ends at its first `</script`, whatever is in it. */
function jsonInHtml(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
