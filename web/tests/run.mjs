// Runs the tests one after the other; `node tests/run.mjs NAME` only those whose name has that in it.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const names = process.argv.slice(2).flatMap((name) => ["--test-name-pattern", name]);
const files = ["unit.test.mjs", "explorer.test.mjs"].map((file) => join(here, file));
const done = spawnSync(process.execPath, ["--test", "--test-concurrency=1", "--test-reporter=spec", ...names, ...files], { stdio: "inherit" });
process.exit(done.status ?? 1);
