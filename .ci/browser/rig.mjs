// What the browser test stands on: the program, the browser, and how a step passes or fails.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.HVILEPULS_BROWSER_MODULES, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

export const patience = 20000; // ms that anything may take, on a machine with much else to do

// start runs the program and gives what it printed of its page.
export async function start(binary, args, printed) {
  const child = spawn(binary, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, HOME: process.env.HVILEPULS_WORK } });
  let out = "";
  const ready = new Promise((resolve, reject) => {
    const hear = (data) => {
      out += data;
      const found = out.match(printed);
      if (found) resolve(found);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", () => reject(new Error(`the program ended by itself:\n${out}`)));
    setTimeout(() => reject(new Error(`no page after a minute:\n${out}`)), 60000).unref();
  });
  const found = await ready;
  const ended = new Promise((resolve) => child.on("exit", resolve));
  return { found, stop: () => { child.kill("SIGINT"); return ended; } };
}

export function launch() {
  return chromium.launch({
    executablePath: process.env.HVILEPULS_CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

let passed = 0;
const failed = [];

// step runs one step; those after it run also where it fails.
export async function step(name, fn) {
  const began = Date.now();
  try {
    await fn();
    passed++;
    console.log(`ok    ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${name}\n      ${String(error.stack ?? error).split("\n").slice(0, 12).join("\n      ")}`);
  }
}

export function summary() {
  console.log(`${passed} passed, ${failed.length} failed`);
  return failed.length === 0;
}

export function equal(what, got, want) {
  if (got !== want) throw new Error(`${what}: got ${JSON.stringify(got)}, want ${JSON.stringify(want)}`);
}

export function check(what, ok, detail = "") {
  if (!ok) throw new Error(`${what}${detail ? `: ${detail}` : ""}`);
}

// accessible runs axe-core with all its rules of WCAG A, AA and best practice.
export async function accessible(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  const told = found.violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.html).join(" | ")}`);
  check("axe-core", told.length === 0, told.join("\n      "));
}

export function shoot(page, name) {
  return page.screenshot({ path: join(process.env.HVILEPULS_SCREENSHOTS, `${name}.png`), fullPage: true });
}

// listen collects what a page complains of: errors, and breaches of the content policy.
export function listen(page, complaints) {
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") complaints.push(message.text()); });
}

// day is a time of so many days ago, UTC.
export function day(ago, time) {
  return `${new Date(Date.now() - ago * 86400000).toISOString().slice(0, 10)}T${time}Z`;
}

// night is a night of the open door's lines: its stages, and a heart rate every so many minutes.
export function night(ago, bpm, every) {
  const [from, to] = [day(ago + 1, "22:30:00"), day(ago, "05:30:00")];
  const lines = [{ hvilepuls: "sleep", start: from, end: to, light_min: 240, deep_min: 90, rem_min: 90, awake_min: 0 }];
  for (let m = 0; m < 420; m += every) lines.push({ hvilepuls: "heart_rate", time: new Date(Date.parse(from) + m * 60000).toISOString(), bpm: bpm + (m % 5) });
  return lines;
}
