fn main() {
    let k = demarche::knowledge::Knowledge::embedded();
    let input: std::collections::BTreeMap<String, Vec<(String, String)>> =
        serde_json::from_str(&std::fs::read_to_string("/tmp/cs/cases.json").unwrap()).unwrap();
    for (file, cases) in input {
        let mut out = String::new();
        for (name, text) in cases {
            let d = demarche::text::Document {
                id: "case".into(),
                file_name: "case.txt".into(),
                text: text.clone(),
                title: Some("Statement by Norway".into()),
                ..Default::default()
            };
            let e = demarche::extract::extract(k, &d);
            let label = |i: &usize| {
                e.entities[*i]
                    .short
                    .clone()
                    .filter(|s| s.len() > 1 && e.entities[*i].kind != demarche::knowledge::EntityKind::State)
                    .unwrap_or(e.entities[*i].label.clone())
            };
            out += &format!("# {name}\n{text}\n");
            for s in &e.stances {
                let holder = if s.holders.is_empty() {
                    format!("“{}”", s.holder_text.map_or("", |h| d.slice(h)))
                } else {
                    s.holders.iter().map(label).collect::<Vec<_>>().join(", ")
                };
                out += &format!("  stance: {} | {}{} | {}", holder, if s.negated { "not " } else { "" }, s.family.name(), s.target.map_or("", |t| d.slice(t)));
                let to = if s.addressees.is_empty() {
                    s.addressee_text.map(|t| format!("“{}”", d.slice(t)))
                } else {
                    Some(s.addressees.iter().map(label).collect::<Vec<_>>().join(", "))
                };
                if let Some(to) = to {
                    out += &format!(" | to {to}");
                }
                if let Some(m) = &s.modality {
                    out += &format!(" | {m}");
                }
                if !s.reported_by.is_empty() {
                    out += &format!(" | by {}", s.reported_by.iter().map(label).collect::<Vec<_>>().join(", "));
                }
                out.push('\n');
            }
            if !e.alignments.is_empty() {
                out += &format!("  aligned: {}\n", e.alignments.iter().map(|a| label(&a.actor)).collect::<Vec<_>>().join(", "));
            }
            out.push('\n');
        }
        std::fs::write(format!("/tmp/cs/{file}"), out).unwrap();
    }
}
