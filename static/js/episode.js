import { $, $$, clock, device, press, reveal, visit } from './say.js';
import { player } from './player.js';
import { key } from './keys.js';

/* One "now": player, bars, line, chapter, citation, address */
const cues = $$('.talk span[id]'), second = c => +c.id.slice(1).split('-')[0], seconds = cues.map(second);
const shell = $('#lecteur'), follow = $('[data-follow]'), cite = $('.cite'), copy = $('[data-copy-now]')?.dataset, status = $('[data-status]');
const starts = $$('.hitnav a[data-t]').map(a => +a.dataset.t).sort((a, b) => a - b), marks = $$('.talk mark');
const slug = location.pathname.split('/').pop(), lead = $('[data-rewind]');
let now = $('.at') || cues.find(c => c.id === $('.hitnav').dataset.at) || cues[0], following = true, chosen = !!$('.at');

const lineAt = s => cues[seconds.indexOf(seconds.findLast(t => t <= s))] || cues[0];
const show = (line, scroll) => {
	const s = second(line), chapters = $$('.chaps a');
	now.classList.remove('at');
	now = line;
	line.classList.add('at');
	$$('[data-second]').forEach(c => { c.textContent = s; });
	$$('[data-clock]').forEach(c => { c.textContent = clock(s); });
	$$('a[data-page]').forEach(a => { a.href = a.dataset.page.replace('{s}', s); });
	$('[data-now]').setAttribute('x', s / $('.hitnav .band').dataset.band * 100 + '%');
	chapters.forEach(a => { a.ariaCurrent = null; });
	const chapter = chapters.findLast(a => a.dataset.t <= s);
	if (chapter) chapter.ariaCurrent = true;
	if (scroll) reveal(line);
};
const quote = async () => {
	const chosen = getSelection(), line = n => (n.closest ? n : n.parentElement).closest('.talk span[id]');
	const [from, to] = chosen.isCollapsed ? [] : ['startContainer', 'endContainer'].map(k => line(chosen.getRangeAt(0)[k]));
	const found = await (await fetch(`${cite.dataset.quote}&from=${(from || now).id}&to=${from && to ? to.id : ''}`)).json();
	$$('textarea', cite).forEach(area => { area.value = found[area.dataset.quoted]; });
	$$('a[data-file]', cite).forEach(a => { a.href = found[a.dataset.file]; });
};
const go = (line, scroll) => {
	const s = second(line), url = new URL(location);
	chosen = true;
	show(line, scroll);
	url.searchParams.set('t', s);
	url.searchParams.delete('cite');
	url.hash = line.id;
	history.replaceState(null, '', url);
	if (copy) {
		copy.copy = copy.copy.replace(/t=\d+.*/, `t=${s}#${line.id}`);
		copy.said = copy.said.replace(/[\d:]+$/, clock(s));
	}
	play?.seek(s);
	if (cite?.open) quote();
};

/* The player starts by a press: on it, on the bar under the thumb, or on k */
const stopped = () => device.get('stopped') || {};
const keep = s => {
	const all = stopped();
	delete all[slug];
	if (s > 0 && s < seconds.at(-1)) all[slug] = s;
	device.set('stopped', Object.fromEntries(Object.entries(all).slice(-50)));
};
const trail = on => { following = on; follow.ariaPressed = on; };
let kept = -9;
const play = shell && player(shell, {
	told(s) {
		follow.hidden = false;
		if (Math.abs(s - kept) >= 5) keep(kept = s);
		if (lineAt(s) !== now) show(lineAt(s), following);
	},
	state(on) { $$('[data-play]').forEach(b => { b.classList.toggle('on', on); b.ariaLabel = on ? b.dataset.pause : null; }); },
	stuck(is) { $('[data-stuck]').hidden = !is; },
});
const toggle = () => {
	if (!play) return false;
	const first = !play.opened;
	if (first || play.canPause) play.toggle(second(now)); else play.play(second(now));
	if (first) { lead.hidden = true; reveal(now); }
};
press('#lecteur > a, a[data-play]', toggle);
press('[data-follow]', () => { trail(!following); if (following) reveal(now); });
['wheel', 'touchmove'].forEach(kind => addEventListener(kind, () => follow && trail(false), { passive: true }));
const speed = $('[data-speed] select');
if (speed) speed.onchange = () => play.rate(+speed.value);

/* Clocks, needles, chapters, addresses. The browser lands on a fragment itself; a second without one is landed on here, at once */
const named = hash => cues.find(c => '#' + c.id === hash);
const asked = new URLSearchParams(location.search), line = named(location.hash), left = stopped()[slug];
if (line) { chosen = true; show(line); }
else if ($('.at')) now.scrollIntoView({ block: 'start', behavior: 'instant' });
else if (play && left && !asked.get('q') && !location.hash) { show(lineAt(left)); lead.hidden = false; }
press('[data-rewind]', () => { keep(0); lead.hidden = true; go(cues[0]); });
press('a[data-t]', a => go(named(a.hash) || lineAt(a.dataset.t), !a.closest('.para')));
onhashchange = () => { const there = named(location.hash); if (there) go(there, true); };
if (cite) cite.ontoggle = () => cite.open && quote();

/* Previous and next moment */
const step = by => {
	const s = second(now), n = starts.length, i = !chosen ? (by > 0 ? 0 : n - 1) : by > 0 ? starts.findIndex(t => t > s) : starts.findLastIndex(t => t < s);
	if (!n) return false;
	const k = i < 0 && by < 0 ? n - 1 : Math.max(i, 0), end = starts[k + 1] || Infinity;
	marks.forEach(m => { const t = second(m.closest('[id]')); m.classList.toggle('on', t >= starts[k] && t < end); });
	go(lineAt(starts[k]), true);
	status.textContent = status.dataset.moment.replace('{i}', k + 1).replace('{n}', n).replace('{clock}', clock(starts[k]));
};
press('[data-step]', b => step(+b.dataset.step));
key('n', () => step(1));
key('p', () => step(-1));
key('k', toggle);

/* The device's own share sheet, where it has one */
const share = $('[data-share]');
if (share && navigator.share) {
	share.hidden = false;
	share.onclick = () => navigator.share({ title: document.title, text: `« ${now.textContent.trim()} »`, url: `${share.dataset.share}?t=${second(now)}` }).catch(() => {});
}

/* Back to the list one came from, filters and page and all */
const back = $('[data-back]'), list = visit.get('list');
if (back && list && list.q === asked.get('q')) { back.href = list.url; back.textContent = list.text; }
