/* Before the first paint: scripts are here, and the theme that was chosen. Everything in these files is an addition. */
document.documentElement.classList.add('js');
try { if (localStorage.theme) document.documentElement.dataset.theme = localStorage.theme; } catch {}
