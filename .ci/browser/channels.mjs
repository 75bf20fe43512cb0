// The page about notices: channels added, tested and removed, and what the page's worker shows of a push.
import { accessible, check, equal, patience, shoot } from "./rig.mjs";

const until = (page, fn, arg) => page.waitForFunction(fn, arg, { timeout: patience });

// channels adds a channel, tests it, removes it, and says when to be told.
export async function channels(page, home) {
  const at = `${home}/channels`;
  await page.goto(at);
  await page.locator("#name").fill("phone");
  await page.locator("#address").fill("https://127.0.0.1/sesam");
  await page.locator("form:has(#address) button").click();
  check("an address on this computer is refused", (await page.locator("main").innerText()).includes("lies on this computer"));
  check("the address is not told", !(await page.content()).includes("sesam"));
  await page.goto(at);
  await page.locator("#name").fill("phone");
  await page.locator("#address").fill("gotify://93.184.216.34/AbCdEfGhIjKlMnO");
  await page.locator("form:has(#address) button").click();
  await page.waitForURL(`**/channels?added`);
  const row = page.locator("tr", { hasText: "phone" });
  check("its kind is shown", (await row.innerText()).includes("gotify"));
  check("its address is not", !(await page.content()).includes("AbCdEfGhIjKlMnO"));
  await page.locator("#lead").fill("3");
  await page.locator("input[value=digest]").uncheck();
  await page.locator("form:has(#lead) button").click();
  await page.waitForURL(`**/channels?saved`);
  equal("the lead", await page.locator("#lead").inputValue(), "3");
  equal("the digest is wanted", await page.locator("input[value=digest]").isChecked(), false);
  await accessible(page);
  await shoot(page, "channels-390-light");
  await row.getByRole("button", { name: "Remove" }).click();
  await page.waitForURL(`**/channels?removed`);
  equal("rows", await page.locator("tr", { hasText: "phone" }).count(), 0);
}

// subscribe presses the button. A browser without the services of its maker has no push service: then the page says so, and nothing is added.
export async function subscribe(context, page, home) {
  await context.grantPermissions(["notifications"], { origin: new URL(page.url()).origin });
  await page.goto(`${home}/channels`);
  const button = page.locator("form[data-push] button");
  await until(page, () => !document.querySelector("form[data-push] button").disabled);
  await button.click();
  await until(page, () => location.search === "?added" || document.getElementById("push-told").textContent !== "");
  const added = new URL(page.url()).search === "?added";
  console.log(`      this browser ${added ? "has a push service and was added" : "has no push service; the page says so"}`);
  if (!added) equal("what the page says", await page.locator("#push-told").innerText(), await page.locator("form[data-push]").getAttribute("data-failed"));
}

// shown hands the worker pushes as a push service does, and looks at what it shows: one of the same tag replaces the one before.
export async function shown(context, page, home) {
  await context.grantPermissions(["notifications"], { origin: new URL(page.url()).origin });
  await page.goto(home);
  await page.evaluate(() => navigator.serviceWorker.ready);
  const cdp = await context.newCDPSession(page);
  const versions = new Promise((resolve) => cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => { if (registrations.length) resolve(registrations); }));
  await cdp.send("ServiceWorker.enable");
  const [{ registrationId }] = await versions;
  const push = (title, tag) => cdp.send("ServiceWorker.deliverPushMessage", {
    origin: new URL(page.url()).origin, registrationId, data: JSON.stringify({ title, body: "Hvilepuls 56, du pleier å ligge på 51-53.", tag, lang: "nb", to: new URL(home).pathname }),
  });
  await push("Vent", "demo/session");
  await push("Hvil", "demo/session");
  await push("Uken", "demo/digest");
  const open = async () => (await navigator.serviceWorker.ready).getNotifications().then((all) => all.map((n) => `${n.tag} ${n.title} ${n.lang} ${n.data}`).sort().join());
  const want = `demo/digest Uken nb ${new URL(home).pathname},demo/session Hvil nb ${new URL(home).pathname}`;
  for (const end = Date.now() + patience; await page.evaluate(open) !== want && Date.now() < end;) await page.waitForTimeout(50); // one after the other comes up
  equal("what is shown", await page.evaluate(open), want);
}
