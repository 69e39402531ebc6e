//! English verb forms.

/// The forms of a verb that differ from its base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Forms {
    /// Third person singular: "welcomes".
    pub(super) third: String,
    /// Simple past: "took".
    pub(super) past: String,
    /// Past participle: "taken".
    pub(super) participle: String,
    /// Present participle and gerund: "taking".
    pub(super) ing: String,
}

/// Inflects `base`; `irregular` gives past and participle, `doubles` whether the last consonant doubles ("admitted").
#[must_use]
pub(super) fn inflect(base: &str, irregular: Option<(&str, &str)>, doubles: bool) -> Forms {
    let ends = |list: &[&str]| list.iter().any(|e| base.ends_with(e));
    let consonant_y = base.ends_with('y') && !ends(&["ay", "ey", "oy", "uy"]);
    let stem = &base[..base.len() - base.chars().next_back().map_or(0, char::len_utf8)];
    let third = if ends(&["s", "x", "z", "ch", "sh", "o"]) {
        format!("{base}es")
    } else if consonant_y {
        format!("{stem}ies")
    } else {
        format!("{base}s")
    };
    let doubled = || format!("{base}{}", &base[stem.len()..]);
    let ing = if let Some(short) = base.strip_suffix("ie") {
        format!("{short}ying")
    } else if base.ends_with('e') && !ends(&["ee", "oe", "ye"]) && base.len() > 2 {
        format!("{stem}ing")
    } else if doubles {
        format!("{}ing", doubled())
    } else {
        format!("{base}ing")
    };
    let ed = if base.ends_with('e') {
        format!("{base}d")
    } else if consonant_y {
        format!("{stem}ied")
    } else if doubles {
        format!("{}ed", doubled())
    } else {
        format!("{base}ed")
    };
    let (past, participle) = irregular.map_or((ed.clone(), ed), |(a, b)| (a.to_owned(), b.to_owned()));
    Forms { third, past, participle, ing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_and_irregular_verbs_inflect() {
        let f = |b, i, d| {
            let x = inflect(b, i, d);
            format!("{} {} {} {}", x.third, x.past, x.participle, x.ing)
        };
        assert_eq!(f("welcome", None, false), "welcomes welcomed welcomed welcoming");
        assert_eq!(f("submit", None, true), "submits submitted submitted submitting");
        assert_eq!(f("deny", None, false), "denies denied denied denying");
        assert_eq!(f("take", Some(("took", "taken")), false), "takes took taken taking");
        assert_eq!(f("agree", None, false), "agrees agreed agreed agreeing");
        assert_eq!(f("stress", None, false), "stresses stressed stressed stressing");
    }
}
