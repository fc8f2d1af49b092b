/* The embed comes after a click, and by nothing else. It tells its time by messages or media events, or not at all. */
export const player = (shell, told) => {
	const { form, platform, embed, page, title } = shell.dataset, link = shell.firstElementChild, at = (a, s) => a.replace('{s}', s);
	const post = m => body.contentWindow.postMessage(JSON.stringify(m), new URL(body.src).origin);
	let body;
	const time = d => {
		if (d[0] === 'e') { const p = new URLSearchParams(d); return p.get('event') === 'timeupdate' && p.get('time'); }
		d = typeof d === 'string' ? JSON.parse(d) : d;
		if (platform === 'vimeo' && d.event === 'ready') post({ method: 'addEventListener', value: 'timeupdate' });
		return d.info?.currentTime ?? d.data?.seconds;
	};
	addEventListener('message', e => {
		if (!body || e.source !== body.contentWindow || e.origin !== new URL(body.src).origin) return;
		try { const t = parseInt(time(e.data)); if (t >= 0) told(t); } catch {}
	});
	return {
		play(s) {
			body = Object.assign(document.createElement(form), { title, src: at(embed, s) });
			if (form === 'iframe') {
				body.allow = 'autoplay; fullscreen; picture-in-picture';
				if (platform === 'youtube') body.onload = () => post({ event: 'listening' });
			} else Object.assign(body, { controls: true, autoplay: true, ontimeupdate: () => told(Math.floor(body.currentTime)) });
			shell.replaceChildren(body);
			body.focus();
		},
		seek(s) {
			if (!body) link.href = at(page, s);
			else if (form !== 'iframe') body.currentTime = s;
			else if (platform === 'youtube') post({ event: 'command', func: 'seekTo', args: [s, true] });
			else if (platform === 'vimeo') post({ method: 'setCurrentTime', value: s });
			else body.src = at(embed, s);
		},
	};
};
