import { $, $$, device, plain, say } from './dom.js';

/* Moments kept on this device, and nowhere else: listed in a dialog, taken away as text or as a table */
const MOST = 200, box = $('#selection'), { dataset: says } = box;
const all = () => device.get('kept') || [];
const words = e => e ? e.textContent.replace(/\s+/g, ' ').trim() : '';
const place = button => {
	const li = button.closest('.moments > li');
	return plain(li ? $('.clock', li).href : $('[data-copy]', button.closest('.tools')).dataset.copy, 'lang');
};
/* Its words and whose they are, as its own page cites them */
const stated = async url => {
	const { pathname, searchParams, hash } = new URL(url);
	searchParams.set('from', hash.slice(1));
	const { text, title, show, date, speaker } = await (await fetch(`${pathname}/quote?${searchParams}`)).json();
	return { text, title, show, date, speaker };
};
const set = some => { device.set('kept', some.length ? some.slice(-MOST) : null); mark(); };
export const mark = () => {
	const urls = all().map(k => k.url);
	$$('[data-keep]').forEach(b => { b.ariaPressed = urls.includes(place(b)); });
	$$('[data-count]').forEach(e => { e.textContent = urls.length && e.dataset.count.replace('{}', urls.length) || ''; });
	$('[data-open-kept]').ariaLabel = $('h2', box).textContent.trim();
};
export const keep = async button => {
	const url = place(button), others = all().filter(k => k.url !== url), li = button.closest('.moments > li');
	if (others.length < all().length) { set(others); say(says.removed, true); return; }
	const clock = words(li ? $('.clock', li).lastChild : $('span[data-short]', button.closest('.tools')));
	/* Until the page's own words are here */
	const shown = { url, clock, text: words(li ? $('p', li) : $('.talk .at')), title: words(li?.closest('.hit')?.querySelector('.t') || $('h1')) };
	set([...others, shown]);
	say(says.added, true);
	const told = await stated(url).catch(() => {});
	if (told) set(all().map(k => k.url === url ? { ...shown, ...told } : k));
};
/* A date is kept as a fact (~: about so), and worded as the page speaks */
const french = says.sheet === 'fr';
const worded = date => {
	const iso = date.replace('~', ''), sure = iso === date, [, month, day] = iso.split('-');
	const told = new Date(iso).toLocaleDateString(french ? 'fr' : 'en-GB', {
		timeZone: 'UTC', year: 'numeric', ...month && { month: 'long' }, ...day && { day: 'numeric' }, ...day && sure && { weekday: 'long' },
	}).replace(',', '');
	return (sure ? '' : `${says[day ? 'aboutDay' : 'about']} `) + (french ? told.replace(/\b1 /, '1er ') : told);
};
const said = k => says.quoted.replace('{}', () => k.text);
/* What was kept before knows its day in words */
const day = k => k.day ?? k.about ?? (k.date && worded(k.date));
const whose = k => [k.speaker, k.title.replace(/([^.])\.$/, '$1'), k.show, day(k)].filter(Boolean).join(', ');
const show = () => {
	const kept = all();
	$('ol', box).replaceChildren(...kept.map((k, at) => {
		const li = $('template', box).content.firstElementChild.cloneNode(true);
		Object.assign($('a', li), { href: k.url, textContent: k.clock });
		$('span', li).textContent = said(k);
		$('small', li).textContent = whose(k);
		$$('button', li).forEach(b => { b.value = k.url; b.ariaLabel = `${b.title || b.textContent} ${k.clock}, ${k.title}`; });
		$('button', li).ariaDisabled = at ? null : true;
		return li;
	}));
	$('[data-none]', box).hidden = !!kept.length;
	$('p.row', box).hidden = !kept.length;
};
/* Back closes it, and leaves what stands below as it is */
export const open = () => {
	mark();
	show();
	box.showModal();
	history.pushState('kept', '');
	addEventListener('popstate', e => { e.stopImmediatePropagation(); box.close(); }, { once: true, capture: true });
	box.onclose = () => history.state === 'kept' && history.back();
};
/* Acts when pressed twice */
const sure = (b, act) => {
	const { textContent: was, dataset: { sure: asks } } = b;
	if (was === asks) { b.blur(); act(); return; }
	b.textContent = asks;
	b.onblur = () => { b.textContent = was; };
};
export const wipe = b => sure(b, () => {
	['recent', 'stopped', 'kept', 'lang'].forEach(name => device.set(name));
	b.nextElementSibling.textContent = b.dataset.done;
	mark();
});
const change = some => { set(some); show(); $('h2', box).focus(); };
const sign = french ? ';' : ',', cell = text => `"${(/^[=+\-@]/.test(text) ? "'" : '') + text.replaceAll('"', '""')}"`;
const acts = {
	async copy() {
		await navigator.clipboard.writeText(all().map(k => `${said(k)} ${whose(k)}, ${k.clock}. ${says.machine} ${k.url}`).join('\n\n'));
		say(says.copied);
	},
	csv() {
		const rows = [says.columns.split(','), ...all().map(k => [k.title, k.show || '', k.date ?? day(k) ?? '', k.clock, k.speaker || '', k.text, k.url])];
		const blob = new Blob(['\ufeff', rows.map(row => row.map(cell).join(sign)).join('\r\n')], { type: 'text/csv' });
		Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: 'selection.csv' }).click();
	},
	clear: b => sure(b, () => change([])),
	drop: b => change(all().filter(k => k.url !== b.value)),
	up({ value }) {
		const kept = all(), at = kept.findIndex(k => k.url === value);
		kept.splice(at && at - 1, 0, ...kept.splice(at, 1));
		change(kept);
		$$('li button', box).find(b => b.value === value).focus();
	},
};
box.onclick = e => acts[e.target.dataset.act]?.(e.target);
