import { $, $$, clock } from './say.js';
import { player } from './player.js';

/* One "now", shown by the player, the band, the line, the chapter, the citation and the address */
const cues = $$('.talk span[id^=t]'), second = c => +c.id.slice(1).split('-')[0], seconds = cues.map(second);
const shell = $('#lecteur'), follow = $('[data-follow]'), cite = $('.cite'), copyNow = $('[data-copy-now]');
const starts = $$('.hitnav a[data-t]').map(a => +a.dataset.t).sort((a, b) => a - b);
const marks = $$('.talk mark'), status = $('[data-status]');
let now = $('.talk .at') || cues[0], following = true;

const lineAt = s => {
  let low = 0, high = seconds.length;
  while (low < high) { const mid = (low + high) >> 1; if (seconds[mid] <= s) low = mid + 1; else high = mid; }
  return cues[seconds.indexOf(seconds[low - 1])] || cues[0];
};
const show = (line, s, scroll) => {
  now?.classList.remove('at');
  now = line;
  line.classList.add('at');
  $$('[data-clock]').forEach(c => { c.textContent = clock(s); });
  $('[data-now]')?.setAttribute('x', s / $('.hitnav .band').dataset.band * 100 + '%');
  const chapters = $$('.chaps a');
  chapters.forEach(a => a.removeAttribute('aria-current'));
  chapters.filter(a => +a.dataset.t <= s).pop()?.setAttribute('aria-current', 'true');
  if (scroll) line.scrollIntoView({ block: 'center' });
};
const address = line => {
  const url = new URL(location);
  url.searchParams.set('t', second(line)); url.searchParams.delete('cite'); url.hash = line.id;
  return url;
};
const go = (line, scroll = true, seek = true) => {
  const s = second(line);
  show(line, s, scroll);
  const url = address(line);
  history.replaceState(null, '', url);
  if (copyNow) {
    url.searchParams.delete('q');
    copyNow.dataset.said = copyNow.dataset.said.replace(/[\d:]+$/, clock(s));
    copyNow.dataset.copy = url.href;
  }
  if (seek) shown?.seek(s);
  if (cite?.open) quote();
};
const shown = shell && player(shell, s => {
  const line = lineAt(s);
  follow.hidden = false;
  if (line !== now) show(line, s, following);
});

/* The player starts by a click on it, and by nothing else */
shell?.firstElementChild.addEventListener('click', e => {
  if (e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  shown.play(second(now));
});
const keep = on => { following = on; follow?.setAttribute('aria-pressed', on); };
follow?.addEventListener('click', () => { keep(!following); if (following) now.scrollIntoView({ block: 'center' }); });
for (const kind of ['wheel', 'touchmove']) addEventListener(kind, () => shown?.open && keep(false), { passive: true });

/* Clocks, needles, chapters, addresses */
document.addEventListener('click', e => {
  const a = e.target.closest('a[data-t]');
  if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  const id = a.hash?.slice?.(1);
  go((id && cues.find(c => c.id === id)) || lineAt(+a.dataset.t), !a.closest('.para'));
});
const fromHash = () => { const line = cues.find(c => '#' + c.id === location.hash); if (line) go(line); };
addEventListener('hashchange', fromHash);
if (location.hash) fromHash();
else if ($('.talk .at')) now.scrollIntoView({ block: 'center' });

/* Previous and next moment */
$$('[data-step]').forEach(b => b.addEventListener('click', e => {
  e.preventDefault();
  const s = second(now), n = starts.length, ahead = b.dataset.step > 0;
  let i = ahead ? starts.findIndex(t => t > s) : starts.findLastIndex(t => t < s);
  if (i < 0) i = ahead ? 0 : n - 1;
  const end = starts[i + 1] ?? Infinity, on = marks.filter(m => { const t = second(m.closest('[id]')); return t >= starts[i] && t < end; });
  marks.forEach(m => m.classList.toggle('on', on.includes(m)));
  go(lineAt(starts[i]));
  status.textContent = status.dataset.said.replace('{i}', i + 1).replace('{n}', n).replace('{clock}', clock(starts[i]));
}));

/* Quote what is selected, else the sentence now */
const quote = async () => {
  const chosen = getSelection(), inside = n => n && (n.nodeType === 1 ? n : n.parentElement).closest('.talk span[id^=t]');
  const from = !chosen.isCollapsed && inside(chosen.getRangeAt(0).startContainer), to = from && inside(chosen.getRangeAt(0).endContainer);
  const found = await (await fetch(`${cite.dataset.quote}?from=${(from || now).id}${to ? '&to=' + to.id : ''}${document.documentElement.lang === 'en' ? '&lang=en' : '&lang=fr'}`)).json();
  $$('[data-quoted]', cite).forEach(area => { area.value = found[area.dataset.quoted]; });
};
cite?.addEventListener('toggle', () => { if (cite.open) quote(); });
