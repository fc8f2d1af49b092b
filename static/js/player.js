/* What a source tells and obeys. Dailymotion documents neither autoplay nor messages: asked anew for each second */
const SIGN_MS = 3000;
const youtube = (func, ...args) => ({ event: 'command', func, args });
const SOURCES = {
	youtube: {
		hello: { event: 'listening' }, signs: true,
		play: () => youtube('playVideo'), pause: () => youtube('pauseVideo'), seek: s => youtube('seekTo', s, true), rate: r => youtube('setPlaybackRate', r),
		hear: ({ info: i = {} }) => ({ time: i.currentTime, playing: { 0: false, 1: true, 2: false }[i.playerState] }),
	},
	vimeo: {
		signs: true,
		play: () => ({ method: 'play' }), pause: () => ({ method: 'pause' }), seek: s => ({ method: 'setCurrentTime', value: s }),
		hear: (d, post) => {
			if (d.event === 'ready') ['play', 'pause', 'timeupdate'].forEach(value => post({ method: 'addEventListener', value }));
			return { time: d.data?.seconds, playing: { play: true, timeupdate: true, pause: false }[d.event] };
		},
	},
	dailymotion: { hear: d => ({ time: d.event === 'timeupdate' ? d.time : null, playing: { play: true, timeupdate: true, pause: false }[d.event] }) },
};
const said = data => data[0] === 'e' ? Object.fromEntries(new URLSearchParams(data)) : typeof data === 'string' ? JSON.parse(data) : data;

/* Tells the second, whether it plays, and whether it is stuck */
export const player = (shell, { told, state, stuck }) => {
	const { form, platform, embed, title } = shell.dataset, link = shell.firstElementChild, at = s => embed.replace('{s}', s);
	const source = SOURCES[platform] || {}, frame = form === 'iframe';
	const post = m => m && body.contentWindow.postMessage(JSON.stringify(m), new URL(body.src).origin);
	let body, playing = false, wait, greet, speed = 1;
	const set = on => {
		if (on) { clearTimeout(wait); stuck(false); }
		if (on !== playing) state(playing = on);
		if (on && speed !== 1) hasten(speed);
	};
	addEventListener('message', e => {
		if (!body || e.source !== body.contentWindow || e.origin !== new URL(body.src).origin) return;
		try {
			clearInterval(greet);
			const heard = source.hear(said(e.data), post), t = parseInt(heard.time);
			if (heard.playing != null) set(heard.playing);
			if (t >= 0) told(t);
		} catch {}
	});
	const hasten = r => { if (frame) post(source.rate?.(r)); else body.playbackRate = r; };
	const begin = () => Promise.resolve(body.play()).catch(() => stuck(true));
	const listen = () => {
		const greeting = source.hello;
		if (greeting) { post(greeting); greet = setInterval(() => post(greeting), 250); setTimeout(() => clearInterval(greet), SIGN_MS); }
	};
	const open = s => {
		body = Object.assign(document.createElement(form), { title, src: at(s) });
		if (frame) Object.assign(body, { allow: 'autoplay; fullscreen; picture-in-picture', onload: listen });
		else Object.assign(body, {
			controls: true, preload: 'auto', ontimeupdate: () => told(Math.floor(body.currentTime)),
			onplaying: () => set(true), onpause: () => set(false), onerror: () => stuck(true),
		});
		const had = document.activeElement === link;
		shell.replaceChildren(body);
		if (had) body.focus({ preventScroll: true });
		if (!frame) begin();
		if (!frame || source.signs) wait = setTimeout(() => stuck(true), SIGN_MS);
	};
	const seek = s => {
		if (!body) return;
		if (!frame) body.currentTime = s;
		else if (source.seek) post(source.seek(s));
		else body.src = at(s);
	};
	const pause = () => frame ? post(source.pause?.()) : body.pause(), resume = () => frame ? post(source.play?.()) : begin();
	const play = s => {
		if (!body) return open(s);
		seek(s);
		resume();
	};
	return {
		pause, play, seek,
		get opened() { return !!body; },
		toggle(s) {
			if (!body || frame && !source.pause) play(s);
			else if (playing) pause(); else resume();
		},
		rate(r) { speed = r; if (body) hasten(r); },
	};
};
