import { $, $$, links, press, say, visit } from './dom.js';
import { bands } from './band.js';
import { key } from './keys.js';

const parsed = async url => {
	const answer = await fetch(url);
	if (!answer.ok || new URL(answer.url).pathname !== new URL(url, location).pathname) throw 0;
	return new DOMParser().parseFromString(await answer.text(), 'text/html');
};

/* The other moments of a hit, in place; without this the link opens their page */
press('[data-more]', async a => {
	try {
		const page = await parsed(a.href), list = $('.moments', a.closest('.hit'));
		list.replaceChildren(...$$('#moments > li', page));
		links();
		a.parentElement.remove();
		$('a', list).focus();
	} catch { location = a.href; }
});

/* Filters, order and words change the list in place, with address and title; the focus stays */
const wrap = r => $('main > .wrap', r), hidden = r => $$('.ask [type=hidden]', r);
let turn = 0, shown = location.pathname + location.search;
const note = () => {
	const text = $('[data-list]')?.dataset.list;
	if (text) visit.set('list', { q: $$('[data-q]').map(e => e.dataset.q), url: location.pathname + location.search, text });
};
const put = page => {
	const held = document.activeElement, name = held.dataset.key, open = $('.fold[open]'), field = $('#q'), ask = [...wrap().children].find(e => e.contains(field));
	wrap().replaceChildren(...[...wrap(page).children].map(e => $('#q', e) ? ask : e));
	hidden().forEach(i => i.remove());
	field.form.append(...hidden(page));
	if (held !== field) field.value = $('#q', page).value;
	$('a[hreflang]').href = $('a[hreflang]', page).href;
	document.title = page.title;
	if (open && $('.fold')) $('.fold').open = true;
	const again = $$('[data-key]').find(e => e.dataset.key === name);
	if (again || !held.isConnected) (again || $('main')).focus({ preventScroll: true });
	links();
	bands();
};
const take = async (url, push) => {
	const mine = ++turn;
	try {
		const page = await parsed(url);
		if (mine !== turn) return;
		if (push) { history.pushState(null, '', url); scrollTo(0, 0); }
		shown = location.pathname + location.search;
		put(page);
		note();
		say($('#total').textContent, false, true);
	} catch { if (mine === turn) location = url; }
};
press('.facet a, .read a[data-in-place]', a => take(a.getAttribute('href'), true));
addEventListener('submit', e => {
	if (new URL(e.target.action).pathname !== location.pathname) return;
	const pairs = [...new FormData(e.target)].filter(([, value]) => value);
	e.preventDefault();
	take(e.target.action.split('?')[0] + '?' + new URLSearchParams(pairs), true);
});
addEventListener('popstate', () => { if (location.pathname + location.search !== shown) take(location.href); });
note();

/* From hit to hit */
const walk = by => {
	const titles = $$('.hit .t a'), at = titles.indexOf($('.hit:focus-within .t a'));
	const there = titles[at < 0 && by < 0 ? titles.length - 1 : at + by];
	return there ? there.focus() : false;
};
key('n', () => walk(1));
key('p', () => walk(-1));
