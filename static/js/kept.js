import { $, $$, device, say } from './say.js';

/* Moments kept on this device, and nowhere else: listed in the dialog of the device's data, taken away as text or as a table */
const MOST = 200, box = $('[data-kept]'), { dataset: says } = box;
const all = () => device.get('kept') || [];
const address = href => {
	const url = new URL(href, location);
	['q', 'lang'].forEach(name => url.searchParams.delete(name));
	return url.href;
};
const words = e => e ? e.textContent.replace(/\s+/g, ' ').trim() : '';
const ofList = li => {
	const hit = li.closest('.hit'), clock = $('.clock', li), text = $('p', li).cloneNode(true), about = $('.meta', text);
	$$('.meta, .heard', text).forEach(e => e.remove());
	return {
		url: address(clock.getAttribute('href')), clock: clock.lastChild.textContent, text: words(text),
		title: words($('.t', hit || undefined) || $('h1')), about: [$('.day', hit || undefined), about || $('.meta', hit || undefined)].map(words).join(', '),
	};
};
const ofPage = tools => ({
	url: address($('[data-copy]', tools).dataset.copy), clock: words($('[data-span]', tools)), text: $$('.talk .at').map(words).join(' ') || words($('.para span[id]')),
	title: words($('h1')), about: words($('.head .meta')),
});
export const keep = button => {
	const li = button.closest('.moments > li'), one = li ? ofList(li) : ofPage(button.closest('.tools')), others = all().filter(k => k.url !== one.url);
	const fresh = others.length === all().length;
	device.set('kept', [...others, ...(fresh ? [one] : [])].slice(-MOST));
	button.ariaPressed = fresh;
	say(fresh ? says.added : says.removed);
};
export const show = () => {
	const kept = all();
	$('ol', box).replaceChildren(...kept.map(k => {
		const li = document.createElement('li'), a = document.createElement('a');
		a.href = k.url;
		a.textContent = k.clock;
		li.append(a, ` « ${k.text} » ${k.title}`);
		return li;
	}));
	$('[data-none]', box).hidden = !!kept.length;
	$('.row', box).hidden = !kept.length;
};
const cell = text => `"${(/^[=+\-@]/.test(text) ? "'" : '') + text.replaceAll('"', '""')}"`;
const acts = {
	async copy() {
		await navigator.clipboard.writeText(all().map(k => `« ${k.text} » ${k.title}, ${k.about}, ${k.clock}. ${says.machine} ${k.url}`).join('\n\n'));
		say(says.copied);
	},
	csv() {
		const rows = [['title', 'about', 'clock', 'text', 'url'], ...all().map(k => [k.title, k.about, k.clock, k.text, k.url])];
		const blob = new Blob([rows.map(row => row.map(cell).join(',')).join('\r\n')], { type: 'text/csv' });
		Object.assign(document.createElement('a'), { href: URL.createObjectURL(blob), download: 'selection.csv' }).click();
	},
	clear() { device.set('kept'); show(); },
};
box.onclick = e => acts[e.target.closest('button')?.dataset.act]?.();
