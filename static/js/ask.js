import { $ } from './say.js';

/* Suggestions: one line of links under the field, pushed in, never laid over the results */
const form = $('[data-suggest]'), input = form && $('input', form), row = document.createElement('ul');
let number = 0, wait;
const link = s => {
	const li = document.createElement('li'), a = document.createElement('a'), search = new URL(form.action);
	for (const [key, value] of new FormData(form)) if (value) search.searchParams.append(key, value);
	search.searchParams.set('q', s.text);
	a.href = s.url || search;
	a.textContent = s.text;
	li.append(a);
	return li;
};
const ask = async () => {
	const mine = ++number;
	try {
		const found = await (await fetch(form.dataset.suggest + encodeURIComponent(input.value))).json();
		if (mine === number) row.replaceChildren(...found.slice(0, 6).map(link));
	} catch {}
};
if (form) {
	row.className = 'read hints';
	row.ariaLabel = form.dataset.label;
	form.parentElement.after(row);
	input.oninput = () => { clearTimeout(wait); wait = setTimeout(ask, 120); };
	input.onkeydown = e => { if (e.key === 'ArrowDown') { e.preventDefault(); $('a', row)?.focus(); } };
}
