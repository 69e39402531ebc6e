"""`demarche score` against the reference scorer, figure by figure.

Run from anywhere: `python3 tests/score_test.py` (needs pyoxigraph). The binary is $DEMARCHE, else target/release/demarche.
Compared are the annotations in tests/gold, the same with every stance and name changed a little, and, where it is there,
../shared/gold/dev. tests/gold/score.py is a copy of ../shared/gold/score.py, so that the test needs nothing from there.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("DEMARCHE", str(ROOT / "target/release/demarche"))
GOLD = ROOT / "tests/gold"
SHARED = ROOT.parent / "shared/gold"
REFERENCE = GOLD / "score.py"


def demarche(*arguments, status=0):
    """Runs the program; gives what it wrote to stdout and stderr."""
    done = subprocess.run([BINARY, *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode != status:
        raise AssertionError(f"{arguments}: exit {done.returncode}, not {status}: {done.stderr}")
    return done.stdout, done.stderr


def reference(folder, *arguments, status=0):
    """What the reference prints for the graph of all texts of a folder."""
    with tempfile.TemporaryDirectory() as temporary:
        graph = Path(temporary) / "graph.nq"
        demarche("extract", *sorted(folder.glob("*.txt")), "--format", "nq", "-o", graph, "-q")
        done = subprocess.run([sys.executable, REFERENCE, folder, graph, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != status:
        raise AssertionError(f"reference: exit {done.returncode}, not {status}: {done.stderr}")
    return done.stdout


def copy(folder):
    """The gold files of a folder in a new one."""
    target = Path(tempfile.mkdtemp())
    for path in folder.iterdir():
        if path.suffix in (".json", ".txt"):
            shutil.copy(path, target)
    return target


def changed(path, change):
    gold = json.loads(path.read_text(encoding="utf-8"))
    change(gold)
    path.write_text(json.dumps(gold), encoding="utf-8")


class Score(unittest.TestCase):
    maxDiff = None

    def assert_equal_figures(self, folder):
        expected = json.loads(reference(folder, "--json"))
        stdout, _ = demarche("score", folder, "--json", "-q", status=4 if expected["not_in_graph"] else 0)
        self.assertEqual(json.loads(stdout), expected)
        self.assertEqual(list(json.loads(stdout)), list(expected), "order of the figures")
        return expected

    def of_copy(self, folder, change):
        target = copy(folder)
        self.addCleanup(shutil.rmtree, target)
        for path in sorted(target.glob("*.json")):
            changed(path, change)
        return self.assert_equal_figures(target)

    def folders(self):
        yield GOLD
        if (SHARED / "dev").is_dir():
            yield SHARED / "dev"
        else:
            print(f"skipped {SHARED / 'dev'}: not there", file=sys.stderr)

    def test_figures_are_those_of_the_reference(self):
        for folder in self.folders():
            with self.subTest(folder):
                self.assertGreater(self.assert_equal_figures(folder)["stances"]["gold"], 0)

    def test_the_table_is_that_of_the_reference(self):
        for folder in self.folders():
            with self.subTest(folder):
                self.assertEqual(demarche("score", folder, "-q")[0], reference(folder))

    def test_ties_fall_as_in_the_reference(self):
        def twice(gold):
            others = [dict(s, family="assert", holders=['"the  Speakers"']) for s in gold["stances"]]
            gold["stances"] = gold["stances"] + others + gold["stances"]
            gold["events"] = gold["events"] * 2

        for folder in self.folders():
            with self.subTest(folder):
                self.of_copy(folder, twice)

    def test_names_and_keys_are_folded_as_in_the_reference(self):
        def shouted(gold):
            for entity in gold["entities"]:
                entity["names"] = ["The " + name.upper().replace("'", "’") + "." for name in entity["names"]]
                if entity["type"] != "state":
                    entity["key"] = entity["key"] + " of nowhere"
            for stance in gold["stances"]:
                stance["target"] = stance["target"].upper()

        for folder in self.folders():
            with self.subTest(folder):
                self.of_copy(folder, shouted)

    def test_fields_that_are_empty_are_not_scored(self):
        def emptied(gold):
            gold["document"] = {"kind": "", "issuers": [], "forum": None, "meeting": "", "date": None, "place": ""}
            gold["events"], gold["relations"], gold["stances"] = [], [], gold["stances"][::2]

        for folder in self.folders():
            with self.subTest(folder):
                self.assertNotIn("document", self.of_copy(folder, emptied))

    def test_a_key_given_twice_counts_as_in_the_reference(self):
        def doubled(gold):
            gold["entities"] += [dict(e, type="place", names=e["names"][:1]) for e in gold["entities"][:2]]

        self.of_copy(GOLD, doubled)

    def test_an_annotation_without_text_is_missed_altogether(self):
        target = copy(GOLD)
        self.addCleanup(shutil.rmtree, target)
        (target / "lakes.txt").unlink()
        self.assertEqual(self.assert_equal_figures(target)["not_in_graph"], 1)

    def test_a_floor_that_is_not_met_fails(self):
        for floors, status in ((["stances=0.0", "states=0.1"], 0), (["states=0.1", "stance holders=1.01"], 1)):
            reference(GOLD, "--min", *floors, status=status)
            _, stderr = demarche("score", GOLD, "-q", "--min", *floors, status=status)
            self.assertEqual("below the floor: stance holders=1.01" in stderr, status == 1)
        _, stderr = demarche("score", GOLD, "--min", "stance=0.9", status=2)
        self.assertIn("no figure is named `stance`", stderr)

    def test_every_miss_is_listed_once(self):
        for folder in self.folders():
            expected = reference(folder, "--errors").splitlines()
            stdout, _ = demarche("score", folder, "--errors", "-q")
            # What the reference does not list: addressees.
            found = [line for line in stdout.splitlines() if ": stance addressees " not in line]
            expected, ours = (sorted(line.split(": ", 1)[0] for line in text if ": " in line) for text in (expected, found))
            self.assertEqual(ours, expected)
            listed = json.loads(demarche("score", folder, "--errors", "--json", "-q")[0])["errors"]
            self.assertEqual(sorted(e["document"] for e in listed if e["figure"] != "stance addressees"), expected)

    def test_a_wrong_annotation_is_named_with_its_field(self):
        target = copy(GOLD)
        self.addCleanup(shutil.rmtree, target)
        changed(target / "lakes.json", lambda gold: gold["stances"][1].pop("cue"))
        _, stderr = demarche("score", target, status=1)
        self.assertIn("lakes.json:1:", stderr)
        self.assertIn("`stances[1]`: missing field `cue`", stderr)

    def test_the_copy_of_the_reference_is_the_reference(self):
        if not (SHARED / "score.py").exists():
            self.skipTest(f"{SHARED} is not there")
        self.assertEqual(REFERENCE.read_text(), (SHARED / "score.py").read_text(), f"cp {SHARED}/score.py {REFERENCE}")


if __name__ == "__main__":
    unittest.main()
