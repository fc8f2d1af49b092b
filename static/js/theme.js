/* Before the first paint: what was chosen */
const { classList, dataset } = document.documentElement;
classList.add('js');
try {
	const { theme, lang } = localStorage;
	if (theme) dataset.theme = theme;
	if (dataset[lang]) location.replace(dataset[lang] + location.hash);
} catch {}
