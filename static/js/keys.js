import { $, device, press } from './dom.js';

/* Single keys, by what they write; never while one types or holds another */
const acts = {}, dialog = $('#touches'), field = $('#q');
export const key = (name, act) => { acts[name] = act; };
const typing = e => e.isComposing || e.target.closest?.('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], dialog');
addEventListener('keydown', e => {
	if (e.ctrlKey || e.altKey || e.metaKey || e.getModifierState('AltGraph') || typing(e) || device.get('keys') === false) return;
	const act = acts[e.key];
	if (act && act() !== false) e.preventDefault();
});
key('/', () => { if (!field) { location = $('.brand').href; return; } if (scrollY > innerHeight) head('q'); field.focus(); field.select(); });
/* Back leads from the head of a page to where one was */
const head = id => { history.replaceState(scrollY, ''); location.hash = id; };
press('[href="#q"], [href="#contenu"]', a => head(a.hash));
key('?', () => dialog.showModal());

/* The list of keys, its switch, and what this device keeps */
const sw = $('[data-keys]');
press('[data-open-keys]', () => dialog.showModal());
press('[data-open-kept]', async () => (await import('./selection.js')).open());
press('[data-close]', b => b.closest('dialog').close());
sw.checked = device.get('keys') !== false;
sw.onchange = () => device.set('keys', sw.checked ? null : false);
press('[data-clear]', async b => (await import('./selection.js')).wipe(b));
