//! `-o FORMAT[=PATH]`: what a report is written as, and where it goes.

use clap::builder::{EnumValueParser, PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, Command, Error, ValueEnum};
use std::ffi::OsStr;
use std::path::PathBuf;

/// A format and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The format.
    pub format: Format,
    /// The file; `None` is stdout.
    pub path: Option<PathBuf>,
}

/// Formats of a single thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// For a person at a terminal
    Text,
    /// For programs
    Json,
}

/// The formats of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person at a terminal; the default
    Table,
    /// The whole report, for programs, `render` and `diff`
    Json,
    /// For code scanning
    Sarif,
    /// For the test views of pipelines
    Junit,
    /// For a comment or the summary of a job
    Markdown,
    /// For a spreadsheet, a line for each finding
    Csv,
    /// One self-contained page with a picture of the estate
    Html,
}

impl Format {
    /// Its word on the command line.
    #[must_use]
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What a file of the format is usually called.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Table => "report.txt",
            Self::Json => "report.json",
            Self::Sarif => "report.sarif",
            Self::Junit => "report.xml",
            Self::Markdown => "report.md",
            Self::Csv => "report.csv",
            Self::Html => "report.html",
        }
    }
}

/// Reads `FORMAT` or `FORMAT=PATH`.
#[derive(Clone)]
pub(super) struct OutputParser;

impl TypedValueParser for OutputParser {
    type Value = Output;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Output, Error> {
        let text = StringValueParser::new().parse_ref(command, arg, value)?;
        let (format, path) = match text.split_once('=') {
            Some((format, "-")) => (format, None),
            Some((format, path)) => (format, Some(PathBuf::from(path))),
            None => (text.as_str(), None),
        };
        let format = EnumValueParser::new().parse_ref(command, arg, OsStr::new(format))?;
        Ok(Output { format, path })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let formats = Format::value_variants().iter();
        Some(Box::new(formats.filter_map(ValueEnum::to_possible_value)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_is_what_follows_the_first_sign() {
        let read = |text: &str| {
            let command = Command::new("x");
            OutputParser.parse_ref(&command, None, OsStr::new(text))
        };
        let output = |format, path: Option<&str>| Output { format, path: path.map(PathBuf::from) };
        assert_eq!(read("table").ok(), Some(output(Format::Table, None)));
        let path = Some("a=b.json");
        assert_eq!(read("json=a=b.json").ok(), Some(output(Format::Json, path)));
        assert_eq!(read("json=-").ok(), Some(output(Format::Json, None)));
        for wrong in ["yaml", "JSON", "=x", ""] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
