import { $, $$, clock } from './dom.js';

const svg = (name, set, ...inner) => {
	const made = document.createElementNS('http://www.w3.org/2000/svg', name);
	Object.entries(set).forEach(pair => made.setAttribute(...pair));
	made.append(...inner);
	return made;
};
/* A needle that a list draws without its link: the moments below tell where it leads */
const linked = (band, t, use) => {
	const title = svg('title', {}), told = $(`.clock[href$="#t${t}"]`, band.parentElement);
	title.textContent = (told?.lastChild.textContent ?? clock(t)) + ' ' + (told?.nextElementSibling.textContent ?? '');
	const href = told?.getAttribute('href') ?? band.dataset.at.replace('{t}', t).replace('{id}', 't' + t);
	return svg('a', { href, tabindex: -1, 'data-t': t }, title, use);
};

/* The band: anywhere on it, the nearest needle answers */
export const bands = () => $$('[data-band]').forEach(band => {
	const short = $('.hits', band);
	short?.parentNode.after(...short.getAttribute('d').match(/\d+(?= )/g).map(t => linked(band, t, svg('use', { href: '#n-hit', x: 100 * t / band.dataset.band + '%' }))));
	short?.remove();
	$$('svg > use[data-t]', band).forEach(use => use.parentNode.append(linked(band, use.dataset.t, use)));
	const links = $$('a', band), tip = document.createElement('div');
	if (!links.length || $('.tip', band)) return;
	tip.className = 'tip';
	tip.hidden = true;
	band.append(tip);
	links.forEach(a => { const t = $('title', a); a.dataset.text = t.textContent; t.remove(); });
	const place = a => a.lastChild.x.baseVal.value;
	const nearest = e => {
		const gap = a => Math.abs(place(a) - e.clientX + band.getBoundingClientRect().left);
		const a = links.reduce((p, c) => gap(c) < gap(p) ? c : p);
		return gap(a) < 22 ? a : null;
	};
	const show = a => {
		links.forEach(l => l.classList.toggle('on', l === a));
		tip.hidden = !a;
		if (!a) return;
		tip.textContent = a.dataset.text;
		tip.style.left = Math.max(0, Math.min(place(a) - tip.offsetWidth / 2, band.clientWidth - tip.offsetWidth)) + 'px';
	};
	band.onpointermove = e => show(nearest(e));
	band.onpointerleave = () => show();
	band.onclick = e => { if (!e.target.closest('a')) nearest(e)?.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })); };
});
bands();
