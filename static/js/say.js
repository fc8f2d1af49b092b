export const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

export const clock = s => {
  const h = Math.floor(s / 3600), m = Math.floor(s / 60) % 60, p = n => String(n).padStart(2, '0');
  return (h ? h + ':' : '') + p(m) + ':' + p(s % 60);
};

/* One line, heard and seen, for four seconds */
let timer;
export const say = text => {
  const live = $('#annonce');
  clearTimeout(timer);
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 60);
  timer = setTimeout(() => { live.textContent = ''; }, 4000);
};
