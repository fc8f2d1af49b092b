export const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const two = n => String(n).padStart(2, '0');
export const clock = s => (s < 3600 ? '' : Math.floor(s / 3600) + ':') + two(Math.floor(s / 60) % 60) + ':' + two(s % 60);

/* A plain press on what the selector names, now or later */
export const press = (selector, act) => document.addEventListener('click', e => {
	const a = e.target.closest(selector);
	if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
	e.preventDefault();
	act(a);
});

/* One line for four seconds */
let timer;
export const say = text => {
	const live = $('#annonce');
	clearTimeout(timer);
	live.textContent = '';
	setTimeout(() => { live.textContent = text; }, 60);
	timer = setTimeout(() => { live.textContent = ''; }, 4000);
};
