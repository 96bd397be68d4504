// The HTML report in a real browser: node run.mjs NAME=FILE.html…  (BROWSER is the browser's path, SHOTS a directory for screenshots).
// Each page is opened from its file and must ask for nothing else, say nothing on the console, be free of accessibility faults
// in both themes and at phone width, read without JavaScript, filter, fold, and print.
import assert from "node:assert/strict";
import { readFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import puppeteer from "puppeteer-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 375, height: 812, isMobile: true, hasTouch: true };
const shots = process.env.SHOTS;

/** Opens a page, and notes whatever it says or asks for. */
async function open(browser, file, { viewport = DESKTOP, theme = "light", script = true } = {}) {
  const page = await browser.newPage();
  const url = pathToFileURL(file).href;
  const noise = [];
  page.on("console", (message) => noise.push(`console ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => noise.push(`error: ${error.message}`));
  page.on("dialog", (dialog) => { noise.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => { if (request.url().split("#")[0] !== url) noise.push(`request: ${request.url()}`); });
  await page.setJavaScriptEnabled(script);
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
  await page.goto(url, { waitUntil: "load" });
  return { page, noise };
}

async function shoot(page, name, fullPage = true) {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: path.join(shots, `${name}.png`), fullPage });
}

/** Accessibility faults as axe sees them. */
async function faults(page) {
  // The page forbids foreign scripts, so axe comes through the debugger, which no policy holds.
  await page.evaluate(AXE);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
}

const shown = (page) => page.$$eval("details.finding", (rows) =>
  rows.filter((row) => !row.hidden && !row.closest(".group").hidden).length);

/** Sets the filter as a person would, and waits until it has settled. */
async function search(page, words) {
  await page.$eval("#q", (input) => { input.value = ""; });
  await page.type("#q", words || " ");
  await new Promise((done) => setTimeout(done, 250));
}

const checks = {
  async "looks right in both themes and on a phone"(browser, file, name) {
    for (const [look, options] of Object.entries({
      light: {}, dark: { theme: "dark" }, phone: { viewport: PHONE }, "phone-dark": { viewport: PHONE, theme: "dark" },
    })) {
      const { page, noise } = await open(browser, file, options);
      await shoot(page, `${name}-${look}`);
      // Everything unfolded: what is hidden isn't checked.
      await page.$$eval("details", (all) => all.forEach((one, nth) => { one.open = nth < 400; }));
      assert.deepEqual(await faults(page), [], look);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(overflow <= 0, `${look}: the page is ${overflow} px wider than the window`);
      assert.deepEqual(noise, [], look);
      await page.close();
    }
  },

  async "is readable without JavaScript"(browser, file, name) {
    const { page, noise } = await open(browser, file, { script: false });
    await shoot(page, `${name}-without-script`, false);
    const html = readFileSync(file, "utf8");
    const rows = html.match(/<details class="finding"/g)?.length ?? 0;
    const dom = await page.createCDPSession();
    const { root } = await dom.send("DOM.getDocument", { depth: 0 });
    const count = async (selector) =>
      (await dom.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector })).nodeIds.length;
    assert.equal(await count("details.finding:not([hidden])"), rows);
    assert.equal(await count("form#filter[hidden]"), 1, "no dead controls");
    assert.deepEqual(noise, []);
    await page.close();
  },

  async "filters and searches"(browser, file) {
    const { page, noise } = await open(browser, file);
    const all = await shown(page);
    assert.ok(all > 0);
    await search(page, "no such words anywhere");
    assert.equal(await shown(page), 0);
    const rule = await page.$eval("details.finding .rule", (one) => one.textContent);
    await search(page, rule);
    const found = await shown(page);
    assert.ok(found > 0 && found < all, `${rule}: ${found} of ${all}`);
    assert.match(await page.$eval("#shown", (one) => one.textContent), new RegExp(`^${found} of`));
    await page.click("button[type=reset]");
    await new Promise((done) => setTimeout(done, 250));
    assert.equal(await shown(page), all);
    const status = await page.$eval("#filter input[name=status]", (one) => one.value);
    await page.click(`#filter input[name=status][value=${status}]`);
    await new Promise((done) => setTimeout(done, 250));
    assert.equal(await page.$eval(`.group[data-status=${status}]`, (group) => group.hidden), true);
    await page.click("button[type=reset]");
    const pillar = await page.$eval("details.finding", (one) => one.dataset.pillar);
    await page.select("#pillar", pillar);
    await new Promise((done) => setTimeout(done, 250));
    const pillars = await page.$$eval("details.finding:not([hidden])", (rows) => [...new Set(rows.map((row) => row.dataset.pillar))]);
    assert.deepEqual(pillars, [pillar]);
    assert.deepEqual(noise, []);
    await page.close();
  },

  async "folds by keyboard, and links open what they point to"(browser, file, name) {
    const { page } = await open(browser, file);
    const first = await page.$("details.group[open] details.finding > summary");
    if (!first) return void (await page.close());
    await first.focus();
    await page.keyboard.press("Enter");
    assert.equal(await first.evaluate((one) => one.parentElement.open), true);
    const outline = await first.evaluate((one) => getComputedStyle(one).outlineStyle);
    assert.equal(outline, "solid", "the focus is visible");
    await first.evaluate((one) => one.parentElement.scrollIntoView());
    await shoot(page, `${name}-unfolded`, false);
    const link = await page.$("details.finding[open] a[href^='#rule-']");
    const target = await link.evaluate((one) => one.getAttribute("href"));
    await link.click();
    await page.waitForFunction((id) => document.querySelector(id).open, {}, target);
    const read = await page.$("details.finding[open] a[href^='#read-']");
    if (read) {
      await read.evaluate((one) => one.click());
      await page.waitForFunction(() => document.querySelector("#reads").open);
    }
    await page.close();
  },

  async "prints on A4"(browser, file, name) {
    const { page } = await open(browser, file, { theme: "dark" });
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    if (shots) writeFileSync(path.join(shots, `${name}.pdf`), pdf);
    const text = Buffer.from(pdf).toString("latin1");
    const boxes = [...text.matchAll(/\/MediaBox \[([^\]]+)\]/g)].map((box) => box[1].trim().split(/\s+/).map(Number));
    assert.ok(boxes.length > 0, "it has pages");
    for (const [, , width, height] of boxes) {
      assert.ok(Math.abs(width - 595) < 2 && Math.abs(height - 842) < 2, `${width} × ${height} isn't A4`);
    }
    await page.close();
  },
};

const pages = process.argv.slice(2).map((word) => word.split("="));
// A busy machine takes its time over four looks at each page.
const browser = await puppeteer.launch({
  protocolTimeout: 300_000,
  executablePath: process.env.BROWSER ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
let passed = 0, failed = 0;
for (const [name, file] of pages) {
  for (const [what, check] of Object.entries(checks)) {
    try {
      await check(browser, path.resolve(file), name);
      passed += 1;
      console.log(`ok    ${name} ${what}`);
    } catch (error) {
      failed += 1;
      console.log(`FAIL  ${name} ${what}\n${error.stack}`);
    }
  }
}
await browser.close();
console.log(`browser: ${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
