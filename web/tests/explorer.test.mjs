import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import { browser, open, root, serve } from "./server.mjs";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const EU = "doc=doc:seed-eu-osce-1417";
const ENCOURAGES = "The EU encourages Kazakhstan to implement fully the OSCE/ODIHR recommendations.";

const SCREENS = {
  first: "/",
  filtered: "/?about=state:KZ",
  cell: "/?row=org:EU&col=topic:elections",
  joined: "/?mode=joined",
  agreement: "/?cols=agreement",
  network: "/?tab=network&centre=state:KZ",
  questions: "/?tab=questions",
  question: "/?tab=questions&q=stances-about&p.about=state:KZ&run=1&show=sparql",
  sparql: "/?tab=sparql&sparql=SELECT+*+{+GRAPH+?g+{+?s+dem:holder+?h+}+}+LIMIT+5",
  documents: "/?tab=documents",
  document: `/?tab=documents&${EU}`,
  ontology: "/?tab=ontology",
  lexicon: "/?tab=ontology&part=lexicon&find=encourage",
};

let chrome;
let server;
before(async () => {
  chrome = await browser();
  server = await serve([join(root, "seeds"), join(root, "web/tests/documents/made-up.ndjson")]);
});
after(async () => {
  await chrome?.close();
  await server?.stop();
});

// A page of its own for each test, with what must not happen on any.
async function visit(path, run, options) {
  const { page, go, wrong, context } = await open(chrome, server.base, options);
  try {
    await go(path);
    await run(page, go);
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
  }
}
const text = (page, selector) => page.locator(selector).first().innerText();
const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

describe("the question the explorer is for", () => {
  it("is answered from the first screen in three clicks, and the sentence copied", async () => {
    await visit("/", async (page) => {
      await page.keyboard.press("/");
      await page.keyboard.type("kazakh elec");
      await page.getByRole("option", { name: /EU Statement on the outcome/ }).click();
      const joined = await text(page, "section:has(#joined-by)");
      for (const state of ["Albania", "Bosnia and Herzegovina", "Georgia", "Iceland", "Liechtenstein", "Moldova", "Montenegro", "North Macedonia", "Serbia", "Ukraine"]) assert.ok(joined.includes(state), state);
      assert.match(joined, /Joined by 10/);
      await page.getByRole("listitem").filter({ hasText: "to implement fully the OSCE/ODIHR recommendations" }).getByRole("button", { name: "Copy" }).click();
      const copied = await clipboard(page);
      assert.ok(copied.startsWith(`“${ENCOURAGES}”`), copied);
      assert.match(copied, /European Union, EU Statement on the outcome .*, 30 March 2023/);
    });
  });

  it("is answered by the state's view as well", async () => {
    await visit("/", async (page) => {
      await page.getByRole("combobox").first().fill("Kazakhstan");
      await page.getByRole("option", { name: /^Kazakhstan/ }).first().click();
      assert.ok((await text(page, "section:has(#asked-title)")).includes(ENCOURAGES));
      assert.match(await text(page, "section:has(#joined-title)"), /10 actors joined: Albania, .*Ukraine/);
      await page.locator("section:has(#asked-title)").getByRole("button", { name: "Copy the sentence" }).click();
      assert.ok((await clipboard(page)).includes(ENCOURAGES));
    });
  });
});

describe("the first screen", () => {
  it("says in one sentence what the store holds, and its numbers agree with the table", async () => {
    await visit("/", async (page) => {
      const headline = (await text(page, ".headline h1")).replace(/\s+/g, " ");
      const positions = Number(/([\d,]+) positions/.exec(headline)[1].replace(",", ""));
      await page.locator("summary").click();
      const sums = await page.locator(".timeline-block tbody tr td:last-child").allInnerTexts();
      assert.equal(sums.map(Number).reduce((a, b) => a + b, 0), positions);
      assert.match(headline, /\d+ for, \d+ against, \d+ requests/);
      assert.ok((await page.locator(".headline h1 a").count()) >= 5);
    });
  });

  it("never mixes what was joined into the counts of positions", async () => {
    await visit("/", async (page) => {
      assert.match(await text(page, ".headline .also"), /joined .* counted apart/s);
      await page.getByRole("button", { name: "By joining others" }).click();
      await page.locator(".joined-table").waitFor();
      assert.match(page.url(), /mode=joined/);
      assert.equal(await page.locator(".joined-table tbody tr", { hasText: "Norway" }).locator("td").first().innerText(), "–");
    });
  });

  it("opens the sentences of a cell at once, with who, how and on what", async () => {
    await visit("/?about=state:KZ", async (page) => {
      const cell = page.getByRole("button", { name: /^European Union – Elections: 2 for/ });
      assert.equal(await cell.locator(".n").innerText(), "+2");
      await cell.click();
      await page.locator(".claim .source .m-cue").first().waitFor();
      for (const mark of ["m-holder", "m-cue", "m-target"]) assert.ok(await page.locator(`.source .${mark}`).count(), mark);
      assert.match(await text(page, ".claim .why"), /found by en:/);
      assert.match(page.url(), /row=org:EU&col=topic:elections/);
      await page.getByRole("button", { name: "Turtle" }).click();
      await page.locator(".turtle pre").waitFor();
      assert.match(await text(page, ".turtle pre"), /dem:Stance/);
    });
  });

  it("prints a sign and a count, a dash where nothing was read, and leaves out what is below the least", async () => {
    await visit("/", async (page) => {
      const cells = await page.locator(".matrix td .n, .matrix td .none").allInnerTexts();
      assert.ok(cells.includes("–"));
      for (const cell of cells) assert.match(cell, /^(–|·\d+|[+−]\d+|\+\d+ −\d+)$/);
      const before = await page.locator(".matrix .cell").count();
      await page.getByLabel("At least").fill("2");
      await page.getByLabel("At least").press("Enter");
      await page.waitForURL(/min=2/);
      const after = await page.locator(".matrix .cell").count();
      assert.ok(after > 0 && after < before, `${before} ${after}`);
    });
  });

  it("has as many sentences behind a cell as the cell says, with and without filters", async () => {
    for (const path of ["/", "/?about=state:KZ", "/?about=state:KZ&cols=target", "/?family=approve&since=2023-01-01", "/?cols=target"])
      await visit(path, async (page) => {
        await page.locator(".matrix .cell").first().waitFor();
        const names = await page.locator(".matrix .cell .away").allInnerTexts();
        for (let i = 0; i < names.length; i += Math.ceil(names.length / 6)) {
          const cell = page.locator(".matrix .cell").nth(i);
          await cell.click();
          await page.locator(".matrix .cell.on").waitFor();
          const said = [...names[i].slice(names[i].lastIndexOf(":")).matchAll(/\d+/g)].reduce((sum, found) => sum + Number(found[0]), 0);
          await page.locator(".sentences > li").first().waitFor();
          await page.waitForFunction((n) => document.querySelectorAll(".sentences > li").length === n, said, { timeout: 5000 }).catch(async () => assert.fail(`${path} ${names[i]}: ${await page.locator(".sentences > li").count()} sentences`));
        }
      });
  });

  it("marks all names of the list in an alignment", async () => {
    await visit("/?mode=joined", async (page) => {
      await page.getByRole("button", { name: /^Georgia joined EU Statement/ }).click();
      await page.locator(".source .m-joiner").waitFor();
      assert.equal(await text(page, ".source .m-joiner"), "GEORGIA");
      const others = (await page.locator(".source .m-listed").allInnerTexts()).join(" ");
      for (const name of ["NORTH MACEDONIA", "MONTENEGRO", "SERBIA", "ALBANIA", "UKRAINE", "MOLDOVA", "BOSNIA and HERZEGOVINA", "ICELAND", "LIECHTENSTEIN"]) assert.ok(others.includes(name), name);
      assert.doesNotMatch(others, /GEORGIA|EFTA|Candidate|European/);
    });
  });

  it("counts agreement without joint statements", async () => {
    await visit("/?cols=agreement", async (page) => {
      const states = page.getByRole("button", { name: "Albania and Serbia", exact: false });
      assert.equal(await states.count(), 0);
      const pair = page.getByRole("button", { name: /^Iceland and Ghana: agree on 1/ });
      assert.equal(await pair.locator(".n").innerText(), "+1");
      await pair.click();
      assert.match(await text(page, "table.shared"), /Côte d.Ivoire\s+−1[^−]*−1/);
    });
  });
});

describe("filters and time", () => {
  it("takes every filter into the address, and back and forward undo and redo it", async () => {
    await visit("/", async (page) => {
      await page.getByRole("button", { name: "Who", exact: true }).click();
      await page.locator("#chip-search").fill("Norw");
      await page.getByRole("option", { name: /^Norway/ }).click();
      await page.waitForURL(/who=state:NO/);
      await page.getByRole("button", { name: "Attitude" }).click();
      await page.getByRole("button", { name: "Requests" }).click();
      await page.waitForURL(/family=request/);
      await page.locator(".headline h1", { hasText: /Norway takes 1 position/ }).waitFor();
      await page.goBack();
      assert.doesNotMatch(page.url(), /family/);
      await page.locator(".headline h1", { hasText: "1 request" }).waitFor();
      await page.goForward();
      assert.match(page.url(), /family=request/);
      await page.getByRole("button", { name: "Take away: Who" }).click();
      assert.doesNotMatch(page.url(), /who=/);
    });
  });

  it("filters by a drag over the timeline and by its date fields", async () => {
    await visit("/", async (page) => {
      await page.locator("svg.timeline").scrollIntoViewIfNeeded();
      const box = await page.locator("svg.timeline").boundingBox();
      await page.mouse.move(box.x + 2, box.y + 60);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width / 3, box.y + 60, { steps: 4 });
      await page.mouse.up();
      await page.waitForURL(/since=2022-06-01&until=/);
      await page.locator(".headline h1", { hasText: "June 2022:" }).waitFor();
      await page.getByRole("button", { name: "All of it" }).click();
      await page.waitForURL((url) => !url.search.includes("since"));
      await page.locator(".timeline-block").getByLabel("From").fill("2024-01-01");
      await page.locator(".headline h1", { hasText: "2024" }).waitFor();
      assert.doesNotMatch(await text(page, ".headline h1"), /2022|2023/);
    });
  });

  it("marks events on the timeline as links", async () => {
    await visit("/", async (page) => {
      const event = page.locator("svg.timeline a", { has: page.locator(".marker") });
      assert.ok((await event.count()) >= 2);
      assert.match((await event.first().getAttribute("aria-label")) ?? "", /told by \d document/);
      await event.first().focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/about=event:/);
    });
  });
});

describe("search", () => {
  it("groups suggestions with counts, and goes by keyboard", async () => {
    await visit("/", async (page) => {
      await page.keyboard.press("/");
      const box = page.getByRole("combobox").first();
      assert.ok(await box.evaluate((node) => node === document.activeElement));
      await page.keyboard.type("kaz");
      await page.getByRole("listbox").first().waitFor();
      assert.ok((await page.locator(".hits [role=group]").count()) >= 3);
      assert.match(await text(page, ".hit .told"), /\d/);
      await page.keyboard.press("ArrowDown");
      const active = await box.getAttribute("aria-activedescendant");
      assert.equal(await page.locator(`#${active}`).getAttribute("aria-selected"), "true");
      await page.keyboard.press("Escape");
      assert.equal(await box.getAttribute("aria-expanded"), "false");
    });
  });

  it("finds phrases in sentences", async () => {
    await visit("/", async (page) => {
      await page.getByRole("combobox").first().fill("voter turnout");
      await page.getByRole("option", { name: /Sentences that contain/ }).click();
      await page.locator(".evidence blockquote", { hasText: "voter turnout" }).waitFor();
      assert.match(page.url(), /words=voter\+turnout/);
    });
  });

  it("says when nothing is called so", async () => {
    await visit("/", async (page) => {
      await page.getByRole("combobox").first().fill("qqqzzz");
      await page.locator(".search .none", { hasText: "Nothing here is called" }).waitFor();
    });
  });
});

describe("documents", () => {
  it("shows markup in a title and a text as text", async () => {
    await visit("/?tab=documents&doc=doc:harbour-markup", async (page, go) => {
      assert.equal(await text(page, ".headline h1"), "<script>document.title='broken'</script> Statement by Norway on <b>harbours</b>");
      assert.ok((await text(page, ".text")).includes("<img src=x onerror="));
      assert.equal(await page.locator(".text img, main b, main script").count(), 0);
      for (const path of ["/?tab=documents", "/?mode=joined", "/?who=state:NO&list=stances"]) {
        await go(path);
        assert.notEqual(await page.title(), "broken");
      }
    });
  });

  it("puts marks where the code points say, behind emoji and accents", async () => {
    await visit("/?tab=documents&doc=doc:harbour-characters", async (page) => {
      assert.deepEqual(await page.locator(".text button.cue").allInnerTexts(), ["condemns", "encourages"]);
      await page.locator(".text button.cue").nth(1).click();
      await page.locator(".source .m-target").first().waitFor();
      assert.equal((await page.locator(".source .m-target").allInnerTexts()).join(""), "to keep the harbour open 👩‍🚀");
      assert.equal(await text(page, ".source .m-holder"), "Iceland");
      const shown = await page.locator(".text").innerText();
      assert.ok(shown.includes("🧊 Iceland condemns the closure of the Hôtel de la Paix 🏨 in Côte d’Ivoire."));
    });
  });

  it("shows every quote of the seeds where it stands", async () => {
    await visit(`/?tab=documents&${EU}`, async (page) => {
      const whole = await page.locator(".text").evaluate((node) => node.textContent);
      const rows = await (await page.request.get(`${server.base}/api/queries/document-spans.json?document=seed-eu-osce-1417`)).json();
      assert.ok(rows.results.bindings.length > 50);
      const points = [...whole];
      for (const row of rows.results.bindings) assert.equal(points.slice(Number(row.start.value), Number(row.end.value)).join(""), row.words.value);
    });
  });

  it("lists them, by words of the title too", async () => {
    await visit("/?tab=documents", async (page) => {
      assert.equal(await page.locator(".docs tbody tr").count(), 5);
      await page.getByLabel("Words of the title").fill("referendum");
      await page.locator(".docs tbody tr").filter({ hasText: "OSCE highly commended" }).waitFor();
      assert.equal(await page.locator(".docs tbody tr").count(), 1);
    });
  });
});

describe("network", () => {
  it("opens further by Enter, hides joiners, and has a table of the same", async () => {
    await visit("/?tab=network&centre=state:KZ&most=15", async (page) => {
      const nodes = await page.locator(".node").count();
      assert.ok(nodes > 5 && nodes <= 300);
      const edges = await page.locator("path.edge").count();
      assert.equal(await text(page, "#edges-title small"), String(edges));
      await page.getByRole("button", { name: /^Iceland,/ }).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/further=/);
      await page.getByRole("button", { name: /^Ghana,/ }).waitFor();
      await page.getByLabel("Hide joiners").check();
      await page.waitForURL(/joiners=hide/);
      assert.equal(await page.locator("path.stroke-joined.edge").count(), 0);
    });
  });

  it("draws the whole in WebGL, or says that it cannot", async () => {
    await visit("/?tab=network&all=1", async (page) => {
      await page.locator(".whole canvas, .notice").first().waitFor();
      assert.ok(await page.locator(".plain-table tbody tr").count());
    });
  });
});

describe("questions and SPARQL", () => {
  it("asks a canned query by its sentence", async () => {
    await visit("/?tab=questions", async (page) => {
      await page.getByRole("link", { name: /^What is asked of/ }).click();
      await page.locator("#p-addressee").fill("Kazakh");
      await page.getByRole("option", { name: /^Kazakhstan/ }).first().click();
      await page.getByRole("button", { name: "Ask", exact: true }).click();
      await page.locator(".results td", { hasText: ENCOURAGES }).waitFor();
      assert.match(page.url(), /q=open-requests&p\.addressee=state:KZ&run=1|p\.addressee=state:KZ/);
      await page.getByRole("button", { name: "Show SPARQL" }).click();
      assert.match(await text(page, ".turtle pre"), /SELECT/);
    });
  });

  it("runs SPARQL, as table, network and chart, and shows errors with what to do", async () => {
    await visit("/?tab=sparql", async (page) => {
      await page.locator(".cm-content").waitFor();
      await page.getByRole("button", { name: "Run" }).click();
      await page.locator(".results tbody tr").first().waitFor();
      await page.getByRole("button", { name: "Network" }).click();
      await page.locator(".node").first().waitFor();
      await page.getByRole("button", { name: "Chart" }).click();
      await page.locator("svg.chart rect").first().waitFor();
    });
    const { page, go, context } = await open(chrome, server.base);
    await go("/?tab=sparql&sparql=SELECT+nonsense");
    await page.locator(".notice.error").waitFor();
    await context.close();
  });

  it("completes our own terms", async () => {
    await visit("/?tab=sparql&sparql=SELECT+*+{+}", async (page) => {
      const editor = page.locator(".cm-content");
      await editor.click();
      await page.keyboard.press("Control+End");
      await page.keyboard.type(" dem:hold");
      await page.locator(".cm-tooltip-autocomplete li", { hasText: "dem:holder" }).first().waitFor();
    });
  });
});

describe("downloads", () => {
  it("gives the present view in each form", async () => {
    await visit("/", async (page) => {
      const take = async (scope, name) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.locator(scope).getByText(name, { exact: true }).last().click()]);
        return readFileSync(await download.path());
      };
      assert.match(String(await take(".matrix-block", "CSV")), /^holder,column,approving/);
      assert.equal(String((await take(".matrix-block", "Parquet")).subarray(0, 4)), "PAR1");
      assert.match(String(await take(".timeline-block", "SVG")), /^<svg[^>]* viewBox=.*<rect/s);
    });
    await visit("/?tab=network&centre=state:KZ", async (page) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "GraphML" }).click()]);
      const xml = String(readFileSync(await download.path()));
      const shown = await page.locator(".node").count();
      assert.equal(xml.match(/<node /g).length, shown);
      assert.match(xml, /<data key="approving">/);
    });
  });
});

describe("states", () => {
  it("shows the one command that fills an empty store", async () => {
    const empty = await serve(["The ferry left at noon."]);
    const { page, go, wrong, context } = await open(chrome, empty.base);
    try {
      await go("/");
      assert.match(await text(page, ".notice"), /demarche build -l STORE FILES/);
      for (const tab of ["network", "documents", "questions", "ontology"]) {
        await go(`/?tab=${tab}`);
        await page.locator("main .notice, main table, main ul").first().waitFor();
      }
      assert.deepEqual(wrong, []);
    } finally {
      await context.close();
      await empty.stop();
    }
  });

  it("says what to do when the server is gone", async () => {
    const short = await serve([join(root, "seeds")]);
    const { page, go, context } = await open(chrome, short.base);
    await go("/");
    await short.stop();
    await page.getByRole("button", { name: /– Elections:/ }).first().click();
    await page.locator(".evidence .notice.error", { hasText: "demarche serve" }).waitFor();
    await context.close();
  });

  it("says when an answer was cut", async () => {
    await visit("/", async (page) => {
      await page.route("**/api/queries/actor-on-topic.csv*", async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), "Demarche-Truncated": "true" } });
      });
      await page.getByRole("button", { name: /^European Union – Elections/ }).click();
      await page.locator(".evidence .notice.truncated").waitFor();
    });
  });

  it("opens a claim that is gone with words, not an error", async () => {
    await visit("/?claim=stance:0000000000000000", async (page) => {
      await page.locator(".evidence .notice", { hasText: "no claim of that name" }).waitFor();
    });
  });
});

describe("keyboard", () => {
  it("reaches a sentence and leaves it without a mouse", async () => {
    await visit("/", async (page) => {
      await page.locator(".matrix .cell[tabindex='0']").focus();
      const first = await page.evaluate(() => document.activeElement.textContent);
      await page.keyboard.press("ArrowDown");
      assert.notEqual(await page.evaluate(() => document.activeElement.textContent), first);
      await page.keyboard.press("Enter");
      await page.locator(".evidence .source").first().waitFor();
      await page.keyboard.press("Escape");
      await page.locator(".evidence").waitFor({ state: "detached" });
    });
  });

  it("leads from the first Tab to the content", async () => {
    await visit("/", async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.textContent), "To the content");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    });
  });
});

describe("every screen", () => {
  for (const [name, path] of Object.entries(SCREENS)) {
    it(`${name}: the same from its address; fits a phone; nothing serious for axe in light and dark`, async () => {
      for (const colorScheme of ["light", "dark"]) {
        await visit(
          path,
          async (page) => {
            await page.locator("main h1").first().waitFor();
            await page.evaluate(axe);
            const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
            const serious = found.violations.filter((v) => ["serious", "critical"].includes(v.impact)).map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0]?.message ?? "")).join("; ")}`);
            assert.deepEqual(serious, [], `${name} ${colorScheme}`);
          },
          { colorScheme, bypassCSP: true },
        );
      }
      await visit(
        path,
        async (page) => {
          await page.locator("main h1").first().waitFor();
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= 390, `${name} is ${wide} wide`);
        },
        { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      );
    });
  }
});

describe("size and speed", () => {
  it("loads at most 90 KB at first, compressed", () => {
    const dist = join(root, "web/dist");
    const seen = new Set();
    const add = (file) => {
      if (seen.has(file)) return;
      seen.add(file);
      const source = readFileSync(join(dist, file), "utf8");
      // What is imported at once; `import("…")` waits until it is needed.
      if (file.endsWith(".js")) for (const found of source.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) add(`app/${found[1]}`);
      if (file.endsWith(".html")) for (const found of source.matchAll(/(?:src|href)="\/([\w/-]+\.\w+)"/g)) add(found[1]);
    };
    add("index.html");
    const size = [...seen].map((file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length).reduce((a, b) => a + b, 0);
    console.log(`first load: ${(size / 1000).toFixed(1)} KB in ${seen.size} files`);
    assert.ok(seen.size > 3 && size <= 90_000, `${size} bytes`);
  });

  it("is measured: first screen, and from a click to its sentence", async () => {
    await visit("/", async (page, go) => {
      await go("/");
      const paint = await page.evaluate(() => performance.getEntriesByType("resource").reduce((last, entry) => Math.max(last, entry.responseEnd), 0));
      const start = Date.now();
      await page.getByRole("button", { name: /^European Union – Elections/ }).click();
      await page.locator(".evidence blockquote").first().waitFor();
      console.log(`first screen complete after ${Math.round(paint)} ms, sentences ${Date.now() - start} ms after a click`);
    });
  });
});
