// The README's pictures: the demonstration on one fixed morning, with a go and after two taps.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launch, patience, start } from "./rig.mjs";

const folder = process.env.HVILEPULS_SCREENSHOTS;
const most = 150000; // bytes of one picture
const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const desk = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };

const program = await start(process.argv[2], ["demo", "--listen", "127.0.0.1:0", "--at", "2026-11-26T05:45:00Z"], /ready\. Open (http:\/\/\S+)/);
const browser = await launch();

// webp draws what is seen, through the browser itself: Playwright writes PNG and JPEG only.
async function take(page, name) {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 80 });
  const bytes = Buffer.from(data, "base64");
  writeFileSync(join(folder, `${name}.webp`), bytes);
  console.log(`${name}.webp: ${Math.round(bytes.length / 1000)} kB`);
  if (bytes.length > most) throw new Error(`${name}.webp has ${bytes.length} bytes, more than ${most}`);
}

async function open(options) {
  const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(program.found[1]);
  return page;
}

// tap answers both questions with 5 and waits for the answer to them.
async function tap(page) {
  for (const [name, verdict] of [["fatigue", ""], ["soreness", "lighter"]]) {
    await page.locator(`#${name}-5`).check();
    await page.waitForFunction((n) => document.querySelector(`input[name=${n}]:checked`) && document.querySelector("#undo"), name, { timeout: patience });
    await page.locator("#undo").waitFor();
    if (verdict) await page.locator(`[data-verdict=${verdict}]`).waitFor();
    else await page.waitForTimeout(1000); // the server's answer replaces the form
  }
  await page.evaluate(() => document.activeElement.blur());
}

try {
  let page = await open({ ...phone, colorScheme: "light" });
  await take(page, "phone-light");
  const wide = await open({ ...desk, colorScheme: "light" });
  await take(wide, "desk-light");
  await tap(page);
  page = await open({ ...phone, colorScheme: "dark" });
  await take(page, "phone-dark");
  await page.getByRole("button", { name: "Norsk bokmål" }).click();
  await page.waitForURL(/settings/);
  page = await open({ ...phone, colorScheme: "light" });
  await take(page, "phone-nb");
} finally {
  await browser.close();
  await program.stop();
}
