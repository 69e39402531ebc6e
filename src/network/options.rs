//! What network is wanted: options by name, the same on the command line, in an address and in JSON.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::NetworkError;

/// An option whose values are words.
macro_rules! words {
    ($(#[$about:meta])* $name:ident, $option:literal: $($(#[$what:meta])* $variant:ident = $word:literal $(| $alias:literal)*,)*) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$what])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// All values, as they are written.
            pub const WORDS: &[&str] = &[$($word),*];

            /// The value as it is written.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = NetworkError;

            fn from_str(text: &str) -> Result<Self, NetworkError> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word $(| $alias)* => Ok(Self::$variant),)*
                    _ => Err(NetworkError::value($option, text, &Self::WORDS.join(", "))),
                }
            }
        }
    };
}

words! {
    /// What the nodes are and what joins them.
    Kind, "type":
    /// Actors, joined by the concepts they speak on (one-mode).
    #[default]
    Actors = "actors" | "one-mode" | "onemode",
    /// Concepts, joined by the actors that speak on them (one-mode).
    Concepts = "concepts",
    /// Actors and the concepts they speak on (two-mode).
    TwoMode = "two-mode" | "twomode" | "affiliation",
    /// One row for each statement.
    Events = "events" | "event-list" | "eventlist",
}

words! {
    /// What a statement is about.
    Concept, "concept":
    /// Topics of the stance.
    #[default]
    Topic = "topic",
    /// Actors, places and agreements that its target names.
    Entity = "entity",
    /// Events that its target names, each by its canonical identity.
    Event = "event",
    /// The attitude itself.
    Attitude = "attitude",
    /// Agreements its target names; of alignments the document joined.
    Document = "document",
}

words! {
    /// How agreement and disagreement become one number.
    Qualifier, "qualifier":
    /// `congruence` for one-mode networks, `subtract` for two-mode ones.
    #[default]
    Default = "default",
    /// Both count alike.
    Ignore = "ignore",
    /// What two nodes say with the same sign.
    Congruence = "congruence",
    /// What two nodes say with opposite signs.
    Conflict = "conflict",
    /// Congruence less conflict; in two-mode networks agreement less disagreement.
    Subtract = "subtract",
    /// 1 agreement, 2 disagreement, 3 both (two-mode).
    Combine = "combine",
}

words! {
    /// What weights are divided by.
    Normalisation, "normalisation":
    /// Nothing.
    #[default]
    None = "none" | "no",
    /// The number of statements of the actor (two-mode).
    Activity = "activity",
    /// The number of statements on the concept (two-mode).
    Prominence = "prominence",
    /// The mean number of statements of both nodes (one-mode).
    Average = "average",
    /// Statements of one node alone, of the other alone, and joint ones (one-mode).
    Jaccard = "jaccard",
    /// The product of the numbers of statements of both nodes (one-mode).
    Cosine = "cosine",
}

words! {
    /// How often the same statement counts.
    Duplicates, "duplicates":
    /// Every time.
    All = "all" | "include",
    /// Once in a document.
    #[default]
    Document = "document",
    /// Once in a week, from Monday on.
    Week = "week",
    /// Once in a month.
    Month = "month",
    /// Once in a year.
    Year = "year",
    /// Once.
    Range = "range" | "acrossrange",
}

words! {
    /// Which statements count: those made, those joined by alignment, or both, each for itself.
    Basis, "basis":
    /// Stances that the actor holds itself.
    #[default]
    Explicit = "explicit",
    /// Stances of the issuers of a document that the actor aligned with.
    Joined = "joined",
    /// Two weights for each edge, never summed.
    Both = "both",
}

words! {
    /// Whether a statement that two nodes make together joins them.
    Joint, "joint":
    /// It does, as in Discourse Network Analyzer.
    #[default]
    Include = "include",
    /// It does not: a list of names is no agreement of its members.
    Exclude = "exclude",
}

words! {
    /// A family of attitudes.
    Family, "family":
    /// Speaks for.
    #[default]
    Approve = "approve",
    /// Speaks against.
    Disapprove = "disapprove",
    /// Asks for.
    Request = "request",
    /// Binds itself to.
    Commit = "commit",
    /// States.
    Assert = "assert",
    /// Acts by saying.
    Decide = "decide",
}

words! {
    /// A unit of the calendar.
    Unit, "window":
    /// Days.
    #[default]
    Days = "days" | "day" | "d",
    /// Weeks, from Monday on.
    Weeks = "weeks" | "week" | "w",
    /// Months.
    Months = "months" | "month" | "m",
    /// Years.
    Years = "years" | "year" | "y",
}

/// A length of time: `6months`, `2 weeks`, `year`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Span {
    /// How many, at least 1.
    pub count: u16,
    /// Of what.
    pub unit: Unit,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit)
    }
}

impl FromStr for Span {
    type Err = NetworkError;

    fn from_str(text: &str) -> Result<Self, NetworkError> {
        let wrong = || NetworkError::value("window", text, "a number of days, weeks, months or years, such as `6months`");
        let text = text.trim();
        let cut = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (count, unit) = text.split_at(cut);
        let count = if count.is_empty() { 1 } else { count.parse().map_err(|_| wrong())? };
        let unit = unit.trim().parse().map_err(|_| wrong())?;
        if count == 0 || count > 1000 { Err(wrong()) } else { Ok(Self { count, unit }) }
    }
}

impl TryFrom<String> for Span {
    type Error = NetworkError;

    fn try_from(text: String) -> Result<Self, NetworkError> {
        text.parse()
    }
}

impl From<Span> for String {
    fn from(span: Span) -> Self {
        span.to_string()
    }
}

/// What network is wanted.
///
/// Entities and concepts are named as everywhere: by IRI, prefixed name, code, acronym or name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// What the nodes are.
    #[serde(rename = "type")]
    pub kind: Kind,
    /// What statements are about.
    pub concept: Concept,
    /// How agreement and disagreement become one number.
    pub qualifier: Qualifier,
    /// What weights are divided by.
    pub normalisation: Normalisation,
    /// How often the same statement counts.
    pub duplicates: Duplicates,
    /// Statements made or joined.
    pub basis: Basis,
    /// Whether a statement made together joins those who make it.
    pub joint: Joint,
    /// Families that are agreement.
    pub agree: Vec<Family>,
    /// Families that are disagreement; those in neither list take no side.
    pub disagree: Vec<Family>,
    /// Only statements of these families; of all where none is named.
    pub family: Vec<Family>,
    /// Only statements of these actors; of all where none is named.
    pub actor: Vec<String>,
    /// Only actors of these classes, such as `State`; of all where none is named.
    pub actor_type: Vec<String>,
    /// Only statements on these topics or narrower ones.
    pub topic: Vec<String>,
    /// Only documents given in these forums.
    pub forum: Vec<String>,
    /// Only documents of these kinds.
    #[serde(rename = "kind")]
    pub kind_of_document: Vec<String>,
    /// First day.
    pub since: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
    /// Length of moving windows, each with a network of its own.
    pub window: Option<Span>,
    /// How far windows move; by one unit of their length where nothing is said.
    pub step: Option<Span>,
    /// Only nodes with as many statements.
    pub least: u64,
    /// Only edges whose weight is as great, whatever its sign.
    pub min_weight: f64,
    /// Keep nodes that no edge touches.
    pub isolates: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            kind: Kind::default(),
            concept: Concept::default(),
            qualifier: Qualifier::default(),
            normalisation: Normalisation::default(),
            duplicates: Duplicates::default(),
            basis: Basis::default(),
            joint: Joint::default(),
            agree: vec![Family::Approve, Family::Commit],
            disagree: vec![Family::Disapprove],
            family: Vec::new(),
            actor: Vec::new(),
            actor_type: Vec::new(),
            topic: Vec::new(),
            forum: Vec::new(),
            kind_of_document: Vec::new(),
            since: None,
            until: None,
            window: None,
            step: None,
            least: 1,
            min_weight: 0.0,
            isolates: false,
        }
    }
}

/// Names of the options.
pub const OPTIONS: &[&str] = &[
    "type",
    "concept",
    "qualifier",
    "normalisation",
    "duplicates",
    "basis",
    "joint",
    "agree",
    "disagree",
    "family",
    "actor",
    "actor-type",
    "topic",
    "forum",
    "kind",
    "since",
    "until",
    "window",
    "step",
    "least",
    "min-weight",
    "isolates",
];

impl Options {
    /// Options from pairs of name and value. A list is given by several pairs of one name or, but for names of entities,
    /// with commas; an empty value is as none.
    ///
    /// # Errors
    /// A name or value is not known, or options do not go together.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, NetworkError> {
        let mut out = Self::default();
        let (mut agree, mut disagree) = (None, None);
        for (name, value) in pairs {
            if value.trim().is_empty() && !matches!(name, "agree" | "disagree") {
                continue;
            }
            let names = |list: &mut Vec<String>| list.push(value.trim().to_owned());
            match name.replace('_', "-").as_str() {
                "type" => out.kind = value.parse()?,
                "concept" => out.concept = value.parse()?,
                "qualifier" => out.qualifier = value.parse()?,
                "normalisation" | "normalization" => out.normalisation = value.parse()?,
                "duplicates" => out.duplicates = value.parse()?,
                "basis" => out.basis = value.parse()?,
                "joint" => out.joint = value.parse()?,
                "agree" => agree.get_or_insert_with(Vec::new).extend(families(value)?),
                "disagree" => disagree.get_or_insert_with(Vec::new).extend(families(value)?),
                "family" => out.family.extend(families(value)?),
                "actor" => names(&mut out.actor),
                "actor-type" => out.actor_type.extend(value.split(',').map(|v| v.trim().to_owned()).filter(|v| !v.is_empty())),
                "topic" => names(&mut out.topic),
                "forum" => names(&mut out.forum),
                "kind" => names(&mut out.kind_of_document),
                "since" => out.since = Some(day("since", value)?),
                "until" => out.until = Some(day("until", value)?),
                "window" => out.window = Some(value.parse()?),
                "step" => out.step = Some(value.parse()?),
                "least" => out.least = value.trim().parse().map_err(|_| NetworkError::value("least", value, "a whole number"))?,
                "min-weight" => {
                    let number = value.trim().parse().ok().filter(|n: &f64| n.is_finite() && *n >= 0.0);
                    out.min_weight = number.ok_or_else(|| NetworkError::value("min-weight", value, "a number from 0 on"))?;
                }
                "isolates" => out.isolates = value.trim().parse().map_err(|_| NetworkError::value("isolates", value, "true, false"))?,
                _ => return Err(NetworkError::Option { name: name.to_owned() }),
            }
        }
        // A family that is named on one side leaves the other's usual list.
        match (agree, disagree) {
            (Some(agree), Some(disagree)) => (out.agree, out.disagree) = (agree, disagree),
            (Some(agree), None) => {
                out.disagree.retain(|f| !agree.contains(f));
                out.agree = agree;
            }
            (None, Some(disagree)) => {
                out.agree.retain(|f| !disagree.contains(f));
                out.disagree = disagree;
            }
            (None, None) => {}
        }
        out.check()?;
        Ok(out)
    }

    /// Whether the options go together.
    ///
    /// # Errors
    /// They do not; with what does.
    pub fn check(&self) -> Result<(), NetworkError> {
        let clash = |what: String, help| Err(NetworkError::Clash { what, help });
        if let Some(family) = self.agree.iter().find(|f| self.disagree.contains(f)) {
            return clash(format!("`{family}` cannot be both agreement and disagreement"), "name it once");
        }
        let (two, one) = (self.kind == Kind::TwoMode, matches!(self.kind, Kind::Actors | Kind::Concepts));
        match self.qualifier {
            Qualifier::Congruence | Qualifier::Conflict if two => {
                return clash(format!("qualifier `{}` is for one-mode networks", self.qualifier), "a two-mode one takes ignore, subtract or combine");
            }
            Qualifier::Combine if one => {
                return clash("qualifier `combine` is for two-mode networks".into(), "a one-mode one takes ignore, congruence, conflict or subtract");
            }
            _ => {}
        }
        match self.normalisation {
            Normalisation::Activity | Normalisation::Prominence if one => {
                return clash(
                    format!("normalisation `{}` is for two-mode networks", self.normalisation),
                    "a one-mode one takes none, average, jaccard or cosine",
                );
            }
            Normalisation::Average | Normalisation::Jaccard | Normalisation::Cosine if two => {
                return clash(format!("normalisation `{}` is for one-mode networks", self.normalisation), "a two-mode one takes none, activity or prominence");
            }
            Normalisation::None => {}
            _ if self.qualifier == Qualifier::Combine => {
                return clash("combined signs are no amounts that could be normalised".into(), "leave out the normalisation, or take `subtract`");
            }
            _ => {}
        }
        if self.step.is_some() && self.window.is_none() {
            return clash("`step` moves a window, and there is none".into(), "give `window` too, such as `6months`");
        }
        if self.window.is_some() && self.kind == Kind::Events {
            return clash("a list of statements has no windows".into(), "leave out the window: each row has its date");
        }
        if let (Some(since), Some(until)) = (self.since, self.until)
            && since > until
        {
            return clash(format!("`since` {since} is after `until` {until}"), "exchange them");
        }
        Ok(())
    }

    /// The qualifier, with the default of the type of network.
    #[must_use]
    pub fn qualifier(&self) -> Qualifier {
        match (self.qualifier, self.kind) {
            (Qualifier::Default, Kind::Actors | Kind::Concepts) => Qualifier::Congruence,
            (Qualifier::Default, Kind::TwoMode) => Qualifier::Subtract,
            (Qualifier::Default, Kind::Events) => Qualifier::Ignore,
            (given, _) => given,
        }
    }
}

fn families(value: &str) -> Result<Vec<Family>, NetworkError> {
    if value.trim() == "all" {
        return Family::WORDS.iter().map(|w| w.parse()).collect();
    }
    value.split(',').filter(|v| !v.trim().is_empty()).map(str::parse).collect()
}

fn day(option: &'static str, value: &str) -> Result<Date, NetworkError> {
    let value = value.trim();
    let day = if value.len() == 10 { value.parse().ok() } else { None };
    day.ok_or_else(|| NetworkError::value(option, value, "a day such as 2023-03-30"))
}
