import { $, $$, clock, press } from './say.js';
import { player } from './player.js';

/* One "now": player, band, line, chapter, citation, address */
const cues = $$('.talk span[id]'), second = c => +c.id.slice(1).split('-')[0], seconds = cues.map(second);
const shell = $('#lecteur'), follow = $('[data-follow]'), cite = $('.cite'), copy = $('[data-copy-now]')?.dataset, status = $('[data-status]');
const starts = $$('.hitnav a[data-t]').map(a => +a.dataset.t).sort((a, b) => a - b), marks = $$('.talk mark');
let now = $('.at') || cues[0], following = true;

const lineAt = s => cues[seconds.indexOf(seconds.findLast(t => t <= s))] || cues[0];
const center = () => now.scrollIntoView({ block: 'center' });
const show = (line, scroll) => {
	const s = second(line), chapters = $$('.chaps a');
	now.classList.remove('at');
	now = line;
	line.classList.add('at');
	$$('[data-clock]').forEach(c => { c.textContent = clock(s); });
	$('[data-now]').setAttribute('x', s / $('.hitnav .band').dataset.band * 100 + '%');
	chapters.forEach(a => { a.ariaCurrent = null; });
	const chapter = chapters.findLast(a => a.dataset.t <= s);
	if (chapter) chapter.ariaCurrent = true;
	if (scroll) center();
};
const quote = async () => {
	const chosen = getSelection(), line = n => (n.closest ? n : n.parentElement).closest('.talk span[id]');
	const [from, to] = chosen.isCollapsed ? [] : ['startContainer', 'endContainer'].map(k => line(chosen.getRangeAt(0)[k]));
	const found = await (await fetch(`${cite.dataset.quote}&from=${(from || now).id}&to=${from && to ? to.id : ''}`)).json();
	$$('textarea', cite).forEach(area => { area.value = found[area.dataset.quoted]; });
};
const go = (line, scroll) => {
	const s = second(line), url = new URL(location);
	show(line, scroll);
	url.searchParams.set('t', s);
	url.searchParams.delete('cite');
	url.hash = line.id;
	history.replaceState(null, '', url);
	url.searchParams.delete('q');
	copy.copy = url;
	copy.said = copy.said.replace(/[\d:]+$/, clock(s));
	play?.seek(s);
	if (cite.open) quote();
};

/* The player starts by a press on it */
const keep = on => { following = on; follow.ariaPressed = on; };
const play = shell && player(shell, s => {
	follow.hidden = false;
	if (lineAt(s) !== now) show(lineAt(s), following);
});
press('#lecteur > a', () => play.play(second(now)));
press('[data-follow]', () => { keep(!following); if (following) center(); });
['wheel', 'touchmove'].forEach(kind => addEventListener(kind, () => follow && keep(false)));

/* Clocks, needles, chapters, addresses */
const named = hash => cues.find(c => '#' + c.id === hash);
const land = () => { const line = named(location.hash); if (line) go(line, true); else if ($('.at')) center(); };
press('a[data-t]', a => go(named(a.hash) || lineAt(a.dataset.t), !a.closest('.para')));
onhashchange = land;
land();
if (cite) cite.ontoggle = () => cite.open && quote();

/* Previous and next moment */
press('[data-step]', b => {
	const s = second(now), n = starts.length, i = b.dataset.step > 0 ? starts.findIndex(t => t > s) : starts.findLastIndex(t => t < s);
	const k = i < 0 && b.dataset.step < 0 ? n - 1 : Math.max(i, 0), end = starts[k + 1] || Infinity;
	marks.forEach(m => { const t = second(m.closest('[id]')); m.classList.toggle('on', t >= starts[k] && t < end); });
	go(lineAt(starts[k]), true);
	status.textContent = status.dataset.moment.replace('{i}', k + 1).replace('{n}', n).replace('{clock}', clock(starts[k]));
});
