// Chromium, and pages of it that are watched.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const require = createRequire(join(process.env.DEEPALIVE_WEB_MODULES, 'package.json'));
const puppeteer = require('puppeteer-core');
const axe = require('axe-core');

const kPatience = 30000;  // milliseconds
export const kHurry = 4;  // so many times quicker than it would the page asks its agent

export function launch() {
  return puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--lang=en-GB'],
    env: { ...process.env, HOME: tmpdir(), TZ: 'UTC' },
  });
}

// A page that remembers what it must not do: talk to others, and complain.
export class Watched {
  complaints = [];
  strangers = [];
  loads = 0;

  static async open(browser, url, { scripts = true, width = 1280, height = 900, dark = false } = {}) {
    const watched = new Watched();
    const page = await browser.newPage();
    watched.page = page;
    const origin = new URL(url).origin;
    page.on('console', (message) => {
      // That the agent was killed is what Chromium says for itself.
      if (!/ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE/.test(message.text())) watched.complaints.push(message.text());
    });
    page.on('pageerror', (error) => watched.complaints.push(String(error)));
    page.on('request', (request) => {
      const to = new URL(request.url());
      if (to.protocol !== 'data:' && to.origin !== origin) watched.strangers.push(request.url());
    });
    page.on('domcontentloaded', () => { watched.loads += 1; });
    await page.setJavaScriptEnabled(scripts);
    await page.evaluateOnNewDocument((times) => {
      const wait = window.setTimeout.bind(window);
      window.setTimeout = (then, after) => wait(then, after / times);
    }, kHurry);
    await page.setViewport({ width, height });
    await watched.light(dark ? 'dark' : 'light');
    await page.goto(url);
    return watched;
  }

  light(scheme) {
    return this.page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
  }

  text(selector) {
    return this.page.$eval(selector, (element) => element.innerText);
  }

  // Until the selector's element has the text.
  async until(selector, text) {
    try {
      await this.page.waitForFunction((at, wanted) => document.querySelector(at)?.innerText.includes(wanted),
        { timeout: kPatience, polling: 50 }, selector, text);
    } catch (error) {
      const there = await this.page.evaluate((at) => document.querySelector(at)?.innerText, selector);
      throw new Error(`${selector} does not come to say '${text}', but '${there}'`);
    }
  }

  async screenshot(name, whole = false) {
    await this.page.screenshot({ path: join(process.env.DEEPALIVE_SCREENSHOTS, `${name}.png`), fullPage: whole });
  }

  async hasNoBarriers(what) {
    const result = await this.page.evaluate(`${axe.source}; axe.run(document, {resultTypes: ['violations']})`);
    const violations = result.violations.map(({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
    assert.deepEqual(violations, [], what);
    assert.ok(result.passes.length > 10, 'axe looked at the page');
  }

  async fitsItsWidth() {
    const [needs, has] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(needs <= has, `the page is ${needs} wide on a screen of ${has}`);
  }

  behavedWell() {
    assert.deepEqual(this.complaints, [], 'nothing in the console');
    assert.deepEqual(this.strangers, [], 'no request to others');
  }
}
