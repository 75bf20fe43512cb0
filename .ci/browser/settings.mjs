// The settings as an athlete uses them, with scripts switched off: forms and the keyboard are enough.
import { accessible, check, equal, launch, listen, patience, shoot, start, step, summary } from "./rig.mjs";

// soon is a time to come, as the forms of an athlete in Oslo take it.
function soon(hours) {
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Oslo", dateStyle: "short", timeStyle: "short" });
  return shown.format(new Date(Date.now() + hours * 3600000)).split(" ");
}

const section = (page, id) => page.locator(`section[aria-labelledby=${id}]`);
const saved = (page, id) => section(page, id).getByText("Saved.").waitFor();
const unfold = async (details) => { if ((await details.getAttribute("open")) === null) await details.locator("summary").click(); };

// noWeek takes every session of the week away, so that what is planned next is what the test plans.
async function noWeek(page) {
  const plan = section(page, "plan");
  for (const row of await plan.locator("details").all()) {
    await unfold(row);
    await row.getByLabel("Day").selectOption("");
  }
  await plan.getByRole("button", { name: "Save" }).click();
  await saved(page, "plan");
}

async function aDate(page, home) {
  await page.goto(`${home}/settings`);
  await noWeek(page);
  const [date, time] = soon(3);
  await page.goto(`${home}/calendar?month=${date.slice(0, 7)}`);
  await page.locator(`a[href$="settings?day=${date}#dates"], a[href$="/days/${date}"]`).first().waitFor();
  await page.goto(`${home}/settings?day=${date}#dates`);
  equal("the day is in the form", await page.locator("#dates-date").inputValue(), date);
  await page.locator("#dates-time").fill(time);
  await page.locator("#dates-name").fill("Bridges");
  await section(page, "dates").getByRole("button", { name: "Add", exact: true }).click();
  await saved(page, "dates");
  await page.goto(`${home}/calendar?month=${date.slice(0, 7)}`);
  await section(page, "ahead").getByText("Bridges").waitFor();
  await page.goto(home);
  const facts = await page.locator("[data-verdict]").first().innerText();
  check("the answer is about that session", facts.includes(`Bridges`) && facts.includes(time), facts);

  // It moves, and goes.
  const [, later] = soon(4);
  await page.goto(`${home}/settings`);
  const row = section(page, "dates").locator("li").filter({ hasText: "Bridges" });
  await row.locator("summary").click();
  await row.getByLabel("Time").fill(later);
  await row.getByLabel("Date").fill(soon(4)[0]);
  await row.getByRole("button", { name: "Save changes" }).click();
  await saved(page, "dates");
  equal("one session after it moved", await section(page, "dates").locator("li").count(), 1);
  await section(page, "dates").locator("li summary").click();
  await section(page, "dates").getByRole("button", { name: "Remove" }).click();
  await section(page, "dates").getByText("No single dates are ahead.").waitFor();
}

async function aField(page, home) {
  await page.goto(`${home}/settings`);
  const limits = section(page, "limits");
  const save = limits.getByRole("button", { name: "Save" });
  check("the maximal heart rate is known", (await page.locator("#limits-max_hr").inputValue()) !== "");
  await page.locator("#limits-max_hr").fill("fast");
  await page.locator("#limits-lthr").fill("");
  await save.click();
  await limits.getByText("Not saved.").waitFor();
  equal("what was typed", await page.locator("#limits-max_hr").inputValue(), "fast");
  equal("where the focus is", await page.locator(":focus").getAttribute("id"), "limits-max_hr");
  equal("what is said of it", await page.locator(`#${await page.locator(":focus").getAttribute("aria-describedby")}`).innerText(), "Write a number.");
  await shoot(page, "settings-refused-390-light");
  await page.locator("#limits-max_hr").fill("");
  await save.click();
  await saved(page, "limits");
  await page.goto(`${home}/settings`);
  for (const id of ["max_hr", "lthr"]) equal(`${id} after it was emptied`, await page.locator(`#limits-${id}`).inputValue(), "");
}

// anOrder puts two sources into an order and changes it, with nothing but the keyboard.
async function anOrder(page, home) {
  await page.goto(`${home}/settings#order-all`);
  const focus = (what) => page.locator(":focus").getAttribute(what);
  const press = async (key) => { await page.keyboard.press(key); await page.waitForLoadState(); };
  equal("where the address leads", await focus("id"), "order-all");
  await press("Enter");
  for (let n = 1; n <= 2; n++) {
    while (!/^Add/.test((await focus("aria-label")) ?? "")) await press("Tab");
    await press("Enter");
    await saved(page, "sources");
    equal("sources in the order", await page.locator("#order-all ~ form ol li").count(), n);
  }
  const names = () => page.locator("#order-all ~ form ol li > span").allInnerTexts();
  const before = await names();
  check("the second one has the focus, on its way up", /-up$/.test(await focus("id")), await focus("id"));
  await press("Enter");
  await saved(page, "sources");
  equal("the order", (await names()).join(), before.reverse().join());
  check("the first one has the focus, on its way down", /-down$/.test(await focus("id")), await focus("id"));
  await shoot(page, "settings-order-390-light");
}

const complaints = [];
const browser = await launch();
try {
  const program = await start(process.argv[2], ["demo", "--listen", "127.0.0.1:0"], /ready\. Open (http:\/\/\S+)/);
  const home = `${new URL(program.found[1]).origin}/athletes/demo`;
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB", javaScriptEnabled: false });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  listen(page, complaints);
  await page.goto(program.found[1]);
  await step("a session added on a date shows in the calendar and in the answer, moves and goes", () => aDate(page, home));
  await step("a field is refused beside itself, and emptied", () => aField(page, home));
  await step("the order of sources is changed with the keyboard", () => anOrder(page, home));
  const scripted = await browser.newContext({ storageState: await context.storageState() });
  await step("axe-core finds nothing on a form that was refused", async () => {
    const other = await scripted.newPage();
    await other.goto(`${home}/settings`);
    await other.locator("#zone-tz").fill("Atlantis");
    await section(other, "zone").getByRole("button", { name: "Save" }).click();
    await other.locator("#zone-tz-wrong").waitFor();
    await other.evaluate(() => document.querySelectorAll("main details").forEach((d) => { d.open = true; }));
    await accessible(other);
  });
  await step("nothing was complained of in the settings", () => equal("complaints", complaints.filter((c) => !c.includes("422")).join("\n"), ""));
  await program.stop();
} finally {
  await browser.close();
}
process.exitCode = summary() ? 0 : 1;
