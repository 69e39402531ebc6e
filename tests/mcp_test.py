"""Checks of `demarche mcp` with the official Python SDK, over stdio and HTTP.

Run from anywhere: `python3 tests/mcp_test.py` (needs mcp). The binary is $DEMARCHE, else target/release/demarche; the store
is built from the two documents in seeds/.
"""

import asyncio
import contextlib
import hashlib
import http.client
import json
import os
import re
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

from mcp import Client, MCPError, StdioServerParameters, stdio_client

ROOT = Path(__file__).resolve().parent.parent
BINARY = os.environ.get("DEMARCHE", str(ROOT / "target/release/demarche"))
ID = "https://w3id.org/demarche/id/"

HOSTILE = (
    "EU> } ; DROP ALL ; #",
    "' OR 1=1 --",
    '"}] } INSERT DATA { <urn:x> <urn:y> <urn:z> } #',
    "../../../../etc/passwd",
    "<script>alert(1)</script>",
    "?s ?p ?o . FILTER(true",
    "\u202e\u0000\ufffe💥",
    "state:K Z",
    "http://example.org/a b<c>",
    "A" * 3999,
    "A" * 100_000,
)


def checksum(folder):
    """Of everything in the store."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


class Agents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.folder = Path(temporary.name)
        cls.store = cls.folder / "store"
        subprocess.run([BINARY, "build", str(ROOT / "seeds"), "-l", str(cls.store), "-q"], check=True)
        cls.catalog = json.loads(subprocess.run([BINARY, "queries", "--json"], check=True, capture_output=True).stdout)

    def client(self, *arguments, mode="auto"):
        server = StdioServerParameters(command=BINARY, args=["mcp", "-l", str(self.store), *arguments])
        return Client(stdio_client(server), mode=mode)

    def ask(self, work, *arguments, mode="auto"):
        """Runs `work(client)` against a server of its own."""

        async def main():
            async with self.client(*arguments, mode=mode) as client:
                return await work(client)

        return asyncio.run(asyncio.wait_for(main(), 120))

    def call(self, tool, arguments=None, *options):
        return self.ask(lambda client: client.call_tool(tool, arguments or {}), *options)

    def rows(self, tool, arguments=None):
        result = self.call(tool, arguments)
        self.assertFalse(result.is_error, result.content)
        return result.structured_content["rows"]

    def test_each_canned_query_is_a_tool_with_a_schema_of_its_parameters(self):
        for mode in ("auto", "legacy"):
            tools = {t.name: t for t in self.ask(lambda client: client.list_tools(), mode=mode).tools}
            own = {"search", "evidence", "network"}
            names = {f"query-{q['name']}" if q["name"] in own else q["name"] for q in self.catalog}
            self.assertEqual(set(tools), names | own)
        for query in self.catalog:
            tool = tools[f"query-{query['name']}" if query["name"] in own else query["name"]]
            self.assertIn(query["description"], tool.description)
            self.assertEqual(tool.title, query["summary"])
            self.assertTrue(tool.annotations.read_only_hint)
            schema = tool.input_schema
            self.assertLessEqual({p["name"] for p in query["parameters"]}, set(schema["properties"]))
            self.assertEqual(schema["required"], [p["name"] for p in query["parameters"] if p["required"]])
            for p in query["parameters"]:
                found = schema["properties"][p["name"]]
                self.assertTrue(found["description"].startswith(p["about"]))
                self.assertEqual(found.get("enum", []), [c.rsplit("#", 1)[-1].rsplit("/", 1)[-1] for c in p["choices"]])
                if p["name"] in query["example"]:
                    self.assertEqual([str(e) for e in found["examples"]], [query["example"][p["name"]]])
        self.assertRegex("".join(tools), r"^[A-Za-z0-9_-]+$")

    def test_each_tool_answers_its_own_example(self):
        async def work(client):
            out = {}
            for query in self.catalog:
                name = f"query-{query['name']}" if query["name"] in ("search", "evidence", "network") else query["name"]
                out[query["name"]] = await client.call_tool(name, query["example"])
            return out

        # The client validates what it gets against the tool's output schema.
        for name, result in self.ask(work).items():
            with self.subTest(name):
                self.assertFalse(result.is_error, result.content)
                told = result.structured_content
                self.assertFalse(told["truncated"] and "next_offset" not in told and "turtle" not in told)
                self.assertGreater(len(told["turtle"]) if "turtle" in told else told["shown"], 0)
                self.assertGreater(len(result.content[0].text), 5)

    def test_names_are_found_and_lead_to_claims_with_their_sentences(self):
        found = self.rows("search", {"words": "KAZAKHSTAN", "class": "State"})
        self.assertEqual([f["iri"] for f in found], [ID + "state/KZ"])
        rows = self.rows("open-requests", {"addressee": found[0]["short"]})
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]["quote"], "The EU encourages Kazakhstan to implement fully the OSCE/ODIHR recommendations.")
        for claim in (rows[0]["stance"], rows[0]["stance"].replace(ID + "stance/", "stance:")):
            result = self.call("evidence", {"claim": claim})
            told = result.structured_content
            self.assertEqual(told["iri"], rows[0]["stance"])
            self.assertEqual(told["evidence"][0]["quote"], rows[0]["quote"])
            self.assertEqual(told["rules"][0]["iri"], "https://w3id.org/demarche/lexicon/en/encourage-1")
            self.assertIn(rows[0]["quote"], result.content[0].text)
            self.assertIn("European Union", result.content[0].text)
        words = self.call("evidence", {"claim": "efficient preparation"}).structured_content
        self.assertEqual(words["properties"]["attitude"], ["att:commend"])

    def test_documents_are_resources_in_which_the_offsets_of_quotes_hold(self):
        async def work(client):
            listed = await client.list_resources()
            templates = await client.list_resource_templates()
            evidence = await client.call_tool("evidence", {"claim": "efficient preparation"})
            text = await client.read_resource(evidence.structured_content["documents"][0]["resource"])
            errors = []
            for uri in ("demarche://doc/none", "file:///etc/passwd", "demarche://doc/../../etc/passwd", "demarche://doc/a b"):
                with self.assertRaises(MCPError) as caught:
                    await client.read_resource(uri)
                errors.append(str(caught.exception))
            return listed, templates, evidence, text, errors

        listed, templates, evidence, text, errors = self.ask(work)
        self.assertEqual({r.uri for r in listed.resources}, {"demarche://doc/seed-eu-osce-1417", "demarche://doc/seed-kazinform"})
        self.assertEqual([t.uri_template for t in templates.resource_templates], ["demarche://doc/{id}"])
        passage = evidence.structured_content["evidence"][0]
        self.assertEqual(text.contents[0].text[passage["start"] : passage["end"]], passage["quote"])
        self.assertTrue(all("there is no document" in e for e in errors), errors)

    def test_what_is_cut_off_is_said_and_can_be_had(self):
        result = self.call("stances-by-actor", {"actor": "EU", "limit": 2})
        told = result.structured_content
        self.assertEqual((told["shown"], told["truncated"], told["next_offset"]), (2, True, 2))
        self.assertIn("there are more: give `offset` 2", result.content[0].text)
        rows, offset = [], 0
        while offset is not None:
            page = self.call("stances-by-actor", {"actor": "EU", "limit": 5, "offset": offset}).structured_content
            rows += page["rows"]
            offset = page.get("next_offset")
        self.assertEqual(rows, self.rows("stances-by-actor", {"actor": "EU"}))
        self.assertGreater(len(rows), 5)
        capped = self.call("stances-by-actor", {"actor": "EU"}, "--max-rows", "3").structured_content
        self.assertEqual((capped["shown"], capped["truncated"]), (3, True))
        network = self.call("network", {"limit": 3, "actor-type": ["State"]}).structured_content
        self.assertEqual((network["shown"], network["truncated"]), (3, True))

    def test_networks_are_those_of_the_command(self):
        told = self.call("network", {"type": "two-mode", "limit": 500}).structured_content
        csv = subprocess.run([BINARY, "network", "-l", str(self.store), "--type", "two-mode", "--format", "csv"], check=True, capture_output=True).stdout
        self.assertEqual(len(told["networks"][0]["edges"]), len(csv.splitlines()) - 1)
        empty = self.call("network", {"topic": ["space"]})
        self.assertFalse(empty.is_error)
        self.assertIn("`topic space` left none of", empty.content[0].text)
        events = self.call("network", {"type": "events", "actor": ["EU"], "limit": 500})
        self.assertTrue(all(e["quote"] for e in events.structured_content["events"]))

    def test_wrong_arguments_are_told_with_a_remedy(self):
        cases = (
            ("stances-by-actor", {}, "`actor` is missing", "for example `org:EU`"),
            ("stances-by-actor", {"actor": "Kazakstan"}, "nothing in the store is called `Kazakstan`; near it: `Kazakhstan`", "`search` finds names"),
            ("stances-by-actor", {"actor": "EU", "since": "yesterday"}, "takes a date", "the schema"),
            ("stances-by-actor", {"actor": "EU", "family": "like"}, "takes approve, disapprove", "the schema"),
            ("stances-by-actor", {"actor": "EU", "colour": "red"}, "there is no parameter `colour`", "actor, [family]"),
            ("stances-by-actor", {"actor": ["EU"]}, "takes one value", "give a text"),
            ("stances-by-actor", {"actor": "EU", "limit": 0}, "from 1 to 500", "leave it out"),
            ("stances-by-actor", {"actor": "EU", "limit": 10**9}, "from 1 to 500", "leave it out"),
            ("stances-by-actor", {"actor": "EU", "offset": -1}, "whole number", "leave it out"),
            ("evidence", {"claim": "stance:none"}, "no", "help:"),
            ("evidence", {}, "`claim` is missing", "give the IRI"),
            ("search", {"words": "  "}, "`words` is missing", "give a name"),
            ("search", {"words": "EU", "sort": "up"}, "there is no parameter `sort`", "words, class, limit"),
            ("search", {"words": "EU", "class": "Planet"}, "`class` takes State", "one of these"),
            ("network", {"qualifier": "combine"}, "for two-mode networks", "ignore, congruence"),
            ("network", {"actor": ["Atlantis"]}, "nothing in the store is called `Atlantis`", "`search` finds names"),
            ("network", {"until": {"year": 2023}}, "cannot take", "the schema"),
        )

        async def work(client):
            # The client itself does not check what it sends.
            return [await client.call_tool(tool, arguments) for tool, arguments, _, _ in cases]

        for (tool, arguments, message, remedy), result in zip(cases, self.ask(work)):
            with self.subTest(tool=tool, arguments=arguments):
                self.assertTrue(result.is_error)
                self.assertIn(message, result.content[0].text)
                self.assertIn(remedy, result.content[0].text)
                self.assertIn("\nhelp: ", result.content[0].text)

    def test_a_tool_that_is_not_there_is_told(self):
        async def work(client):
            with self.assertRaises(MCPError) as caught:
                await client.call_tool("stances-of-actor", {})
            return str(caught.exception)

        self.assertIn("stances-by-actor", self.ask(work))

    def test_queries_of_the_user_are_tools_and_slow_ones_are_given_up(self):
        queries = self.folder / "queries"
        queries.mkdir()
        (queries / "all-triples.rq").write_text(
            "#+ summary: Triples\n#+ description: All triples.\n#+ pagination: 5\n#+ columns:\n#+   - s: the subject\nSELECT ?s WHERE { GRAPH ?g { ?s ?p ?o } }\n"
        )
        (queries / "product.rq").write_text("#+ summary: A product\nSELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } }\n")

        (queries / "paths.rq").write_text("#+ summary: Paths\nSELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?a (!<urn:none>)* ?b . ?b (!<urn:none>)* ?c } }\n")

        async def work(client):
            # The one reads the store all the time and is stopped; the other computes without reading and is left alone.
            slow = [await client.call_tool(tool, {}) for tool in ("paths", "product")]
            return slow, await client.call_tool("all-triples", {})

        slow, quick = self.ask(work, "--queries", str(queries), "--timeout", "1")
        for result in slow:
            self.assertTrue(result.is_error)
            # Stopped, or given up on: which of the two depends on how busy the machine is.
            self.assertRegex(result.content[0].text, "did not end within 1 seconds|no answer within")
            self.assertIn("ask for less", result.content[0].text)
        self.assertEqual((quick.structured_content["shown"], quick.structured_content["truncated"]), (5, True))

    def test_hostile_texts_are_values_and_change_nothing(self):
        before = checksum(self.store)

        async def work(client):
            out = []
            for text in HOSTILE:
                for tool, arguments in (
                    ("stances-by-actor", {"actor": text}),
                    ("stances-about", {"about": "state:KZ", "since": text}),
                    ("query-search", {"words": text}),
                    ("search", {"words": text}),
                    ("evidence", {"claim": text}),
                    ("network", {"actor": [text], "window": text}),
                    ("aligned-with-document", {"document": text}),
                ):
                    out.append((tool, text, await client.call_tool(tool, arguments)))
            # It still answers.
            out.append(("stances-by-actor", "EU", await client.call_tool("stances-by-actor", {"actor": "EU"})))
            return out

        *hostile, (_, _, last) = self.ask(work)
        for tool, text, result in hostile:
            with self.subTest(tool=tool, text=text[:40]):
                if not result.is_error:
                    self.assertIn(tool, ("query-search", "search"))
                    self.assertEqual(result.structured_content["rows"], [])
        self.assertGreater(last.structured_content["shown"], 5)
        self.assertEqual(checksum(self.store), before)

    def test_many_calls_at_once_are_all_answered(self):
        async def work(client):
            return await asyncio.gather(*(client.call_tool("stances-by-actor", {"actor": "EU", "limit": 1 + i % 7}) for i in range(60)))

        for i, result in enumerate(self.ask(work)):
            self.assertEqual(result.structured_content["shown"], 1 + i % 7)

    def test_wrong_usage_of_the_command_is_told(self):
        for arguments, status, word in (
            (["--http", "0.0.0.0:0"], 1, "--allow-host"),
            (["--http", "no address"], 2, "--http"),
            (["--allow-host", "a"], 2, "--http"),
            (["--timeout", "0"], 2, "--timeout"),
        ):
            done = subprocess.run([BINARY, "mcp", "-l", str(self.store), *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertIn(word, done.stderr.decode())
        done = subprocess.run([BINARY, "mcp", "-l", str(self.folder / "none")], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (1, b""))
        # Nobody speaks: it ends, and says nothing.
        done = subprocess.run([BINARY, "mcp", "-l", str(self.store)], stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, b""))

    @contextlib.contextmanager
    def http(self, *arguments):
        """A server on a free port of this machine, ended by its own pid."""
        server = subprocess.Popen([BINARY, "mcp", "-l", str(self.store), "--http", "127.0.0.1:0", *arguments], stderr=subprocess.PIPE, text=True)
        try:
            yield int(re.search(r"127\.0\.0\.1:(\d+)/mcp", server.stderr.readline()).group(1))
        finally:
            server.send_signal(signal.SIGTERM)
            self.assertEqual(server.wait(30), 0)
            server.stderr.close()

    def post(self, port, headers, body=None):
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}) if body is None else body
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.putrequest("POST", "/mcp", skip_host="Host" in headers)
        fixed = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
        for name, value in {**fixed, "Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode())
        response = connection.getresponse()
        data = response.read()
        connection.close()
        return response.status, data

    def test_the_same_over_http(self):
        async def main(url, mode):
            async with Client(url, mode=mode) as client:
                tools = await client.list_tools()
                result = await client.call_tool("stances-by-actor", {"actor": "EU"})
                wrong = await client.call_tool("stances-by-actor", {})
                resources = await client.list_resources()
                return len(tools.tools), result.structured_content["rows"], wrong.is_error, len(resources.resources)

        with self.http() as port:
            for mode in ("auto", "legacy"):
                tools, rows, wrong, resources = asyncio.run(asyncio.wait_for(main(f"http://127.0.0.1:{port}/mcp", mode), 60))
                self.assertEqual((tools, wrong, resources), (len(self.catalog) + 3, True, 2))
                self.assertEqual(rows, self.rows("stances-by-actor", {"actor": "EU"}))

    def test_foreign_hosts_and_origins_are_turned_away(self):
        with self.http() as port:
            self.assertEqual(self.post(port, {})[0], 200)
            self.assertEqual(self.post(port, {"Host": f"localhost:{port}"})[0], 200)
            for host in ("evil.example", f"evil.example:{port}", "127.0.0.1.evil.example", "[::2]"):
                self.assertEqual(self.post(port, {"Host": host})[0], 403, host)
            for origin in ("https://evil.example", "null", f"http://localhost:{port}", "http://localhost.evil.example"):
                self.assertEqual(self.post(port, {"Origin": origin})[0], 403, origin)
            self.assertEqual(self.post(port, {}, "x" * 300_000)[0], 413)
            self.assertIn(self.post(port, {}, "no json")[0], (400, 415, 422))
            self.assertIn(self.post(port, {}, "[" * 100_000)[0], (400, 415, 422))
            self.assertEqual(self.post(port, {})[0], 200)
        with self.http("--allow-host", "store.example", "--allow-origin", "http://localhost:6274") as port:
            self.assertEqual(self.post(port, {"Host": "store.example"})[0], 200)
            self.assertEqual(self.post(port, {"Origin": "http://localhost:6274"})[0], 200)
            self.assertEqual(self.post(port, {"Origin": "http://localhost:6275"})[0], 403)


if __name__ == "__main__":
    unittest.main()
