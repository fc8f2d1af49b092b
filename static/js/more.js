import { $, $$, press } from './say.js';

/* The other moments of a hit, in place; without this the link opens their page */
press('[data-more]', async a => {
	try {
		const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), 'text/html');
		const list = $('.moments', a.closest('.hit'));
		list.replaceChildren(...$$('#moments > li', page));
		a.parentElement.remove();
		$('a', list).focus();
	} catch { location = a.href; }
});
