//! The server as its users meet it: the program itself on a free port, over a store of the seed documents.

#![cfg(feature = "serve")]
#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde_json::Value;
use ureq::http::{Method, Request, Response};
use ureq::{Agent, Body};

const TOKEN: &str = "a-token-for-the-tests";

fn demarche() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    for name in ["DEMARCHE_LOCATION", "DEMARCHE_QUERIES", "DEMARCHE_KNOWLEDGE", "DEMARCHE_TOKEN"] {
        command.env_remove(name);
    }
    command
}

// Texts of our own: the seeds, and one whose title is no markup.
fn build(folder: &Path) -> PathBuf {
    let store = folder.join("store");
    let texts = folder.join("texts");
    std::fs::create_dir(&texts).unwrap();
    std::fs::write(
        texts.join("markup.txt"),
        "Statement by Norway on <script>alert(1)</script> & \"quotes\"\n\nOslo, 4 May 2023\n\nNorway welcomes the release of the <b>sailors</b> <script>alert(2)</script>.\n",
    )
    .unwrap();
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let status = demarche().arg("build").arg(seeds).arg(&texts).arg("-q").arg("-l").arg(&store).status().unwrap();
    assert!(status.success());
    store
}

struct Server {
    child: Child,
    root: String,
    address: String,
    store: PathBuf,
    _folder: tempfile::TempDir,
}

impl Server {
    fn start(options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = build(folder.path());
        let mut command = demarche();
        command.arg("serve").arg("-l").arg(&store).args(["--bind", "127.0.0.1:0", "--workers", "2"]).args(options);
        let mut child = command.env("DEMARCHE_TOKEN", TOKEN).stderr(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let line = lines.find_map(|l| l.unwrap().strip_prefix("serving at http://").map(str::to_owned)).expect("the server says where it is");
        // What it says later must not fill the pipe.
        std::thread::spawn(move || lines.for_each(drop));
        let address = line.split('/').next().unwrap().to_owned();
        Self { child, root: format!("http://{address}"), address, store, _folder: folder }
    }

    fn ask(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.root));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .allow_non_standard_methods(true)
            .build()
            .into();
        let bodiless = body.is_empty() && !headers.iter().any(|(n, _)| n.eq_ignore_ascii_case("content-type"));
        let response = if bodiless { agent.run(request.body(()).unwrap()) } else { agent.run(request.body(body.to_owned()).unwrap()) };
        Answer::read(response.unwrap())
    }

    fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, &[], "")
    }

    fn accept(&self, path: &str, accept: &str) -> Answer {
        self.ask(Method::GET, path, &[("accept", accept)], "")
    }

    fn query(&self, sparql: &str) -> Answer {
        self.ask(Method::POST, "/sparql", &[("content-type", "application/sparql-query")], sparql)
    }

    // Processor time of the workers, in ticks, and how many there are.
    fn workers(&self) -> Vec<(u32, u64)> {
        let parent = self.child.id().to_string();
        let mut out = Vec::new();
        for entry in std::fs::read_dir("/proc").unwrap().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|n| n.parse::<u32>().ok()) else { continue };
            let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
            let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
            if fields[1] == parent && fields[0] != "Z" {
                out.push((pid, fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()));
            }
        }
        out
    }

    fn assert_idle(&self, after: &str) {
        std::thread::sleep(Duration::from_millis(400));
        let before: u64 = self.workers().iter().map(|w| w.1).sum();
        std::thread::sleep(Duration::from_millis(600));
        let spent = self.workers().iter().map(|w| w.1).sum::<u64>().saturating_sub(before);
        assert!(spent <= 10, "{after}: {spent} ticks of 60 spent by idle workers");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Answer {
    status: u16,
    response: Response<()>,
    bytes: Vec<u8>,
}

impl Answer {
    fn read(response: Response<Body>) -> Self {
        let (parts, mut body) = response.into_parts();
        let bytes = body.with_config().limit(1 << 28).read_to_vec().unwrap();
        Self { status: parts.status.as_u16(), response: Response::from_parts(parts, ()), bytes }
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).map_or("", |v| v.to_str().unwrap())
    }

    #[track_caller]
    fn problem(&self, status: u16, part: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        let all = format!("{} {}", json["detail"].as_str().unwrap(), json["help"].as_str().unwrap_or_default());
        assert!(all.contains(part), "{all}");
    }
}

// One server for all tests that change nothing, as long as one of them runs: a static one would never be ended.
fn shared() -> Arc<Server> {
    static SERVER: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut server = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    server.upgrade().unwrap_or_else(|| {
        let started = Arc::new(Server::start(&["--rows", "50"]));
        *server = Arc::downgrade(&started);
        started
    })
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

const ASK: &str = "ASK { GRAPH ?g { ?s a dem:Stance } }";

#[test]
fn sparql_comes_by_get_by_form_and_direct() {
    let server = shared();
    let form = format!("query={}", encoded(ASK));
    for answer in [
        server.get(&format!("/sparql?{form}")),
        server.ask(Method::POST, "/sparql", &[("content-type", "application/x-www-form-urlencoded")], &form),
        server.ask(Method::POST, "/sparql", &[("content-type", "application/sparql-query; charset=utf-8")], ASK),
    ] {
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.json()["boolean"], true);
    }
    server.ask(Method::POST, "/sparql", &[("content-type", "text/plain")], ASK).problem(415, "application/sparql-query");
    server.get("/sparql?query=SELECT").problem(400, "no SPARQL query");
    server.get(&format!("/sparql?{form}&{form}")).problem(400, "two queries");
    assert_eq!(server.ask(Method::DELETE, "/sparql", &[], "").status, 405);
}

#[test]
fn the_datasets_of_the_protocol_take_the_place_of_those_of_the_query() {
    let server = shared();
    let seed = "https://w3id.org/demarche/id/doc/seed-eu-osce-1417";
    let count = |path: &str| server.get(path).json()["results"]["bindings"][0]["n"]["value"].as_str().unwrap().parse::<u32>().unwrap();
    let plain = encoded("SELECT (COUNT(*) AS ?n) { ?s a dem:Stance }");
    let named = encoded("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a dem:Stance } }");
    assert_eq!(count(&format!("/sparql?query={plain}")), 0);
    let one = count(&format!("/sparql?query={plain}&default-graph-uri={}", encoded(seed)));
    assert!(one > 10);
    assert!(count(&format!("/sparql?query={named}")) > one);
    assert_eq!(count(&format!("/sparql?query={named}&named-graph-uri={}", encoded(seed))), one);
    server.get(&format!("/sparql?query={plain}&default-graph-uri=no%20iri")).problem(400, "no IRI");
}

#[test]
fn formats_are_negotiated_for_tables_and_graphs() {
    let server = shared();
    let select = format!("/sparql?query={}", encoded("SELECT ?s { GRAPH ?g { ?s a dem:Stance } } ORDER BY ?s LIMIT 2"));
    let construct = format!("/sparql?query={}", encoded("CONSTRUCT { ?s a dem:Stance } WHERE { GRAPH ?g { ?s a dem:Stance } } LIMIT 2"));
    for (path, accept, content_type, part) in [
        (&select, "", "application/sparql-results+json", "\"bindings\""),
        (&select, "application/sparql-results+xml", "application/sparql-results+xml", "<results>"),
        (&select, "text/csv", "text/csv; charset=utf-8", "s\r\nhttps://"),
        (&select, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", "?s\n<https://"),
        (&select, "text/csv;q=0.1, application/x-ndjson", "application/x-ndjson", "{\"s\":"),
        (&select, "application/vnd.apache.parquet", "application/vnd.apache.parquet", "PAR1"),
        (&construct, "*/*", "text/turtle; charset=utf-8", "dem:Stance"),
        (&construct, "application/n-triples", "application/n-triples", "<https://w3id.org/demarche/ns#Stance> ."),
        (&construct, "application/rdf+xml", "application/rdf+xml", "<rdf:RDF"),
        (&construct, "application/ld+json", "application/ld+json", "@id"),
        (&construct, "application/n-quads", "application/n-quads", "<https://w3id.org/demarche/ns#Stance> ."),
    ] {
        let answer = server.accept(path, accept);
        assert_eq!((answer.status, answer.header("content-type")), (200, content_type), "{accept}: {}", answer.text());
        assert!(answer.text().contains(part), "{accept}: {}", answer.text());
        assert!(answer.header("vary").contains("accept"));
    }
    server.accept(&select, "image/png").problem(406, "text/csv");
    server.accept(&select, "text/turtle").problem(406, "text/csv");
    server.accept(&construct, "text/csv").problem(406, "text/turtle");
    assert!(server.accept(&format!("{select}&format=csv"), "application/json").text().starts_with("s\r\n"));
    server.get(&format!("{select}&format=parchment")).problem(400, "parquet");
    let ask = format!("/sparql?query={}", encoded(ASK));
    assert_eq!(server.accept(&ask, "text/csv").text().trim(), "true");
    assert!(server.accept(&ask, "application/sparql-results+xml").text().contains("<boolean>true</boolean>"));
}

#[test]
fn nothing_outside_is_asked() {
    let server = shared();
    for query in [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o FILTER EXISTS { { SELECT * { SERVICE SILENT ?x { ?s ?p ?o } } } } }",
    ] {
        server.query(query).problem(400, "SERVICE");
    }
}

#[test]
fn canned_queries_answer_by_accept_and_suffix() {
    let server = shared();
    let listed = server.get("/api/queries").json();
    let names: Vec<&str> = listed.as_array().unwrap().iter().map(|q| q["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("queries")).unwrap().count());
    for query in listed.as_array().unwrap() {
        let pairs: Vec<String> = query["example"].as_object().unwrap().iter().map(|(k, v)| format!("{k}={}", encoded(v.as_str().unwrap()))).collect();
        let path = format!("/api/queries/{}?{}", query["name"].as_str().unwrap(), pairs.join("&"));
        let answer = server.get(&path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        if query["gives"] == "table" {
            assert!(!answer.json()["results"]["bindings"].as_array().unwrap().is_empty(), "{path}");
        } else {
            assert!(answer.text().contains("@prefix"), "{path}");
        }
    }
    // Names, codes and IRIs are one.
    let by = |value: &str| server.get(&format!("/api/queries/open-requests.csv?addressee={}", encoded(value))).text();
    let iri = by("https://w3id.org/demarche/id/state/KZ");
    assert!(iri.contains("to implement fully the OSCE/ODIHR recommendations"), "{iri}");
    for name in ["Kazakhstan", "KZ", "state:KZ"] {
        assert_eq!(by(name), iri, "{name}");
    }
    assert!(server.get("/api/queries/actors.parquet").bytes.starts_with(b"PAR1"));
    assert!(server.get("/api/queries/view-prov.jsonld?document=seed-kazinform").text().contains("@id"));
    assert_eq!(server.accept("/api/queries/actors", "text/csv").text(), server.get("/api/queries/actors.csv").text());
    server.get("/api/queries/actors.ttl").problem(406, "text/csv");
    server.get("/api/queries/actor").problem(404, "did you mean");
    server.get("/api/queries/stances-by-actor").problem(400, "needs the parameter `actor`");
    server.get("/api/queries/stances-by-actor?actor=EU&actr=EU").problem(400, "it takes actor");
    server.get("/api/queries/stances-by-actor?actor=EU&actor=US").problem(400, "twice");
    server.get("/api/queries/stances-by-actor?actor=EU&since=yesterday").problem(400, "takes a date");
    server.get("/api/queries/stances-by-actor?actor=Kazakstan").problem(400, "`Kazakhstan`");
    server.get("/api/queries/actors?limit=few").problem(400, "whole number");
    assert!(server.get("/queries/actors.rq").text().starts_with("#+ summary:"));
    assert!(server.get("/queries/").text().contains("stances-by-actor"));
    assert_eq!(server.get("/queries/none.rq").status, 404);
}

#[test]
fn rows_that_are_left_out_are_said_aloud() {
    let server = shared();
    let answer = server.query("SELECT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!((answer.status, answer.header("demarche-truncated"), answer.header("demarche-rows")), (200, "true", "50"));
    let json = answer.json();
    assert_eq!(json["results"]["bindings"].as_array().unwrap().len(), 50);
    assert_eq!(json["head"]["truncated"], true);
    assert_eq!(json["head"]["vars"].as_array().unwrap().len(), 3);
    let whole = server.query("SELECT ?s { GRAPH ?g { ?s a dem:Stance } } LIMIT 50");
    assert_eq!((whole.header("demarche-truncated"), &whole.json()["head"]["truncated"]), ("", &Value::Null));
    let graph = server.query("CONSTRUCT WHERE { GRAPH <https://w3id.org/demarche/id/graph/knowledge> { ?s ?p ?o } }");
    assert_eq!(graph.status, 400, "CONSTRUCT WHERE takes no GRAPH: {}", graph.text());
    let graph = server.query("CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }");
    assert_eq!(graph.header("demarche-truncated"), "true");
    // Pages of a canned query follow each other without loss.
    let row =
        |a: &Answer| a.json()["results"]["bindings"].as_array().unwrap().iter().map(|b| b["actor"]["value"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let all = row(&server.get("/api/queries/actors?limit=0"));
    let mut path = "/api/queries/actors?limit=7".to_owned();
    let mut paged = Vec::new();
    loop {
        let answer = server.get(&path);
        assert!(row(&answer).len() <= 7);
        paged.extend(row(&answer));
        let link = answer.header("link").to_owned();
        if link.is_empty() {
            assert_eq!(answer.header("demarche-truncated"), "");
            break;
        }
        assert_eq!(answer.json()["head"]["link"][0], link.trim_start_matches('<').split('>').next().unwrap());
        path = link.trim_start_matches('<').split('>').next().unwrap().to_owned();
    }
    assert!(all.len() > 14);
    assert_eq!(paged, all);
}

#[test]
fn answers_are_kept_tagged_and_compressed() {
    let server = shared();
    let path = "/api/queries/stances-by-actor?actor=EU";
    let first = server.get(path);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    assert_eq!(first.header("cache-control"), "no-cache");
    assert_eq!(server.get(path).header("etag"), tag);
    for known in [tag.as_str(), "\"other\", W/\"x\", *"] {
        let again = server.ask(Method::GET, path, &[("if-none-match", known)], "");
        assert_eq!((again.status, again.bytes.len(), again.header("etag")), (304, 0, tag.as_str()), "{known}");
    }
    assert_eq!(server.ask(Method::GET, path, &[("if-none-match", "\"other\"")], "").status, 200);
    let packed = server.ask(Method::GET, path, &[("accept-encoding", "gzip")], "");
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_ne!(packed.header("etag"), tag);
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(packed.bytes.as_slice()).read_to_end(&mut plain).unwrap();
    assert_eq!(plain, first.bytes);
    assert_eq!(server.ask(Method::GET, path, &[("accept-encoding", "gzip;q=0")], "").header("content-encoding"), "");
    let head = server.ask(Method::HEAD, path, &[], "");
    assert_eq!((head.status, head.bytes.len(), head.header("etag")), (200, 0, tag.as_str()));
}

#[test]
fn foreign_hosts_and_origins_are_refused() {
    let server = shared();
    for (host, status) in [("evil.example", 421), ("evil.example:7878", 421), ("", 400), ("localhost", 200), ("[::1]:80", 200), ("127.0.0.1.evil.example", 421)]
    {
        assert_eq!(
            raw(&server, &format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")).0,
            if host.is_empty() { 421 } else { status },
            "{host}"
        );
    }
    assert_eq!(raw(&server, "GET /health HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n").0, 421);
    let post = |origin: &str| server.ask(Method::POST, "/sparql", &[("origin", origin), ("content-type", "application/sparql-query")], ASK);
    post("https://evil.example").problem(403, "https://evil.example");
    post("null").problem(403, "null");
    assert_eq!(post(&server.root).status, 200);
    let read = server.ask(Method::GET, "/api/queries", &[("origin", "https://evil.example")], "");
    assert_eq!((read.status, read.header("access-control-allow-origin")), (200, ""));
    assert_eq!(read.header("cross-origin-resource-policy"), "same-origin");
    let open = Server::start(&["--cors", "https://good.example", "--host", "demarche.example"]);
    let read = open.ask(Method::GET, "/api/queries", &[("origin", "https://good.example")], "");
    assert_eq!(read.header("access-control-allow-origin"), "https://good.example");
    assert_eq!(open.ask(Method::GET, "/api/queries", &[("origin", "https://evil.example")], "").header("access-control-allow-origin"), "");
    assert_eq!(open.ask(Method::POST, "/sparql", &[("origin", "https://good.example"), ("content-type", "application/sparql-query")], ASK).status, 200);
    assert_eq!(raw(&open, "GET /health HTTP/1.1\r\nHost: demarche.example:80\r\nConnection: close\r\n\r\n").0, 200);
}

// A request as it is written, and the status and text of its answer.
fn raw(server: &Server, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The other side may have enough of it before the end.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    (status, answer)
}

#[test]
fn heads_bodies_and_addresses_have_limits() {
    let server = shared();
    let many: String = (0..100).map(|n| format!("X-{n}: y\r\n")).collect();
    assert_eq!(raw(&server, &format!("GET /health HTTP/1.1\r\nHost: localhost\r\n{many}\r\n")).0, 431);
    assert_eq!(raw(&server, &format!("GET /health HTTP/1.1\r\nHost: localhost\r\nX-Long: {}\r\n\r\n", "y".repeat(300_000))).0, 431);
    let long = raw(&server, &format!("GET /health?{} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "y".repeat(300_000))).0;
    assert!(matches!(long, 414 | 431), "{long}");
    server.ask(Method::POST, "/sparql", &[("content-type", "application/sparql-query")], &"x".repeat(300_000)).problem(413, "bytes");
    server.query(&format!("ASK {{ }} #{}", "x".repeat(70_000))).problem(400, "longer than");
    assert_eq!(server.get("/health").status, 200);
}

#[test]
fn every_answer_has_the_headers_of_safety() {
    let server = shared();
    for path in ["/", "/health", "/sparql", "/nothing", "/api/queries", "/page/id/state/KZ"] {
        let answer = server.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'") && !policy.contains("script-src"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
    server.get("/../Cargo.toml").problem(404, "nothing at");
    server.get("/%2e%2e/%2e%2e/etc/passwd").problem(404, "nothing at");
}

#[test]
fn a_thing_points_to_its_descriptions() {
    let server = shared();
    for (path, accept, location) in [
        ("/id/state/KZ", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "/page/id/state/KZ"),
        ("/id/state/KZ", "text/turtle", "/data/id/state/KZ.ttl"),
        ("/id/state/KZ", "application/ld+json", "/data/id/state/KZ.jsonld"),
        ("/id/state/KZ", "application/n-triples", "/data/id/state/KZ.nt"),
        ("/id/state/KZ", "application/rdf+xml", "/data/id/state/KZ.rdf"),
        ("/id/state/KZ.ttl", "text/html", "/data/id/state/KZ.ttl"),
        ("/id/doc/seed-eu-osce-1417", "text/html", "/page/id/doc/seed-eu-osce-1417"),
        ("/ns/attitude/welcome", "text/turtle", "/data/ns/attitude/welcome.ttl"),
        ("/lexicon/en/encourage-1", "text/html", "/page/lexicon/en/encourage-1"),
    ] {
        let answer = server.accept(path, accept);
        assert_eq!((answer.status, answer.header("location"), answer.header("vary")), (303, location, "accept"), "{path} {accept}: {}", answer.text());
        assert_eq!(server.get(location).status, 200, "{location}");
    }
    server.accept("/id/state/KZ", "image/png").problem(406, "text/turtle");
    server.get("/id/state/XX").problem(404, "https://w3id.org/demarche/id/state/XX");
    server.get("/page/id/state/XX").problem(404, "says nothing");
    server.get("/data/id/state/XX.ttl").problem(404, "says nothing");
    server.get("/id/a%20b%3E").problem(404, "says nothing");
    // The vocabulary is a document.
    assert!(server.accept("/ns", "text/html").text().contains("id=\"Stance\""));
    assert!(server.accept("/ns", "text/turtle").text().contains("dem:Stance"));
    assert!(server.get("/data/ns.nt").text().contains("<https://w3id.org/demarche/ns#Stance>"));
}

#[test]
fn descriptions_hold_what_the_store_says() {
    let server = shared();
    let stances = server.get("/api/queries/stances-by-actor.csv?actor=EU").text();
    let stance = stances.lines().find(|l| l.contains("to implement fully")).unwrap().rsplit(',').next().unwrap().trim().to_owned();
    let path = stance.strip_prefix("https://w3id.org/demarche").unwrap();
    let data = server.get(&format!("/data{path}.ttl")).text();
    for part in ["dem:holder org:EU", "dem:quote \"The EU encourages Kazakhstan to implement fully the OSCE/ODIHR recommendations.\"", "dem:start 1445"] {
        assert!(data.contains(part), "{part}\n{data}");
    }
    let page = server.get(&format!("/page{path}")).text();
    for part in [
        "<mark class=\"cue\">encourages</mark>",
        "<mark class=\"target\">to implement fully",
        "href=\"/lexicon/en/encourage-1\"",
        "href=\"/id/doc/seed-eu-osce-1417\"",
        ".ttl\">Turtle</a>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    let page = server.get("/page/id/doc/seed-eu-osce-1417").text();
    for part in ["Joined by", "href=\"/id/state/GE\"", "Stances in it", "NORTH MACEDONIA*"] {
        assert!(page.contains(part), "{part}");
    }
    let page = server.get("/page/id/state/GE").text();
    assert!(page.contains("Statements it joined") && page.contains("<h1>Georgia</h1>"), "{page}");
    // A document's data are its graph.
    let graph = server.get("/data/id/doc/seed-eu-osce-1417.nt").text();
    assert!(graph.lines().count() > 300 && graph.contains("/id/stance/"));
    for format in ["jsonld", "rdf", "trig", "nq"] {
        assert_eq!(server.get(&format!("/data/id/state/KZ.{format}")).status, 200, "{format}");
    }
}

#[test]
fn markup_in_a_text_is_text() {
    let server = shared();
    let found = server.get("/api/search?q=statement%20norway").json();
    let iri = found["groups"][0]["hits"][0]["iri"].as_str().unwrap().to_owned();
    assert!(found["groups"][0]["hits"][0]["label"].as_str().unwrap().contains("<script>"), "{found}");
    let page = server.get(&format!("/page{}", iri.strip_prefix("https://w3id.org/demarche").unwrap()));
    assert!(page.text().contains("&lt;script&gt;alert(1)"), "{}", page.text());
    for (what, answer) in [("page", page), ("holder", server.get("/page/id/state/NO"))] {
        assert!(!answer.text().contains("<script"), "{what}: {}", answer.text());
        assert!(answer.header("content-type").starts_with("text/html"));
    }
}

#[test]
fn search_finds_by_beginnings_of_names() {
    let server = shared();
    let first = |q: &str| {
        let found = server.get(&format!("/api/search?q={}&limit=3", encoded(q))).json();
        let group = &found["groups"][0];
        (group["kind"].as_str().unwrap_or_default().to_owned(), group["hits"][0]["label"].as_str().unwrap_or_default().to_owned())
    };
    for (query, kind, label) in [
        ("turk", "state", "Türkiye"),
        ("TÜRKI", "state", "Türkiye"),
        ("kz", "state", "Kazakhstan"),
        ("osce", "organisation", "Organization for Security and Co-operation in Europe"),
        ("kazakh", "state", "Kazakhstan"),
        ("кита", "state", "China"),
        ("中国", "state", "China"),
        ("қазақ", "state", "Kazakhstan"),
        ("allemag", "state", "Germany"),
        ("cote d'iv", "state", "Côte d'Ivoire"),
    ] {
        assert_eq!(first(query), (kind.to_owned(), label.to_owned()), "{query}");
    }
    let found = server.get("/api/search?q=kazakhstan&kind=state").json();
    let hit = &found["groups"][0]["hits"][0];
    assert!(hit["about"].as_u64().unwrap() > 0 && hit["documents"].as_u64().unwrap() >= 2, "{hit}");
    assert_eq!(server.get("/api/search?q=").json()["total"], 0);
    server.get("/api/search?q=a&limit=many").problem(400, "whole number");
    server.get("/api/search?query=a").problem(400, "`q`");
}

#[test]
fn networks_have_an_address() {
    let server = shared();
    let joined = server.get("/api/network?type=two-mode&basis=joined&format=csv");
    assert_eq!(joined.status, 200);
    let rows = joined.text();
    assert!(rows.lines().count() > 10 && rows.contains("Georgia"), "{rows}");
    let nothing = server.get("/api/network?since=2200-01-01");
    assert_eq!(nothing.status, 200);
    assert!(nothing.header("demarche-empty").contains("2200"), "{}", nothing.header("demarche-empty"));
    server.get("/api/network?qualifier=subtraction").problem(400, "subtraction");
    server.get("/api/network?kwalifier=subtract").problem(400, "kwalifier");
}

#[test]
fn the_server_describes_itself() {
    let server = shared();
    assert_eq!(server.get("/health").json()["status"], "ok");
    server.get("/api/queries/actors");
    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    let text = metrics.text();
    for part in [
        "demarche_http_requests_total{route=\"/api/queries/{name}\",status=\"200\"}",
        "demarche_workers 2",
        "demarche_cache_hits_total",
        "demarche_http_request_seconds_bucket",
        "# EOF",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    let api = server.get("/api/openapi.json").json();
    assert_eq!(api["openapi"], "3.1.0");
    let parameters = api["paths"]["/api/queries/stances-by-actor"]["get"]["parameters"].as_array().unwrap();
    assert!(parameters.iter().any(|p| p["name"] == "actor" && p["required"] == true));
    assert!(parameters.iter().any(|p| p["name"] == "family" && p["schema"]["enum"].as_array().is_some_and(|e| e.len() == 6)));
    for path in ["/.well-known/void", "/sparql"] {
        let text = server.accept(path, "application/n-triples").text();
        assert!(text.contains("sparql-service-description#endpoint> <http://127.0.0.1:") && text.contains("void#triples>"), "{path}: {text}");
    }
    assert!(server.accept("/sparql", "text/html").text().contains("<textarea"));
    assert!(server.get("/robots.txt").text().contains("Disallow: /sparql"));
    assert!(server.get("/").text().contains("<html"));
}

// What would run on for minutes, or bring the process down.
#[test]
fn attacks_get_an_error_in_time_and_leave_the_server_idle() {
    let server = Server::start(&["--timeout", "2", "--memory", "400"]);
    let values = |n: usize| (0..n).map(|i| i.to_string()).collect::<Vec<_>>().join(" ");
    let cross = "GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f }";
    let attacks = [
        ("600 nested groups", format!("SELECT * {}{}", "{".repeat(600), "}".repeat(600)), &[400][..]),
        ("99 nested groups below the limit", format!("SELECT * {}{}", "{".repeat(99), "}".repeat(99)), &[200]),
        ("3,000 parentheses", format!("SELECT (({}1{}) AS ?x) {{}}", "(".repeat(3000), ")".repeat(3000)), &[400]),
        ("10,000 UNIONs", format!("SELECT * {{ {{}} {} }}", "UNION {} ".repeat(10_000)), &[400, 413]),
        ("10,000 steps", format!("SELECT * {{ ?s dem:p{} ?o }}", "/dem:p".repeat(10_000)), &[400, 413]),
        ("10,000 ors", format!("ASK {{ FILTER(true{}) }}", "||true".repeat(10_000)), &[400]),
        ("sorted cross product", format!("SELECT * {{ {cross} }} ORDER BY ?f ?c ?a"), &[504, 507]),
        ("sorted by an expression", format!("SELECT * {{ {cross} }} ORDER BY CONCAT(STR(?a), STR(?f)) LIMIT 1"), &[504, 507]),
        ("three-way count", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?x ?y ?z } }".to_owned(), &[504, 507]),
        ("distinct of a product", format!("SELECT (COUNT(DISTINCT CONCAT(STR(?c), STR(?f))) AS ?n) {{ {cross} }}"), &[504, 507]),
        (
            "product of VALUES",
            format!("SELECT (SUM(?a * ?b * ?c) AS ?n) {{ VALUES ?a {{ {0} }} VALUES ?b {{ {0} }} VALUES ?c {{ {0} }} }}", values(2500)),
            &[504, 507],
        ),
        (
            "explosion of a path",
            "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?a (!dem:none|^!dem:none)* ?b . ?b (!dem:none|^!dem:none)* ?c } }".to_owned(),
            &[504, 507],
        ),
        ("growing text", "SELECT (STRLEN(?l) AS ?n) { BIND(REPEAT AS ?x) }".to_owned(), &[400]),
        ("memory", format!("SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d), STR(?f))) AS ?t) {{ {cross} }}"), &[504, 507]),
    ];
    for (name, query, statuses) in &attacks {
        let start = Instant::now();
        let answer = server.query(query);
        let took = start.elapsed();
        assert!(statuses.contains(&answer.status), "{name}: {} {}", answer.status, answer.text());
        // Twice the limit.
        assert!(took < Duration::from_secs(4), "{name}: {took:?}");
        if answer.status >= 400 {
            assert_eq!(answer.header("content-type"), "application/problem+json", "{name}");
        }
        assert_eq!(server.query(ASK).json()["boolean"], true, "after {name}");
        if answer.status >= 500 {
            server.assert_idle(name);
        }
    }
    let text = server.get("/metrics").text();
    let lost = text.lines().find_map(|l| l.strip_prefix("demarche_workers_lost_total ")).unwrap();
    assert!(lost.parse::<u32>().unwrap() > 0, "{text}");
    // Several at a time, of two kinds: the others wait or are told so, the same ones share their error, and the server goes on.
    let start = Instant::now();
    std::thread::scope(|scope| {
        for n in 0..12 {
            let (server, query) = (&server, &attacks[6 + n % 2].1);
            scope.spawn(move || assert!(matches!(server.query(query).status, 503 | 504 | 507)));
        }
    });
    assert!(start.elapsed() < Duration::from_secs(9), "{:?}", start.elapsed());
    assert_eq!(server.query(ASK).status, 200);
    // Those lost are replaced.
    let end = Instant::now() + Duration::from_secs(5);
    while server.workers().len() != 2 {
        assert!(Instant::now() < end, "{} workers", server.workers().len());
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_client_that_goes_takes_its_query_along() {
    let server = Server::start(&["--timeout", "30"]);
    let query = encoded("SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } } ORDER BY ?f");
    let mut stream = TcpStream::connect(&server.address).unwrap();
    stream.write_all(format!("GET /sparql?query={query} HTTP/1.1\r\nHost: localhost\r\n\r\n").as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(500));
    drop(stream);
    server.assert_idle("a client that went");
    assert_eq!(server.query(ASK).status, 200);
}

#[test]
fn nothing_is_written_without_leave_and_token() {
    let server = shared();
    let update = "INSERT DATA { <urn:a> <urn:b> <urn:c> }";
    let media = ("content-type", "application/sparql-update");
    let bearer = format!("Bearer {TOKEN}");
    for path in ["/update", "/sparql"] {
        server.ask(Method::POST, path, &[media, ("authorization", &bearer)], update).problem(403, "only reads");
    }
    for method in [Method::PUT, Method::POST, Method::DELETE] {
        server
            .ask(method, "/store?graph=urn:g", &[("content-type", "text/turtle"), ("authorization", &bearer)], "<urn:a> <urn:b> 1 .")
            .problem(403, "only reads");
    }
    let refused = demarche().args(["serve", "-l"]).arg(&server.store).args(["--writable", "--bind", "127.0.0.1:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("needs a token"));
}

#[test]
fn who_shows_the_token_writes() {
    let server = Server::start(&["--writable"]);
    let bearer = format!("Bearer {TOKEN}");
    let token = ("authorization", bearer.as_str());
    let media = ("content-type", "application/sparql-update");
    let update = "INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'c' } }";
    let refused = server.ask(Method::POST, "/update", &[media], update);
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, "Bearer realm=\"demarche\""));
    server.ask(Method::POST, "/update", &[media, ("authorization", "Bearer a-token-for-the-test")], update).problem(401, "token");
    server.ask(Method::POST, "/update", &[media, token, ("origin", "https://evil.example")], update).problem(403, "evil");
    let count = |graph: &str| server.query(&format!("SELECT ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")).json()["results"]["bindings"].as_array().unwrap().len();
    assert_eq!(count("urn:g"), 0);
    assert_eq!(server.ask(Method::POST, "/update", &[media, token], update).status, 204);
    assert_eq!(count("urn:g"), 1);
    let form = format!("update={}", encoded("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 'd' } }"));
    assert_eq!(server.ask(Method::POST, "/sparql", &[("content-type", "application/x-www-form-urlencoded"), token], &form).status, 204);
    assert_eq!(count("urn:g"), 2);
    server.ask(Method::POST, "/update", &[media, token], "LOAD <file:///etc/passwd>").problem(400, "LOAD");
    server.ask(Method::POST, "/update", &[media, token], "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").problem(400, "SERVICE");
    server.ask(Method::POST, "/update", &[media, token], "INSERT DATA { oops }").problem(400, "no SPARQL update");
    // Graph Store Protocol.
    let turtle = ("content-type", "text/turtle");
    assert_eq!(server.ask(Method::PUT, "/store?graph=urn:h", &[turtle, token], "<urn:a> <urn:b> 1, 2 .").status, 201);
    assert_eq!(count("urn:h"), 2);
    assert_eq!(server.ask(Method::PUT, "/store?graph=urn:h", &[turtle, token], "<urn:a> <urn:b> 3 .").status, 204);
    assert_eq!(server.ask(Method::POST, "/store?graph=urn:h", &[("content-type", "application/n-triples"), token], "<urn:a> <urn:b> <urn:d> .\n").status, 204);
    assert_eq!(count("urn:h"), 2);
    let graph = server.accept("/store?graph=urn:h", "application/n-triples");
    assert_eq!((graph.status, graph.text().lines().count()), (200, 2), "{}", graph.text());
    assert_eq!(server.ask(Method::DELETE, "/store?graph=urn:h", &[token], "").status, 204);
    server.get("/store?graph=urn:h").problem(404, "urn:h");
    server.ask(Method::DELETE, "/store?graph=urn:h", &[token], "").problem(404, "urn:h");
    // The path of a graph's own IRI, and the default graph.
    assert_eq!(server.ask(Method::PUT, "/store/id/doc/mine", &[turtle, token], "<> <urn:b> 'mine' .").status, 201);
    assert!(server.accept("/store/id/doc/mine", "application/n-triples").text().starts_with("<https://w3id.org/demarche/id/doc/mine> "));
    assert_eq!(server.ask(Method::POST, "/store?default", &[turtle, token], "<urn:a> <urn:b> 'plain' .").status, 201);
    assert_eq!(server.query("ASK { <urn:a> <urn:b> 'plain' }").json()["boolean"], true);
    for media in ["application/rdf+xml", "application/ld+json", "text/html"] {
        server.ask(Method::PUT, "/store?graph=urn:h", &[("content-type", media), token], "x").problem(415, "text/turtle");
    }
    server.ask(Method::PUT, "/store?graph=urn:h", &[turtle, token], "<urn:a> oops").problem(400, "cannot be read");
    server.ask(Method::PUT, "/store?graph=no%20iri", &[turtle, token], "<urn:a> <urn:b> 3 .").problem(400, "no IRI");
    server.get("/store").problem(400, "?default");
    assert!(server.accept("/store/id/doc/seed-kazinform", "text/turtle").text().contains("dem:Document"));
}

#[test]
fn a_build_beside_the_server_is_served_afterwards() {
    let server = Server::start(&[]);
    let count = || {
        server.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?g a dem:Document } }").json()["results"]["bindings"][0]["n"]["value"].as_str().unwrap().to_owned()
    };
    let before = server.get("/api/queries/documents");
    assert_eq!(count(), "3");
    let text = server.store.with_file_name("more.txt");
    std::fs::write(&text, "Statement by Ghana\n\nAccra, 5 May 2023\n\nGhana welcomes the agreement of 3 May 2023.\n").unwrap();
    let built = demarche().arg("build").arg(&text).arg("-q").arg("-l").arg(&server.store).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    let end = Instant::now() + Duration::from_secs(15);
    loop {
        let answer = server.get("/api/queries/documents");
        // In between the store is not to be had, which is said.
        assert!(matches!(answer.status, 200 | 503), "{}", answer.text());
        if answer.status == 200 && answer.header("etag") != before.header("etag") {
            break;
        }
        assert!(Instant::now() < end, "the new document is not served");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(count(), "4");
    let found = server.get("/api/search?q=ghana%20statement&kind=document").json();
    assert!(found["total"].as_u64().unwrap() <= 1);
}

#[test]
fn a_signal_ends_the_server_and_its_workers() {
    let mut server = Server::start(&[]);
    let workers = server.workers();
    assert_eq!(workers.len(), 2);
    let status = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let start = Instant::now();
    assert!(server.child.wait().unwrap().success());
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    let alive = |pid: u32| std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|s| !s.contains(") Z "));
    assert!(!workers.iter().any(|w| alive(w.0)));
    // And they end when it is killed.
    let mut server = Server::start(&[]);
    let workers = server.workers();
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let end = Instant::now() + Duration::from_secs(5);
    while workers.iter().any(|w| alive(w.0)) {
        assert!(Instant::now() < end, "workers outlive the server");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_cannot_be_served_is_said() {
    let run = |arguments: &[&str]| {
        let output = demarche().arg("serve").args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (status, text) = run(&["-l", "no-such-store", "--bind", "127.0.0.1:0"]);
    assert!(status == Some(1) && text.contains("no such store") && text.contains("demarche build"), "{text}");
    let server = shared();
    let (status, text) = run(&["-l", server.store.to_str().unwrap(), "--bind", &server.address]);
    assert!(status == Some(1) && text.contains("cannot listen") && text.contains("--bind"), "{text}");
    let (status, text) = run(&["-l", server.store.to_str().unwrap(), "--bind", "127.0.0.1:0", "--timeout", "0"]);
    assert!(status == Some(2) && text.contains("--timeout"), "{text}");
}

#[test]
fn the_limit_of_the_command_line_stops_sorts_too() {
    let server = shared();
    let start = Instant::now();
    let output = demarche()
        .args(["query", "--timeout", "1", "--sparql", "SELECT * { GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } } ORDER BY ?f LIMIT 1", "-l"])
        .arg(&server.store)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did not end within 1 seconds"));
    assert!(output.stdout.is_empty() && start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
}
