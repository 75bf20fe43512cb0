// A coach's view: thirty athletes in a table, and one of them with ten years of history.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, check, day, equal, listen, night, patience, shoot, start, step } from "./rig.mjs";

const work = process.env.HVILEPULS_WORK;
const athletes = 30;
const years = 10;

// door sends requests with the owner's key.
function door(origin, key) {
  return async (method, path, body) => {
    const kind = path.includes("/files") ? "application/octet-stream" : "application/json";
    const answer = await fetch(origin + path, { method, body, headers: { Authorization: `Bearer ${key}`, "Content-Type": kind } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

const id = (i) => `athlete-${String(i).padStart(2, "0")}`;

// nights of one athlete, the newest so many days ago, and sets on every third day.
function history(nights, newest, every) {
  const lines = [];
  for (let ago = newest + nights - 1; ago >= newest; ago--) {
    lines.push(...night(ago, 50 + (ago % 4), every));
    if (ago % 3 === 0 && ago > 0) {
      const [from, to] = ["16:00:00", "17:00:00"].map((time) => day(ago, time));
      for (let set = 0; set < 5; set++) lines.push({ hvilepuls: "set", start: from, end: to, exercise: "Hip Thrust (Barbell)", reps: 8, kg: 80, rir: 2 });
    }
  }
  return lines.map((line) => JSON.stringify(line)).join("\n") + "\n";
}

// fill brings thirty athletes: most with three weeks, every seventh ill, every eighth without a night for a week.
async function fill(ask) {
  for (let i = 1; i <= athletes; i++) {
    await ask("POST", `/v1/athletes/${id(i)}/files?name=nights.ndjson`, history(21, i % 8 ? 0 : 7, 30));
    await ask("POST", `/v1/athletes/${id(i)}/entries`, JSON.stringify({ kind: "profile", profile: { name: `Athlete ${i}` } }));
    if (i % 7 === 0) await ask("POST", `/v1/athletes/${id(i)}/checkins`, JSON.stringify({ sick: true }));
  }
  await ask("POST", "/v1/admin/drain");
}

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

// serverTime is the median time of a page's answer, ms, and its size.
async function serverTime(address, token) {
  const times = [];
  let bytes = 0;
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    const answer = await fetch(address, { headers: { Authorization: `Bearer ${token}` } });
    bytes = (await answer.text()).length;
    equal(address, answer.status, 200);
    times.push(performance.now() - began);
  }
  return { ms: Math.round(median(times)), kB: Math.round(bytes / 1000) };
}

async function table(page, origin) {
  await page.goto(origin);
  await page.getByRole("heading", { name: "Athletes" }).waitFor();
  const shown = await page.locator("tbody tr").evaluateAll((rows) => rows.map((r) => r.dataset.verdict));
  equal("rows", shown.length, athletes);
  const order = ["rest", "wait", "unknown", "lighter", "go"].filter((v) => shown.includes(v));
  equal("the worst first", [...new Set(shown)].join(), order.join());
  check("three kinds of verdict at least", order.length >= 3, order.join());
  await accessible(page);
}

async function filterAndOpen(page) {
  const rest = page.getByRole("link", { name: /^Rest \d+$/ });
  const count = Number((await rest.innerText()).match(/\d+/)[0]);
  await rest.click();
  equal("rows of the filter", await page.locator("tbody tr").count(), count);
  await page.locator("tbody tr a").first().click();
  await page.locator("main[data-page=page]").waitFor();
  equal("forms that a coach may not send", await page.locator("form:not([action='/sign-out'])").count(), 0);
  await accessible(page);
  const home = page.url();
  for (const path of ["/calendar", "/sources", `/days/${day(0, "").slice(0, 10)}`]) {
    equal(path, (await page.goto(home + path)).status(), 200);
    equal(`forms on ${path}`, await page.locator("form:not([action='/sign-out'])").count(), 0);
    await accessible(page);
  }
}

async function errors(page, origin) {
  for (const [path, status] of [[`/athletes/${id(1)}/settings`, 403], ["/athletes/somebody-else", 403], [`/athletes/${id(1)}/days/1999-01-01`, 404], [`/athletes/${id(1)}/days/noday`, 400]]) {
    equal(path, (await page.goto(origin + path)).status(), status);
    await accessible(page);
  }
  await shoot(page, "error-1280-dark");
}

export async function coach(browser, binary) {
  const complaints = [];
  const data = join(work, "many");
  const program = await start(binary, ["up", "--data", data, "--listen", "127.0.0.1:0"], /Open (http:\/\/\S+) and sign in/);
  const { origin } = new URL(program.found[1]);
  const key = readFileSync(join(data, "page.key"), "utf8");
  const ask = door(origin, key);
  await step(`${athletes} athletes are taken in`, () => fill(ask));
  const { token } = await ask("POST", "/v1/admin/tokens", JSON.stringify({ name: "coach", role: "coach", athletes: Array.from({ length: athletes }, (_, i) => id(i + 1)) }));
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  await step("a coach signs in and sees all, the worst first", async () => {
    await page.goto(origin);
    await page.getByLabel("Token").fill(token);
    await page.getByRole("button", { name: "Sign in" }).click();
    listen(page, complaints);
    await table(page, origin);
    await shoot(page, "coach-390-light");
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "dark" });
    await shoot(page, "coach-1280-dark");
    await accessible(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check("the table is no wider than the screen", over <= 0, `${over} px`);
    const { ms, kB } = await serverTime(origin, token);
    console.log(`      ${athletes} athletes: ${ms} ms in the server, ${kB} kB`);
  });
  await step("a filter, a row that opens, and nothing that a coach may not do", () => filterAndOpen(page));
  await step("nothing was complained of to the coach", () => equal("complaints", complaints.join("\n"), ""));
  await step("what is not there or not theirs is said plainly", () => errors(page, origin));
  await step(`${years} years of history: the page stays small and quick`, async () => {
    await ask("POST", "/v1/athletes/old/files?name=nights.ndjson", history(365 * years, 0, 60));
    await ask("POST", "/v1/admin/drain");
    const { ms, kB } = await serverTime(`${origin}/athletes/old`, key);
    const young = await serverTime(`${origin}/athletes/${id(1)}`, key);
    console.log(`      ${years} years: ${ms} ms in the server, ${kB} kB; three weeks: ${young.ms} ms, ${young.kB} kB`);
    check("the page is no larger than one of a few weeks", kB < 150, `${kB} kB`);
  });
  await context.close();
  await program.stop();
}
