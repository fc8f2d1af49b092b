export const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const two = n => String(n).padStart(2, '0');
export const clock = s => (s < 3600 ? '' : Math.floor(s / 3600) + ':') + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);

/* A plain press, now or later */
export const press = (selector, act) => document.addEventListener('click', e => {
	const a = e.target.closest(selector);
	if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
	e.preventDefault();
	act(a);
});

/* One line for four seconds, in the open dialog; pressed, one of what is kept opens it */
let timer;
export const say = (text, ofKept, heard) => {
	const live = $('#annonce');
	live.className = heard ? 'vh' : 'toast';
	live.toggleAttribute('data-open-kept', !!ofKept);
	clearTimeout(timer);
	($('dialog[open]') || document.body).append(live);
	live.textContent = '';
	setTimeout(() => { live.textContent = text; }, 60);
	timer = setTimeout(() => { live.textContent = ''; }, 4000);
};

/* What stays on this device */
const shelf = of => ({
	get: name => { try { return JSON.parse(of().getItem(name)); } catch { return null; } },
	set: (name, value) => { try { value == null ? of().removeItem(name) : of().setItem(name, JSON.stringify(value)); } catch {} },
});
export const device = shelf(() => localStorage), visit = shelf(() => sessionStorage);

/* What is kept is lit and counted in every window */
export const lit = () => { if (device.get('kept') || $('[data-count]').textContent) import('./selection.js').then(kept => kept.mark()); };
['pageshow', 'storage'].forEach(on => addEventListener(on, lit));

/* An address in the one form that others are given */
export const plain = (href, language) => {
	const url = new URL(href, location);
	['q', 'words', language].forEach(name => url.searchParams.delete(name));
	return url.href.replaceAll('%2C', ',');
};

/* Smooth for less than a screen, unless less motion is asked for */
export const reveal = (e, block = 'start') => {
	const near = Math.abs(e.getBoundingClientRect().top) < innerHeight * 1.5 && !matchMedia('(prefers-reduced-motion)').matches;
	e.scrollIntoView({ block, behavior: near ? 'smooth' : 'auto' });
};

/* What copies, keeps and plays a moment */
export const links = () => {
	$$('[data-link] .moments > li:not(:has(button)) > .clock').forEach(a => {
		const icon = '<svg class="icon i-link" width="18" height="18" aria-hidden="true"><use href="#i-link"/></svg>';
		const button = Object.assign(document.createElement('button'), { type: 'button', className: 'btn bare', innerHTML: icon });
		const { dataset: d } = a.closest('[data-link]'), keep = button.cloneNode(true);
		button.ariaLabel = d.link.replace('{}', a.lastChild.textContent);
		button.dataset.said = '';
		$('use', keep).setAttribute('href', '#i-keep');
		keep.ariaLabel = d.keeps.replace('{}', a.lastChild.textContent);
		keep.dataset.keep = '';
		a.onclick = () => visit.set('plays', a.href);
		a.nextSibling.onclick = () => setTimeout(() => getSelection() + '' || a.click(), 300);
		a.parentElement.append(keep, button);
	});
	lit();
};
