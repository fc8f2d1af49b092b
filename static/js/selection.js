import { $, $$, device, say } from './dom.js';

/* Moments kept on this device, and nowhere else: listed in a dialog, taken away as text or as a table */
const MOST = 200, box = $('#selection'), { dataset: says } = box;
const all = () => device.get('kept') || [];
const address = href => {
	const url = new URL(href, location);
	['q', 'lang'].forEach(name => url.searchParams.delete(name));
	return url.href;
};
const words = e => e ? e.textContent.replace(/\s+/g, ' ').trim() : '';
const place = button => {
	const li = button.closest('.moments > li');
	return address(li ? $('.clock', li).getAttribute('href') : $('[data-copy]', button.closest('.tools')).dataset.copy);
};
const ofList = li => {
	const hit = li.closest('.hit'), text = $('p', li).cloneNode(true), about = $('.meta', text);
	$$('.meta, .heard, del', text).forEach(e => e.remove());
	return {
		clock: $('.clock', li).lastChild.textContent, text: words(text), title: words($('.t', hit || undefined) || $('h1')),
		about: [$('.day', hit || undefined), about || $('.meta', hit || undefined)].map(words).filter(Boolean).join(', '),
	};
};
const ofPage = tools => ({
	clock: words($('[data-span]', tools)), text: $$('.talk .at').map(words).join(' ') || words($('.para span[id]')),
	title: words($('h1')), about: words($('.head .meta')),
});
const set = some => { device.set('kept', some.length ? some.slice(-MOST) : null); mark(); };
export const mark = () => {
	const urls = all().map(k => k.url);
	$$('[data-keep]').forEach(b => { b.ariaPressed = urls.includes(place(b)); });
};
export const keep = button => {
	const url = place(button), others = all().filter(k => k.url !== url), fresh = others.length === all().length, li = button.closest('.moments > li');
	set(fresh ? [...others, { url, ...(li ? ofList(li) : ofPage(button.closest('.tools'))) }] : others);
	say(fresh ? says.added : says.removed, true);
};
const show = () => {
	const kept = all();
	$('ol', box).replaceChildren(...kept.map(k => {
		const li = document.createElement('li'), a = document.createElement('a'), b = document.createElement('button'), small = document.createElement('small');
		Object.assign(a, { href: k.url, textContent: k.clock });
		Object.assign(b, { type: 'button', className: 'btn bare', textContent: says.remove, ariaLabel: `${says.remove} ${k.clock}, ${k.title}` });
		Object.assign(small, { className: 'note', textContent: `${k.title}. ${k.about}` });
		b.dataset.drop = k.url;
		li.append(a, ` « ${k.text} » `, small, b);
		return li;
	}));
	$('[data-count]', box).textContent = kept.length ? `(${kept.length})` : '';
	$('[data-none]', box).hidden = !!kept.length;
	$('.row', box).hidden = !kept.length;
};
export const open = () => { show(); box.showModal(); };
const change = some => { set(some); show(); $('h2', box).focus(); };
const sign = box.dataset.sheet === 'fr' ? ';' : ',', cell = text => `"${(/^[=+\-@]/.test(text) ? "'" : '') + text.replaceAll('"', '""')}"`;
const acts = {
	async copy() {
		await navigator.clipboard.writeText(all().map(k => `« ${k.text} » ${k.title}, ${k.about}, ${k.clock}. ${says.machine} ${k.url}`).join('\n\n'));
		say(says.copied);
	},
	csv() {
		const rows = [says.columns.split(','), ...all().map(k => [k.title, k.about, k.clock, k.text, k.url])];
		const blob = new Blob(['\ufeff', rows.map(row => row.map(cell).join(sign)).join('\r\n')], { type: 'text/csv' });
		Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: 'selection.csv' }).click();
	},
	clear(b) {
		const { textContent: was, dataset: { sure } } = b;
		if (was === sure) { b.blur(); change([]); return; }
		b.textContent = sure;
		b.onblur = () => { b.textContent = was; };
	},
};
box.onclick = e => {
	const { act, drop } = e.target.closest('button')?.dataset || {};
	if (drop) change(all().filter(k => k.url !== drop)); else acts[act]?.(e.target);
};
