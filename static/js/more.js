/* The other moments of a hit, in place; without this the link opens their page */
document.addEventListener('click', async e => {
  const a = e.target.closest('[data-more]');
  if (!a || e.metaKey || e.ctrlKey || e.shiftKey) return;
  e.preventDefault();
  const hit = a.closest('.hit'), list = hit.querySelector('.moments');
  a.setAttribute('aria-busy', 'true');
  try {
    const page = new DOMParser().parseFromString(await (await fetch(a.href)).text(), 'text/html');
    const shown = new Set([...list.querySelectorAll('.clock')].map(c => new URL(c.href).searchParams.get('t')));
    const every = [...page.querySelectorAll('#moments > li')];
    const first = every.find(li => !shown.has(new URL(li.querySelector('.clock').getAttribute('href'), location.href).searchParams.get('t')));
    list.replaceChildren(...every);
    a.closest('.more').remove();
    first?.querySelector('.clock').focus();
  } catch { location.href = a.href; }
});
