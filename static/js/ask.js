import { $, $$ } from './say.js';

/* Suggestions: one line of links under the field, pushed in, never laid over the results */
const form = $('[data-suggest]'), input = form && $('input[type=search]', form);
let row, asked = 0, wait;

const link = s => {
  const a = document.createElement('a'), search = new URL(form.action);
  for (const [key, value] of new FormData(form)) if (value && key !== 'q') search.searchParams.append(key, value);
  search.searchParams.set('q', s.text);
  a.href = s.url || search.href;
  a.textContent = s.text;
  if (s.kind !== 'word') a.className = 'serif';
  const li = document.createElement('li');
  li.append(a);
  return li;
};
const show = found => {
  if (!row) {
    row = Object.assign(document.createElement('ul'), { className: 'hints' });
    row.setAttribute('aria-label', 'Suggestions');
    form.parentElement.after(row);
  }
  row.replaceChildren(...found.slice(0, 6).map(link));
};
const ask = async () => {
  const text = input.value, number = ++asked;
  if (text.trim().length < 2) return row && show([]);
  try {
    const found = await (await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(text)}`)).json();
    if (number === asked) show(found.filter(s => s.text !== text));
  } catch {}
};
const move = (e, step) => {
  const links = row ? $$('a', row) : [], at = links.indexOf(document.activeElement) + step;
  if (!links.length) return;
  e.preventDefault();
  (links[at] || (at < 0 ? input : links.at(-1))).focus();
};
if (form) {
  input.addEventListener('input', () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
  document.addEventListener('keydown', e => {
    const inside = row?.contains(document.activeElement);
    if (e.key === 'Escape' && inside) input.focus();
    else if (e.key === 'ArrowDown' && document.activeElement === input) move(e, 1);
    else if (inside && ['ArrowRight', 'ArrowDown'].includes(e.key)) move(e, 1);
    else if (inside && ['ArrowLeft', 'ArrowUp'].includes(e.key)) move(e, -1);
  });
}
