// Every view in a real browser, on a record built from the examples: opened, its main action done, looked at by
// axe-core, photographed wide, narrow and dark; then a correction is made and seen to survive a new build.
//
// node views.mjs PROGRAM EXAMPLES FOLDER CHROMIUM: PROGRAM is `rapporteur`; pictures are kept in FOLDER.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [program, examples, folder, chromium] = process.argv.slice(2);
const require = createRequire(join(process.cwd(), "package.json"));
const { chromium: driver } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const pictures = join(folder, "pictures");
mkdirSync(pictures, { recursive: true });
const record = join(folder, "example.db");
const corrections = join(folder, "example.corrections.jsonl");
const sides = join(folder, "sides.toml");
const faults = [];
const check = (holds, what) => { if (!holds) { faults.push(what); console.log("FAULT " + what); } };

function rapporteur(...words) {
  const done = spawnSync(program, words, { encoding: "utf8" });
  if (done.status !== 0) { throw new Error(`rapporteur ${words.join(" ")}: ${done.status} ${done.stderr}`); }
  return done.stdout;
}

function serve() {
  const child = spawn(program, ["serve", record, "--as", "Oda Brenn"], { stdio: ["ignore", "ignore", "pipe"] });
  const url = new Promise((resolve, reject) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const found = said.match(/Open (http:\S+)/);
      if (found) { resolve(found[1].replace(/\/$/, "")); }
    });
    child.on("exit", () => reject(new Error("the server ended: " + said)));
  });
  return { child, url };
}

// Name of the picture, address, and what the view is for: done, and true where it worked.
const views = [
  ["overview", "/", async (page) => {
    await page.locator("table a").first().click();
    return page.url().includes("/compare?story=");
  }],
  ["articles", "/articles", async (page) => {
    await page.selectOption("select[name=outlet]", { index: 1 });
    await page.getByRole("button", { name: "Show" }).click();
    return (await page.locator("tbody tr").count()) > 0 && page.url().includes("outlet=");
  }],
  ["article", "/articles", async (page) => {
    await page.locator("tbody th a").first().click();
    await page.locator(".text .ref").first().click();
    const card = await page.locator(".card:target").count();
    await page.locator(".card:target .ref").click();
    return card === 1 && (await page.locator(".text .ref:target").count()) === 1;
  }],
  ["compare", "/compare", async (page) => {
    await page.locator("tbody th a").first().click();
    return page.url().includes("/point/") && (await page.locator(".version").count()) > 0;
  }],
  ["point", "/compare?verdict=differ", async (page) => {
    await page.locator("tbody th a").first().click();
    const before = await page.locator(".columns h3").allInnerTexts();
    await page.keyboard.press("s");
    await page.waitForURL(/left=/);
    const after = await page.locator(".columns h3").allInnerTexts();
    return before.length === 2 && before.join() === after.reverse().join();
  }],
  ["timeline", "/timeline", async (page) => {
    await page.getByLabel("published").check();
    await page.getByRole("button", { name: "Show" }).click();
    return page.url().includes("clock=published") && (await page.locator("svg rect").count()) > 0;
  }],
  // Years far back are left out of the drawing, counted, and led to; a stretch is chosen by drawing over it.
  ["timeline-happened", "/timeline?clock=happened", async (page) => {
    const left = await page.locator(".outside a").first().innerText();
    const all = await page.locator("svg rect").count();
    const box = await page.locator(".drawing svg").boundingBox();
    const x = (share) => box.x + box.width * (0.22 + 0.77 * share);
    await page.mouse.move(x(0.3), box.y + 20);
    await page.mouse.down();
    await page.mouse.move(x(0.6), box.y + 40);
    await Promise.all([page.waitForURL(/since=\d{4}-\d\d-\d\d&until=/), page.mouse.up()]);
    const some = await page.locator("svg rect").count();
    await page.goto("/timeline?clock=happened");
    await page.locator(".outside a").first().click();
    return /^\d+ entr/.test(left) && some < all && /until=|since=/.test(page.url()) && (await page.locator("tbody tr").count()) > 0;
  }],
  ["timeline-due", "/timeline?clock=due&lane=outlet", async (page) => {
    await page.locator("tbody th a").first().click();
    return page.url().includes("clock=due") && (await page.locator(".statements > li").count()) > 0;
  }],
  ["speakers", "/speakers", async (page) => {
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.waitForURL(/speaker\?name=/);
    return true;
  }],
  ["speaker", "/speaker?name=Livia+Carandel", async (page) => {
    await page.getByRole("link", { name: "Where they are named" }).click();
    return page.url().includes("part=about") && (await page.locator(".statements > li").count()) > 0;
  }],
  ["speaker-topics", "/speaker?name=Livia+Carandel&part=topics", async (page) => {
    const days = await page.locator(".part").first().locator(".when b, .when .line + .line").allInnerTexts();
    return days.length > 1;
  }],
  ["agreements", "/agreements", async (page) => {
    await page.locator("tbody th a").first().click();
    return page.url().includes("/agreement?name=");
  }],
  ["agreement", "/agreement?name=Agreement+of+Ilmenne", async (page) => {
    const clauses = await page.locator(".clause h2").allInnerTexts();
    await page.locator(".tabs a").first().click();
    return clauses.includes("Article 4") && page.url().includes("status=owed");
  }],
  ["matrix", "/acts?act=report", async (page) => {
    await page.locator("td.num a").first().click();
    return page.url().includes("towards=") && (await page.locator(".statements > li").count()) > 0;
  }],
  ["names", "/names", async (page) => {
    await page.fill("input[name=q] >> nth=1", "orsa");
    await page.locator(".filters button").click();
    return (await page.locator("tbody").count()) > 0;
  }],
  ["search", "/search?q=wheat", async (page) => {
    await page.locator(".facets a").first().click();
    return (await page.locator(".facets .chosen").count()) === 1;
  }],
  ["search-articles", "/search?q=wheat&in=articles", async (page) => (await page.locator(".hits mark").count()) > 0],
  ["gaps", "/gaps?gap=speaker", async (page) => (await page.locator("tbody tr").count()) > 0],
  ["review", "/review", async (page) => {
    const before = await page.locator("input[name=start]").inputValue();
    await page.keyboard.press("Shift+ArrowRight");
    await page.waitForURL(/start=/);
    return Number(await page.locator("input[name=start]").inputValue()) > Number(before);
  }],
  ["review-figures", "/review/figures", async (page) => {
    await page.keyboard.press("e");
    return page.evaluate(() => document.activeElement.name === "value");
  }],
  ["review-times", "/review/times", async (page) => {
    const before = await page.locator("input[name=time]").inputValue();
    await page.keyboard.press("j");
    await page.waitForURL(/after=/);
    return before !== (await page.locator("input[name=time]").inputValue());
  }],
  ["corrections", "/corrections", async () => true],
  ["sides", "/sides", async (page) => (await page.locator(".side").count()) === 1],
  ["help", "/help", async (page) => {
    await page.locator("[data-rebind=swap]").fill("w");
    await page.locator("[data-rebind=swap]").blur();
    await page.reload();
    const kept = await page.locator("[data-rebind=swap]").inputValue();
    await page.locator("#keys-reset").click();
    return kept === "w";
  }],
];

async function accessible(page, name) {
  const found = await page.evaluate(async (source) => {
    // The policy of the page lets no script in but its own; the test's own tool comes in past it.
    (0, eval)(source);
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    return (await window.axe.run(document, { runOnly: tags })).violations.map((v) => ({
      id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => n.html.slice(0, 160) + " " + n.failureSummary),
    }));
  }, axe);
  for (const v of found) { check(false, `${name}: axe ${v.id}: ${v.help}\n    ${v.nodes.join("\n    ")}`); }
}

async function look(browser, url) {
  const settings = { bypassCSP: true, baseURL: url };
  for (const [kind, more] of [
    ["wide", { viewport: { width: 1280, height: 900 } }],
    ["narrow", { viewport: { width: 360, height: 740 } }],
    ["dark", { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }],
  ]) {
    const context = await browser.newContext({ ...settings, ...more });
    const page = await context.newPage();
    page.on("pageerror", (e) => check(false, `script: ${e}`));
    for (const [name, path, action] of views) {
      await page.goto(path);
      if (name === "article" || name === "point") { await page.locator("tbody th a").first().click(); await page.waitForLoadState(); }
      await accessible(page, `${name} ${kind}`);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(over <= 0, `${name} ${kind}: ${over} pixels wider than the window`);
      await page.screenshot({ path: join(pictures, `${name}-${kind}.png`), fullPage: true });
      if (kind === "wide") {
        await page.goto(path);
        check(await action(page).catch((e) => { console.log(String(e)); return false; }), `${name}: its main action`);
      }
    }
    await context.close();
  }
  // 200 % zoom is a window of half the width; without scripts every view still has its heading and its links.
  const plain = await browser.newContext({ ...settings, javaScriptEnabled: false, viewport: { width: 640, height: 450 } });
  const page = await plain.newPage();
  for (const [name, path] of views) {
    await page.goto(path);
    check((await page.locator("h1").count()) === 1, `${name} without scripts: one heading`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(over <= 0, `${name} at 200 %: ${over} pixels wider than the window`);
  }
  await plain.close();
}

// Does what sends a form, and waits for the page that comes back.
const sent = (page, act) => Promise.all([page.waitForNavigation(), act()]);
const pressed = (page, key) => sent(page, () => page.keyboard.press(key));

async function correct(browser, url) {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/review");
  const first = await page.locator("input[name=item]").inputValue();
  await pressed(page, "a");
  const second = await page.locator("input[name=item]").inputValue();
  check(second !== first, "review: accept moves on by itself");
  check(await page.evaluate(() => document.activeElement.matches(".review")), "review: the focus stays on the card");
  await page.fill(".review input[name=speaker]", "Nobody Atall");
  await page.keyboard.press("a");
  check((await page.locator(".review input[name=speaker]").inputValue()) !== "", "review: keys do nothing in a field");
  await page.fill(".review input[name=speaker]", "Oda Brenn");
  await page.fill("input[name=why]", "the next sentence names her");
  // Enter in a field saves what was written; it is no way of accepting.
  await pressed(page, "Enter");
  await pressed(page, "x");
  await pressed(page, "z");
  const lines = readFileSync(corrections, "utf8").trim().split("\n").map((l) => JSON.parse(l));
  const words = lines.map((l) => (typeof l.change === "string" ? l.change : Object.keys(l.change)[0]));
  check(words.join() === "accept,speaker,reject,undo", `corrections written: ${words}`);
  check(lines[0].at.prefix.length + lines[0].at.suffix.length > 32, "corrections are tied to words");
  // From the keyboard, one item a second.
  const begun = Date.now();
  for (let n = 0; n < 5; n++) {
    await pressed(page, "a");
  }
  const each = (Date.now() - begun) / 5;
  check(each < 1000, `review: ${each} ms an item`);
  console.log(`review: ${each} ms an item`);
  // A figure and a time, from the keyboard alone.
  await page.goto("/review/figures");
  await page.keyboard.press("e");
  await page.keyboard.type("4321");
  await page.keyboard.press("Tab");
  await page.keyboard.type("sacks of proof");
  await pressed(page, "Enter");
  const figure = JSON.parse(readFileSync(corrections, "utf8").trim().split("\n").at(-1));
  check(figure.change.figure?.value === 4321 && figure.at.quote.length > 0, "a figure is put right from the keyboard");
  await page.goto("/review/times");
  await pressed(page, "x");
  const time = JSON.parse(readFileSync(corrections, "utf8").trim().split("\n").at(-1));
  check(time.change === "no-time", "a time is rejected from the keyboard");
  await page.goto("/corrections");
  await accessible(page, "corrections made");
  await page.screenshot({ path: join(pictures, "corrections-made.png"), fullPage: true });
  await page.goto(`/article/${figure.at.article}`);
  check(await page.getByText("4,321 sacks of proof").isVisible(), "the article shows the corrected figure");
  await context.close();
  return figure;
}

// Sides are defined, changed and taken back in the page, with scripts and without.
async function define(browser, url) {
  const context = await browser.newContext({ baseURL: url, bypassCSP: true });
  const page = await context.newPage();
  await page.goto("/sides");
  const form = page.locator(".side").last();
  await form.getByLabel("Name").fill("The quay");
  await form.getByLabel("People").fill("Livia Carandel");
  await sent(page, () => form.getByRole("button", { name: "Add" }).click());
  await page.locator(".side").last().getByLabel("Name").fill("The hill");
  await sent(page, () => page.getByRole("button", { name: "Add" }).click());
  const outlet = page.locator(".ticks").first().locator("input").first();
  const name = await outlet.getAttribute("value");
  await outlet.check();
  await page.getByLabel("Put those that are ticked").selectOption({ label: "B: The hill" });
  await sent(page, () => page.getByRole("button", { name: "Put there" }).click());
  check(readFileSync(sides, "utf8").includes(JSON.stringify(name)), "an outlet is put on a side in the page");
  await accessible(page, "sides defined");
  await page.screenshot({ path: join(pictures, "sides-defined.png"), fullPage: true });
  for (const path of ["/compare?by=side", "/timeline?lane=side"]) {
    await page.goto(path);
    check((await page.getByText("The hill").count()) > 0, `${path} shows the new side`);
    await accessible(page, path);
    await page.screenshot({ path: join(pictures, path.replace(/\W+/g, "-") + ".png"), fullPage: true });
  }
  await page.goto("/sides");
  await pressed(page, "z");
  check(!readFileSync(sides, "utf8").includes(JSON.stringify(name)), "the last change of sides is taken back");
  await context.close();
}

async function survived(browser, url, figure) {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await page.goto("/speaker?name=Oda+Brenn");
  check((await page.locator(".statements > li").count()) >= 1, "the corrected speaker survives a new record");
  await page.goto(`/article/${figure.at.article}`);
  check(await page.getByText("4,321 sacks of proof").isVisible(), "the corrected figure survives a new record");
  const rows = await (await page.request.get("/corrections?format=json")).json();
  check(rows.every((r) => !r.state.startsWith("orphan")), "no correction has lost its words");
  check((await page.locator(".notice").count()) === 0, "after a build every correction is taken in");
  await context.close();
}

async function refused(url) {
  const post = (headers) => fetch(url + "/correct", { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", ...headers }, body: "do=accept&item=x-s1" });
  check((await post({ "sec-fetch-site": "cross-site" })).status === 403, "a form from another site is refused");
  check((await post({ origin: "https://evil.example" })).status === 403, "a form of another origin is refused");
  check((await post({})).status === 403, "a form without the secret is refused");
}

const fresh = () => { for (const end of ["", "-wal", "-shm"]) { rmSync(record + end, { force: true }); } };
fresh();
rmSync(corrections, { force: true });
rmSync(sides, { force: true });
rapporteur("build", examples, "-o", record, "--quiet");
const browser = await driver.launch({ executablePath: chromium, args: ["--no-sandbox"] });
let server = serve();
try {
  const url = await server.url;
  await refused(url);
  await look(browser, url);
  await define(browser, url);
  const figure = await correct(browser, url);
  server.child.kill("SIGINT");
  // A whole new record: nothing but the file of corrections is left of the old one.
  fresh();
  rapporteur("build", examples, "-o", record, "--quiet");
  server = serve();
  await survived(browser, await server.url, figure);
} finally {
  server.child.kill("SIGINT");
  await browser.close();
}
console.log(faults.length ? `${faults.length} faults` : `${views.length} views: no faults; pictures in ${pictures}`);
process.exit(faults.length ? 1 : 0);
