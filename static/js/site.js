import { $, links, plain, press, say, visit } from './dom.js';
import './suggestions.js';
import './keys.js';

links();

/* Copy a timed link or a citation */
press('[data-said]', async button => {
	const d = button.dataset, beside = $('.clock', button.parentElement);
	await $('.cite')?.stated;
	const text = d.copyFrom ? $('#' + d.copyFrom).value : d.copy ? new URL(d.copy, location).href : plain(beside.href);
	try { await navigator.clipboard.writeText(text); } catch {
		const a = Object.assign(document.createElement('textarea'), { value: text });
		document.body.append(a); a.select(); document.execCommand('copy'); a.remove();
	}
	say(d.said || button.closest('[data-copied]').dataset.copied.replace('{}', beside.lastChild.textContent));
});

/* Keep a moment on this device */
press('[data-keep]', async button => (await import('./selection.js')).keep(button));

/* Theme: automatic, light, dark */
const choose = (what, chosen) => { try { localStorage[what] = chosen; } catch {} };
const { dataset } = document.documentElement, toggle = $('[data-theme-toggle]'), order = ['', 'light', 'dark'];
const at = () => order.indexOf(dataset.theme || '');
const name = () => { toggle.lastElementChild.textContent = toggle.dataset.names.split(',')[at()]; };
press('[data-theme-toggle]', () => {
	choose('theme', dataset.theme = order[(at() + 1) % 3]);
	name();
});
name();

/* The other language takes along what is typed */
const field = $('#q, textarea.field'), here = location.pathname, other = $('.top [lang]'), typed = visit.get(here);
other.onclick = () => {
	choose('lang', other.lang);
	visit.set(here, field?.value);
};
if (typed) field.value = typed;
visit.set(here);

/* Sort at once */
addEventListener('change', e => { if ('submits' in e.target.dataset) e.target.form.requestSubmit(); });
