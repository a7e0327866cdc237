// The status page as people meet it. Each state and each change is seen in Chromium, from an agent that runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Agent, Site } from './agent.mjs';
import { launch, Watched } from './browser.mjs';

const kHostile = `<img src=x onerror="window.harmed=1"><script>window.harmed=2</script>"'>&amp; javascript:alert(1) \u202Egnp.exe `;

const kIis = `
sites:
  Shop: {id: 1, state: started, app_pools: [ShopPool]}
  Mail: {id: 2, state: started, app_pools: [ShopPool]}
app_pools:
  ShopPool: {state: started, worker_processes: [4242]}
`;

const states = (site) => `
defaults: {interval: 200ms, fast_interval: 100ms, timeout: 2s, fall: 3, rise: 2}
roles:
  shop:
    placement: always
    sites: [Shop]
    grace: 1s
    checks:
      - {name: front, http: {url: "${site}/front"}}
      - {name: basket, http: {url: "${site}/slow"}}
  intranet:
    placement: always
    services: []
    grace: 1s
    checks:
      - {name: search, http: {url: "${site}/broken"}}
      - {name: files, command: {run: [/bin/sh, -c, 'printf "%s\\\\377" "$0"; exit 2', '${kHostile.replaceAll("'", "''")}']}}
  orders:
    placement: always
    services: []
    grace: 1s
    checks:
      - {name: front, http: {url: "${site}/steady"}}
      - {name: database, scope: shared, tcp: {address: "127.0.0.1:1"}}
  reports:
    placement: always
    services: []
    grace: 1s
    hold: 1s
    checks:
      - {name: nightly, command: {run: [/bin/sh, -c, "echo no idea; exit 3"]}}
  wiki:
    placement: always
    services: []
    checks:
      - {name: front, http: {url: "${site}/steady"}}
  mail:
    sites: [Mail]
  payroll:
    placement: always
    services: []
    grace: 10m
    checks:
      - {name: front, http: {url: "${site}/broken"}}
`;

const kOrder = ['intranet:unhealthy', 'reports:unknown', 'orders:degraded', 'payroll:initializing',
  'wiki:maintenance', 'shop:healthy', 'mail:standby'];

let browser;
let site;
let agent;
let main;
let scriptless;

const cards = () => main.page.$$eval('.card', (all) => all.map((card) => `${card.id.slice(5)}:${card.dataset.verdict}`));

before(async () => {
  site = await new Site().start();
  [browser, agent] = await Promise.all([launch(), new Agent(kIis, states(site.address)).start()]);
  agent.command('maintenance', 'start', 'wiki', '--for', '30m', '--reason', kHostile + 'x'.repeat(300));
  agent.command('role', 'offline', 'mail');
  scriptless = await Watched.open(browser, agent.url, { scripts: false });
  main = await Watched.open(browser, agent.url);
});

after(async () => {
  await browser?.close();
  site?.stop();
  await agent?.stop();
});

test('shows every state, the worst first, and each by a word and a sign', async () => {
  await main.page.waitForFunction((wanted) => {
    const cards = [...document.querySelectorAll('.card')];
    return cards.map((card) => `${card.id.slice(5)}:${card.dataset.verdict}`).join() === wanted;
  }, { timeout: 30000 }, kOrder.join()).catch(async () => assert.deepEqual(await cards(), kOrder));
  await main.until('.headline', '1 of 7 roles is unhealthy');
  const badges = await main.page.$$eval('.card', (all) => all.map((card) => {
    const badge = card.querySelector('.badge');
    return [badge.innerText, badge.querySelector('use').getAttribute('href')];
  }));
  assert.deepEqual(badges.map(([word]) => word), kOrder.map((role) => role.split(':')[1]));
  assert.equal(new Set(badges.map(([, sign]) => sign)).size, kOrder.length);
  assert.match(await main.text('#role-orders .cause'), /database/);
  assert.match(await main.text('#role-wiki .note'), /Without it: healthy/);
  await main.until('#role-shop details summary', '6 checks: 6 up');
});

test('has no barriers in light and dark, and fits a phone and a wall', async () => {
  await main.hasNoBarriers('light');
  await main.screenshot('states-light', true);
  await main.light('dark');
  await main.hasNoBarriers('dark');
  await main.screenshot('states-dark', true);
  for (const [name, width, height] of [['phone', 360, 2400], ['wall', 1920, 1080]]) {
    await main.page.setViewport({ width, height });
    await main.fitsItsWidth();
    await main.screenshot(`states-${name}-dark`);
  }
  await main.light('light');
  await main.screenshot('states-wall-light');
  await main.page.setViewport({ width: 1280, height: 900 });
});

test('shows hostile text as text', async () => {
  assert.match(await main.text('#role-wiki .note'), /<img src=x onerror="window\.harmed=1"><script>/);
  assert.match(await main.text('#role-intranet'), /<script>window\.harmed=2<\/script>/);
  assert.equal(await main.page.$('main img, main script'), null);
  const links = await main.page.$$eval('a', (all) => all.map((link) => link.protocol));
  assert.deepEqual([...new Set(links)], ['http:']);
  assert.equal(await main.page.evaluate(() => window.harmed), undefined);
});

test('follows what changes without a reload, and leaves focus, opened parts and place alone', async () => {
  await main.page.evaluate(() => { window.same = true; });
  await main.page.click('#role-shop summary');
  await main.page.focus('#role-shop summary');
  await main.page.evaluate(() => scrollTo(0, 120));
  const loads = main.loads;
  site.status = 503;
  await main.until('#role-shop .badge', 'unhealthy');
  assert.match(await main.text('#role-shop .cause'), /front: status 503|basket: status 503/);
  await main.until('#news', 'shop is unhealthy');
  await main.until('.headline', '2 of 7 roles are unhealthy');
  await main.until('#history li', 'unhealthy');
  assert.equal(await main.page.evaluate(() => document.activeElement.closest('.card')?.id), 'role-shop');
  assert.equal(await main.page.evaluate(() => document.querySelector('#role-shop details').open), true);
  assert.equal(await main.page.evaluate(() => scrollY), 120);
  await main.screenshot('two-unhealthy', true);
  site.status = 200;
  await main.until('#role-shop .badge', 'healthy');
  agent.setIis(kIis.replace('Shop: {id: 1, state: started', 'Shop: {id: 1, state: stopped'));
  await main.until('#role-shop .cause', 'Shop');
  await main.until('#role-shop .badge', 'unhealthy');
  agent.setIis(kIis);
  await main.page.waitForSelector('#role-shop[data-verdict=healthy]');
  assert.equal(main.loads, loads);
  assert.equal(await main.page.evaluate(() => window.same), true);
});

test('can be used by keyboard alone', async () => {
  const page = main.page;
  await page.evaluate(() => { scrollTo(0, 0); document.activeElement.blur(); });
  await page.focus('.skip');
  assert.ok(await page.$eval('.skip', (link) => link.getBoundingClientRect().top >= 0), 'the skip link is to be seen');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
  const stops = [];
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const at = document.activeElement;
      const style = getComputedStyle(at);
      return [at.tagName, `${at.closest('[id]')?.id} ${at.innerText}`, style.outlineStyle, parseFloat(style.outlineWidth)];
    });
    if (stop[0] === 'BODY') break;
    assert.ok(stop[2] !== 'none' && stop[3] >= 2, `no outline on ${stop[1]}`);
    stops.push(stop);
  }
  assert.ok(stops.filter(([tag]) => tag === 'SUMMARY').length >= 6, 'every role\'s checks are reached');
  assert.ok(stops.some(([, text]) => text.includes('metrics')), 'and the links at the end');
  await page.focus('#role-payroll summary');
  const open = () => page.$eval('#role-payroll details', (details) => details.open);
  const was = await open();
  await page.keyboard.press('Enter');
  assert.equal(await open(), !was);
});

test('shows all of it without scripts, and loads itself anew', async () => {
  assert.match(await scriptless.text('#role-intranet .badge'), /unhealthy|initializing/);
  assert.match(await scriptless.text('#live'), /^as of \d{4}-/);
  await scriptless.page.bringToFront();
  while (scriptless.loads < 2) await scriptless.page.waitForNavigation({ timeout: 30000 });
  assert.match(await scriptless.text('#role-intranet .badge'), /unhealthy/);
  assert.ok(await scriptless.page.$('#role-intranet svg.spark path'));
  await scriptless.screenshot('without-scripts', true);
  scriptless.behavedWell();
  await scriptless.page.close();
  await main.page.bringToFront();
});

test('says loudly that the agent no longer answers, and recovers by itself', async () => {
  await agent.kill();
  await main.until('#stale', 'The agent has not answered since');
  assert.match(await main.page.title(), /^\(no answer\)/);
  await main.hasNoBarriers('while the agent is gone');
  await main.screenshot('agent-gone');
  await agent.start();
  await main.page.waitForFunction(() => document.querySelector('#stale').hidden, { timeout: 30000 });
  await main.until('#live', 'live');
  assert.doesNotMatch(await main.page.title(), /no answer/);
});

test('shows one role alone, and leads back', async () => {
  const one = await Watched.open(browser, `${agent.url}?role=shop`);
  assert.equal(await one.page.$$eval('.card', (all) => all.length), 1);
  await one.until('#role-shop .badge', 'healthy');
  await one.hasNoBarriers('one role');
  await one.screenshot('one-role', true);
  await one.page.click('.back a');
  await one.page.waitForSelector('#summary');
  one.behavedWell();
  await one.page.close();
});

test('leaves an agent in peace while nobody looks, and looks at once when somebody does', async () => {
  const hidden = (value) => main.page.evaluate((is) => {
    Object.defineProperty(document, 'hidden', { value: is, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, value);
  let asked = 0;
  await main.page.bringToFront();
  await hidden(true);
  main.page.on('request', () => { asked += 1; });
  await main.page.evaluate((four) => new Promise((done) => { setTimeout(done, four); }), 4 * 2000);
  assert.ok(asked <= 1, `asked ${asked} times; one may have been due already`);
  const answer = main.page.waitForResponse(() => true, { timeout: 1000 });
  await hidden(false);
  await answer;
});

test('stays small and quick with 500 roles', async () => {
  const roles = Array.from({ length: 500 }, (_, i) => `  role${String(i).padStart(3, '0')}: {placement: always, ` +
    `sites: [${i % 100 === 7 ? 'Gone' : 'Shop'}], grace: 1s}\n`);
  const farm = await new Agent(kIis, `roles:\n${roles.join('')}`).start();
  try {
    const many = await Watched.open(browser, farm.url);
    await many.until('.headline', '5 of 500 roles are unhealthy');
    assert.equal(await many.page.$$eval('.card', (all) => all.length), 5);
    assert.equal(await many.page.$$eval('.tile', (all) => all.length), 495);
    const bytes = (await (await fetch(farm.url)).text()).length;
    assert.ok(bytes < 300_000, `${bytes} bytes`);
    await many.page.setViewport({ width: 1280, height: 2400 });
    await many.fitsItsWidth();
    await many.screenshot('500-roles');
    await many.page.setViewport({ width: 1920, height: 1080 });
    await many.screenshot('500-roles-wall');
    await many.page.setViewport({ width: 360, height: 780 });
    await many.fitsItsWidth();
    farm.setIis(kIis.replace('  Shop: {id: 1, state: started', '  Shop: {id: 1, state: stopped'));
    await many.until('.headline', 'All 500 roles are unhealthy');
    assert.equal(await many.page.$$eval('.card', (all) => all.length), 12);
    many.behavedWell();
    await many.page.close();
  } finally {
    await farm.stop();
  }
});

test('allows no script and no style but its own', async () => {
  const policy = (await fetch(agent.url)).headers.get('content-security-policy');
  assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; connect-src 'self'/);
  assert.doesNotMatch(policy, /unsafe/);
  main.behavedWell();
});
