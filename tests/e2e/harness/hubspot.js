/** The pages of Practice HubSpot, as a person goes through them in the browser. */
import { see } from './see.js';

/** Opens the link that the window offers to copy, in a tab of the same browser. */
export async function openCopiedLink(page) {
  await page.getByRole('button', { name: 'Copy link' }).first().click();
  await page.bringToFront();
  const url = await page.evaluate(() => navigator.clipboard.readText());
  return openLink(page, url);
}

export async function openLink(page, url) {
  const tab = await page.context().newPage();
  await tab.goto(url);
  return tab;
}

/** Chooses the account, where the link doesn't pin one. */
export async function chooseAccount(tab, name) {
  await see(tab.getByRole('heading', { name: 'Choose an account' }));
  await tab.getByRole('link', { name }).click();
}

/** Consents, and waits for the page that the listener answers with. */
export async function connect(tab) {
  await see(tab.getByRole('heading', { name: /^Connect .* to HubSpot$/ }));
  const unverified = tab.getByRole('checkbox');
  if ((await unverified.count()) > 0) await unverified.check();
  await tab.getByRole('button', { name: 'Connect app' }).click();
}

/** Uninstalls an app as an admin of the account would, on its Connected Apps page. */
export async function uninstallAt(scene, context, account, app) {
  const tab = await context.newPage();
  const { hub_id } = scene.practice.account(account);
  await tab.goto(`${scene.practice.pages}/integrations-settings/${hub_id}/installed`);
  return { tab, button: tab.getByRole('button', { name: `Uninstall ${app}` }) };
}

/** Somebody copies everything that a page shows. */
export async function copyPage(tab) {
  await tab.bringToFront();
  await tab.keyboard.press('Control+a');
  await tab.keyboard.press('Control+c');
}
