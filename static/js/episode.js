import { $, $$, clock, device, lit, press, reveal, say, visit } from './dom.js';
import { player } from './player.js';
import { key } from './keys.js';

const cues = $$('.talk span[id]'), second = c => parseInt(c.id.slice(1)), seconds = cues.map(second);
const shell = $('#lecteur'), follow = $('[data-follow]'), talk = $('.talk'), tools = $('.tools'), cite = $('.cite'), part = $('[data-chapter]'), status = $('[data-status]');
const needles = $$('.hitnav a[data-t]'), starts = needles.map(a => +a.dataset.t), marks = $$('.talk mark'), paras = $$('.para');
const slug = location.pathname.split('/').pop(), again = $('[data-again]'), asked = new URLSearchParams(location.search);
const named = hash => cues.find(c => '#' + c.id === hash), landed = $$('.talk .at'), band = $('.hitnav .band'), spotted = named('#' + $('.hitnav').dataset.at), pin = landed[0] && spotted;
let picked = '', words = '', now = spotted || cues[0], range = null, following = true, moment, chosen;

const lineAt = s => cues[seconds.indexOf(s)] || cues[seconds.findLastIndex(t => t <= s)] || cues[0];
/* Without times ids are of paragraphs: p3 */
const untimed = cues[0]?.id[0] === 'p', at = s => untimed ? 'p' + s : s, told = s => untimed ? '§ ' + s : clock(s);
const after = line => seconds.slice(cues.indexOf(line)).find(t => t > second(line)) ?? (untimed ? second(line) + 1 : +band.dataset.band);
const quoted = asked.get('cite') ? pin : null, lead = a => a.closest('.para')?.contains(quoted) ? pin : named(a.hash || a.href.baseVal) || lineAt(a.dataset.t), leads = needles.map(lead);
const spot = line => $('#here', line) || $('.has > mark', line) || $('mark', line) || line, land = () => spot(now).scrollIntoView();
/* One listens to what is found in a line */
const heard = c => +(c.dataset.at ?? second(c));
const first = () => range ? range[0] : now;
/* What the address marks, while it is chosen */
const own = pin && heard(pin), kept = () => !picked && first() === quoted && asked.get('cite');
const cited = () => picked ? words : kept() || '', begins = () => kept() ? own : heard(first());
const place = () => at(begins()) + (range ? ',' + at(range[2]) : '');
const filled = template => template.replace('{t}', place()).replace('{cite}', cited() && '&cite=' + cited()).replace('{id}', first().id).replace('{clock}', span());
const last = () => range && range[2] - untimed - begins();
const span = (between = '–', before = '') => before + told(begins()) + (last() ? between + told(range[2] - untimed) : '');
const offer = () => {
	talk.toggleAttribute('data-other', !kept());
	$$('[data-until]').forEach(c => { c.hidden = !range; });
	$$('[data-one]').forEach(({ dataset: d, firstChild: c }) => { c.data = last() ? span(d.between, d.from) : span('', d.one); });
	$$('[data-short]').forEach(c => { c.textContent = filled(c.dataset.short); });
	$$('[data-address]').forEach(({ dataset: d }) => Object.assign(d, { copy: filled(d.address), said: filled(d.says) }));
	lit();
};
const mark = s => $$('.chaps').forEach(ol => {
	const links = $$('a', ol), few = ol.matches('.few'), here = links.findLast(a => few ? a.dataset.t == starts[moment] : a.dataset.t <= s);
	if (here && ol.here !== here) ol.scrollTop = here.offsetTop - ol.offsetTop - (ol.here = here, ol.clientHeight / 2);
	links.forEach(a => { a.ariaCurrent = a === here || null; });
	if (!few && part) part.textContent = (here ? $('b', here) : $('#h-ch')).textContent;
	if (few && !here && moment >= 0) import('./nearby.js').then(near => near.list(starts[moment], () => mark(s))).catch(() => {});
});
/* All tell of a line and its moment: of chosen words the one come to while near, else the first in them */
const tell = line => {
	const s = heard(line), begun = second(line), k = starts.findLastIndex(t => t < begun) + 1;
	now = line;
	$$('[data-clock]').forEach(c => { c.textContent = told(s); });
	$$('a[data-page]').forEach(a => { a.href = a.dataset.page.replace('{s}', s); });
	moment = starts[k] < (!range || k && moment === k - 1 ? begun + 1 : Math.max(range[2], moment === k && begun + 30)) ? k : k - 1;
	$$('[data-of]').forEach(c => { c.textContent = c.dataset[moment < 0 ? 'all' : 'of'].replace('{i}', moment + 1).replace('{n}', starts.length); });
	$('[data-now]')?.setAttribute('x', s / band.dataset.band * 100 + '%');
	mark(s);
	offer();
};
const show = line => {
	const lines = range ? cues.slice(cues.indexOf(range[0]), cues.indexOf(range[1]) + 1) : line === pin ? landed : [line];
	$$('.at', talk).forEach(c => c.classList.remove('at'));
	(lines.includes(line) ? lines : [line]).forEach(c => c.classList.add('at'));
	tell(choice = line);
	const k = range ? moment : leads.lastIndexOf(line);
	if (status) status.textContent = status.dataset[k < 0 ? 'all' : 'moment'].replace('{i}', k + 1).replace('{n}', starts.length).replace('{clock}', needles[k]?.dataset.text || told(heard(line)));
	met = seen(line);
};
/* Where one reads, while nothing plays: at what is chosen while it or its tools are seen, else at the first paragraph */
const seen = (e, r = e.getBoundingClientRect()) => r.bottom > innerHeight * .15 && r.top < innerHeight * .9;
let choice = now, met = true;
const read = late => {
	if (document.hidden || range || play?.opened && $('[data-stuck]').hidden) return;
	const para = paras.find(e => seen(e)), here = [choice, tools].some(e => e && seen(e));
	const line = here ? choice : met && para && $('span[id]', para), reads = line && line !== cues[0];
	met ||= here;
	if (!reads || Math.abs(scrollY - y) > innerHeight) late = stays = away = clearInterval(stays);
	if (late || !stays) y = scrollY;
	if (reads) stays ||= setInterval(read, 2000, true);
	if (late) keep(heard(line), away = here ? 0 : (away || 0) + 1);
	if (!line || line === now || !(away > 3) && (chosen || choice !== cues[0]) && now === choice && shell && seen(shell)) return;
	if (status) status.textContent = status.dataset.all;
	tell(line);
};
/* Two seconds keep a place */
let rests, stays, away, y = 0;
addEventListener('scroll', () => { clearTimeout(rests); rests = setTimeout(read, 120); });
/* A copy waits for `cite.stated` */
const quote = () => {
	const mine = cite.stated = (async () => {
		const passage = new URLSearchParams({ from: first().id, to: range ? range[1].id : '', t: place(), cite: cited(), letters: picked });
		const found = await (await fetch(`${cite.dataset.quote}&${passage}`)).json();
		if (cite.stated !== mine) return;
		$$('[data-quoted]', cite).forEach(area => { area.value = found[area.dataset.quoted]; });
		$$('a[data-file]', cite).forEach(a => { a.href = found[a.dataset.file]; });
		if (picked) { ({ cite: words, at: first().dataset.at, until: range[2] } = found); tell(now); address(); }
		return found;
	})().catch(() => {});
};
/* The tools come behind the chosen paragraph; the line that was pressed stays */
const top = e => e.getBoundingClientRect().top;
const bring = line => {
	const para = line.closest('.para'), was = top(line);
	if (para.nextElementSibling === tools) return;
	para.after(tools);
	scrollBy(0, top(line) - was);
};
const address = state => {
	history.replaceState(state, '', filled(talk.dataset.here));
	offer();
};
const stated = () => {
	chosen = true;
	words = '';
	talk.toggleAttribute('data-new', range);
	address();
	if (picked || cite?.open) quote();
};
const go = (line, scroll, plays) => {
	getSelection().empty();
	range = picked = '';
	bring(line);
	show(line);
	if (scroll) reveal(spot(line));
	stated();
	keep(heard(line));
	if (plays && play) start(heard(line)); else play?.seek(heard(line));
};
/* A leap leaves a way back */
const leave = () => address({ top: top(now) });
const leap = line => {
	if (location.hash !== '#h-ch' || seen(now)) {
		leave();
		history.pushState(null, '');
	}
	go(line, true);
};
/* Letters before a place */
const before = (line, node, offset) => {
	const r = new Range();
	r.selectNodeContents(line);
	if ($('.who', line)) r.setStart(line, 1);
	if (r.comparePoint(node, offset) < 1) r.setEnd(node, offset);
	return [...`${r}`.trim()].length;
};
/* Selected words are a passage */
const choose = () => {
	const held = getSelection();
	if (held.isCollapsed || !talk.contains(held.anchorNode)) return;
	const r = held.getRangeAt(0), begin = [r.startContainer, r.startOffset], end = [r.endContainer, r.endOffset];
	const lines = cues.filter(c => r.intersectsNode(c) && before(c, ...begin) < before(c, ...end)), [from] = lines, to = lines.at(-1);
	if (!from) return;
	picked = [before(from, ...begin), before(to, ...end)];
	aim(from, ...begin);
	range = [from, to, after(to)];
	bring(to);
	show(from);
	$$('.at span:not(.heard)', talk).forEach(c => c.classList.toggle('at', r.intersectsNode(c)));
	stated();
};
let held;
document.addEventListener('selectionchange', () => { clearTimeout(held); held = setTimeout(choose, 300); });

/* The player starts by a press */
const stopped = () => device.get('stopped') || {};
const keep = s => {
	const all = stopped();
	if (all[slug] === s) return;
	delete all[slug];
	if (s > seconds[0] && s < seconds.at(-1)) all[slug] = s;
	device.set('stopped', Object.fromEntries(Object.entries(all).slice(-50)));
};
const trail = on => { following = on; follow.ariaPressed = on; };
const play = shell && player(shell, {
	told(s) {
		follow.hidden = false;
		if (s >= range?.[2] && s < range[2] + 3) play.pause();
		if (lineAt(s) === now) return;
		show(lineAt(s));
		if (following && !$('#q:focus, main:focus')) reveal(now);
		keep(s);
	},
	state(on) { $$('[data-play]').forEach(b => { b.classList.toggle('on', on); b.ariaLabel = on ? b.dataset.pause : null; }); },
	stuck(is) { $$('[data-stuck]').forEach(b => { b.hidden = !is; }); },
});
const start = (s, act = play.play) => {
	const opens = !play.opened;
	act(s);
	if (opens) { again.hidden = true; reveal(spot(now), 'nearest'); }
};
const toggle = () => play ? start(heard(now), play.toggle) : false;
/* A sentence that is pressed plays, unless words are selected; letters before tell where */
const LONG_S = 5, LETTER_S = .12;
const aim = (line, node, offset) => {
	const begin = second(line), lasts = Math.min(after(line) - begin, line.textContent.length * LETTER_S);
	if (lasts > LONG_S && line.contains(node)) line.dataset.at = begin + Math.max(0, Math.floor(lasts * before(line, node, offset) / line.textContent.length) - 1);
};
let pressed;
talk.onclick = e => {
	const line = e.target.closest('.talk span[id]');
	clearTimeout(pressed);
	if (!line || e.target.closest('a') || e.detail > 1 || e.shiftKey) return;
	pressed = setTimeout(() => { if (getSelection().isCollapsed) { const c = document.caretPositionFromPoint?.(e.clientX, e.clientY); if (c) aim(line, c.offsetNode, c.offset); go(line, false, true); e.target.closest('span:not(.heard)').classList.add('at'); } }, 200);
};
press('#lecteur > a, a[data-play]', toggle);
$$('.q ~ .small a').forEach(a => { a.onclick = () => visit.set('plays', play?.opened && a.href); });
press('[data-follow]', () => { trail(!following); if (following) reveal(now); });
['wheel', 'touchmove'].forEach(kind => addEventListener(kind, () => { met = true; lands = 0; if (follow) trail(false); }));
$('[data-speed]')?.addEventListener('change', e => play.rate(+e.target.value));

/* #t=749 is the server's */
if (location.hash.startsWith('#t=')) location.replace(`?${asked}&${location.hash.slice(1)}`);
const here = !quoted && named(location.hash) || pin, left = !asked.get('q') && !location.hash && stopped()[slug], [from, until] = (talk.dataset.range || '').split(',').map(Number);
if (until > from && here === pin) range = [pin, landed.at(-1), until];
if (here) { chosen = true; show(here); }
else if (play && left) { show(lineAt(left)); met = true; }
/* Twice: fonts; never where the browser leads back */
let lands = here && !performance.navigation.type;
if (lands) land();
if (lands && play && visit.get('plays') === location.href) start(heard(now));
visit.set('plays');
addEventListener('load', () => { if (lands) land(); read(); });
if (left) {
	const resume = $('[data-resume]');
	resume.textContent = resume.dataset.resume.replace('{clock}', told(left));
	again.hidden = false;
}
press('[data-resume]', () => { again.hidden = true; leap(lineAt(left)); });
press('[data-rewind]', () => { again.hidden = true; go(cues[0]); });
if (part) part.onclick = () => { leave(); $('.fold:has(#h-ch)').open = true; };
press('a[data-t]', a => a.closest('.para') ? (lead(a).dataset.at = a.dataset.t, go(lead(a), false, true)) : leap(lead(a)));
band?.addEventListener('click', e => {
	const box = band.getBoundingClientRect(), x = e.clientX - box.left, all = band.dataset.band;
	if (!e.target.closest('a') && !starts.some(t => Math.abs(t / all * box.width - x) < 22)) leap(lineAt(x / box.width * all));
});
onpopstate = ({ state }) => setTimeout(() => {
	const there = named(location.hash);
	if (state > 0) scrollTo(0, state);
	else if (there) {
		go(there);
		address(state);
		if (state) scrollBy(0, top(there) - state.top); else reveal(spot(there), 'nearest');
	}
});
if (cite) cite.ontoggle = () => cite.open && (quote(), reveal(top(cite) - top(spot(now)) > innerHeight * .3 ? cite : spot(now)));
press('[data-cite]', () => { bring(now); show(now); cite.open = true; $('summary', cite).focus(); });

const step = by => {
	const s = second(now), n = starts.length, end = by > 0 ? 0 : n - 1, i = !chosen && now === choice ? end : by > 0 ? leads.findIndex((l, k) => range ? k > moment : second(l) > s) : leads.findLastIndex(l => second(l) < s);
	if (!n) return false;
	const k = i < 0 ? end : i, begin = starts[k];
	marks.forEach(m => { const t = second(m.closest('[id]')); m.classList.toggle('on', t >= begin && t < Math.min(starts[k + 1] || 1e9, begin + 30)); });
	if (i < 0 && n > 1) say($(`[data-step="${by}"]`).dataset.wraps);
	go(leads[k], true);
};
/* The page scrolls under the pointer: between the press and its release, and between two fast presses */
let steps, down;
addEventListener('pointerdown', e => { down = e; }, true);
addEventListener('click', e => {
	const still = e.detail && down && Math.hypot(e.clientX - down.clientX, e.clientY - down.clientY) < 4;
	if (e.detail < 2) steps = !e.ctrlKey && !e.metaKey && (still ? down : e).target.closest('[data-step]');
	if (!steps) return;
	e.preventDefault(e.stopPropagation());
	step(+steps.dataset.step);
}, true);
/* Tab goes on from there */
const by = n => () => step(n) ?? $('button', tools).focus({ preventScroll: true });
key('n', by(1));
key('p', by(-1));
key('k', toggle);

$$('[data-share]').forEach(b => { b.hidden = !navigator.share; });
press('[data-share]', async b => navigator.share({ title: document.title, text: (quote(), await cite.stated)?.said, url: filled(b.dataset.share) }).catch(() => {}));

const back = $('[data-back]'), list = visit.get('list');
if (back && list?.q?.includes(asked.get('q'))) { back.href = list.url + '#' + slug; back.textContent = list.text; }
