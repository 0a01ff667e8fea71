// What a person does at /z/ with a picture of a code.

/** Sends a picture from the form at `address`. */
export async function upload(page, address, png) {
  await page.goto(address);
  await page.locator("input[name=photo]").setInputFiles({ name: "code.png", mimeType: "image/png", buffer: png });
  await page.locator("form[enctype] button").click();
}
