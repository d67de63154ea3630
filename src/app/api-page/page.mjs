/* oxlint-disable typescript/no-unsafe-argument, unicorn/no-invalid-fetch-options -- plain JavaScript for browsers: no types to check by */
import { element, exampleOf, parameterTable, schemaTree } from './document.mjs';

const find = (id) => document.getElementById(id);
const notice = find('notice');
let company = '';

function say(text) {
  notice.textContent = text;
  notice.hidden = text === '';
}

/** Sends JSON and gives status and body; never throws for an answer. */
async function send(method, url, body, headers = {}) {
  const json =
    body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } };
  const response = await fetch(url, { method, headers, ...json });
  const text = await response.text();
  let parsed;
  try {
    parsed = text === '' ? undefined : JSON.parse(text);
  } catch {
    parsed = text;
  }
  return { ok: response.ok, status: response.status, body: parsed };
}

function messageOf(answer) {
  const places = (answer.body?.errors ?? []).map((place) => `${place.pointer.slice(1) || place.in}: ${place.detail}`);
  return [answer.body?.detail ?? `The server answered ${answer.status}.`, ...places].join(' ');
}

function onSubmit(form, work) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const button = form.querySelector('button[type=submit]');
    button.disabled = true;
    try {
      await work(Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== '')));
    } catch {
      say('The server did not answer. Check that it runs, then try again.');
    } finally {
      button.disabled = false;
    }
  });
}

async function showWho() {
  const [setup, me] = await Promise.all([send('GET', '/v1/setup'), send('GET', '/v1/me')]);
  find('setup').hidden = !setup.body?.needed;
  find('setup-token').hidden = !setup.body?.tokenNeeded;
  find('sign-in').hidden = me.ok || setup.body?.needed;
  find('sign-out').hidden = !me.ok;
  find('who').textContent = me.ok ? me.body.name : '';
  company = me.body?.companies?.[0]?.slug ?? '';
  for (const input of document.querySelectorAll('input[data-company]')) input.value ||= company;
}

async function submitAccess(url, values) {
  const answer = await send('POST', url, values);
  say(answer.ok ? '' : messageOf(answer));
  if (answer.ok) {
    await showWho();
    find('main').focus();
  }
}

function fieldOf(parameter) {
  const input = element('input', { name: `${parameter.in}:${parameter.name}`, ...(parameter.required ? { required: '' } : {}) });
  if (parameter.name === 'company') {
    input.dataset.company = '';
    input.value = company;
  }
  return element('label', {}, parameter.name, input);
}

function urlOf(path, values) {
  const query = new URLSearchParams();
  let url = path;
  for (const [key, value] of values) {
    const [where, name] = key.split(':');
    if (where === 'path') url = url.replace(`{${name}}`, encodeURIComponent(value));
    if (where === 'query' && value !== '') query.set(name, value);
  }
  return query.size > 0 ? `${url}?${query}` : url;
}

function tryIt(api, method, path, operation) {
  const answerBox = element('div', { 'aria-live': 'polite' });
  const form = element('form', {}, ...operation.parameters.filter((one) => one.in !== 'header').map(fieldOf));
  const content = operation.requestBody?.content ?? {};
  const schema = content['application/json']?.schema;
  if (schema) {
    const area = element('textarea', { name: 'body', spellcheck: 'false' });
    area.value = JSON.stringify(exampleOf(api, schema), null, 2);
    form.append(element('label', { class: 'wide' }, 'Body (JSON)', area));
  } else if (content['application/octet-stream']) {
    form.append(element('label', { class: 'wide' }, 'File', element('input', { type: 'file', name: 'file', required: '' })));
  }
  form.append(element('button', { type: 'submit' }, 'Send'));
  onSubmit(form, async () => {
    const data = new FormData(form);
    const url = urlOf(
      path,
      [...data].filter(([key]) => key.includes(':')),
    );
    const file = data.get('file');
    const headers = operation.parameters.some((one) => one.name === 'Idempotency-Key')
      ? { 'idempotency-key': crypto.randomUUID?.() ?? String(Date.now()) }
      : {};
    const answer = file instanceof File ? await sendFile(method, url, file) : await send(method, url, schema ? data.get('body') : undefined, headers);
    const shown = typeof answer.body === 'string' ? answer.body : answer.body === undefined ? '(nothing)' : JSON.stringify(answer.body, null, 2);
    answerBox.replaceChildren(
      element('p', { class: answer.ok ? 'status' : 'status bad' }, `${answer.ok ? 'Done' : 'Refused'}: ${answer.status}`),
      element('pre', { tabindex: '0', 'aria-label': 'Answer' }, shown.slice(0, 200_000)),
    );
  });
  return element('div', { class: 'try' }, element('h4', {}, 'Try it with your session'), form, answerBox);
}

async function sendFile(method, url, file) {
  const response = await fetch(url, {
    method,
    body: file,
    headers: { 'content-type': file.type || 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) },
  });
  return { ok: response.ok, status: response.status, body: await response.json().catch(() => undefined) };
}

function insideOf(api, method, path, operation) {
  const inside = element('div', { class: 'inside' });
  if (operation.description) inside.append(element('p', {}, operation.description));
  if (operation.parameters.length > 0) inside.append(element('h4', {}, 'Parameters'), parameterTable(api, operation.parameters));
  const body = operation.requestBody?.content['application/json']?.schema;
  if (body) inside.append(element('h4', {}, 'Body'), schemaTree(api, body));
  const rows = [];
  for (const [status, response] of Object.entries(operation.responses)) {
    const schema = response.content?.['application/json']?.schema;
    if (schema) inside.append(element('h4', {}, `Answer ${status}`), schemaTree(api, schema));
    else rows.push(element('tr', {}, element('td', {}, status), element('td', {}, response.description.replaceAll('`', ''))));
  }
  inside.append(element('h4', {}, 'Otherwise'), element('table', {}, element('tbody', {}, ...rows)), tryIt(api, method, path, operation));
  return inside;
}

function operationOf(api, method, path, operation) {
  const head = element(
    'summary',
    {},
    element('span', { class: `verb ${method}` }, method.toUpperCase()),
    element('span', { class: 'path' }, path),
    element('span', { class: 'grow quiet' }, operation.summary),
  );
  if (operation['x-scope']) head.append(element('span', { class: 'badge' }, operation['x-scope']));
  const box = element('details', { class: 'op', id: operation.operationId }, head);
  box.addEventListener('toggle', () => {
    if (box.open && box.children.length === 1) box.append(insideOf(api, method, path, operation));
  });
  box.dataset.text = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase();
  return box;
}

async function showDocument() {
  const api = (await send('GET', '/openapi.json')).body;
  find('description').textContent = api.info.description;
  const all = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).map(([method, operation]) => ({ method, path, operation })));
  for (const tag of api.tags) {
    const here = all.filter((one) => one.operation.tags.includes(tag.name));
    find('operations').append(
      element('section', { 'aria-label': tag.name }, element('h2', {}, tag.name), ...here.map((one) => operationOf(api, one.method, one.path, one.operation))),
    );
    const links = here.map((one) => element('a', { href: `#${one.operation.operationId}` }, one.operation.summary));
    find('index').append(element('section', {}, element('h3', {}, tag.name), ...links));
  }
  find('reader').hidden = false;
}

function openTarget() {
  const target = location.hash ? find(location.hash.slice(1)) : null;
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

find('filter').addEventListener('input', (event) => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of find('operations').children) {
    let shown = 0;
    for (const box of section.querySelectorAll('details.op')) {
      box.hidden = !words.every((word) => box.dataset.text.includes(word));
      if (!box.hidden) shown++;
    }
    section.hidden = shown === 0;
  }
  for (const section of find('index').children) {
    for (const link of section.querySelectorAll('a')) link.hidden = find(link.hash.slice(1)).hidden;
    section.hidden = !section.querySelector('a:not([hidden])');
  }
});
find('sign-out').addEventListener('click', () => void send('DELETE', '/v1/session').then(showWho));
addEventListener('hashchange', openTarget);
onSubmit(find('setup-form'), (values) => submitAccess('/v1/setup/owner', values));
onSubmit(find('sign-in-form'), (values) => submitAccess('/v1/session', values));
try {
  await Promise.all([showWho(), showDocument()]);
  openTarget();
} catch {
  say('The server did not answer. Check that it runs, then reload this page.');
}
