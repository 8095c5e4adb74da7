// Entering cyberIMPACT in a browser.

/** A page behind the login, entered by the demonstration's button; `errors` gathers what its console says. */
export async function enter(browser, base, role, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (e) => errors.push(e.message));
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) errors.push(m.text()); });
  await page.goto(`${base}/cyberimpact`);
  await page.getByRole("button", { name: role }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/connexion"));
  return { context, page, errors };
}
