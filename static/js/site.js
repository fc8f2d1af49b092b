import { $, $$, say } from './say.js';
import './ask.js';

/* Copy a timed link or a citation */
const copy = async (text, done) => {
  try { await navigator.clipboard.writeText(text); } catch {
    const a = Object.assign(document.createElement('textarea'), { value: text });
    document.body.append(a); a.select(); document.execCommand('copy'); a.remove();
  }
  say(done);
};
document.addEventListener('click', e => {
  const b = e.target.closest('[data-copy],[data-copy-from]');
  if (b) copy(b.dataset.copyFrom ? document.getElementById(b.dataset.copyFrom).value : new URL(b.dataset.copy, location.href).href, b.dataset.said);
});

/* Theme: automatic, light, dark */
const root = document.documentElement, toggle = $('[data-theme-toggle]'), order = ['', 'light', 'dark'];
const named = () => { toggle.lastElementChild.textContent = toggle.dataset.names.split(',')[order.indexOf(root.dataset.theme || '')]; };
toggle.addEventListener('click', () => {
  const next = order[(order.indexOf(root.dataset.theme || '') + 1) % 3];
  if (next) root.dataset.theme = next; else delete root.dataset.theme;
  try { if (next) localStorage.theme = next; else localStorage.removeItem('theme'); } catch {}
  named();
});
named();

/* Sort without a second click */
$$('[data-submits]').forEach(s => s.addEventListener('change', () => s.form.submit()));
