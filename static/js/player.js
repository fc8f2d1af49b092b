/* The embed comes after a click, and by nothing else. It tells its time by messages or media events, or not at all. */
const at = (template, s) => template.replace('{s}', s);

export const player = (shell, told) => {
  const { form, platform, embed, page, title } = shell.dataset, link = shell.querySelector('a');
  let body;
  const post = m => body.contentWindow.postMessage(JSON.stringify(m), new URL(body.src).origin);
  const time = d => {
    if (typeof d === 'string') {
      if (d[0] !== '{') { const p = new URLSearchParams(d); return p.get('event') === 'timeupdate' ? p.get('time') : null; }
      d = JSON.parse(d);
    }
    if (platform === 'vimeo' && d.event === 'ready') post({ method: 'addEventListener', value: 'timeupdate' });
    return d?.info?.currentTime ?? d?.data?.seconds ?? (d?.event === 'timeupdate' ? d.time : null);
  };
  addEventListener('message', e => {
    if (form !== 'frame' || !body || e.source !== body.contentWindow || e.origin !== new URL(body.src).origin) return;
    try { const t = time(e.data); if (t != null && isFinite(t)) told(Math.floor(t)); } catch {}
  });
  return {
    get open() { return !!body; },
    play(s) {
      body = document.createElement(form === 'frame' ? 'iframe' : form);
      body.title = title;
      if (form === 'frame') {
        Object.assign(body, { allow: 'autoplay; fullscreen; picture-in-picture', referrerPolicy: 'strict-origin-when-cross-origin' });
        if (platform === 'youtube') body.addEventListener('load', () => post({ event: 'listening', id: 1 }));
      } else {
        Object.assign(body, { controls: true, autoplay: true });
        body.addEventListener('timeupdate', () => told(Math.floor(body.currentTime)));
      }
      body.src = at(embed, s);
      shell.replaceChildren(body);
      body.focus();
    },
    seek(s) {
      if (!body) link.href = at(page, s);
      else if (form !== 'frame') { body.currentTime = s; body.play(); }
      else if (platform === 'youtube') post({ event: 'command', func: 'seekTo', args: [s, true] });
      else if (platform === 'vimeo') post({ method: 'setCurrentTime', value: s });
      else body.src = at(embed, s);
    },
  };
};
