/**
 * A scene: a private data directory, Practice HubSpot, the bridge on it, and a page that shows the
 * window. Everything is ended and removed afterwards, also when the scene failed.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Bridge } from './bridge.js';
import { launch } from './browser.js';
import { output } from './build.js';
import { Display } from './display.js';
import { freePort } from './ports.js';
import { PracticeHubSpot } from './practice.js';
import { countCommands } from './quiet.js';
import { keepListeners } from './wire.js';

/** How long a page may take to show what is awaited. */
export const PATIENCE = 10_000;

let browser;

/** For what isn't a test: the browser by hand. */
export async function withBrowser(act) {
  browser = await launch();
  try {
    return await act();
  } finally {
    await browser.close();
  }
}

/** Registers the browser of this file. */
export function useBrowser() {
  before(async () => (browser = await launch()));
  after(() => browser?.close());
}

/** @param {Setting} setting */
export async function newContext({ theme = 'light', contrast, forced, width = 1280, height = 820, scale = 1 } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    deviceScaleFactor: scale,
    colorScheme: theme,
    contrast,
    forcedColors: forced ? 'active' : 'none',
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(PATIENCE);
  await countCommands(context);
  await keepListeners(context);
  return context;
}

/** What goes wrong in a page is written down. */
export function hearComplaints(page, complaints) {
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    // A restart of the bridge breaks the stream of events; that is the browser's own line.
    if (message.type() === 'error' && !/net::ERR_|Failed to load resource/.test(message.text())) complaints.push(message.text());
  });
}

/**
 * @typedef {{practice?: boolean, named?: boolean, keyring?: string, theme?: 'light'|'dark', contrast?: 'more', forced?: boolean, width?: number, height?: number, scale?: number, port?: number, past?: boolean, language?: 'en'|'de', more?: string[], clipboard?: boolean, clock?: 'hand'|'held'}} Setting
 */
export class Scene {
  #contexts = [];
  /** What pages complained about: each a failure of the scene. */
  complaints = [];

  /** @param {Setting} setting */
  static async set(setting = {}) {
    const scene = new Scene();
    scene.setting = setting;
    scene.folder = mkdtempSync(join(tmpdir(), 'keeper-e2e-'));
    try {
      await scene.#start(setting);
    } catch (error) {
      await scene.strike();
      throw error;
    }
    return scene;
  }

  get dataDir() {
    return join(this.folder, 'data');
  }

  async #start({ practice = true, named = practice, keyring, more, port, clipboard, clock }) {
    this.port = port ?? (await freePort());
    this.redirectUrl = `http://localhost:${this.port}/oauth-callback`;
    if (practice) {
      this.practice = await PracticeHubSpot.start({ redirectUrl: this.redirectUrl, world: join(this.folder, 'world.json'), more });
    }
    if (clipboard) this.display = await Display.start();
    this.bridge = await Bridge.start({ dataDir: this.dataDir, practice: this.practice, keyring, display: this.display?.name, clock });
    if (named) await this.#nameAccounts();
    this.context = await this.newContext(this.setting);
  }

  /** HubSpot's calls tell no account's name: a person gives it. */
  async #nameAccounts() {
    for (const { hub_id, name, type } of this.practice.accounts) {
      await this.bridge.call('account_add', { hub_id, name, account_type: type.toLowerCase() });
    }
  }

  async newContext(setting) {
    const context = await newContext(setting);
    this.#contexts.push(context);
    return context;
  }

  /** A browser in which pages run no script. */
  async withoutScripts() {
    const context = await browser.newContext({ javaScriptEnabled: false });
    context.setDefaultTimeout(PATIENCE);
    this.#contexts.push(context);
    return context;
  }

  /** The window at a place; `#/installations` without one. */
  async open(hash = '', context = this.context) {
    const page = await context.newPage();
    hearComplaints(page, this.complaints);
    await page.goto(`${this.bridge.base}/${hash}`);
    await page.locator('[data-page-heading]').first().waitFor();
    return page;
  }

  /** Ends the bridge and starts it on the same data; the page follows it. */
  async restart(page) {
    const hash = new URL(page.url()).hash;
    await this.bridge.restart();
    await page.goto(`${this.bridge.base}/${hash}`);
    await page.locator('[data-page-heading]').first().waitFor();
  }

  async photograph(name) {
    const folder = join(output, 'failed');
    mkdirSync(folder, { recursive: true });
    const pages = this.#contexts.flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) {
      const path = join(folder, `${name.replaceAll(/\W+/g, '-')}-${at}.png`);
      await page.screenshot({ path }).then(() => console.log(`      picture: ${path}`), () => undefined);
    }
  }

  async strike() {
    for (const context of this.#contexts) await context.close().catch(() => undefined);
    await this.bridge?.stop();
    await this.practice?.stop();
    await this.display?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/**
 * A test with a scene of its own.
 * @param {string} name @param {Setting} setting @param {(scene: Scene) => Promise<void>} act
 */
export function scene(name, setting, act) {
  test(name, { timeout: 120_000 }, async () => {
    const set = await Scene.set(setting);
    try {
      await act(set);
      assert.deepEqual(set.complaints, [], 'a page complained');
    } catch (error) {
      await set.photograph(name);
      throw error;
    } finally {
      await set.strike();
    }
  });
}
