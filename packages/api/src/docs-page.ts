/** What an interface takes and answers, as a page to read: without a script, and with a style sheet of its own. */

import { isJsonObject, type JsonObject, type JsonValue } from '@sallyport/core';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Text that stands in a page as text. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES.get(character) ?? character);
}

/** The page of an OpenAPI document. */
export function docsPage(document: JsonObject, stylesheet: string): string {
  const { title, version, description } = membersOf(document['info']);
  const entries = operationsOf(document);
  const tags = [...new Set(entries.map(({ tag }) => tag))].sort();
  const sections = tags.map(
    (tag) =>
      `<section><h2 id="${escapeHtml(tag)}">${escapeHtml(tag)}</h2>\n${entries
        .filter((entry) => entry.tag === tag)
        .map(articleOf)
        .join('\n')}</section>`,
  );
  const links = tags.map((tag) => `<li><a href="#${escapeHtml(tag)}">${escapeHtml(tag)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${textOf(title)}</title>
<link rel="stylesheet" href="${escapeHtml(stylesheet)}">
</head>
<body>
<header><h1>${textOf(title)}</h1><p>${textOf(description)}</p>
<p>Version ${textOf(version)}. As a document for programs: <a href="openapi.json">openapi.json</a>.</p></header>
<nav aria-label="Parts"><ul>${links}</ul></nav>
<main>
${sections.join('\n')}
</main>
</body>
</html>
`;
}

interface Entry {
  readonly tag: string;
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject;
}

function operationsOf(document: JsonObject): readonly Entry[] {
  return Object.entries(membersOf(document['paths'])).flatMap(([path, item]) =>
    Object.entries(membersOf(item)).flatMap(([method, operation]): Entry[] => {
      if (!METHODS.includes(method) || !isJsonObject(operation)) return [];
      const tags = operation['tags'];
      const tag = Array.isArray(tags) && typeof tags[0] === 'string' ? tags[0] : 'others';
      return [{ tag, method: method.toUpperCase(), path, operation }];
    }),
  );
}

function articleOf({ method, path, operation }: Entry): string {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const answer = membersOf(membersOf(responses)['200']);
  return `<article id="${textOf(operationId)}">
<h3>${textOf(operationId)}</h3>
<p><code>${method} ${escapeHtml(path)}</code></p>
<p>${textOf(summary)}</p>
<p>${escapeHtml(whoOf(operation))}</p>
${detailsOf('Path and query', parameters)}${detailsOf('Body', contentOf(requestBody))}${detailsOf('Answer', contentOf(answer))}</article>`;
}

function whoOf(operation: JsonObject): string {
  const roles = operation['x-sallyport-roles'];
  const who = Array.isArray(roles) && roles.length > 0 ? roles.join(', ') : 'anybody';
  return operation['x-sallyport-reach'] === 'local' ? `For: ${who}, on the service’s own machine.` : `For: ${who}.`;
}

function contentOf(carrier: JsonValue | undefined): JsonValue | undefined {
  const content = membersOf(carrier)['content'];
  const json = membersOf(content)['application/json'];
  return json === undefined ? content : membersOf(json)['schema'];
}

function detailsOf(title: string, value: JsonValue | undefined): string {
  if (value === undefined) return '';
  return `<details><summary>${escapeHtml(title)}</summary><pre>${escapeHtml(JSON.stringify(value, undefined, 2))}</pre></details>\n`;
}

function membersOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function textOf(value: JsonValue | undefined): string {
  return escapeHtml(typeof value === 'string' ? value : '');
}

export const DOCS_STYLE = `:root { color-scheme: light dark; font-family: system-ui, sans-serif; line-height: 1.5; }
body { max-width: 60rem; margin: 0 auto; padding: 1rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; padding: 0; list-style: none; }
article { border-top: 1px solid GrayText; padding: 0.5rem 0; }
article:target { outline: 2px solid; outline-offset: 4px; }
code, pre { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
pre { overflow-x: auto; padding: 0.5rem; border: 1px solid GrayText; }
:focus-visible { outline: 2px solid; outline-offset: 2px; }
`;
