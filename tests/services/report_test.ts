/**
 * The report in a real browser: Chromium (Debian: `chromium`; CHROMIUM names another), driven by playwright-core. The report
 * of the whole paper is made once, in a folder for temporary files.
 */
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import axe from "axe-core";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { FLAGS, output, start } from "../tasks/support.ts";

const CHROMIUM = Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium";

/** Nothing on a busy machine takes longer; in milliseconds. */
const PATIENCE = 120_000;

/** Faults that axe-core calls serious or worse. */
const SERIOUS = ["serious", "critical"];

/** It is not to fetch style sheets, which the pages forbid. */
interface Axe {
  run(
    options: { preload: false },
  ): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
}

/** A page that notes whatever it should not say or ask for. */
interface Watched {
  readonly page: Page;
  readonly faults: string[];
}

async function withBrowser(test: (context: BrowserContext) => Promise<void>): Promise<void> {
  const profile = await Deno.makeTempDir({ prefix: "chromium-" });
  const context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: CHROMIUM, headless: true, acceptDownloads: true },
    args: ["--no-sandbox", "--disable-gpu"],
    viewport: { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(PATIENCE);
  try {
    await test(context);
  } finally {
    await context.close();
    await Deno.remove(profile, { recursive: true }).catch(() => {});
  }
}

/** A page that may load what lies below an address alone. */
async function watched(context: BrowserContext, below: string): Promise<Watched> {
  const page = await context.newPage(), faults: string[] = [];
  page.on("console", (message) => void faults.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => void faults.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // A page that is left loads its pictures no further.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") {
      faults.push(`failed: ${request.url()}`);
    }
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(below) && !/^(data|blob):/.test(url)) faults.push(`request: ${url}`);
  });
  return { page, faults };
}

const drawn = (page: Page) => page.waitForSelector("html[data-drawn]", { state: "attached" });

let made: Promise<string> | undefined;

/** Folder of the report of the whole paper. */
function paperReport(): Promise<string> {
  return made ??= (async () => {
    const folder = await Deno.makeTempDir({ prefix: "report-" });
    const { written } = JSON.parse(await output(["report", "--json", "--out", folder]));
    assertEquals(written, `${folder}/report/index.html`);
    return `${folder}/report`;
  })();
}

async function pagesIn(folder: string): Promise<string[]> {
  const files = await Array.fromAsync(Deno.readDir(folder));
  return files.map(({ name }) => name).filter((name) => name.endsWith(".html")).sort();
}

Deno.test("every page opens from disk, says nothing, asks for nothing beyond its folder, and axe finds nothing serious", async () => {
  const folder = await paperReport(), pages = await pagesIn(folder);
  assert(pages.length === 6 + 19, String(pages.length));
  await withBrowser(async (context) => {
    const { page, faults } = await watched(context, `file://${folder}/`);
    for (const [k, name] of pages.entries()) {
      // Light and dark by turns.
      await page.emulateMedia({ colorScheme: k % 2 === 0 ? "light" : "dark" });
      await page.goto(`file://${folder}/${name}`);
      if (name.startsWith("figure-")) await drawn(page);
      if (name === "claims.html") await page.click("#open-all");
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: Axe }).axe.run({ preload: false })
      );
      const serious = violations.filter(({ impact }) => SERIOUS.includes(impact));
      const found = serious.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
      assertEquals([name, ...found, ...faults], [name]);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert(wide <= 0, `${name} is ${wide} pixels too wide`);
    }
    for (
      const name of ["index.html", "claims.html", "figure-fig3.html", "runs.html", "trust.html"]
    ) {
      await page.setViewportSize({ width: 380, height: 800 });
      await page.goto(`file://${folder}/${name}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert(wide <= 0, `${name} is ${wide} pixels too wide for a phone`);
    }
  });
});

Deno.test("every cell of every table below a figure is the table's", async () => {
  const folder = await paperReport();
  await withBrowser(async (context) => {
    const { page } = await watched(context, `file://${folder}/`);
    for (const name of (await pagesIn(folder)).filter((one) => one.startsWith("figure-"))) {
      await page.goto(`file://${folder}/${name}`);
      await drawn(page);
      for (const box of await page.$$("[data-table]")) {
        const file = await box.getAttribute("data-table");
        const csv = await Deno.readTextFile(`${folder}/tables/${file}`);
        const known = new Set(csv.trimEnd().split("\n").slice(1));
        const follow = await box.$('input[type="checkbox"]');
        // Of the epoch at the end, then page by page: the first, and the last ones.
        for (const step of ["", "all", "Later rows", "Later rows"]) {
          if (step === "all") await follow?.uncheck();
          else if (step !== "") await box.$(`button:text("${step}")`).then((one) => one?.click());
          const rows = await box.$$eval(
            "tbody tr",
            (all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent).join()),
          );
          assert(rows.length > 0, `${name} ${file}`);
          assertEquals(rows.filter((row) => !known.has(row)), [], `${name} ${file}`);
        }
      }
    }
  });
});

/** What a server says to somebody who asks for its page under a name. */
async function answer(url: string, host: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(url).port) });
  const text = `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(text));
  const bytes = new Uint8Array(64);
  await connection.read(bytes);
  return new TextDecoder().decode(bytes);
}

/** The picture that is shown, as a string. */
const picture = (page: Page) =>
  page.$eval("#view canvas", (canvas) => (canvas as HTMLCanvasElement).toDataURL());

async function changed(page: Page, before: string): Promise<string> {
  for (let k = 0; k < PATIENCE / 100; k++) {
    const now = await picture(page);
    if (now !== before) return now;
    await page.waitForTimeout(100);
  }
  throw new Error("the picture must be another, current value is the same");
}

Deno.test("slider, play, states, repeats, pointing and downloads of a figure work", async () => {
  const folder = await paperReport(), csv = await Deno.readTextFile(`${folder}/tables/fig3.csv`);
  await withBrowser(async (context) => {
    const { page, faults } = await watched(context, `file://${folder}/`);
    await page.goto(`file://${folder}/figure-fig3.html`);
    await drawn(page);
    const whole = await picture(page);
    await page.focus("#epoch");
    await page.keyboard.press("Home");
    const first = await changed(page, whole);
    assertEquals(await page.textContent(".epoch"), "0");
    const rows = await page.$$eval(
      "[data-table] tbody tr",
      (all) => all.map((row) => Array.from(row.children, (cell) => cell.textContent).join()),
    );
    assertEquals(rows, csv.split("\n").filter((line) => line.startsWith("0,")));
    await page.click("#play");
    assertEquals(await page.getAttribute("#play", "aria-pressed"), "true");
    await changed(page, first);
    await page.waitForSelector('#play[aria-pressed="false"]');
    assertEquals(await page.textContent(".epoch"), "7995");
    await page.waitForTimeout(500);
    const again = await picture(page);
    await page.uncheck('input[value="exact"]');
    const binned = await changed(page, again);
    await page.click('input[value="binned"]');
    // Never none of them.
    assert(await page.isChecked('input[value="binned"]'));
    await page.check('input[value="exact"]');
    const both = await changed(page, binned);
    await page.selectOption('select[name="repeat"]', "r03");
    const single = await changed(page, both);
    const box = (await (await page.$("#view canvas"))!.boundingBox())!;
    let readout = "";
    for (let k = 1; k < 40 && !readout.startsWith("epoch"); k++) {
      await page.mouse.move(box.x + box.width * k / 40, box.y + box.height * 0.3);
      readout = await page.textContent("#readout") ?? "";
    }
    assertMatch(readout, /^epoch \d+ · layer \d · states \w+ · ixt [\d.]+ · ity [\d.]+$/);
    await page.selectOption('select[name="repeat"]', "");
    await changed(page, single);
    const saved = async (name: string) => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.click(`#downloads >> text=${name}`),
      ]);
      return await Deno.readFile(await file.path());
    };
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertEquals(text(await saved("fig3.csv")), csv);
    assertStringIncludes(text(await saved("SVG of this view")), "<svg");
    assertEquals([...(await saved("PNG of this view")).slice(1, 4)], [0x50, 0x4e, 0x47]);
    assertEquals(faults, []);
  });
});

Deno.test("claims are filtered, what is chosen stands in the address, and links lead into what is closed", async () => {
  const folder = await paperReport();
  await withBrowser(async (context) => {
    const { page, faults } = await watched(context, `file://${folder}/`);
    const shown = () => page.$$eval(".claim:not([hidden])", (all) => all.map(({ id }) => id));
    await page.goto(`file://${folder}/index.html`);
    await page.click(".tally.does-not-hold");
    await page.waitForSelector("#filter:not([hidden])");
    const failing = await shown(), all = await page.$$eval(".claim", ({ length }) => length);
    assert(failing.length > 5 && failing.length < all / 2);
    assertEquals(await page.textContent("#count"), `${failing.length} of ${all}`);
    await page.selectOption('select[name="section"]', "4.1");
    assertStringIncludes(page.url(), "section=4.1");
    const both = await shown();
    assert(both.length > 0 && both.length < failing.length);
    await page.fill('input[name="words"]', "no such words");
    assertEquals(await shown(), []);
    await page.goto(`file://${folder}/claims.html#4.1-relu-no-compression`);
    await page.reload();
    assert(
      await page.$eval('[id="4.1-relu-no-compression"]', (one) => (one as HTMLDetailsElement).open),
    );
    await page.click('[id="4.1-relu-no-compression"] >> text=table');
    await drawn(page);
    assertMatch(page.url(), /figure-\w+\.html#table$/);
    assertEquals(faults, []);
  });
});

Deno.test("a changed data file is named by the page, any other by sha256sum", async () => {
  const folder = await Deno.makeTempDir({ prefix: "changed-" }), report = await paperReport();
  const sums = async () => {
    const { stdout } = await new Deno.Command("sha256sum", {
      args: ["-c", "--quiet", "SHA256SUMS"],
      cwd: folder,
      stderr: "null",
    }).output();
    return new TextDecoder().decode(stdout).trim();
  };
  await new Deno.Command("cp", { args: ["-r", `${report}/.`, folder] }).output();
  assertEquals(await sums(), "");
  const script = `${folder}/data/fig3.js`, text = await Deno.readTextFile(script);
  const other = await Deno.readTextFile(`${folder}/data/fig2.js`);
  const fig2 = /"fig2\.csv","([^"]*)"/.exec(other)![1];
  await withBrowser(async (context) => {
    const { page } = await watched(context, `file://${folder}/`);
    const alert = async () => {
      await page.goto(`file://${folder}/figure-fig3.html`);
      return await page.textContent("#alert:not([hidden])");
    };
    // Of another table; damaged; gone.
    await Deno.writeTextFile(script, text.replace(/"fig3\.csv","[^"]*"/, `"fig3.csv","${fig2}"`));
    assertStringIncludes((await alert())!, "data/fig3.js: fig3.csv must be SHA-256");
    await Deno.writeTextFile(script, text.replace('"fig3.csv","', '"fig3.csv","AAAA'));
    assertStringIncludes((await alert())!, "data/fig3.js: fig3.csv must be");
    await Deno.remove(script);
    assertStringIncludes((await alert())!, "data/fig3.js must have fig3.csv");
    await Deno.writeTextFile(script, text);
    await page.goto(`file://${folder}/figure-fig3.html`);
    await drawn(page);
  });
  await Deno.writeTextFile(`${folder}/trust.html`, "changed");
  assertEquals(await sums(), "trust.html: FAILED");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("report:watch shows a run that is killed, goes on and ends, listens on this machine alone, and ends with its command", async () => {
  assert(FLAGS["report:watch"]);
  const folder = await Deno.makeTempDir({ prefix: "watched-" });
  const place = ["--store", `${folder}/store`, "--out", `${folder}/out`],
    study = ["fig3", "--preset", "quick"];
  const watch = await start(["report:watch", ...study, ...place]), lines = watch.stdout.getReader();
  void new Response(watch.stderr).text();
  try {
    const line = new TextDecoder().decode((await lines.read()).value);
    const [, url] = /^(http:\/\/127\.0\.0\.1:\d+\/) shows/.exec(line)!;
    await withBrowser(async (context) => {
      const { page, faults } = await watched(context, url);
      await page.goto(url);
      const standing = (name: string) => page.waitForSelector(`#standing[data-standing="${name}"]`);
      await standing("waiting");
      const killed = await start(["reproduce", ...study, ...place, "--jobs", "1"]);
      void new Response(killed.stderr).text(), void new Response(killed.stdout).text();
      await standing("running");
      await page.waitForSelector("#experiments polyline", { state: "attached" });
      killed.kill("SIGKILL");
      await killed.status;
      await standing("stopped");
      await output(["reproduce", ...study, ...place, "--format", "svg"]);
      await standing("finished");
      assertStringIncludes((await page.textContent("#experiments"))!, "3 of 3 repeats finished");
      const events = (await page.$$eval("#events li", (all) => all.map((one) => one.textContent!)))
        .map((event) => event.replace(/^[\d:]+ /, ""));
      assertEquals(events, ["waiting", "running", "stopped", "running again", "finished"]);
      assertEquals(faults, []);
      assertMatch(await answer(url, "example.org"), /^HTTP\/1\.1 403 /);
      assertMatch(await answer(url, new URL(url).host), /^HTTP\/1\.1 200 /);
      watch.kill("SIGTERM");
      await watch.status;
      await standing("gone");
    });
  } finally {
    await lines.cancel();
    await Deno.remove(folder, { recursive: true });
  }
});
