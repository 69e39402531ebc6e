use std::io::Write;
fn main() {
    let t = std::time::Instant::now();
    let k = demarche::knowledge::Knowledge::load(&[]).unwrap_or_else(|e| {
        for x in e {
            eprintln!("{x}");
        }
        std::process::exit(1)
    });
    eprintln!("knowledge {:?}", t.elapsed());
    let mut out = std::io::BufWriter::new(std::io::stdout());
    let mut paths: Vec<_> = std::env::args().skip(1).collect();
    if paths.first().is_some_and(|p| p == "-x") {
        let o = demarche::examples::run(&k, |_| true);
        println!("{} run, {} broken", o.run, o.broken.len());
        for b in o.broken {
            println!("{}:{} {} {} {}", b.file.file_name().unwrap().to_str().unwrap(), b.line, b.code, b.entry.rsplit('/').next().unwrap(), b.message);
        }
        return;
    }
    if paths.first().is_some_and(|p| p == "-s") {
        let text = std::fs::read_to_string(&paths[1]).unwrap();
        for para in text.split("\n\n") {
            let d = demarche::text::Document {
                id: "x".into(),
                file_name: "x".into(),
                text: para.to_owned(),
                title: Some("Statement by Norway".into()),
                ..Default::default()
            };
            let e = demarche::extract::extract(&k, &d);
            println!("# {para}");
            let n = |v: &Vec<usize>| v.iter().map(|&i| e.entities[i].label.clone()).collect::<Vec<_>>().join(",");
            for s in &e.stances {
                println!(
                    "   {} [{}|{}] {:?} cue={:?} T={:?} add={:?}/{:?} neg={} mod={:?} by={} {}",
                    n(&s.holders),
                    s.holder_text.map_or("", |h| d.slice(h)),
                    s.intensity,
                    s.family,
                    d.slice(s.cue),
                    s.target.map(|t| d.slice(t)),
                    n(&s.addressees),
                    s.addressee_text.map(|t| d.slice(t)),
                    s.negated,
                    s.modality,
                    n(&s.reported_by),
                    s.because.rule.rsplit('/').next().unwrap()
                );
            }
            for u in &e.unresolved {
                println!("   ?? {} {:?} {}", u.reason, d.slice(u.cue), u.sense);
            }
            for a in &e.alignments {
                println!("   ALIGN {}", e.entities[a.actor].label);
            }
            for v in &e.events {
                println!("   EVENT {} {:?} {:?} {}", v.kind, v.date, v.mentions.iter().map(|m| d.slice(*m)).collect::<Vec<_>>(), n(&v.places));
            }
            for r in &e.relations {
                println!("   REL {} {} {}", e.entities[r.subject].label, r.relation, e.entities[r.object].label);
            }
        }
        return;
    }
    let dump = paths.first().is_some_and(|p| p == "-g");
    if dump {
        paths.remove(0);
    }
    for p in paths {
        let text = std::fs::read_to_string(&p).unwrap();
        let name = std::path::Path::new(&p).file_name().unwrap().to_str().unwrap().to_owned();
        let d = demarche::text::Document { id: name.trim_end_matches(".txt").to_owned(), file_name: name, text, ..Default::default() };
        if dump {
            let r = demarche::syntax::Reading::new(&k, &d);
            let mut e = demarche::mention::Entities::default();
            let names = demarche::mention::Names::find(&r, &mut e);
            for s in &r.sentences {
                let cover: Vec<u8> = s
                    .tokens
                    .clone()
                    .map(|t| match names.at(t) {
                        Some(n) if n.meaning == demarche::mention::Meaning::Demonym => 2,
                        Some(n) if n.meaning == demarche::mention::Meaning::Unlinked && n.tokens.len() == 1 => 0,
                        Some(_) => 1,
                        None => 0,
                    })
                    .collect();
                let g = demarche::syntax::Grammar::of(&r, s, &cover);
                println!("--- {:?} {}", r.blocks[s.block].kind, d.slice(s.span));
                for t in s.tokens.clone() {
                    print!("{}/{:?} ", r.text(t), g.pos(t));
                }
                println!();
                for (i, x) in g.groups.iter().enumerate() {
                    let txt = |r0: &std::ops::Range<usize>| r0.clone().map(|t| r.text(t)).collect::<Vec<_>>().join(" ");
                    println!(
                        "   {i}: {} [{:?} {:?}{}] parent {:?} shares {:?} subj {:?} DOMAIN {}",
                        txt(&(x.first..x.head + 1)),
                        x.form,
                        x.link,
                        if x.passive { " passive" } else { "" },
                        x.parent,
                        x.shares,
                        g.subject(i).map(|s| txt(&s)),
                        txt(&(x.head + 1..x.end))
                    );
                }
            }
            continue;
        }
        let (_, quads) = demarche::extract::quads(&k, &d);
        for q in quads {
            writeln!(out, "{q} .").unwrap();
        }
    }
}
