// The real program on stores of its own, and a real browser.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, "../..");

const program = process.env.DEMARCHE ?? join(root, "target/release/demarche");
if (!existsSync(program)) throw new Error(`the program is not at ${program}: build it, or say where it is in DEMARCHE`);

/** Starts a server on a new store of some texts; `stop` ends it. */
export async function serve(inputs) {
  const folder = mkdtempSync(join(tmpdir(), "demarche-web-"));
  const store = join(folder, "store");
  const files = inputs.map((input, i) => {
    if (existsSync(input)) return input;
    const file = join(folder, `text-${i}.txt`);
    writeFileSync(file, input);
    return file;
  });
  execFileSync(program, ["build", "-q", "-l", store, ...files], { stdio: ["ignore", "ignore", "inherit"] });
  const child = spawn(program, ["serve", "-l", store, "--bind", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const base = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the server did not start: ${said}`)), 20_000);
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data) => {
        said += data;
        const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
        if (address) (clearTimeout(timer), found(address[0]));
      });
    child.on("exit", () => failed(new Error(`the server ended: ${said}`)));
  });
  const stop = async () => {
    const ended = new Promise((done) => child.once("exit", done));
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { base, stop, store };
}

/** Debian's Chromium, installed where we may, or the one of `PLAYWRIGHT_CHROMIUM`. */
export async function browser() {
  const places = [process.env.PLAYWRIGHT_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].filter(Boolean);
  const find = () => places.find((place) => existsSync(place));
  if (!find() && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    execFileSync("apt-get", ["update", "-q"], { stdio: "inherit" });
    execFileSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { stdio: "inherit" });
  }
  const path = find();
  if (!path) throw new Error("no Chromium: `apt-get install chromium`, or say where one is in PLAYWRIGHT_CHROMIUM");
  return chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });
}

/** A page that remembers what must not happen: errors, violations of the policy, requests to elsewhere. */
export async function open(chrome, base, options = {}) {
  const context = await chrome.newContext({ viewport: { width: 1400, height: 900 }, locale: "en-GB", permissions: ["clipboard-read", "clipboard-write"], ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(base)) wrong.push(`outside: ${request.url()}`);
  });
  page.on("dialog", (dialog) => (wrong.push(`dialog: ${dialog.message()}`), void dialog.dismiss()));
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`)));
  page.setDefaultTimeout(15_000);
  const go = async (path) => {
    await page.goto(base + path, { waitUntil: "networkidle" });
    return page;
  };
  return { page, go, wrong, context };
}
