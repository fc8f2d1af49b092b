import { $, device } from './dom.js';

/* Suggestions by kind, laid over the page; in an empty field what was looked for last */
const form = $('[data-suggest]'), input = form && $('input', form), list = document.createElement('ul'), KINDS = ['person', 'show', 'episode', 'word', 'recent'];
let number = 0, wait, items = [], active = -1;
const recent = () => device.get('recent') || [];
const mark = n => {
	active = n;
	[...list.children].forEach((li, i) => { li.ariaSelected = i === n; });
	input.setAttribute('aria-activedescendant', list.children[n]?.id || '');
};
const show = found => {
	items = found;
	list.replaceChildren(...found.map((s, n) => {
		const li = document.createElement('li'), small = document.createElement('small');
		small.textContent = form.dataset.kinds.split(',')[KINDS.indexOf(s.kind)] || '';
		li.id = 'hint-' + n;
		li.role = 'option';
		li.onclick = () => choose(s);
		li.append(s.text, small);
		return li;
	}));
	input.ariaExpanded = !!found.length;
	mark(-1);
};
const close = () => { number++; clearTimeout(wait); show([]); };
const choose = s => {
	close();
	if (s.kind === 'forget') { device.set('recent'); input.focus(); return; }
	if (s.url) { location = s.url; return; }
	input.value = s.text;
	form.requestSubmit();
};
const ask = async () => {
	const mine = ++number;
	try {
		const set = [...new FormData(form)].filter(([name, value]) => value && !['q', 'sort', 'lang'].includes(name));
		const found = await (await fetch(form.dataset.suggest + encodeURIComponent(input.value) + '&' + new URLSearchParams(set))).json();
		if (mine === number) show(found.slice(0, 8));
	} catch {}
};
const offer = () => {
	clearTimeout(wait);
	if (input.value.trim()) { wait = setTimeout(ask, 120); return; }
	const last = recent().map(text => ({ text, kind: 'recent' }));
	show(last.length ? [...last, { text: form.dataset.forget, kind: 'forget' }] : []);
};
if (form) {
	Object.assign(list, { className: 'hints', id: 'hints', role: 'listbox', ariaLabel: form.dataset.label, onmousedown: e => e.preventDefault() });
	input.after(list);
	Object.assign(input, { role: 'combobox', ariaExpanded: false, ariaAutoComplete: 'list', oninput: offer, onclick: () => input.value || offer(), onblur: close });
	input.setAttribute('aria-controls', 'hints');
	form.addEventListener('submit', () => { const text = input.value.trim(); if (text) device.set('recent', [text, ...recent().filter(t => t !== text)].slice(0, 8)); close(); });
	if (form.matches('.big') && matchMedia('(pointer: fine) and (width > 60rem)').matches) input.focus({ preventScroll: true });
	input.onkeydown = e => {
		const n = items.length, { key } = e;
		if (e.isComposing) return;
		if (key === 'Escape' && n) { e.preventDefault(); close(); }
		else if (key === 'Escape' && location.hash === '#q') { e.preventDefault(); input.blur(); history.back(); }
		else if (key === 'Enter' && active >= 0) { e.preventDefault(); choose(items[active]); }
		else if (key === 'ArrowDown' && !n) { e.preventDefault(); offer(); }
		else if (key === 'ArrowDown' || (key === 'ArrowUp' && n)) { e.preventDefault(); mark((active + (key === 'ArrowDown' ? 1 : active < 0 ? 0 : -1) + n) % n); }
	};
}
