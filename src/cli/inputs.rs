//! What is read, for the commands that read texts.

use clap::builder::PossibleValuesParser;
use demarche::read::{Fields, InputFormat, ReadOptions};

/// Texts to read.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Inputs {
    /// Files, folders, patterns; `-` for stdin
    #[arg(required = true, value_name = "PATH")]
    pub(super) paths: Vec<String>,
    /// Format of all inputs [default: by extension and first bytes]
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(InputFormat::ALL.map(InputFormat::name)))]
    input_format: Option<String>,
    /// Field of a record that identifies it
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    id_field: Option<String>,
    /// Field of a record that holds its text
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    text_field: Option<String>,
    /// Field of a record that holds its title
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    title_field: Option<String>,
    /// Field of a record that holds its date
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    date_field: Option<String>,
    /// Field of a record that holds its address
    #[arg(long, value_name = "NAME", help_heading = "Fields of records")]
    url_field: Option<String>,
}

impl Inputs {
    /// How they are read.
    pub(super) fn options(&self) -> ReadOptions {
        ReadOptions {
            format: self.input_format.as_deref().and_then(|name| name.parse().ok()),
            fields: Fields {
                id: self.id_field.clone(),
                text: self.text_field.clone(),
                title: self.title_field.clone(),
                date: self.date_field.clone(),
                url: self.url_field.clone(),
            },
            ..ReadOptions::default()
        }
    }
}
