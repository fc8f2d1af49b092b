/* Before the first paint */
document.documentElement.classList.add('js');
try { if (localStorage.theme) document.documentElement.dataset.theme = localStorage.theme; } catch {}
