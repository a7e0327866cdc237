'use strict';
// Fetches this very page again and again and takes over what differs, so that focus, opened parts and the place on the
// page stay as they are. What it says about ages it counts itself: an agent that no longer answers must be seen to.
(() => {
  const kEvery = 2000, kWhileHidden = 30000, kPatience = 5000;  // milliseconds
  const byId = (id) => document.getElementById(id);
  let etag = '';
  let ahead = 0;  // of this machine's clock: the agent's
  let answered = Date.now();
  let silent = false;
  let title = document.title;
  let timer = 0;
  let asking = false;

  const inWords = (ms) => {
    const s = Math.max(0, Math.floor(ms / 1000));
    if (s < 120) return `${s} s`;
    if (s < 7200) return `${Math.floor(s / 60)} min`;
    return s < 172800 ? `${Math.floor(s / 3600)} h` : `${Math.floor(s / 86400)} d`;
  };

  function count() {
    if (document.hidden) return;
    const now = Date.now() + ahead;
    for (const time of document.querySelectorAll('time[datetime]')) {
      const at = Date.parse(time.dateTime);
      const text = time.hasAttribute('data-ahead')
        ? `${new Date(at).toLocaleTimeString()} (${inWords(at - now)} left)` : `${inWords(now - at)} ago`;
      if (time.textContent === text) continue;
      time.textContent = text;
      time.title = new Date(at).toLocaleString();
    }
    const age = inWords(Date.now() - answered);
    byId('live').textContent = silent ? `last answer ${age} ago` : `live, last answer ${age} ago`;
    byId('stale-age').textContent = age;
    if (!silent && Date.now() - answered > kPatience + 2 * kEvery) fellSilent('');
  }

  // What the page says is then old, and must not look as if it were not.
  function fellSilent(why) {
    if (silent) return;
    silent = true;
    document.body.classList.add('silent');
    document.title = `(no answer) ${title}`;
    byId('stale-text').textContent =
      `The agent has not answered since ${new Date(answered).toLocaleTimeString()}${why}. What stands below is what it said then.`;
    byId('stale').hidden = false;
    count();
  }

  function heard() {
    answered = Date.now();
    if (!silent) return;
    silent = false;
    document.body.classList.remove('silent');
    document.title = title;
    byId('stale').hidden = true;
    byId('stale-text').textContent = '';
    byId('news').textContent = 'The agent answers again.';
  }

  // Makes `old` what `next` is, and keeps every node that is the same thing in both.
  function become(old, next) {
    const turned = old.dataset && old.dataset.open !== next.dataset.open;
    for (const { name, value } of next.attributes) {
      if (name !== 'open' && old.getAttribute(name) !== value) old.setAttribute(name, value);
    }
    for (const { name } of [...old.attributes]) {
      if (name !== 'open' && name !== 'title' && !next.hasAttribute(name)) old.removeAttribute(name);
    }
    if (turned) old.open = next.open;  // else it is as its reader left it
    if (old.nodeName === 'TIME') return;
    let at = old.firstChild;
    for (const wanted of [...next.childNodes]) {
      const here = wanted.id ? byId(wanted.id) : at;
      if (!here || here.parentNode !== old || here.nodeName !== wanted.nodeName || (here.id || '') !== (wanted.id || '')) {
        old.insertBefore(document.importNode(wanted, true), at);
        continue;
      }
      if (here === at) at = at.nextSibling;
      else old.insertBefore(here, at);
      if (wanted.nodeType === Node.ELEMENT_NODE) become(here, wanted);
      else if (here.nodeValue !== wanted.nodeValue) here.nodeValue = wanted.nodeValue;
    }
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  }

  // By name, of cards (role-shop) and tiles (tile-shop).
  const verdicts = () => new Map([...document.querySelectorAll('[data-verdict]')].map(
    (role) => [role.id.slice(5), role.dataset.verdict]));

  // Only for those who do not see it, and only what they must hear.
  function tell(before, after) {
    const changed = [...after].filter(([role, verdict]) => before.has(role) && before.get(role) !== verdict)
      .map(([role, verdict]) => `${role} is ${verdict}`);
    if (changed.length === 0) return;
    const more = changed.length > 4 ? `, and ${changed.length - 4} more changed` : '';
    byId('news').textContent = changed.slice(0, 4).join(', ') + more;
  }

  function show(page) {
    const next = new DOMParser().parseFromString(page, 'text/html');
    const main = next.getElementById('main');
    if (!main) throw new Error('this is another page');
    if (next.documentElement.dataset.build !== document.documentElement.dataset.build) {
      location.reload();  // another version of the agent, and of this script
      return;
    }
    ahead = Date.parse(next.getElementById('now').dateTime) - Date.now();
    const before = verdicts();
    const focused = document.activeElement;
    become(byId('main'), main);
    if (focused !== document.activeElement && focused.isConnected) focused.focus({ preventScroll: true });
    byId('icon').href = next.getElementById('icon').href;
    document.title = title = next.title;
    tell(before, verdicts());
  }

  async function ask() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    try {
      const reply = await fetch(location.href, {
        cache: 'no-store', headers: etag ? { 'If-None-Match': etag } : {}, signal: AbortSignal.timeout(kPatience),
      });
      if (reply.status === 200) {
        show(await reply.text());
        etag = reply.headers.get('ETag') || '';
        heard();
      } else if (reply.status === 304) {
        heard();
      } else {
        fellSilent(`, but with status ${reply.status}`);
      }
    } catch (error) {
      fellSilent('');
    }
    asking = false;
    count();
    timer = setTimeout(ask, document.hidden ? kWhileHidden : kEvery);
  }

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) return;
    count();
    ask();
  });
  setInterval(count, 1000);
  ask();
})();
