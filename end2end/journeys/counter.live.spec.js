// The keyboard scanner at the counter: a burst of keys is a scan, wherever the cursor is.

import { expect, test } from "../support/test.js";
import { people, signIn, signInStaff } from "../support/people.js";
import { scan } from "../support/scanner.js";

/** The counter, and what a scanner reads from a certificate of the worker: its digits and the whole text. */
async function counter(page, centre) {
  const { worker, counter } = people();
  await signIn(page, worker);
  await page.goto("/certificates");
  await page.locator("form[action='/do/certificate-issue'] button").click();
  await expect(page).toHaveURL(/\/certificates\/.+/);
  const png = await (await page.request.get(`${new URL(page.url()).pathname}.png`)).body();
  await page.context().clearCookies();
  await signInStaff(page, centre, counter);
  await page.goto("/counter");
  await page.locator("input[name=photo]").setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
  await page.locator("form[enctype] button").click();
  await expect(page.locator("main")).toContainText(/有效|真实/);
  const digits = new URL(page.url()).pathname.split("/").pop();
  await page.goto("/counter");
  return { digits, text: `https://anju.example/z/#${digits}` };
}

async function isFoundTrue(page, digits) {
  await expect(page).toHaveURL(new RegExp(`/counter/${digits}$`));
  await expect(page.locator("main")).toContainText(/有效|真实/);
  await page.goto("/counter");
}

test("a scan is whole wherever the cursor was when it began", async ({ page, centre }) => {
  const { digits, text } = await counter(page, centre);
  const field = page.locator("input[name=text]");
  const places = {
    "in the field": () => expect(field).toBeFocused(),
    "nowhere": () => field.blur(),
    "on a link": () => page.locator(".staffbar a[href='/counter']").focus(),
    "on the button that signs out": () => page.locator("form[action='/do/sign-out'] button").focus(),
    "on the choice of a photo": () => page.locator("input[name=photo]").focus(),
  };
  for (const [place, go] of Object.entries(places)) {
    for (const typed of [text, digits]) {
      await test.step(place, async () => {
        await go();
        await scan(page, typed);
        await isFoundTrue(page, digits);
      });
    }
  }
});

test("what was left in the field is no part of the scan", async ({ page, centre }) => {
  const { digits, text } = await counter(page, centre);
  const field = page.locator("input[name=text]");
  for (const leave of [() => field.focus(), () => field.blur()]) {
    // Longer than the code itself, so that neither the page nor the server could prefer the scan by its length.
    await field.fill(`${digits}9`);
    await leave();
    await scan(page, text);
    await isFoundTrue(page, digits);
  }
});

test("a text typed by hand is sent by Enter as it stands", async ({ page, centre }) => {
  const { digits } = await counter(page, centre);
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.keyboard.type(digits.slice(0, 12), { delay: 60 });
  await page.keyboard.press("Enter");
  expect((await sent).postData()).toBe(`text=${digits.slice(0, 12)}`);
});
