import { $, $$ } from './say.js';

/* The band: anywhere on it, the nearest needle answers */
const wire = band => {
  const links = $$('a[data-t]', band), total = +band.dataset.band;
  if (!links.length) return;
  const tip = Object.assign(document.createElement('div'), { className: 'tip', hidden: true });
  band.append(tip);
  links.forEach(a => { const t = $('title', a); a.dataset.text = t.textContent; t.remove(); });
  const nearest = e => {
    const box = band.getBoundingClientRect(), x = e.clientX - box.left;
    const gap = a => Math.abs(+a.dataset.t / total * box.width - x);
    const a = links.reduce((p, c) => gap(c) < gap(p) ? c : p);
    return gap(a) < 22 ? a : null;
  };
  const show = a => {
    links.forEach(l => l.classList.toggle('on', l === a));
    band.classList.toggle('live', !!a);
    tip.hidden = !a;
    if (!a) return;
    tip.textContent = a.dataset.text;
    const w = band.clientWidth, x = +a.dataset.t / total * w;
    tip.style.left = Math.max(0, Math.min(x - tip.offsetWidth / 2, w - tip.offsetWidth)) + 'px';
  };
  band.addEventListener('pointermove', e => show(nearest(e)));
  band.addEventListener('pointerleave', () => show(null));
  band.addEventListener('click', e => {
    const a = nearest(e);
    if (a && !e.target.closest('a') && a.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }))) location.href = a.href.baseVal;
  });
};
$$('[data-band]').forEach(wire);
